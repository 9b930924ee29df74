"""Stands in for `gz` where no Gazebo is: its commands and its output, no simulator behind them.

A rover drives along x at 1 m/s and touches a wall between 0.4 and 0.7 s. `FAKE_MODE` breaks it.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

MODE = os.environ.get("FAKE_MODE", "")
HERE = Path(os.environ["FAKE_GZ"]) / os.environ["GZ_PARTITION"]
UNPAUSED = HERE / "unpaused"
FEEDS = 3
"""Poses, contacts, time: all are heard before time begins, on a loaded machine too."""


def serve(world: Path) -> None:
    if MODE == "broken":
        sys.exit("[Err] no such world")
    if MODE == "stubborn":  # deaf to Ctrl-C, and with a child in a process group of its own
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        child = subprocess.Popen(["sleep", "600"], preexec_fn=os.setpgrp)  # noqa: PLW1509
        (HERE / "child").write_text(str(child.pid))
    if MODE == "lacking":
        print("\x1b[31m[Err] Failed to load system plugin [gz-sim-imu-system] : ", flush=True)
    (HERE / "world").write_text(world.read_text())
    while True:
        time.sleep(0.02)
        if MODE == "dies" and UNPAUSED.exists():
            sys.exit("[Err] out of memory")


def echo(topic: str) -> None:
    """Poses wait for the contacts of their moment, which would be late on a loaded machine."""
    (HERE / f"heard-{topic.replace('/', '-')}").touch()
    moving, touching = topic.endswith("/pose"), topic.endswith("/contacts")
    stamp_ns = 0
    while True:
        time.sleep(0.03)
        if UNPAUSED.exists() and MODE != "stalls":
            stamp_ns += 50_000_000
            while moving and not (HERE / f"touched-{stamp_ns}").exists():
                time.sleep(0.005)
            print(message(topic, stamp_ns), flush=True)
            if touching:
                (HERE / f"touched-{stamp_ns}").touch()


def message(topic: str, stamp_ns: int) -> str:
    stamp = f"sec: {stamp_ns // 10**9}\nnsec: {stamp_ns % 10**9}"
    if topic.endswith("/stats"):
        return f"sim_time {{\n{stamp}\n}}\n"
    if topic.endswith("/pose"):
        model = topic.split("/")[2]
        return f"header {{\nstamp {{\n{stamp}\n}}\n}}\n" + "".join(
            f'pose {{\nname: "{name}"\nheader {{\ndata {{\nkey: "child_frame_id"\nvalue: "{name}"\n}}\n}}\n'
            f"position {{\nx: {x}\n}}\norientation {{\nw: 1\n}}\n}}\n"
            for name, x in ((model, stamp_ns / 1e9), (f"{model}::base", 0.5))
        )
    if 0.4e9 < stamp_ns < 0.7e9:
        return (
            'contact {\ncollision1 {\nname: "wall::link::box"\n}\n'
            'collision2 {\nname: "rover::base::body"\n}\nposition {\nx: 2\n}\n'
            "wrench {\nbody_1_wrench {\nforce {\nx: 3\ny: 4\n}\n}\n}\n}\n"
        )
    return ""


def main(verb: str, *args: str) -> None:
    HERE.mkdir(exist_ok=True)
    (HERE / "ip").write_text(os.environ["GZ_IP"])
    if verb == "sim":
        serve(Path(args[-1]))
    elif verb == "service":
        while len(list(HERE.glob("heard-*"))) < FEEDS:
            time.sleep(0.01)
        UNPAUSED.touch()
        print("data: true")
    elif args[0] == "-l":
        print("/stats\n/world/hall/stats" if (HERE / "world").exists() else "")
    else:
        echo(args[-1])


main(*sys.argv[1:])
