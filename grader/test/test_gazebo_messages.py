"""The grader's definitions are those that programs are built with."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from atelier_grader.gazebo_messages import is_known
from atelier_grader.messages import STORE
from atelier_ros import DEFINITIONS

MESSAGES = [
    f"{package.name}/msg/{file.stem}"
    for package in sorted(DEFINITIONS.iterdir())
    for file in sorted(package.glob("msg/*.msg"))
]


@pytest.mark.parametrize("name", MESSAGES)
def test_the_type_hash_is_that_of_the_built_package(name: str) -> None:
    assert is_known(name)
    described = Path(sys.prefix) / "share" / f"{name}.json"
    hashes = json.loads(described.read_text())["type_hashes"]
    built = {each["type_name"]: each["hash_string"] for each in hashes}
    assert STORE.hash_rihs01(name) == built[name]
