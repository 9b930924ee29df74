"""Programs find the files of their own package, as if it were installed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from ament_index_python.packages import PackageNotFoundError, get_package_share_directory

from atelier_lockstep import own_package

from .conftest import Drive
from .test_idioms import program


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = tmp_path / "source"
    for name in ("config/speed.yaml", "maps/deep/hall.yaml", "my_bot/__init__.py", "setup.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name)
    (root / "package.xml").write_text("<package>\n  <name> my_bot </name>\n</package>")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("AMENT_PREFIX_PATH", "/opt/elsewhere")
    return root


@pytest.mark.parametrize("file", ["config/speed.yaml", "speed.yaml", "maps/deep/hall.yaml"])
def test_files_are_found_where_setups_install_them(package: Path, file: str) -> None:
    own_package.install([str(package), "/further"])
    share = get_package_share_directory("my_bot")
    assert Path(share, file).read_text().endswith(Path(file).name)
    assert os.environ["AMENT_PREFIX_PATH"].endswith(":/opt/elsewhere")


def test_it_may_be_done_again(package: Path) -> None:
    own_package.install([str(package)])
    own_package.install([str(package)])
    assert Path(get_package_share_directory("my_bot"), "setup.py").is_file()


def test_many_files_are_not_all_linked(package: Path) -> None:
    for number in range(own_package.MOST):
        (package / "config" / f"a{number:04}").touch()
    own_package.install([str(package)])
    assert len(os.listdir(get_package_share_directory("my_bot"))) == own_package.MOST


@pytest.mark.parametrize("manifest", [None, "", "<name>../evil</name>", "<package/>"])
def test_a_folder_that_is_no_package_adds_nothing(package: Path, manifest: str | None) -> None:
    (package / "package.xml").unlink()
    if manifest is not None:
        (package / "package.xml").write_text(manifest)
    own_package.install([str(package)])
    assert os.environ["AMENT_PREFIX_PATH"] == "/opt/elsewhere"
    with pytest.raises(PackageNotFoundError):
        get_package_share_directory("my_bot")


def test_other_packages_are_found_too(drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMENT_PREFIX_PATH", raising=False)
    source = """
        from ament_index_python.packages import get_package_share_directory

        def main():
            print(get_package_share_directory("rclpy"))
    """
    assert "share/rclpy" in drive(program(source)).output
