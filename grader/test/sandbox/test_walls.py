"""What `result.json` says is in force, compared with what a program sees from inside."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

import pytest

from atelier_grader.mission.limits import MIB, Limits
from atelier_grader.sandbox.bubblewrap import ABSENT, ETC, NAMESPACES
from atelier_grader.sandbox.cell import Cell
from atelier_grader.sandbox.mounts import HIDDEN
from atelier_grader.sandbox.rlimits import SPARE_PROCESSES
from atelier_grader.sandbox.sandbox import prepare
from atelier_grader.sandbox.user_namespace import NOBODY, ROBOT_ID

from .conftest import Inside

FILES = {"mount": "mnt"}
"""Of namespaces that the kernel calls otherwise."""


def test_each_namespace_that_is_told_is_another(inside: Inside) -> None:
    report = prepare("auto").report
    assert report.namespaces == NAMESPACES
    files = [FILES.get(name, name) for name in report.namespaces]
    seen = inside(f"tell({{name: os.readlink('/proc/self/ns/' + name) for name in {files}}})").told
    ours = {name: os.readlink(f"/proc/self/ns/{name}") for name in files}
    assert [name for name in files if seen[name] == ours[name]] == []


def status_of(inside: Inside) -> dict[str, str]:
    lines = inside("tell(open('/proc/self/status').read())").told.splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_the_filter_and_the_user_that_are_told(inside: Inside) -> None:
    report, status = prepare("auto").report, status_of(inside)
    assert report.seccomp == (status["Seccomp"] == "2")
    assert status["NoNewPrivs"] == "1"
    assert {status[f"Cap{kind}"] for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert set(status["Uid"].split() + status["Gid"].split()) == {str(ROBOT_ID)}


def test_who_it_is_outside(inside: Inside) -> None:
    """The machine knows it by the user that is told, whatever it sees itself."""
    found: list[int] = []

    def look(cell: Cell) -> None:
        end_s = time.monotonic() + 25
        while time.monotonic() < end_s and not found:
            for pid in cell.members():
                if b"Uid" in Path(f"/proc/{pid}/comm").read_bytes():
                    status = Path(f"/proc/{pid}/status").read_text()
                    found.append(int(status.partition("Uid:")[2].split()[1]))
        cell.kill()

    inside("open('/proc/self/comm', 'w').write('Uid'); signal.pause()", meanwhile=look)
    expected = {"nobody": NOBODY, "own": os.geteuid()}
    assert found[:1] == [expected[prepare("auto").report.user or "own"]]


def test_control_groups_that_are_told_are_in_force(inside: Inside) -> None:
    report = prepare("auto").report
    seen = inside("tell(1)")
    told = report.cgroup.split()[1:] if report.cgroup else []
    assert list(seen.controllers) == told
    lacking = {name for name in ("memory", "pids", "cpu") if name not in told}
    words = "; ".join(report.missing).partition("a control group for ")[2].partition(":")[0]
    named = set(words.split(", ")) - {""}
    assert named == lacking


def test_mounts_cannot_be_written_but_for_three(inside: Inside) -> None:
    source = """
    told = {}
    for line in open("/proc/self/mountinfo"):
        words = line.split()
        told[words[4]] = words[5].split(",")
    tell(told)
    """
    mounts = inside(source).told
    writable = {place for place, options in mounts.items() if "rw" in options}
    devices = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty"}
    assert writable - devices == {"/tmp", "/dev/shm", "/home/robot", "/proc", "/dev/pts"}
    assert all("nosuid" in options for options in mounts.values())
    grader = str(Path(__file__).resolve().parents[2])
    assert not [place for place in mounts if place.startswith(grader)]


def test_files_of_the_walls(inside: Inside) -> None:
    source = f"tell([open(name).read() for name in {list(ETC)}] + [os.uname().nodename])"
    assert inside(source).told == [*ETC.values(), "robot"]
    assert inside("tell(sorted(os.listdir('/etc')))").told == sorted(
        {Path(name).name for name in ETC} | {"alternatives", "ld.so.cache"}
    )


def test_the_environment_is_only_what_is_given(
    inside: Inside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_SEED", "4711")
    given = {"A": "1", "ROS_DISTRO": "jazzy"}
    seen = inside("tell(dict(os.environ))", environment=given).told
    assert {name: seen[name] for name in given} == given
    assert set(seen) - set(given) <= {"PWD", "LC_CTYPE"}


def test_descriptors_and_processes_are_its_own(inside: Inside) -> None:
    source = """
    processes = sorted(int(name) for name in os.listdir("/proc") if name.isdigit())
    open_ = []
    for number in range(64):
        try: os.fstat(number)
        except OSError: continue
        if "/libffi." in os.readlink(f"/proc/self/fd/{number}"): continue  # ctypes, since Debian 14
        open_.append(number)
    tell([processes, os.getpid(), os.getsid(0), open_])
    """
    processes, own, session, descriptors = inside(source).told
    assert processes == [1, own]
    assert session in (1, own)
    assert descriptors == [0, 1, 2]


def test_a_machine_that_hides_parts_of_proc_gives_none(inside: Inside) -> None:
    """Another `/proc` would show what the machine hides: the kernel refuses it, and so do we."""
    seen = inside("tell(os.path.exists('/proc/self'))", without={"own_proc": False})
    assert seen.told is False


def test_its_first_process_has_no_more_than_itself(inside: Inside) -> None:
    """An ordinary user's program may look into it, and write there."""
    source = """
    def status(pid):
        lines = open(f"/proc/{pid}/status").read().splitlines()
        wanted = ("Cap", "NoNewPrivs", "Seccomp:")
        return [line for line in lines if line.startswith(wanted)]
    try:
        targets = {os.readlink(f"/proc/1/fd/{n}") for n in os.listdir("/proc/1/fd")}
        own = {os.readlink(f"/proc/self/fd/{n}") for n in (0, 1, 2)}
    except PermissionError:
        targets = own = set()
    tell([status(1), status("self"), sorted(targets - own)])
    """
    first, own, more = inside(source).told
    assert [line for line in first if "Bnd" not in line] == [
        line for line in own if "Bnd" not in line
    ]
    assert set(more) <= {"anon_inode:[eventfd]"}


def test_kernel_limits_are_those_of_the_mission(inside: Inside) -> None:
    limits = Limits(open_files=77, file_mib=3, cpu_s=9, processes=40)
    names = ("NOFILE", "FSIZE", "CPU", "NPROC", "CORE", "MEMLOCK", "MSGQUEUE")
    source = f"""
    def limits(name): return resource.prlimit(0, KINDS[name])
    KINDS = {{"NOFILE": 7, "FSIZE": 1, "CPU": 0, "NPROC": 6, "CORE": 4, "MEMLOCK": 8, "MSGQUEUE": 12}}
    tell({{name: limits(name) for name in {names}}})
    """
    seen = inside(source, open_files=77, file_mib=3, cpu_s=9, processes=40).told
    assert set(seen) == set(names)
    assert seen["NOFILE"] == [limits.open_files] * 2
    assert seen["FSIZE"] == [limits.file_mib * MIB] * 2
    assert seen["CPU"] == [28, 33]
    assert seen["NPROC"] == [limits.processes + SPARE_PROCESSES] * 2
    assert seen["CORE"] == seen["MEMLOCK"] == seen["MSGQUEUE"] == [0, 0]


@pytest.mark.parametrize("place", ["/tmp", "/home/robot", "/dev/shm"])
def test_temporary_folders_have_their_size(place: str, inside: Inside) -> None:
    seen = inside(f"room = os.statvfs({place!r}); tell(room.f_blocks * room.f_frsize)", disk_mib=3)
    assert seen.told == 3 * MIB


def test_what_is_hidden_looks_empty(inside: Inside) -> None:
    source = f"""
    import glob, sysconfig
    site = sysconfig.get_path("purelib")
    found = []
    for name in ("atelier_grader", "atelier_missions", "atelier_worlds", "atelier_controllers"):
        for place in (f"{{site}}/{{name}}", f"{{sys.prefix}}/share/{{name}}"):
            found += glob.glob(f"{{place}}/**", recursive=True)[1:]
    tell([file for file in found if open(file).read() != {ABSENT!r}])
    """
    assert inside(source).told == []


def test_what_is_hidden_is_not_imported(
    inside: Inside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installed beside others, as by `colcon build --merge-install`, it is no empty package."""
    site = tmp_path / "install/site-packages"
    for name in (*HIDDEN, "my_tools"):
        (site / name / "deeper").mkdir(parents=True)
        (site / name / "__init__.py").touch()
    monkeypatch.setenv("PYTHONPATH", str(site))
    source = f"""
    sys.path.insert(0, {str(site)!r})
    said = {{}}
    for name in {[*HIDDEN, "my_tools"]}:
        for module in (name, name + ".deeper"):
            try: said[module] = __import__(module).__name__
            except ModuleNotFoundError as error: said[module] = [str(error), error.name]
    tell(said)
    """
    said = inside(source).told
    assert said.pop("my_tools") == said.pop("my_tools.deeper") == "my_tools"
    assert said == {
        module: [f"No module named {name!r}", name]
        for name in HIDDEN
        for module in (name, f"{name}.deeper")
    }


def test_no_network_but_its_own_loopback(inside: Inside) -> None:
    source = """
    names = [name for _, name in socket.if_nameindex()]
    server = socket.create_server(("127.0.0.1", 0))
    socket.create_connection(server.getsockname()).close()
    away = []
    for address in (("192.0.2.1", 80), ("169.254.169.254", 80), ("8.8.8.8", 53)):
        with socket.socket() as probe:
            probe.settimeout(2)
            away.append(probe.connect_ex(address))
    tell([names, away])
    """
    names, away = inside(source).told
    assert names == ["lo"]
    assert away == [errno.ENETUNREACH] * 3


def test_signals_go_nowhere_else(inside: Inside) -> None:
    """An ordinary user's program shares its user with the grader, but sees none of its processes."""
    seen = inside(f"""
    try: os.kill({os.getpid()}, 0)
    except ProcessLookupError: tell("no such process")
    """)
    assert seen.told == "no such process"
