"""Looks into a Python file of a stranger: its `main`, and its first syntax error.

    python source.py FILE

Python's parser takes seconds and gigabytes for some short texts, so long files are parsed by this
file in a process of its own, with limits. It needs the standard library alone.
"""

from __future__ import annotations

import ast
import codecs
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

SHORT_BYTES = 2**15
LIMITS = ("prlimit", "--as=2147483648", "--cpu=10", "--core=0", "--")
TOO_HARD = "it takes too long to parse"
UTF_16 = "the file is in UTF-16; save it as UTF-8"


@dataclass(frozen=True)
class Source:
    """`only_defines_main`: has a `main`, as a console script would call it, and does not call it.

    `problem` is that of a syntax error in `line`, whose `text` may be known.
    """

    only_defines_main: bool = False
    problem: str = ""
    line: int = 1
    text: str = ""


def look_into(file: Path) -> Source:
    """Raises `OSError`."""
    if file.stat().st_size <= SHORT_BYTES:
        return parsed(file.read_bytes())
    command = [*LIMITS, sys.executable, "-I", "-S", __file__, str(file)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return Source(**json.loads(done.stdout)) if not done.returncode else Source(problem=TOO_HARD)


def parsed(data: bytes) -> Source:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Source(problem=UTF_16)
    try:
        return Source(_only_defines_main(ast.parse(data)))
    except MemoryError:
        return Source(problem=TOO_HARD)
    except (SyntaxError, ValueError, RecursionError) as error:
        problem, text = getattr(error, "msg", None), getattr(error, "text", None)
        line = getattr(error, "lineno", None)
        return Source(False, str(problem or error), line or 1, (text or "").rstrip()[:1000])


def _only_defines_main(tree: ast.Module) -> bool:
    defined = any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)
    guarded = any(
        isinstance(node, ast.If)
        and any(
            isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
        )
        for node in tree.body
    )
    return defined and not guarded


if __name__ == "__main__":
    print(json.dumps(asdict(parsed(Path(sys.argv[1]).read_bytes()))))
