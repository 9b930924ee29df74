"""An installation whose `gz` and `parameter_bridge` are stand-ins: the processes alone are real."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from atelier_grader.engine.gazebo.installation import Installation

HERE = Path(__file__).parent


@pytest.fixture
def gazebo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Installation:
    """Its `gz` is `fake_gz.py`, or the file that an indirect parameter names."""
    script = HERE / getattr(request, "param", "fake_gz.py")
    gz = tmp_path / "bin" / "gz"
    bridge = tmp_path / "ros" / "lib" / "ros_gz_bridge" / "parameter_bridge"
    for path, command in ((gz, f'{sys.executable} {script} "$@"'), (bridge, "sleep 600")):
        path.parent.mkdir(parents=True)
        path.write_text(f"#!/bin/sh\nexec {command}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    index = tmp_path / "ros/share/ament_index/resource_index/packages"
    index.mkdir(parents=True)
    (index / "ros_gz_bridge").touch()
    (tmp_path / "state").mkdir()
    monkeypatch.setenv("FAKE_GZ", str(tmp_path / "state"))
    monkeypatch.setenv("PATH", f"{gz.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path / "ros"))
    monkeypatch.delenv("ROS_DISTRO", raising=False)
    return Installation("sim", str(gz), tmp_path / "ros")
