from __future__ import annotations

import contextlib
import signal

import pytest

from atelier_grader.cli.interruption import Interruption


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_raises_at_once(number: signal.Signals) -> None:
    with Interruption() as interruption, pytest.raises(KeyboardInterrupt), interruption.heard():
        signal.raise_signal(number)


def test_what_may_not_be_interrupted_is_not() -> None:
    with Interruption() as interruption:
        signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt), interruption.heard():
            raise AssertionError("it came before")
        signal.raise_signal(signal.SIGTERM)


def test_an_impatient_second_one_breaks_nothing_off() -> None:
    with Interruption() as interruption, interruption.heard():
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)


def test_a_swallowed_interruption_comes_back() -> None:
    with Interruption() as interruption, interruption.heard():
        interruption.check()
        with contextlib.suppress(BaseException):
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt):
            interruption.check()


def test_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Interruption():
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before
