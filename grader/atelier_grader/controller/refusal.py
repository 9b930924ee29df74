"""What no submission may be."""

from __future__ import annotations


class Refusal(ValueError):
    """The submission breaks a rule of the intake: the message says which, and where."""
