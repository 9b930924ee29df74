"""What a fresh pair of eyes found: packings, setup files, silence, lines that look like ours."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import shutil
import struct
import tarfile
import threading
import time
import zipfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from atelier_grader.controller import source
from atelier_grader.controller.launching import _answer
from atelier_grader.controller.submission import SubmissionError, find_submission
from atelier_grader.mission.limits import MIB
from atelier_grader.report.plain import MARGIN
from atelier_grader.report.terminal import plain_lines
from atelier_grader.sandbox.cgroup import make_group
from atelier_lockstep.wire import Kind, Program

from .conftest import HERE, REFERENCE, Attack
from .test_frames import FRAMES
from .test_packages import package


def refused(submission: Path, scratch: Path) -> SubmissionError:
    """What is said of a submission that no program is started of, at once."""
    began_s = time.thread_time()
    with pytest.raises(SubmissionError) as caught:
        find_submission(submission, scratch / "taken")
    assert time.thread_time() - began_s < 3
    return caught.value


def zip_with(method: int, packed: bytes, size: int) -> bytes:
    """One file, as another program than Python's might pack it."""
    name = b"x.py"
    about = struct.pack("<HHHHIIIHH", 0, method, 0, 33, 0, len(packed), size, len(name), 0)
    local = struct.pack("<4sH", b"PK\3\4", 20) + about + name + packed
    entry = struct.pack("<4sHH", b"PK\1\2", 20, 20) + about
    entry += struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    return local + entry + struct.pack("<4s4HIIH", b"PK\5\6", 0, 0, 1, 1, len(entry), len(local), 0)


def tar_with(kind: bytes, data: bytes) -> bytes:
    """An archive of one file, behind a header of `kind` with `data`."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, each, content in (("x", kind, data), ("a.py", tarfile.REGTYPE, b"")):
            info = tarfile.TarInfo(name)
            info.type, info.size = each, len(content)
            archive.addfile(info, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), 1)


def wrong_checksum() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.py", "x = 1")
    return packed.getvalue().replace(b"x = 1", b"x = 2")


ODD = "way other than zip's usual"
PACKINGS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "bomb of bzip2": ("zip", lambda: zip_with(12, bz2.compress(bytes(2**26)), 2**26), ODD),
    "broken lzma": ("zip", lambda: zip_with(14, b"\x09\x04\x05\0]\0\0\x80\0" + b"\xff" * 99, 9), ODD),
    "unknown method": ("zip", lambda: zip_with(9, b"x", 9), ODD),
    "wrong checksum": ("zip", wrong_checksum, "cannot be read: Bad CRC-32"),
    "half an archive": (
        "tar.gz", lambda: gzip.compress(gzip.decompress(tar_with(b"0", bytes(9999)))[:2000]),
        "cannot be read"),
    "half a stream": ("tar.gz", lambda: tar_with(b"0", bytes(9999))[:60], "ends too early"),
    "a number of a million digits": ("tar.gz", lambda: tar_with(b"x", b"1" * 10**6), "too long"),
    "a name of a million folders": ("tar.gz", lambda: tar_with(b"L", b"a/" * 10**6), "too long"),
    "a million empty streams": ("tar.gz", lambda: gzip.compress(b"") * 10**6, "empty file"),
    "numbers that are none": ("tar.gz", lambda: gzip.compress(b"\xff" * 10240), "unpacked"),
}  # fmt: skip


@pytest.mark.parametrize("name", PACKINGS)
def test_packings_that_cost_or_break_the_reader_are_refused(name: str, tmp_path: Path) -> None:
    ending, build, said = PACKINGS[name]
    archive = tmp_path / f"a.{ending}"
    archive.write_bytes(build())
    error = refused(archive, tmp_path)
    assert (error.code, said in str(error)) == ("bad_archive", True), str(error)


def test_a_full_disk_is_not_the_authors_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(OSError, match="No space left"):
        find_submission(REFERENCE, tmp_path / "taken")


STATED = (
    "from setuptools import setup\n{before}setup(entry_points={{'console_scripts': {scripts}}})"
)
DOUBLING = "".join(f"a{i} = [{f'a{i + 1}, ' * 9}]\n" for i in range(25)) + "a25 = 'x'\n"
TEXTS = "t0 = 'x' * 1\nt0 = '" + "x" * 9999 + "'\n"
TEXTS += "".join(f"t{i + 1} = f'{f'{{t{i}}}' * 9}'\n" for i in range(15))

SETUPS = {
    "a number": ("", "5", "no_program"),
    "a number of too many digits": ("x = 0x" + "f" * 6000 + "\n", "[f'{x} = a:b']", "no_program"),
    "true": ("", "True", "no_program"),
    "a list as a key": ("k = [1]\n", "{k: ['c = robot.node:main']}", "no_program"),
    "lists of lists": (DOUBLING, "a0", "no_program"),
    "texts of texts": (TEXTS, "[t15]", "no_program"),
    "a name of itself": ("a = f'{a}{a}{a}'\n", "[a]", "no_program"),
    "a name of many lines": ("", r"['c\nScore: 100 / 100 = robot.node:main']", "no_program"),
    "a very long module": ("", f"['c = {'x' * 5000}:main']", "no_program"),
    "megabytes": ("1;" * 10**6 + "\n", "[]", "bad_submission"),
}


@pytest.mark.parametrize("name", SETUPS)
def test_setup_files_that_cost_or_break_their_reader(name: str, tmp_path: Path) -> None:
    before, scripts, code = SETUPS[name]
    folder = package(tmp_path / "pkg", None, STATED.format(before=before, scripts=scripts))
    assert refused(folder, tmp_path).code == code


DECLARED = {
    "a number of too many digits": (
        "programs: [{executable: c, parameters: {a: 0x" + "f" * 6000 + "}}]", "4300 digits"),
    "a tag that does not fit": ("mode: !!bool x", "not valid YAML: KeyError: 'x'"),
    "a launch file with a long name": ("launch: " + "é" * 200, "pkg has no file"),
    "another encoding": ("mode: paced".encode("utf-16"), "atelier.yaml: 'utf-8' codec"),
}  # fmt: skip


ALIASES = {
    "lists of lists": "a{}: &a{} [*a{} , *a{}, *a{}, *a{}]",
    "merges of merges": "a{}: &a{} {{<<: [*a{} , *a{}, *a{}, *a{}]}}",
}


@pytest.mark.parametrize("name", ALIASES)
def test_aliases_of_aliases_are_not_written_out(name: str, tmp_path: Path) -> None:
    """4^30 of them."""
    lines = [ALIASES[name].format(i, i, *[i - 1] * 4) for i in range(1, 30)]
    text = "programs:\n- executable: c\n  parameters:\n    a0: &a0 {x: 1}\n    "
    folder = package(tmp_path / "pkg")
    (folder / "atelier.yaml").write_text(text + "\n    ".join(lines))
    error = refused(folder, tmp_path)
    assert (error.code, str(error)) == (
        "bad_submission",
        "atelier.yaml:1: its aliases repeat too much",
    )


@pytest.mark.parametrize("name", DECLARED)
def test_declarations_that_break_their_reader(name: str, tmp_path: Path) -> None:
    text, said = DECLARED[name]
    folder = package(tmp_path / "pkg")
    data = text if isinstance(text, bytes) else text.encode()
    (folder / "atelier.yaml").write_bytes(data)
    error = refused(folder, tmp_path)
    assert (error.code, said in str(error)) == ("bad_submission", True), str(error)


@pytest.mark.parametrize("module", ["/", "...", "/etc/x", "../../x", "x" * 290, "é" * 140])
def test_modules_with_odd_names_are_the_programs_own(module: str, tmp_path: Path) -> None:
    setup = STATED.format(before="", scripts=f"['c = {module}:main']")
    folder = package(tmp_path / "pkg", None, setup)
    assert find_submission(folder, tmp_path / "taken").programs[0].module == module


def test_only_files_of_the_submission_are_looked_into(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("password = 4711 4711\n")
    setup = STATED.format(before="", scripts=f"['c = {tmp_path}/secret:main', 'd = secret:main']")
    folder = package(tmp_path / "pkg", None, setup)
    for wanted in ("c", "d"):
        found = find_submission(folder, tmp_path / "taken", [wanted])
        assert "secret" in found.programs[0].module
    (folder / "atelier.yaml").write_text("launch: /etc/passwd\n")
    assert "has no file '/etc/passwd'" in str(refused(folder, tmp_path))


def test_long_sources_are_parsed_within_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.py"
    file.write_text("def main(): pass\n" + "x = 1\n" * 9999)
    assert source.look_into(file) == source.Source(only_defines_main=True)
    file.write_text("x = 1\n" * 9999 + "x = = 1\n")
    assert source.look_into(file) == source.Source(
        problem="invalid syntax", line=10_000, text="x = = 1"
    )
    file.write_text("import " + "a." * 2**16 + "a")  # each dot copies the name so far
    monkeypatch.setattr(source, "LIMITS", ("prlimit", "--as=300000000", "--cpu=5", "--"))
    assert source.look_into(file).problem == source.TOO_HARD


PROGRAM = {"name": "x", "module": "m", "function": "main", "argv": []}
ANSWERS: dict[str, dict[str, object]] = {
    "a list for a module": {"others": [{**PROGRAM, "module": [], "function": {}}]},
    "numbers for programs": {"others": [5]},
    "a number for topics": {"topics": 5},
    "no argv": {"others": [{**PROGRAM, "argv": 5}]},
    "nothing known": {"others": [{**PROGRAM, "module": "os"}]},
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_of_a_launch_file_are_not_trusted(name: str) -> None:
    answer: dict[str, object] = {
        "topics": [],
        "argv": [],
        "path": [],
        "module": "",
        "function": "",
        "others": [],
    }
    body = json.dumps(answer | ANSWERS[name]).encode()
    with pytest.raises(SubmissionError) as caught:
        _answer("a.launch.py", (Kind.SETUP, body), (Program("x", "m", "main", ()),))
    assert caught.value.code == "bad_submission"


def test_modules_beside_the_submission_are_not_the_graders(
    attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CI often grades from within what was handed in; Python's `-c` would import from there."""
    here = tmp_path / "here"
    here.mkdir()
    for name in ("multiprocessing", "json", "signal", "runpy"):
        (here / f"{name}.py").write_text(f"open({str(tmp_path / 'mark')!r}, 'w')\n")
    with monkeypatch.context() as patch:
        patch.chdir(here)
        graded = attack(REFERENCE, seeds=(1, 2), jobs=2)
    assert graded.result.score == 100
    assert not (tmp_path / "mark").exists()


def test_who_never_reads_is_blocked(attack: Attack) -> None:
    graded = attack(
        FRAMES + "def main():\n    there = channel()\n    while True: there.send(idle(0))\n"
    )
    graded.reason("blocked")


def test_slow_answers_add_up(
    attack: Attack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(HERE / "arena", tmp_path / "missions" / "arena")
    file = tmp_path / "missions" / "arena" / "mission.yaml"
    file.write_text(file.read_text().replace("wall_s: 40", "wall_s: 3"))
    with monkeypatch.context() as patch:
        patch.setenv("ATELIER_MISSIONS_PATH", str(file.parents[1]))
        graded = attack(
            FRAMES + "import ctypes\ndef main():\n    there = channel()\n    while True:\n"
            "        there.send(idle(0)); ctypes.CDLL(None).usleep(200000); there.recv(65536)\n"
        )
    assert "the limit is 3 s" in graded.reason("wall_limit").message.en


def test_no_line_of_a_program_reads_as_ours(attack: Attack) -> None:
    graded = attack(
        "E = type('E\\n::error::x\\nScore: 100 / 100, passed\\u2028##vso[a]###vso[b]', (Exception,), {})\n"
        "def main(): raise E('\\u202e\\x1b[2J ]]>')\n"
    )
    lines = list(plain_lines(graded.result, "en"))
    for word in ("::error", "100 / 100, passed", "# #vso"):
        assert any(word in line for line in lines)
        assert all(line.startswith(MARGIN) for line in lines if word in line)
    assert not any(letter in "".join(lines) for letter in ("##", "\u202e", "\u2028", "\x1b"))


@pytest.mark.parametrize("sandbox", ["required", "off"])
@pytest.mark.parametrize("number", [1, 2])
def test_a_machine_without_threads_is_ours(
    number: int, sandbox: str, attack: Attack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that hears the program cannot be had, or the one that watches it."""
    start, begun = threading.Thread.start, count(1)

    def refuse(thread: threading.Thread) -> None:
        if next(begun) == number:
            raise RuntimeError("can't start new thread")
        start(thread)

    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        graded = attack(REFERENCE, sandbox=sandbox)
    assert graded.result.verdict == "not_graded"
    assert "can't start new thread" in graded.reason("internal_error").message.en


def test_hidden_seeds_may_be_long(attack: Attack) -> None:
    """A program may try every short one: it can know the worlds and the noise of each."""
    seed = 2**62 + 1
    graded = attack(REFERENCE, seeds=(seed,))
    assert graded.result.score == 100
    assert json.loads(graded.result.to_json())["seeds"][0]["seed"] == seed


def test_what_sockets_hold_has_a_limit() -> None:
    """Version 2 counts it as memory; version 1 only where it is told to."""
    group = make_group(64 * MIB, 32)
    try:
        if group.version != "v1" or "memory" not in group.folders:
            pytest.skip("no memory controller of version 1")
        file = group.folders["memory"] / "memory.kmem.tcp.limit_in_bytes"
        assert not file.exists() or int(file.read_text()) == 64 * MIB
    finally:
        group.remove()


def test_deep_folders_are_removed_where_there_are_no_walls_too(attack: Attack) -> None:
    source = """
        import os
        def main():
            for _ in range(3000):
                os.mkdir("a")
                os.chdir("a")
            raise SystemExit(3)
    """
    graded = attack(source, sandbox="off")
    assert graded.codes == {"exited"}
