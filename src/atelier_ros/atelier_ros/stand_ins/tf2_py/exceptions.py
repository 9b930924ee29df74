"""Why there is no transform."""

from __future__ import annotations


class TransformException(Exception):
    """Any of the others."""


class ConnectivityException(TransformException):
    """The two frames are in different trees."""


class LookupException(TransformException):
    """A frame does not exist."""


class ExtrapolationException(TransformException):
    """The time lies outside of what the buffer holds."""


class InvalidArgumentException(TransformException):
    """A frame's name is empty or begins with a slash."""


class TimeoutException(TransformException):
    """No answer came in time."""
