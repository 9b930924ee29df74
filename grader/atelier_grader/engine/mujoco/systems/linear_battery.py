"""LinearBatteryPlugin: a battery whose voltage falls linearly with its charge."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from math import nan
from typing import Any

from atelier_grader.engine.mujoco.schedule import PublisherRate
from atelier_grader.engine.mujoco.simulation import Simulation
from atelier_grader.engine.mujoco.systems.base import Setting, System
from atelier_grader.engine.mujoco.systems.joints import joints_of
from atelier_grader.engine.mujoco.topics import topic_name
from atelier_grader.engine.protocol import Endpoint
from atelier_grader.messages import encode, header, new
from atelier_grader.sdf.reader import Element

_PUBLISH_HZ = 50.0
_WINDOW_STEPS = 100
_EMPTY_V = 1e-3
_FULL = 0.9
_HOUR_S = 3600.0
_CHARGING, _DISCHARGING, _NOT_CHARGING, _IS_FULL = 1, 2, 3, 4


class LinearBattery(System):
    """The load drains it from the first command to a joint of the model on, or from the start.

    Open-circuit voltage e0 + e1 (1 - q / c), less the drop over the resistance; the current is
    smoothed with `<smooth_current_tau>`. Without `<fix_issue_225>` the state of charge falls a
    hundred times too fast and is a fraction instead of per cent: Gazebo's own fault, kept.
    """

    def __init__(self, setting: Setting) -> None:
        parameters, owner = setting.parameters, setting.owner()
        name = parameters.text("battery_name")
        self._voltage = parameters.number("voltage")
        self._e0 = parameters.number("open_circuit_voltage_constant_coef", 0.0)
        self._e1 = parameters.number("open_circuit_voltage_linear_coef", 0.0)
        self._capacity_ah = parameters.number("capacity", 0.0)
        if self._capacity_ah <= 0 or self._voltage <= 0:
            raise parameters.error("<capacity> and <voltage> must be over 0")
        charge = parameters.number("initial_charge", self._capacity_ah)
        self._charge_ah = min(max(charge, 0.0), self._capacity_ah)
        self._resistance = parameters.number("resistance", 0.0)
        tau_s = parameters.number("smooth_current_tau", 1.0)
        self._step_s = setting.step_s
        self._tau_s = max(tau_s if tau_s > 0 else 1.0, self._step_s)
        self._fixed = parameters.flag("fix_issue_225", False)
        self._sign = -1.0 if parameters.flag("invert_current_sign", False) else 1.0
        # Gazebo's own example has two of these; the first one counts.
        loads = [float(each.value(1)[0]) for each in parameters.children("power_load")]
        self._load_w = loads[0] if loads else 0.0
        self._soc = self._charge_ah / self._capacity_ah
        self._current = 0.0
        self._draining = parameters.flag("start_draining", False)
        self._charging = False
        self._drained = deque[float]([], _WINDOW_STEPS)
        self._joints = [joint.scoped for joint in joints_of(setting)]
        self._topics(parameters, owner.name, name)
        self.schedule = PublisherRate.of(_PUBLISH_HZ, setting.step_ns)
        self._topic = topic_name(f"/model/{owner.name}/battery/{name}/state")
        self.publishers = (Endpoint(self._topic, "gz.msgs.BatteryState", self.schedule.rate_hz),)

    def _topics(self, parameters: Element, model: str, name: str) -> None:
        prefix = f"/model/{model}/battery/{name}/recharge"
        self._actions: dict[str, tuple[str, bool]] = {}
        endpoints = []
        if parameters.flag("enable_recharge", False):
            self._charge_current = self._capacity_ah / parameters.number("charging_time")
            parameters.text("recharge_by_topic", "")
            for word, value in (("start", True), ("stop", False)):
                topic = topic_name(f"{prefix}/{word}")
                self._actions[topic] = ("charging", value)
                endpoints.append(Endpoint(topic, "gz.msgs.Boolean"))
        for tag, value in (("power_draining_topic", True), ("stop_power_draining_topic", False)):
            for text in parameters.texts(tag):
                self._actions[topic_name(text)] = ("draining", value)
                endpoints.append(Endpoint(topic_name(text), "gz.msgs.Empty"))
        self.subscribers = tuple(endpoints)

    def configure(self, simulation: Simulation) -> None:
        self._commanded = simulation.commanded_joints

    def receive(self, topic: str, message: Any) -> None:
        what, value = self._actions[topic]
        if what == "charging":
            self._charging = value
        else:
            self._draining = value

    def pre_update(self) -> None:
        if not self._draining:
            self._draining = any(joint in self._commanded for joint in self._joints)
        if self._draining or self._charging:
            self._voltage = self._update()

    def _update(self) -> float:
        """The voltage after one more step."""
        if not self._charging and (abs(self._voltage) < _EMPTY_V or self._soc < 0):
            return 0.0 if abs(self._voltage) < _EMPTY_V else self._voltage
        wanted = self._load_w / self._voltage if self._draining else 0.0
        if self._charging and self._soc < _FULL:
            wanted -= self._charge_current
        self._current += self._step_s / self._tau_s * (wanted - self._current)
        drained = self._step_s * self._current / _HOUR_S
        self._charge_ah -= drained
        if self._fixed:
            self._soc = self._charge_ah / self._capacity_ah
        else:
            self._drained.append(drained)
            self._soc -= sum(self._drained) / self._capacity_ah
        empty = 1 - self._charge_ah / self._capacity_ah
        return self._e0 + self._e1 * empty - self._resistance * self._current

    def _status(self) -> int:
        if self._charging:
            return _CHARGING
        if self._draining:
            return _DISCHARGING
        return _IS_FULL if self._soc > _FULL else _NOT_CHARGING

    def sample(
        self, step: int, now_ns: int, listened: Mapping[str, str]
    ) -> Iterable[tuple[str, bytes]]:
        message = new(
            "sensor_msgs/msg/BatteryState",
            header=header(now_ns, ""),
            voltage=self._voltage,
            current=self._sign * self._current,
            charge=self._charge_ah,
            capacity=self._capacity_ah,
            design_capacity=nan,
            percentage=self._soc * (100.0 if self._fixed else 1.0),
            power_supply_status=self._status(),
            present=True,
        )
        return ((self._topic, encode(message)),)
