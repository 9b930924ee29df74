"""Gaussian sensor noise that does not depend on who listens, nor since when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from atelier_grader.sdf.reader import Element

Floats = npt.NDArray[np.float64]

_BLOCK_VALUES = 4096
_TABLE_PICTURES = 4
_TYPES = ("none", "gaussian", "gaussian_quantized")


@dataclass(frozen=True)
class NoiseModel:
    """SDF's <noise>: `mean`, `stddev`, and a bias drawn once, of either sign.

    The bias drifts with `drift_stddev` and forgets in `drift_s`, where both are over 0.
    """

    mean: float = 0.0
    stddev: float = 0.0
    bias_mean: float = 0.0
    bias_stddev: float = 0.0
    precision: float = 0.0
    drift_stddev: float = 0.0
    drift_s: float = 0.0

    @property
    def silent(self) -> bool:
        return (
            not any((self.mean, self.stddev, self.bias_mean, self.bias_stddev, self.precision))
            and not self.drifts
        )

    @property
    def drifts(self) -> bool:
        return self.drift_stddev > 0 and self.drift_s > 0


def read_noise(parent: Element | None) -> NoiseModel:
    """The <noise> of a sensor or of one axis. Raises `SdfError`."""
    noise = None if parent is None else parent.child("noise")
    if noise is None:
        return NoiseModel()
    kind = noise.node.get("type") or noise.text("type", "none")
    if kind not in _TYPES:
        raise noise.error(f"type expected one of {', '.join(_TYPES)}, got '{kind}'")
    if kind == "none":
        return NoiseModel()
    return NoiseModel(
        noise.number("mean", 0.0),
        noise.number("stddev", 0.0, 0.0),
        noise.number("bias_mean", 0.0),
        noise.number("bias_stddev", 0.0, 0.0),
        noise.number("precision", 0.0, 0.0),
        noise.number("dynamic_bias_stddev", 0.0, 0.0),
        noise.number("dynamic_bias_correlation_time", 0.0, 0.0),
    )


class NoiseStream:
    """Noise of `models`, one for each of the values of a sample, by the sample's number.

    Blocks of samples come from a counter-based generator whose key is drawn once, so a sample's
    noise is a function of its number alone.
    """

    def __init__(
        self, models: list[NoiseModel], rng: np.random.Generator, period_s: float = 0.0
    ) -> None:
        """`period_s` is the time between samples, in which biases drift."""
        self._silent = all(model.silent for model in models)
        self._key = rng.integers(0, 2**64, size=2, dtype=np.uint64)
        signs = np.where(rng.random(len(models)) < 0.5, -1.0, 1.0)
        draws = rng.standard_normal(len(models))
        bias = np.array([m.bias_mean for m in models]) + draws * [m.bias_stddev for m in models]
        self._mean = signs * bias + [m.mean for m in models]
        self._stddev = np.array([m.stddev for m in models])
        self._precision = np.array([m.precision for m in models])
        self._rows = max(1, _BLOCK_VALUES // max(1, len(models)))
        self._drift = _Drift.of(models, signs * bias, period_s, self._key)
        self._block_number = -1
        self._block: Floats = np.zeros((0, 0))

    def apply(self, values: Floats, index: int) -> Floats:
        """`values` (n,) with the noise of sample `index`."""
        if self._silent:
            return values
        number, row = divmod(index, self._rows)
        if number != self._block_number:
            bits = np.random.Philox(key=self._key, counter=[0, 0, 0, number])
            shape = (self._rows, len(self._stddev))
            self._block = np.random.Generator(bits).standard_normal(shape)
            self._block *= self._stddev
            self._block += self._mean
            self._block_number = number
        noisy: Floats = values + self._block[row]
        if self._drift is not None:
            noisy += self._drift.at(index)
        if self._precision.any():
            coarse = self._precision > 0
            grain = self._precision[coarse]
            noisy[coarse] = np.round(noisy[coarse] / grain) * grain
        return noisy


class _Drift:
    """How far biases have drifted from their start: an Ornstein-Uhlenbeck process.

    b_k = phi b_(k-1) + w_k with phi = exp(-T / tau) and the variance of w as in gz-sensors,
    sigma^2 tau / 2 (1 - exp(-2 T / tau)). Earlier samples are drawn on the way, so that the k-th
    does not depend on who listened.
    """

    def __init__(
        self, start: Floats, keep: Floats, spread: Floats, key: npt.NDArray[np.uint64]
    ) -> None:
        self._start, self._keep, self._spread = start, keep, spread
        self._key = key ^ np.uint64(1)
        self._rewind()

    @staticmethod
    def of(
        models: list[NoiseModel], start: Floats, period_s: float, key: npt.NDArray[np.uint64]
    ) -> _Drift | None:
        if period_s <= 0 or not any(model.drifts for model in models):
            return None
        stddev = np.array([m.drift_stddev if m.drifts else 0.0 for m in models])
        tau_s = np.array([m.drift_s if m.drifts else np.inf for m in models])
        span = np.where(np.isinf(tau_s), 0.0, tau_s)
        spread = stddev * np.sqrt(-span / 2 * np.expm1(-2 * period_s / tau_s))
        return _Drift(start, np.exp(-period_s / tau_s), spread, key)

    def _rewind(self) -> None:
        self._index, self._bias = 0, self._start.copy()
        bits = np.random.Philox(key=self._key)
        self._rng = np.random.Generator(bits)

    def at(self, index: int) -> Floats:
        """The bias at sample `index`, less that at the start (n,)."""
        if index < self._index:
            self._rewind()
        while self._index < index:
            self._bias *= self._keep
            self._bias += self._spread * self._rng.standard_normal(len(self._bias))
            self._index += 1
        drift: Floats = self._bias - self._start
        return drift


class PixelNoise:
    """Noise of 8-bit pixels: a window of one long table, which each sample opens elsewhere.

    A fresh draw for each pixel would take longer than rendering the picture. A camera's noise is
    on a scale where white is 1.
    """

    def __init__(self, model: NoiseModel, count: int, rng: np.random.Generator) -> None:
        self._silent = model.silent
        self._key = rng.integers(0, 2**64, size=2, dtype=np.uint64)
        self._count = count
        if not self._silent:
            bias = model.bias_mean + model.bias_stddev * float(rng.standard_normal())
            table = rng.standard_normal(_TABLE_PICTURES * count, np.float32)
            table = table * model.stddev + (model.mean + bias)
            self._table = np.rint(table * 255).clip(-255, 255).astype(np.int16)
            self._sum = np.empty(count, np.int16)

    def apply(self, pixels: npt.NDArray[np.uint8], index: int) -> npt.NDArray[np.uint8]:
        """`pixels` (any shape of `count` values) with the noise of sample `index`."""
        if self._silent:
            return pixels
        bits = np.random.Philox(key=self._key, counter=[0, 0, 0, index])
        start = int(bits.random_raw()) % (len(self._table) - self._count)
        noise = self._table[start : start + self._count].reshape(pixels.shape)
        noisy = np.add(pixels, noise, out=self._sum.reshape(pixels.shape))
        return np.clip(noisy, 0, 255, out=noisy).astype(np.uint8)
