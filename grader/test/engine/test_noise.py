"""Noise models against their own statistics."""

from __future__ import annotations

from math import exp, expm1, sqrt

import numpy as np
import pytest

from atelier_grader.engine.mujoco.noise import NoiseModel, NoiseStream


def rng() -> np.random.Generator:
    return np.random.Generator(np.random.Philox([4]))


def test_a_bias_drifts_as_an_ornstein_uhlenbeck_process() -> None:
    sigma, tau_s, period_s, count = 0.3, 0.5, 0.1, 400
    model = NoiseModel(drift_stddev=sigma, drift_s=tau_s)
    stream = NoiseStream([model] * count, rng(), period_s)
    samples = np.array([stream.apply(np.zeros(count), k) for k in range(200)])
    # Stationary: variance sigma^2 tau / 2, and a correlation of exp(-T / tau) between samples.
    late = samples[50:]
    assert late.std() == pytest.approx(sigma * sqrt(tau_s / 2), rel=0.02)
    ahead = (late[1:] * late[:-1]).mean() / late.var()
    assert ahead == pytest.approx(exp(-period_s / tau_s), abs=0.01)
    first = samples[1].std()
    assert first == pytest.approx(sigma * sqrt(-tau_s / 2 * expm1(-2 * period_s / tau_s)), rel=0.1)


def test_drift_does_not_depend_on_who_listened() -> None:
    model = NoiseModel(stddev=0.1, bias_mean=1.0, drift_stddev=0.3, drift_s=2.0)
    one, two = (NoiseStream([model] * 3, rng(), 0.01) for _ in range(2))
    for k in range(30):
        one.apply(np.zeros(3), k)
    assert (one.apply(np.zeros(3), 40) == two.apply(np.zeros(3), 40)).all()
    assert (one.apply(np.zeros(3), 7) == two.apply(np.zeros(3), 7)).all()


def test_bias_is_drawn_once_with_either_sign() -> None:
    stream = NoiseStream([NoiseModel(bias_mean=2.0, bias_stddev=0.1)] * 500, rng())
    first, second = (stream.apply(np.zeros(500), k) for k in (0, 9))
    assert (first == second).all()
    assert np.abs(first).mean() == pytest.approx(2.0, abs=0.02)
    assert np.abs(first).std() == pytest.approx(0.1, rel=0.15)
    assert 0.4 < (first > 0).mean() < 0.6
