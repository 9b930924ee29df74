"""The embedded engine: an SDF world on MuJoCo, in lock-step."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np

from atelier_grader.engine.mujoco import sensors, systems
from atelier_grader.engine.mujoco.compile import Builder
from atelier_grader.engine.mujoco.flat import Flat, FlatModel, flatten
from atelier_grader.engine.mujoco.friction import SlidingFriction, undirected
from atelier_grader.engine.mujoco.meshes import MeshFiles
from atelier_grader.engine.mujoco.relay import Relay
from atelier_grader.engine.mujoco.sensors.base import Mount
from atelier_grader.engine.mujoco.simulation import Simulation, Truth
from atelier_grader.engine.mujoco.source import Rng, SensorSource, Source
from atelier_grader.engine.protocol import Endpoint, EngineError, Observer, Sample
from atelier_grader.messages import require_finite
from atelier_grader.sdf.error import SdfError, Unsupported, nearest
from atelier_grader.sdf.plugin import Plugin
from atelier_grader.sdf.reader import Report
from atelier_grader.sdf.world import World

# MuJoCo would write its warnings into a file of the present folder; `check_stable` finds what they
# are about.
mujoco.set_mju_user_warning(lambda message: None)


def _default_rng(purpose: str) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(list(purpose.encode())))


@dataclass
class _Watch:
    """An observer, what it sees, and when it is called next."""

    observer: Observer
    truth: Truth
    period: int
    next_step: int


class MujocoEngine:
    """An `Engine`. `rng` gives a random stream by purpose: a sensor's scoped name.

    Raises `SdfError` where the world is wrong, with file and line. `unsupported` lists every
    element of the world that has no effect. Once an observer has stopped time, `advance` returns
    at once with no samples.
    """

    def __init__(self, world: World, *, rng: Rng = _default_rng) -> None:
        self.world = world
        self.flat: Flat = flatten(world)
        self._report = Report()
        self.step_ns = round(world.step_s * 1e9)
        self._systems = self._make_systems(rng)
        driven = {joint for system in self._systems for joint in system.driven_joints}
        bounded = {joint for system in self._systems for joint in system.bounded_joints}
        files = MeshFiles()
        builder = Builder(world, self.flat, driven, files, bounded)
        bodies = builder.physics()
        for system in self._systems:
            system.build(bodies)
        try:
            self.simulation = Simulation(world, self.flat, bodies, files)
        except ValueError as error:
            raise SdfError(world.place, f"MuJoCo refuses the world: {error}") from None
        for system in self._systems:
            try:
                system.configure(self.simulation)
            except KeyError as error:  # a joint of a static model, which does not move
                name = type(system).__name__
                raise SdfError(world.place, f"system {name}: {error.args[0]}") from None
        self._sensors = self._make_sensors(rng)
        self._index_topics()
        self.unsupported: list[Unsupported] = [
            *world.unsupported,
            *builder.unsupported,
            *self._report.unsupported(),
        ]
        self._heard: list[Source] = []
        self._topics: Mapping[str, str] = {}
        self._watches: list[_Watch] = []
        self._stopped = False
        self.sensors_s = 0.0
        self._before = _overridden(self._systems, "pre_update")
        self._within = [system.solve for system in self._systems if system.has_solve]
        if self._within:
            # Islands work on copies of the constraints, made before `solve` runs.
            whole = int(mujoco.mjtDisableBit.mjDSBL_ISLAND)
            self.simulation.model.opt.disableflags |= whole
        self._after = _overridden(self._systems, "post_update")
        moved = any(system.moves_surfaces for system in self._systems)
        self._friction = SlidingFriction(self.simulation, self._within, moved)
        if moved:
            self.unsupported += undirected(self.flat)

    @property
    def now_ns(self) -> int:
        return self.simulation.now_ns

    @property
    def publishers(self) -> Sequence[Endpoint]:
        return self._publishers

    @property
    def subscribers(self) -> Sequence[Endpoint]:
        return self._subscribers

    @property
    def sensors(self) -> Sequence[SensorSource]:
        return self._sensors

    def listen(self, topics: dict[str, str]) -> None:
        known = {endpoint.topic for endpoint in self._publishers}
        for topic in topics:
            if topic not in known:
                raise EngineError(f"nothing publishes '{topic}'{nearest(topic, known)}")
        self._topics = dict(topics)
        sources: list[Source] = [*self._sensors, *self._systems]
        self._heard = [
            source
            for source in sources
            if any(endpoint.topic in topics for endpoint in source.publishers)
        ]
        for source in self._heard:
            source.start()

    def send(self, topic: str, message: Any) -> None:
        require_finite(message)
        if topic not in self._receivers:
            hint = nearest(topic, self._receivers)
            raise EngineError(f"nothing subscribes to '{topic}'{hint}")
        for system in self._receivers[topic]:
            system.receive(topic, message)

    def observe(self, period_ns: int, observer: Observer) -> None:
        """As the protocol says; the call at 0 is made here and now."""
        period = max(-(-period_ns // self.step_ns), 1)
        truth = Truth(self.simulation)
        step = self.simulation.step
        watch = _Watch(observer, truth, period, (step // period + 1) * period)
        self._watches.append(watch)
        if step == 0 and observer(truth):
            self._stopped = True

    def advance(self, until_ns: int) -> list[Sample]:
        simulation = self.simulation
        target = max(-(-until_ns // self.step_ns), simulation.step + 1)
        while not self._stopped:
            due = [(source.schedule.next_step(simulation.step), source) for source in self._heard]
            stop = min([target, *(step for step, _ in due)])
            stop = min([stop, *(watch.next_step for watch in self._watches)])
            relayed = self._relay.next_step(simulation.step)
            stop = stop if relayed is None else min(stop, relayed)
            self._run(stop)
            samples = self._samples([source for step, source in due if step == stop])
            if stop == relayed:
                self._relay.run(stop, simulation.now_ns)
            self._observe()
            if samples or stop == target or self._stopped:
                return samples
        return []

    def state_bytes(self) -> bytes:
        return self.simulation.state_bytes()

    def close(self) -> None:
        self.simulation.close()

    def _run(self, stop: int) -> None:
        simulation = self.simulation
        record = simulation.contacts.record
        before, after = self._before, self._after
        make_step, look_steps = self._friction.step, self._friction.look_steps
        while simulation.step < stop:
            for hook in before:
                hook()
            make_step()
            simulation.step += 1
            record()
            for hook in after:
                hook()
            if simulation.step % look_steps == 0:
                self._friction.look()
                simulation.check_stable()

    def _samples(self, due: list[Source]) -> list[Sample]:
        if not due:
            return []
        began_s = time.perf_counter()
        step, now_ns = self.simulation.step, self.simulation.now_ns
        samples = [
            Sample(topic, now_ns, cdr)
            for source in due
            for topic, cdr in source.sample(step, now_ns, self._topics)
            if topic in self._topics
        ]
        self.sensors_s += time.perf_counter() - began_s
        return samples

    def _observe(self) -> None:
        step = self.simulation.step
        for watch in self._watches:
            if step == watch.next_step:
                watch.next_step += watch.period
                if watch.observer(watch.truth):
                    self._stopped = True
                watch.truth.forget()

    def _make_systems(self, rng: Rng) -> list[systems.System]:
        found: list[systems.System] = []
        if self.world.actors:
            found.append(systems.ActorScripts(self.world.actors))
        for plugin in self.world.plugins:
            self._add_system(found, plugin, None, rng)
        for model in self.flat.models.values():
            for plugin in model.model.plugins:
                self._add_system(found, plugin, model, rng)
        return found

    def _add_system(
        self, found: list[systems.System], plugin: Plugin, model: FlatModel | None, rng: Rng
    ) -> None:
        factory = systems.find(plugin)
        note = systems.unknown(plugin) if factory is None else systems.doubt(plugin)
        if note:
            self._report.note(plugin.place, "plugin", False, note)
        if factory is None:
            return
        parameters = plugin.parameters(self._report)
        system = factory(systems.Setting(parameters, model, self.step_ns, rng, self.world))
        if system is not None:
            found.append(system)

    def _make_sensors(self, rng: Rng) -> list[SensorSource]:
        """Those of links, then those of joints."""
        found: list[SensorSource] = []
        simulation, report = self.simulation, self._report
        for link in self.flat.links.values():
            for sensor in link.link.sensors:
                parameters = sensor.parameters(report)
                self._add_sensor(found, Mount(sensor, parameters, link, simulation, rng))
        for joint in self.flat.joints.values():
            child = self.flat.links[joint.child]
            for sensor in joint.joint.sensors:
                parameters = sensor.parameters(report)
                mount = sensors.JointMount(sensor, parameters, child, simulation, rng, joint)
                self._add_sensor(found, mount)
        return found

    def _add_sensor(self, found: list[SensorSource], mount: Mount) -> None:
        kind = mount.sensor.type
        factory = sensors.SENSORS.get(kind)
        if factory is None:
            for child in mount.parameters.node:
                mount.parameters.texts(str(child.tag))
            note = f"there is no sensor '{kind}'{nearest(kind, sensors.SENSORS)}"
            self._report.note(mount.sensor.place, "sensor", False, note)
            return
        found.append(sensors.with_plugins(factory, mount))

    def _index_topics(self) -> None:
        sources: list[Source] = [*self._sensors, *self._systems]
        self._publishers = [e for source in sources for e in source.publishers]
        self._subscribers = [e for system in self._systems for e in system.subscribers]
        self._receivers: dict[str, list[systems.System]] = {}
        for system in self._systems:
            for endpoint in system.subscribers:
                self._receivers.setdefault(endpoint.topic, []).append(system)
        self.simulation.post = self._post
        self._relay = Relay(sources, self._subscribers, self._post)
        self._relay.start()

    def _post(self, topic: str, message: Any) -> None:
        for system in self._receivers.get(topic, ()):
            system.receive(topic, message)


def _overridden(made: Sequence[systems.System], hook: str) -> list[Callable[[], None]]:
    """The hook of each system that has its own."""
    base = getattr(systems.System, hook)
    return [getattr(system, hook) for system in made if getattr(type(system), hook) is not base]
