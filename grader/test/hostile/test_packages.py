"""Archives and folders that are not what they seem."""

from __future__ import annotations

import io
import os
import socket
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from .conftest import NODE, REFERENCE, Attack

SETUP = """
from setuptools import setup
setup(name="robot", packages=["robot"],
      entry_points={"console_scripts": ["controller = robot.node:main"]})
"""


def package(folder: Path, source: str | None = None, setup: str = SETUP) -> Path:
    (folder / "robot").mkdir(parents=True)
    (folder / "setup.py").write_text(setup)
    (folder / "robot" / "__init__.py").write_text("")
    (folder / "robot" / "node.py").write_text(source or REFERENCE.read_text())
    return folder


def zip_of(path: Path, *entries: tuple[str, int, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, mode, content in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def tar_of(path: Path, *entries: tuple[str, bytes, int, str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, kind, mode, target, content in entries:
            info = tarfile.TarInfo(name)
            info.type, info.mode, info.linkname, info.size = kind, mode, target, len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


FILE, FOLDER = 0o100644, 0o040755
Build = Callable[[Path], Path]


def many(path: Path, count: int) -> Path:
    return zip_of(path / "a.zip", *((f"{i}.py", FILE, b"") for i in range(count)))


def header_bomb(path: Path) -> Path:
    """A tar whose first header says that a gigabyte of attributes follows."""
    info = tarfile.TarInfo("x")
    info.type, info.size = tarfile.XHDTYPE, 2**30
    import gzip

    with gzip.open(path / "a.tar.gz", "wb", compresslevel=1) as stream:
        stream.write(info.tobuf())
        for _ in range(160):
            stream.write(bytes(2**20))
    return path / "a.tar.gz"


ARCHIVES: dict[str, tuple[Build, str]] = {
    "bomb": (lambda p: zip_of(p / "a.zip", ("x", FILE, bytes(200 * 2**20))), "MB unpacked"),
    "bomb of headers": (header_bomb, "attributes are too long"),
    "tar bomb": (
        lambda p: tar_of(p / "a.tgz", ("x", tarfile.REGTYPE, 0o644, "", bytes(90 * 2**20))), "MB"),
    "way out": (lambda p: zip_of(p / "a.zip", ("../../evil.py", FILE, b"")), "leads out"),
    "absolute": (lambda p: zip_of(p / "a.zip", ("/tmp/evil.py", FILE, b"")), "leads out"),
    "drive": (lambda p: zip_of(p / "a.zip", ("C:evil.py", FILE, b"")), "has a colon"),
    "symlink": (lambda p: zip_of(p / "a.zip", ("x", 0o120777, b"/etc/passwd")), "is a link"),
    "link to a folder": (
        lambda p: tar_of(p / "a.tar.gz", ("x", tarfile.SYMTYPE, 0o777, "/etc", b""),
                         ("x/passwd", tarfile.REGTYPE, 0o644, "", b"")), "is a link"),
    "hard link": (
        lambda p: tar_of(p / "a.tar.gz", ("x", tarfile.LNKTYPE, 0o644, "/etc/passwd", b"")),
        "is a link"),
    "pipe": (lambda p: tar_of(p / "a.tar.gz", ("x", tarfile.FIFOTYPE, 0o644, "", b"")), "special"),
    "device": (lambda p: tar_of(p / "a.tar.gz", ("x", tarfile.BLKTYPE, 0o644, "", b"")), "special"),
    "setuid": (lambda p: zip_of(p / "a.zip", ("x", 0o104755, b"")), "special"),
    "setuid in a tar": (
        lambda p: tar_of(p / "a.tar.gz", ("x", tarfile.REGTYPE, 0o4755, "", b"")), "special"),
    "many files": (lambda p: many(p, 2001), "more than 2000"),
    "100,000 files": (lambda p: many(p, 100_000), "more than 2000"),
    "long name": (lambda p: zip_of(p / "a.zip", ("x" * 300, FILE, b"")), "too long"),
    "deep": (lambda p: zip_of(p / "a.zip", ("/".join("x" * 40), FILE, b"")), "too deep"),
    "control characters": (lambda p: zip_of(p / "a.zip", ("a\x1b[2J.py", FILE, b"")), "shown"),
    "case": (lambda p: zip_of(p / "a.zip", ("a.py", FILE, b""), ("A.py", FILE, b"")), "case"),
    "folder and file": (
        lambda p: zip_of(p / "a.zip", ("a", FILE, b""), ("a/b.py", FILE, b"")), "a/b.py"),
    "twice": (
        lambda p: tar_of(p / "a.tar.gz", *[("a.py", tarfile.REGTYPE, 0o644, "", b"")] * 2), "two"),
    "undecodable": (
        lambda p: tar_of(p / "a.tar.gz", ("\udcff.py", tarfile.REGTYPE, 0o644, "", b"")), "UTF-8"),
    "broken": (lambda p: p.joinpath("a.zip").write_bytes(b"PK\3\4") and p / "a.zip", "unpacked"),
}  # fmt: skip


def used_s() -> float:
    """CPU time of this process and of those that it has waited for: others may be busy too."""
    return sum(os.times()[:4])


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ARCHIVES)
def test_archives_that_are_refused(name: str, attack: Attack, tmp_path: Path) -> None:
    build, said = ARCHIVES[name]
    archive = build(tmp_path)
    began_s = used_s()
    graded = attack(archive)
    assert used_s() - began_s < 10
    assert said in graded.reason("bad_archive").message.en
    assert (graded.result.verdict, graded.result.score) == ("rejected", 0)
    assert not list(tmp_path.rglob("evil.py"))
    assert not Path("/tmp/evil.py").exists()


def pipe_in(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def socket_in(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(folder / "s"))


def crowd(folder: Path) -> None:
    (folder / "crowd").mkdir()
    for i in range(2100):
        (folder / "crowd" / str(i)).touch()


FOLDERS: dict[str, tuple[Callable[[Path], object], str]] = {
    "symlink": (lambda f: (f / "x").symlink_to("/etc/passwd"), "is a link"),
    "link to a folder": (lambda f: (f / "x").symlink_to("/etc"), "is a link"),
    "hard link": (lambda f: (f / "x").hardlink_to(f / "setup.py"), "is a link"),
    "pipe": (pipe_in, "special"),
    "socket": (socket_in, "special"),
    "setuid": (lambda f: (f / "setup.py").chmod(0o4755), "special"),
    "many files": (crowd, "more than 2000"),
    "undecodable": (lambda f: (f / os.fsdecode(b"\xff.py")).touch(), "UTF-8"),
    "case": (lambda f: (f / "SETUP.py").touch(), "differ only in case"),
    "large": (lambda f: (f / "x").write_bytes(bytes(65 * 2**20)), "64 MB"),
}


@pytest.mark.parametrize("name", FOLDERS)
def test_folders_that_are_refused(name: str, attack: Attack, tmp_path: Path) -> None:
    spoil, said = FOLDERS[name]
    folder = package(tmp_path / "pkg")
    spoil(folder)
    graded = attack(folder)
    assert said in graded.reason("bad_submission").message.en
    assert (graded.result.verdict, graded.result.score) == ("rejected", 0)


def test_a_program_behind_a_link_is_the_program(attack: Attack, tmp_path: Path) -> None:
    package(tmp_path / "pkg")
    (tmp_path / "link").symlink_to("pkg")
    assert attack(tmp_path / "link").result.score == 100


BROKEN = {
    "missing entry point": (SETUP, None, "robot/other.py", "import_error"),
    "syntax error": (SETUP, "def main(:\n", "robot/node.py", "syntax_error"),
    "wrong main": (SETUP, "x = 1\n", "", "crashed"),
    "a main that wants something": (SETUP, "def main(robot): pass\n", "", "crashed"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_packages_are_told_what_is_wrong(name: str, attack: Attack, tmp_path: Path) -> None:
    setup, source, _, code = BROKEN[name]
    if name == "missing entry point":
        setup = setup.replace("robot.node", "robot.other")
    graded = attack(package(tmp_path / "pkg", source, setup))
    reason = graded.reason(code)
    assert reason.advice.fr
    assert "robot" in reason.message.en + reason.detail


SHADOWS = {
    "rclpy/__init__.py": "raise SystemExit('mine')\n",
    "sitecustomize.py": "import os; os.environ['SCORE'] = '100'\n",
    "usercustomize.py": "raise SystemExit\n",
    "conftest.py": "raise SystemExit\n",
    "random.py": "raise SystemExit\n",
    "socket.py": "raise SystemExit\n",
    "struct.py": "raise SystemExit\n",
    "atelier_lockstep/__init__.py": "raise SystemExit\n",
    "atelier_grader/__init__.py": "raise SystemExit\n",
    "geometry_msgs/__init__.py": "",
    "greenlet.py": "raise SystemExit\n",
    "evil.pth": "import os; os._exit(0)\n",
}


@pytest.mark.parametrize("name", SHADOWS)
def test_shipped_modules_harm_only_their_own_program(
    name: str, attack: Attack, tmp_path: Path, reference_digest: str
) -> None:
    folder = package(tmp_path / "pkg")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(SHADOWS[name])
    graded = attack(folder)
    if graded.result.verdict == "passed":
        assert graded.result.seeds[0].digest == reference_digest
    else:
        assert graded.result.verdict == "rejected"


BUILT = """
import os, sys
from setuptools import setup
try:
    open("/tmp/marks").close(); print("MARK")
except OSError: pass
ATTACK
names = ["controller = robot.node:" + "main"[::1]]
setup(name="robot", packages=["robot"], entry_points={"console_scripts": list(names)})
"""

SETUPS = {
    "computed": ("names = []", 100),
    "endless": ("while True: pass", 0),
    "fork bomb": ("while True:\n    try: os.fork()\n    except OSError: pass", 0),
    "memory bomb": ("kept = [bytearray(2**20) for _ in range(9999)]", 0),
    "flood": ("while True: print('x' * 9999)", 0),
    "exit": ("os._exit(0)", 0),
    "noise": ("os.write(1, bytes(range(256)) * 99); os._exit(0)", 0),
}


@pytest.mark.parametrize("name", SETUPS)
def test_code_in_setup_runs_behind_the_same_walls(
    name: str, attack: Attack, tmp_path: Path
) -> None:
    code, score = SETUPS[name]
    graded = attack(package(tmp_path / "pkg", None, BUILT.replace("ATTACK", code)))
    assert graded.result.score == score
    assert graded.result.verdict == ("passed" if score else "rejected")


def test_code_in_setup_does_not_run_where_reading_is_enough(attack: Attack, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    graded = attack(package(tmp_path / "pkg", None, f"open({str(mark)!r}, 'w')\n" + SETUP))
    assert graded.result.score == 100
    assert not mark.exists()


def test_files_that_give_trouble_when_read(attack: Attack, tmp_path: Path) -> None:
    for number, (name, text) in enumerate(
        {
            "pyproject.toml": "a = " + "[" * 50_000,
            "setup.cfg": "[options.entry_points]\nconsole_scripts =\n" + " x\n" * 50_000,
            "setup.py": "-" * 100_000 + "1",
            "robot/node.py": "x = " + "(" * 90 + ")" * 90 + "\n" + "-" * 100_000 + "1",
            "atelier.yaml": "a: &a [x,x,x,x,x,x,x,x,x]\n"
            + "".join(
                f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]\n"
                for a, b in zip("abcdefgh", "bcdefghi", strict=True)
            ),
        }.items()
    ):
        folder = package(tmp_path / f"pkg{number}", None, SETUP)
        (folder / name).write_text(text)
        began_s = used_s()
        graded = attack(folder)
        assert used_s() - began_s < 20, name
        assert graded.result.verdict in ("passed", "rejected"), (name, graded.codes)


def test_one_program_in_three_packings_has_one_digest(attack: Attack, tmp_path: Path) -> None:
    folder = package(tmp_path / "pkg")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for file in files:
            archive.write(file, f"pkg/{file.relative_to(folder)}")
    with tarfile.open(tmp_path / "a.tar.gz", "w:gz") as packed:
        packed.add(folder, "pkg")
    graded = [attack(each) for each in (folder, tmp_path / "a.zip", tmp_path / "a.tar.gz")]
    assert len({each.result.submission.sha256 for each in graded}) == 1
    assert len({each.result.seeds[0].digest for each in graded}) == 1


def test_a_malformed_mission_runs_nothing(
    attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missions = tmp_path / "missions" / "arena"
    missions.mkdir(parents=True)
    (missions / "mission.yaml").write_text("id: arena\n")
    with monkeypatch.context() as patch:
        patch.setenv("ATELIER_MISSIONS_PATH", str(missions.parent))
        graded = attack(NODE + "print('RAN', flush=True)\ndef main(): pass")
    assert graded.result.verdict == "not_graded"
    assert graded.codes == {"mission_invalid"}
    assert graded.log == ""


def test_result_files_replace_links(attack: Attack, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.write_text("precious")
    out = tmp_path / "out-1"
    out.mkdir()
    for name in ("seed-1.log", "seed-1.mcap"):
        (out / name).symlink_to(precious)
    graded = attack(REFERENCE, record=True)
    assert graded.result.score == 100
    assert precious.read_text() == "precious"
    assert not any(each.is_symlink() for each in out.iterdir())
