"""Reads a submission's launch file: which of its own programs would run, and how.

    python -m atelier_lockstep.launch_reader FD

The first frame on FD, a SETUP, names the file (`argv`), the package (`module`), its folder (the
first of `path`) and its console scripts (`others`). The answer is a SETUP with the programs in
`others`, and in `argv` what the file would start besides; or an ENDED that tells the error. Where
no file is named, the answer only tells whether this machine could read one.

Nothing is started: conditions, arguments, includes, groups and delays are followed, processes are
only described. `launch` and `launch_ros` are needed, with all that they need themselves.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import wire
from .launch_arguments import arguments_of
from .own_package import mark
from .wire import Ended, Kind, Program, Setup


def main() -> None:
    stream = socket.socket(fileno=int(sys.argv[1]))
    os.set_inheritable(stream.fileno(), False)
    frame = wire.read(stream)
    if frame is None or frame[0] is not Kind.SETUP:
        raise wire.WireError("the first frame is not SETUP")
    try:
        equip()
        with tempfile.TemporaryDirectory() as scratch:
            answer = read(wire.unpack_setup(frame[1]), Path(scratch))
    except BaseException as error:
        message = f"{type(error).__name__}: {error}"
        ended = Ended("raised", 1, message[:2000], traceback.format_exc()[-20_000:])
        wire.write(stream, Kind.ENDED, wire.pack_ended(ended))
    else:
        wire.write(stream, Kind.SETUP, wire.pack_setup(answer))
    os._exit(0)


def equip() -> None:
    """Import what reading needs. Raises `ImportError`."""
    import launch.actions
    import launch.launch_description_sources  # noqa: F401
    import launch_ros.actions  # noqa: F401


def read(setup: Setup, scratch: Path) -> Setup:
    """Follow the launch file with the package as if it were installed in `scratch`."""
    if not setup.argv:
        return setup
    root = Path(setup.path[0])
    scripts = {script.name: script for script in setup.others}
    prefix = install(setup.module, root, scripts, scratch)
    before = os.environ.get("AMENT_PREFIX_PATH", "")
    os.environ["AMENT_PREFIX_PATH"] = os.pathsep.join(filter(None, (str(prefix), before)))
    own = prefix / "lib" / setup.module
    programs: list[Program] = []
    left_out: list[str] = []

    def found(action: Any, command: list[str], delay_s: float) -> None:
        place = Path(command[0])
        script = scripts.get(place.name) if place.parent == own else None
        if script is None:
            left_out.append(" ".join((place.name, *command[1:3])))
            return
        words = arguments_of(command[1:], root, prefix / "share" / setup.module)
        name = str(getattr(action, "node_name", None) or place.name).rpartition("/")[2]
        name = place.name if name.startswith("<") else name
        argv = (script.argv[0], *words)
        programs.append(Program(name, script.module, script.function, argv, delay_s))

    follow(root / setup.argv[0], found, left_out.append)
    return Setup((), tuple(left_out), "", "", (), others=tuple(programs))


def install(package: str, root: Path, scripts: dict[str, Program], prefix: Path) -> Path:
    """What `colcon build` would install of a package, as far as launch files look for it."""
    mark(package, prefix)
    (prefix / "share" / package).symlink_to(root)
    programs = prefix / "lib" / package
    programs.mkdir(parents=True)
    for name in scripts:
        (programs / name).touch(0o755)
    return prefix


def follow(
    file: Path, found: Callable[[Any, list[str], float], None], leave_out: Callable[[str], None]
) -> None:
    """Visit what a launch file describes; `found(action, command, delay_s)` for each process."""
    import asyncio

    from launch import LaunchContext
    from launch.actions import (
        ExecuteLocal,
        IncludeLaunchDescription,
        RegisterEventHandler,
        TimerAction,
    )
    from launch.launch_description_sources import AnyLaunchDescriptionSource
    from launch.utilities.type_utils import perform_typed_substitution
    from launch_ros.actions import LifecycleNode, Node

    def describe(action: Any, context: Any) -> None:
        action.prepare(context)
        found(action, list(action.process_details["cmd"]), delay_s)

    ExecuteLocal.execute = describe
    context = LaunchContext(noninteractive=True)
    context._set_asyncio_loop(asyncio.new_event_loop())

    delay_s = 0.0

    def visit(entity: Any) -> None:
        nonlocal delay_s
        before_s = delay_s
        if isinstance(entity, RegisterEventHandler):
            leave_out("what follows an event")
            return
        condition = getattr(entity, "condition", None)
        if condition is not None and not condition.evaluate(context):
            return
        try:
            if isinstance(entity, TimerAction):
                delay_s += max(perform_typed_substitution(context, entity.period, float), 0.0)
                inner: Any = entity.actions
            elif isinstance(entity, LifecycleNode):
                inner = Node.execute(entity, context)
            else:
                inner = entity.visit(context)
        except LookupError as error:  # a program or package that is not installed here
            leave_out(str(error).splitlines()[0])
            return
        for each in inner or ():
            visit(each)
        delay_s = before_s

    visit(IncludeLaunchDescription(AnyLaunchDescriptionSource(str(file))))


if __name__ == "__main__":
    main()
