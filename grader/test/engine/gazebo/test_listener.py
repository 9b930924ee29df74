"""What silence of the poses means: rest where nothing moved, else that they are late."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from atelier_grader import sdf
from atelier_grader.engine.gazebo.backend import SimBackend, Wanted
from atelier_grader.engine.gazebo.feed import Feed
from atelier_grader.engine.gazebo.installation import Installation
from atelier_grader.engine.gazebo.listener import LATE_NS, STILL_NS, Listener
from atelier_grader.engine.gazebo.process import Processes

WORLD = """<sdf version="1.9"><world name="hall">
<model name="rover"><link name="base"/></model>
</world></sdf>"""
S = 1_000_000_000


def stamp(name: str, at_ns: int) -> str:
    return f"{name} {{\nsec: {at_ns // S}\nnsec: {at_ns % S}\n}}\n"


def poses(*told: tuple[int, float]) -> str:
    return "".join(
        f"header {{\n{stamp('stamp', at_ns)}}}\n"
        f'pose {{\nname: "rover"\nposition {{\nx: {x_m}\n}}\norientation {{\nw: 1\n}}\n}}\n\n'
        for at_ns, x_m in told
    )


class Heard:
    """A listener that hears these poses, and then the clock."""

    def __init__(self, folder: Path) -> None:
        wanted = Wanted(sdf.read_text(WORLD, Path()), "rover", ("rover",), ())
        processes = Processes({}, folder / "log")
        self.listener = Listener(wanted, SimBackend(Installation("sim", "gz", folder)), processes)

    def hear(self, kind: str, text: str) -> None:
        feed = Feed(kind, io.BytesIO(text.encode()), self.listener._heard)  # type: ignore[arg-type]
        feed.join(5)
        assert not feed.problem
        if kind == "poses":
            self.listener._feeds = [feed]
        while not self.listener._heard.empty():
            self.listener._take(0)

    def clock(self, at_ns: int) -> None:
        self.hear("clock", stamp("sim_time", at_ns) + "\n")

    @property
    def now_ns(self) -> int:
        return self.listener.truth.now_ns


@pytest.fixture
def heard(tmp_path: Path) -> Heard:
    return Heard(tmp_path)


def test_a_model_at_rest_is_silent(heard: Heard) -> None:
    heard.hear("poses", poses((100_000_000, 1.0), (200_000_000, 1.0)))
    heard.clock(5 * S)
    assert heard.now_ns == 5 * S - STILL_NS


def test_the_poses_of_a_moving_model_are_waited_for(heard: Heard) -> None:
    heard.hear("poses", poses((100_000_000, 1.0), (200_000_000, 1.1)))
    heard.clock(5 * S)
    assert heard.now_ns == 200_000_000
    heard.clock(200_000_000 + LATE_NS + S)
    assert heard.now_ns == 200_000_000 + S


def test_a_model_that_never_moved_is_at_rest(heard: Heard) -> None:
    heard.hear("poses", "")
    heard.clock(5 * S)
    assert heard.now_ns == 5 * S - STILL_NS
