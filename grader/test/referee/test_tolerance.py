from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier_grader.referee.tolerance import Tolerance

numbers = st.floats(allow_nan=False, allow_infinity=False)
shapes = st.sampled_from(["linear", "smooth"])


@st.composite
def tolerances(draw: st.DrawFn) -> Tolerance:
    full, zero = draw(st.tuples(numbers, numbers).filter(lambda pair: pair[0] != pair[1]))
    return Tolerance(full=full, zero=zero, shape=draw(shapes))


@given(tolerances(), numbers)
def test_is_bounded(tolerance: Tolerance, value: float) -> None:
    assert 0.0 <= tolerance.score(value) <= 1.0


@given(tolerances(), numbers, numbers)
def test_is_monotone(tolerance: Tolerance, first: float, second: float) -> None:
    low, high = sorted((first, second))
    rising = tolerance.full > tolerance.zero
    worse, better = (low, high) if rising else (high, low)
    assert tolerance.score(worse) <= tolerance.score(better)


@given(tolerances())
def test_reaches_both_ends(tolerance: Tolerance) -> None:
    assert tolerance.score(tolerance.full) == 1.0
    assert tolerance.score(tolerance.zero) == 0.0


def test_values_between() -> None:
    assert Tolerance(full=0, zero=4).score(1) == 0.75
    assert Tolerance(full=4, zero=0).score(1) == 0.25
    assert Tolerance(full=4, zero=0, shape="smooth").score(1) == pytest.approx(0.15625)
    assert Tolerance(full=4, zero=0, shape="smooth").score(2) == 0.5


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_refuses_what_is_not_finite(value: float) -> None:
    with pytest.raises(ValueError, match="must be finite, got"):
        Tolerance(full=0, zero=1).score(value)


def test_refuses_equal_ends() -> None:
    with pytest.raises(ValueError, match="to differ, both are 2"):
        Tolerance(full=2, zero=2)


def test_says_what_earns_points() -> None:
    assert Tolerance(full=0, zero=0.5).rule("m").en == "full points up to 0 m, none from 0.5 m"
    assert Tolerance(full=9.5, zero=3).rule("").fr == (
        "tous les points à partir de 9,5, aucun jusqu'à 3"
    )


def test_a_rule_is_told_in_the_readers_own_units() -> None:
    rule = Tolerance(full=0.05, zero=0.2).rule("m")
    assert rule.en == "full points up to 0.05 m, none from 0.2 m"
    assert rule.ar == "النقاط كاملة حتى 0.05 م، ولا نقاط ابتداء من 0.2 م"
