"""Runs one program of a paced run as itself: real threads, real clocks, real network.

    python -m atelier_lockstep.native TASK

TASK is JSON: the program, its search path, the descriptor for the frame that tells its end, and
the topics that it is `told` by the robot or `heard` on.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from typing import Any

from . import wire
from .death import end_with_parent
from .wire import Kind, Program

SIM_TIME = ("--ros-args", "-p", "use_sim_time:=true")


def main() -> None:
    end_with_parent()
    task = json.loads(sys.argv[1])
    program = Program(**{**task["program"], "argv": tuple(task["program"]["argv"])})
    if not program.module:
        # `python3` is the one that has ROS.
        places = (os.path.dirname(sys.executable), os.environ.get("PATH", os.defpath))
        os.environ["PATH"] = os.pathsep.join(places)
        try:
            os.execvp(program.argv[0], [*program.argv, *SIM_TIME])  # noqa: S606  (no shell)
        except (OSError, ValueError) as error:
            sys.exit(f"{program.argv[0]!r} cannot be started: {error}")
    report = socket.socket(fileno=task["report"])
    os.set_inheritable(report.fileno(), False)
    sys.argv = list(program.argv)
    sys.path[:1] = task["path"]  # in the place of the working folder
    use_sim_time()

    from . import clock_thread, entry, own_package
    from .meeting import meet_robot

    own_package.install(task["path"])
    clock_thread.install()
    meet_robot(task["told"], task["heard"])
    ended = entry.run(program)
    entry.flush()
    try:
        wire.write(report, Kind.ENDED, wire.pack_ended(ended))
    except OSError:
        pass  # nobody listens any more
    sys.exit(ended.status)


def use_sim_time() -> None:
    """Let every node follow `/clock`, also where `rclpy.init` is given no command line."""
    from rclpy.node import Node
    from rclpy.parameter import Parameter

    real_init = Node.__init__

    def init(node: Any, node_name: str, **options: Any) -> None:
        overrides = list(options.pop("parameter_overrides", None) or [])
        overrides.append(Parameter("use_sim_time", value=True))
        real_init(node, node_name, parameter_overrides=overrides, **options)

    Node.__init__ = init


if __name__ == "__main__":
    main()
