"""Runs one program as its console script would, and tells how it ends."""

from __future__ import annotations

import os
import runpy
import sys
import time
import traceback
from contextlib import suppress
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any

from .threads import join_all
from .wire import Ended, Program

HERE = os.path.dirname(os.path.abspath(__file__))


def run(program: Program) -> Ended:
    """Import the program, run its `main` and wait for its threads. Raises nothing."""
    try:
        if program.delay_s:
            time.sleep(program.delay_s)
        ended = left(call(program))
        join_all()
    except SystemExit as leaving:
        ended = left(leaving.code)
    except KeyboardInterrupt:
        ended = Ended("interrupted", 130)
    except BaseException as error:
        ended = raised(error)
    return ended


def call(program: Program) -> object:
    """Call the program's function, or run its file as a script where there is none."""
    module = program.module
    if not program.function:
        runpy.run_path(module, run_name="__main__")
        return None
    found: Any = load_file(module) if module.endswith(".py") else import_module(module)
    for name in program.function.split("."):
        found = getattr(found, name)
    return found()


def left(code: object) -> Ended:
    """How `sys.exit(code)` ends; a console script calls it with what `main` returned."""
    if code is None or code == 0:
        return Ended("returned", 0)
    if isinstance(code, int):
        return Ended("exited", code & 0xFF)
    say(f"{code}\n")
    return Ended("exited", 1, str(code)[:500])


def raised(error: BaseException) -> Ended:
    text = "".join(traceback.format_exception(type(error), error, trim(error.__traceback__)))
    say(text)
    message = "".join(traceback.format_exception_only(type(error), error)).strip()
    return Ended("raised", 1, message[:2000], text[-20_000:])


def say(text: str) -> None:
    """On standard error, if the program has left it usable."""
    with suppress(AttributeError, OSError, ValueError):
        sys.stderr.write(text)


def load_file(path: str) -> ModuleType:
    """The module of a source file, whatever its name, and whoever has that name already."""
    name = os.path.basename(path).removesuffix(".py")
    spec = spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules.setdefault(name, module)
    spec.loader.exec_module(module)
    return module


def flush() -> None:
    """Write out what the program has printed, if it has left its streams usable."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):
            stream.flush()


def trim(trace: Any) -> Any:
    """Leave out the frames above the program's own."""
    while trace is not None and (
        os.path.dirname(trace.tb_frame.f_code.co_filename) == HERE
        or any(name in trace.tb_frame.f_code.co_filename for name in ("importlib", "runpy"))
    ):
        trace = trace.tb_next
    return trace
