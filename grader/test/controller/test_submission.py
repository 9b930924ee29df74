"""Finding the program in what a student hands in."""

from __future__ import annotations

import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from atelier_grader.controller.submission import SubmissionError, find_submission

SETUP = """
from setuptools import setup
package = "my_robot"
setup(name=package, packages=[package], entry_points={"console_scripts": [%s]})
"""


def package(folder: Path, scripts: str = 'f"controller = {package}.node:main"') -> Path:
    (folder / "my_robot").mkdir(parents=True)
    (folder / "setup.py").write_text(SETUP % scripts)
    (folder / "my_robot" / "__init__.py").write_text("")
    (folder / "my_robot" / "node.py").write_text("def main():\n    pass\n")
    return folder


def refusal(source: Path, scratch: Path, *executables: str) -> SubmissionError:
    with pytest.raises(SubmissionError) as caught:
        find_submission(source, scratch, executables)
    return caught.value


def test_a_package_folder(tmp_path: Path) -> None:
    found = find_submission(package(tmp_path / "ws"), tmp_path / "scratch")
    assert (found.name, found.programs[0].name) == ("ws", "controller")
    assert (found.programs[0].module, found.programs[0].function) == ("my_robot.node", "main")
    assert found.folder is not None
    assert found.path == (found.folder / "ws",)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("setup.cfg", "[options.entry_points]\nconsole_scripts = controller=my_robot.node:main"),
        ("pyproject.toml", '[project.scripts]\ncontroller = "my_robot.node:main"\n'),
        ("setup.py", "import setuptools as s\nE = {'console_scripts': "
         "'controller=my_robot.node:main'}\ns.setup(entry_points=E)"),
        ("setup.py", "from setuptools import setup\nsetup(entry_points='''[console_scripts]\n"
         "controller = my_robot.node:main\n''')"),
    ],
)  # fmt: skip
def test_every_way_to_declare_a_script(name: str, text: str, tmp_path: Path) -> None:
    folder = package(tmp_path / "ws")
    (folder / "setup.py").unlink()
    (folder / name).write_text(text)
    found = find_submission(folder, tmp_path / "scratch")
    assert (found.programs[0].module, found.programs[0].function) == ("my_robot.node", "main")


def test_code_in_setup_is_not_run(tmp_path: Path) -> None:
    folder = package(tmp_path / "ws")
    flag = tmp_path / "flag"
    text = (folder / "setup.py").read_text()
    (folder / "setup.py").write_text(f"open({str(flag)!r}, 'w')\n{text}")
    find_submission(folder, tmp_path / "scratch")
    assert not flag.exists()


def test_the_choice_among_several(tmp_path: Path) -> None:
    scripts = '"a = my_robot.node:main", "b = my_robot.node:main"'
    folder = package(tmp_path / "ws", scripts)
    assert find_submission(folder, tmp_path, ("b",)).programs[0].name == "b"
    error = refusal(folder, tmp_path)
    assert error.code == "several_programs"
    assert "a, b" in str(error)
    error = refusal(folder, tmp_path, "bb")
    assert error.code == "unknown_executable"
    assert "did you mean 'b'?" in str(error)


def test_a_script(tmp_path: Path) -> None:
    file = tmp_path / "drive.py"
    file.write_text("def main(): pass\n")
    found = find_submission(file, tmp_path)
    assert (found.name, found.programs[0].module, found.programs[0].function) == (
        "drive",
        str(found.path[0] / "drive.py"),
        "main",
    )
    for script in (
        "print(1)\n",
        "def main(speed): pass\nif __name__ == '__main__':\n    main(1)\n",
        "async def main(): pass\n",
    ):
        file.write_text(script)
        assert find_submission(file, tmp_path).programs[0].function == ""


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    error = refusal(tmp_path / "pipe.py", tmp_path)
    assert error.code == "bad_submission"
    assert "pipe.py is no regular file" in str(error)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"bad\xff.py")
    file.write_text("def main(): pass\n")
    error = refusal(file, tmp_path)
    assert error.code == "bad_submission"
    assert "is not a name in UTF-8" in str(error)


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz", ".tgz"])
@pytest.mark.parametrize("top", ["ws/", ""])
def test_an_archive_has_the_digest_of_its_content(suffix: str, top: str, tmp_path: Path) -> None:
    folder = package(tmp_path / "ws")
    archive = tmp_path / f"handed_in{suffix}"
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if suffix == ".zip":
        with zipfile.ZipFile(archive, "w") as opened:
            for file in files:
                opened.write(file, top + str(file.relative_to(folder)))
    else:
        with tarfile.open(archive, "w:gz") as opened_tar:
            for file in files:
                opened_tar.add(file, top + str(file.relative_to(folder)))
    found = find_submission(archive, tmp_path / "scratch")
    assert found.name == "handed_in"
    assert found.sha256 == find_submission(folder, tmp_path).sha256


def test_a_zip_of_windows(tmp_path: Path) -> None:
    """PowerShell 5 writes backslashes; endings are spelt in any case."""
    folder = package(tmp_path / "pkg")
    with zipfile.ZipFile(tmp_path / "PKG.ZIP", "w") as archive:
        for file in sorted(folder.rglob("*")):
            end = "\\" if file.is_dir() else ""
            name = str(file.relative_to(tmp_path)).replace("/", "\\") + end
            archive.writestr(name, b"" if end else file.read_bytes())
        archive.writestr("pkg\\x\\y\\", b"")
    found = find_submission(tmp_path / "PKG.ZIP", tmp_path / "scratch")
    assert found.name == "PKG"
    assert found.sha256 == find_submission(folder, tmp_path / "scratch").sha256
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("..\\evil.py", b"")
    assert "leads out" in str(refusal(tmp_path / "a.zip", tmp_path / "scratch"))


def test_an_archive_without_a_program_is_called_by_its_name(tmp_path: Path) -> None:
    for name, said in (("README.md", "a.zip holds only README.md"), ("b.zip", "only b.zip")):
        with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
            archive.writestr(name, b"")
        assert said in str(refusal(tmp_path / "a.zip", tmp_path / "scratch"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.py", b"")
        archive.writestr("b.py", b"")
    assert str(refusal(tmp_path / "a.zip", tmp_path / "scratch")).startswith("a has no setup.py")


def test_a_source_in_utf_16_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_bytes("def main(): pass".encode("utf-16"))
    assert "save it as UTF-8" in str(refusal(tmp_path / "a.py", tmp_path / "scratch"))


@pytest.mark.parametrize("results", ["out/yard", "out"])
def test_the_digest_is_over_content(results: str, tmp_path: Path) -> None:
    folder = package(tmp_path / "ws")
    before = find_submission(folder, tmp_path).sha256
    (folder / "build").mkdir()
    (folder / "build" / "COLCON_IGNORE").write_text("")
    (folder / "build" / "junk").write_text("x")
    (folder / results).mkdir(parents=True)
    (folder / results / "result.json").write_text("{}")
    os.utime(folder / "setup.py", (0, 0))
    assert find_submission(folder, tmp_path).sha256 == before
    (folder / "my_robot" / "node.py").write_text("def main(): return 1\n")
    assert find_submission(folder, tmp_path).sha256 != before


def test_what_is_not_there(tmp_path: Path) -> None:
    package(tmp_path / "my_robot")
    error = refusal(tmp_path / "my_robo", tmp_path)
    assert error.code == "submission_not_found"
    assert "did you mean" in str(error)


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "loop.py").symlink_to("loop.py")
    error = refusal(tmp_path / "loop.py", tmp_path)
    assert error.code == "submission_not_found"
    assert "did you mean" not in str(error)
    error = refusal(tmp_path / ("x" * 300), tmp_path)
    assert (error.code, "cannot be read: File name too long" in str(error)) == (
        "bad_submission",
        True,
    )


def test_what_is_no_program(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert refusal(tmp_path / "empty", tmp_path).code == "no_program"
    (tmp_path / "notes.txt").write_text("hello")
    assert refusal(tmp_path / "notes.txt", tmp_path).code == "bad_submission"
    folder = package(tmp_path / "ws", "")
    error = refusal(folder, tmp_path)
    assert error.code == "no_program"
    assert "console_scripts" in str(error)


def test_a_workspace_with_one_package_and_with_two(tmp_path: Path) -> None:
    package(tmp_path / "ws" / "src" / "one")
    assert find_submission(tmp_path / "ws", tmp_path).path[0].name == "one"
    package(tmp_path / "ws" / "src" / "two")
    assert refusal(tmp_path / "ws", tmp_path).code == "several_programs"


UNREADABLE = {
    "setup.py": ("setup(entry_points={'console_scripts': ['a = b:c'}", "setup.py, line 1: closing"),
    "setup.cfg": ("[options.entry_points", "setup.cfg: File contains no section headers"),
    "pyproject.toml": ("[project.scripts]\na = b:c", "pyproject.toml: Invalid value (at line 2"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_an_error_in_a_setup_file_is_told(name: str, tmp_path: Path) -> None:
    """It is why no script is found."""
    text, said = UNREADABLE[name]
    folder = tmp_path / "pkg"
    folder.mkdir()
    (folder / name).write_text(text)
    with pytest.raises(SubmissionError) as caught:
        find_submission(folder, tmp_path / "scratch")
    assert said in str(caught.value)


@pytest.mark.parametrize("source", ["def main(:\n", "x = 1\0\n", "(" * 5000])
def test_a_syntax_error_has_its_place(source: str, tmp_path: Path) -> None:
    folder = package(tmp_path / "ws")
    (folder / "my_robot" / "node.py").write_text(source)
    error = refusal(folder, tmp_path)
    assert error.code == "syntax_error"
    assert "my_robot/node.py, line 1" in str(error)


def zipped(path: Path, name: str, mode: int = 0o100644, content: bytes = b"") -> Path:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(info, content, zipfile.ZIP_DEFLATED)
    return path


def tarred(path: Path, name: str, kind: bytes, target: str = "") -> Path:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(info, io.BytesIO())
    return path


@pytest.mark.parametrize(
    ("name", "said"),
    [("../evil.py", "leads out"), ("/etc/evil.py", "leads out"), ("a" * 300, "too long"),
     ("/".join("a" * 20), "too deep"), ("a\\..\\b", "leads out")],
)  # fmt: skip
def test_names_that_lead_out_are_refused(name: str, said: str, tmp_path: Path) -> None:
    error = refusal(zipped(tmp_path / "a.zip", name), tmp_path / "scratch")
    assert error.code == "bad_archive"
    assert said in str(error)
    assert not list(tmp_path.glob("evil.py"))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_are_refused(kind: bytes, tmp_path: Path) -> None:
    error = refusal(tarred(tmp_path / "a.tar.gz", "x", kind, "/etc/passwd"), tmp_path / "scratch")
    assert error.code == "bad_archive"
    assert "is a link, a device, or another special file" in str(error)


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", "x", 0o120777, b"/etc/passwd")
    assert "is a link, a device, or another special file" in str(
        refusal(archive, tmp_path / "scratch")
    )


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "a.zip", "x", content=bytes(65 * 2**20))
    assert archive.stat().st_size < 2**20
    assert "more than 10 MB unpacked" in str(refusal(archive, tmp_path / "scratch"))  # by ratio


def test_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("Node.py", "")
        archive.writestr("node.py", "")
    assert "differ only in case" in str(refusal(tmp_path / "a.zip", tmp_path / "scratch"))


@pytest.mark.parametrize("content", [b"", b"PK\3\4 not really", b"\x1f\x8b broken"])
@pytest.mark.parametrize("suffix", [".zip", ".tar.gz"])
def test_a_broken_archive_is_refused(content: bytes, suffix: str, tmp_path: Path) -> None:
    (tmp_path / f"a{suffix}").write_bytes(content)
    assert refusal(tmp_path / f"a{suffix}", tmp_path / "scratch").code in (
        "bad_archive",
        "no_program",
    )


SEVERAL = """\
programs:
  - executable: a
    namespace: /front
    name: eye
    arguments: [--fast, ./map.yaml]
    parameters: {gain: 2.0, frame: base, on: true, list: [1, 2]}
    parameter_files: [./config/eye.yaml]
    remappings: {scan: /scan}
  - executable: b
"""


def test_several_programs_of_a_file(tmp_path: Path) -> None:
    folder = package(tmp_path / "ws", '"a = my_robot.node:main", "b = my_robot.node:main"')
    (folder / "atelier.yaml").write_text(SEVERAL)
    found = find_submission(folder, tmp_path / "scratch")
    eye, other = found.programs
    copy = found.path[0]
    assert (eye.name, eye.module, eye.function) == ("eye", "my_robot.node", "main")
    assert eye.argv == (
        "a", "--fast", str(copy / "map.yaml"), "--ros-args",
        "-r", "scan:=/scan", "-r", "__node:=eye", "-r", "__ns:=/front",
        "--params-file", str(copy / "config/eye.yaml"),
        "-p", "gain:=2.0", "-p", 'frame:="base"', "-p", "on:=true", "-p", "list:=[1, 2]",
    )  # fmt: skip
    assert (other.name, other.argv) == ("b", ("b",))


def test_several_programs_of_the_command_line(tmp_path: Path) -> None:
    folder = package(tmp_path / "ws", '"a = my_robot.node:main", "b = my_robot.node:main"')
    found = find_submission(folder, tmp_path / "scratch", ("b", "a"))
    assert [program.name for program in found.programs] == ["b", "a"]
    assert (found.mode, found.needs_pace) == (None, False)


def test_a_program_of_another_language(tmp_path: Path) -> None:
    folder = tmp_path / "ws"
    folder.mkdir()
    (folder / "atelier.yaml").write_text("programs: [{command: [./build/node, --fast]}]")
    found = find_submission(folder, tmp_path / "scratch")
    assert found.programs[0].argv == (str(found.path[0] / "build/node"), "--fast")
    assert found.needs_pace


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("programs: [{executible: a}]", "atelier.yaml:1: programs[0].executible: expected a known"),
        ("programs: [{name: a}]", "expected either an executable or a command"),
        ("mode: fast", "atelier.yaml:1: mode: expected 'lockstep' or 'paced', got 'fast'"),
        ("programs: [{executable: a}]\nlaunch: x", "expected either programs or a launch file"),
        ("programs: {", "atelier.yaml:1: not valid YAML"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(text: str, said: str, tmp_path: Path) -> None:
    folder = package(tmp_path / "ws")
    (folder / "atelier.yaml").write_text(text)
    error = refusal(folder, tmp_path / "scratch")
    assert error.code == "bad_submission"
    assert said in str(error)


def test_a_script_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = package(tmp_path / "ws")
    (folder / "atelier.yaml").write_text("programs: [{executable: controler}]")
    error = refusal(folder, tmp_path / "scratch")
    assert error.code == "unknown_executable"
    assert "no program 'controler'; it has controller (did you mean 'controller'?)" in error.detail
