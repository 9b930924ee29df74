"""The controller that Gazebo's joint systems share."""

from __future__ import annotations

from atelier_grader.sdf.reader import Element

DEFAULTS = {
    "p_gain": 1.0, "i_gain": 0.0, "d_gain": 0.0, "i_max": 1.0, "i_min": -1.0,
    "cmd_max": 1000.0, "cmd_min": -1000.0, "cmd_offset": 0.0,
}  # fmt: skip


class Pid:
    """As gz-math's PID: the error is actual minus wanted, bounds apply where max >= min.

    The derivative is that of the error, from an error of 0 before the first step.
    """

    def __init__(self, gains: dict[str, float], step_s: float) -> None:
        """`gains` has the keys of `DEFAULTS`."""
        self.p, self.i, self.d = gains["p_gain"], gains["i_gain"], gains["d_gain"]
        self.i_min, self.i_max = gains["i_min"], gains["i_max"]
        self.cmd_min, self.cmd_max = gains["cmd_min"], gains["cmd_max"]
        self.offset = gains["cmd_offset"]
        self._step_s = step_s
        self._integral = self._last = 0.0

    def update(self, error: float) -> float:
        """The command after one more step."""
        self._integral += self.i * self._step_s * error
        if self.i_max >= self.i_min:
            self._integral = min(max(self._integral, self.i_min), self.i_max)
        derivative = (error - self._last) / self._step_s
        self._last = error
        command = self.offset - self.p * error - self._integral - self.d * derivative
        if self.cmd_max >= self.cmd_min:
            command = min(max(command, self.cmd_min), self.cmd_max)
        return command


def read_pid(parameters: Element, step_s: float, **defaults: float) -> Pid:
    """`<p_gain>` and its companions; `defaults` replace those of `DEFAULTS`."""
    values = {**DEFAULTS, **defaults}
    return Pid({name: parameters.number(name, value) for name, value in values.items()}, step_s)
