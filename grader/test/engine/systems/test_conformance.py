"""Every registered system does what its parameters and topics say, the same in every run."""

from __future__ import annotations

from typing import Any

import pytest

from atelier_grader.bridge_types import ROS_TYPES
from atelier_grader.engine.mujoco.systems import CLASSIC, SYSTEMS
from atelier_grader.engine.mujoco.systems.built_in import Harmless
from atelier_grader.gazebo_messages import is_known
from atelier_grader.messages import STORE, new
from atelier_grader.sdf.error import SdfError

from .cases import CASES, build


def run(lab: Any, name: str, commanded: bool = True) -> tuple[bytes, list[Any], Any]:
    engine = build(lab, name)
    lab.listen(engine)
    samples = lab.run(engine, 0.3)
    for topic, message in CASES[name].commands.items() if commanded else ():
        engine.send(topic, message)
    return engine.state_bytes(), samples + lab.run(engine, 1.0), engine


def test_every_registered_system_has_a_case() -> None:
    assert set(CASES) == {*SYSTEMS, *CLASSIC}


@pytest.mark.parametrize("name", CASES)
def test_it_conforms(name: str, lab: Any) -> None:
    case = CASES[name]
    _, samples, engine = run(lab, name)
    state = engine.state_bytes()
    assert [str(each) for each in engine.unsupported if not each.harmless] == []
    subscribed = {endpoint.topic for endpoint in engine.subscribers}
    assert set(case.commands) <= subscribed

    heard = {sample.topic for sample in samples}
    for endpoint in engine.publishers:
        assert endpoint.topic in heard or endpoint.topic in case.silent, endpoint.topic
    kinds = {endpoint.topic: endpoint.gz_type for endpoint in engine.publishers}
    for sample in samples:
        assert _decodes(sample.cdr, ROS_TYPES[kinds[sample.topic]])

    _, again, twin = run(lab, name)
    assert twin.state_bytes() == state
    assert [(s.topic, s.stamp_ns, s.cdr) for s in again] == [
        (s.topic, s.stamp_ns, s.cdr) for s in samples
    ]
    if case.commands and case.moves:
        assert run(lab, name, commanded=False)[2].state_bytes() != state


@pytest.mark.parametrize("name", CASES)
def test_it_speaks_every_ros_type_of_its_topics(name: str, lab: Any) -> None:
    """What the bridge may ask for is what comes, and what it may hand over is taken."""
    probe = build(lab, name)
    wanted = [
        (endpoint.topic, ros_type)
        for endpoint in probe.publishers
        for ros_type in ROS_TYPES[endpoint.gz_type]
        if is_known(ros_type) and len(ROS_TYPES[endpoint.gz_type]) > 1
    ]
    for topic, ros_type in wanted:
        engine = build(lab, name)
        engine.listen({topic: ros_type})
        samples = lab.run(engine, 0.3)
        assert samples
        assert all(_is(sample.cdr, ros_type) for sample in samples)
    for endpoint in probe.subscribers:
        for ros_type in ROS_TYPES[endpoint.gz_type]:
            probe.send(endpoint.topic, new(ros_type))
    lab.run(probe, 0.02)


def _decodes(cdr: bytes, ros_types: tuple[str, ...]) -> bool:
    """The bytes are a whole message of one of the types."""
    return any(_is(cdr, each) for each in ros_types if is_known(each))


def _is(cdr: bytes, ros_type: str) -> bool:
    try:
        message = STORE.deserialize_cdr(cdr, ros_type)
    except Exception:
        return False
    return bytes(STORE.serialize_cdr(message, ros_type)) == cdr


SKIPPED = [name for name, (_, made) in SYSTEMS.items() if isinstance(made, Harmless)]


@pytest.mark.parametrize("name", SKIPPED)
def test_what_changes_nothing_is_listed_as_harmless(name: str, lab: Any) -> None:
    (found,) = [each for each in build(lab, name).unsupported if each.element == "plugin"]
    assert found.harmless


@pytest.mark.parametrize("name", [name for name in CASES if name not in SKIPPED])
def test_an_unknown_parameter_is_told(name: str, lab: Any) -> None:
    parameters = CASES[name].parameters + "<wheel_seperatoin>1</wheel_seperatoin>"
    engine = build(lab, name, parameters)
    (found,) = [each for each in engine.unsupported if not each.harmless]
    assert found.element == "plugin/wheel_seperatoin"
    assert found.note.startswith("has no effect in the embedded engine")
    assert found.place.line > 0
    if "<wheel_separation>" in CASES[name].parameters:
        assert found.note.endswith("did you mean 'wheel_separation'?")


@pytest.mark.parametrize("name", [n for n in CASES if "joint" in CASES[n].parameters])
def test_a_joint_that_does_not_exist_is_an_error_with_its_place(name: str, lab: Any) -> None:
    parameters = CASES[name].parameters.replace("rear_left<", "raer_left<")
    parameters = parameters.replace("front_left_steer<", "front_left_ster<")
    if parameters == CASES[name].parameters:
        return
    with pytest.raises(SdfError, match=r"there is no joint '.*'; did you mean '.*'\?") as caught:
        build(lab, name, parameters)
    assert caught.value.place.line > 0
