#!/usr/bin/env python3
"""Resolve every dependency of the workspace for ROS 2 Jazzy on Ubuntu 24.04, as rosdep does.

    scripts/rosdep.py ROSDISTRO

ROSDISTRO is a clone of https://github.com/ros/rosdistro. Writes grader/test/rosdep_jazzy.txt:
one line a key, with what it installs. The test beside it holds every package.xml to that list.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from catkin_pkg.package import parse_package
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
LIST = ROOT / "grader" / "test" / "rosdep_jazzy.txt"
DISTRIBUTION, SYSTEM, RELEASE = "jazzy", "ubuntu", "noble"
HEADER = f"""\
# Keys of rosdep, and what each installs for ROS 2 {DISTRIBUTION} on Ubuntu 24.04 ({RELEASE}).
# Source: rosdep/base.yaml, rosdep/python.yaml and {DISTRIBUTION}/distribution.yaml of
# https://github.com/ros/rosdistro. Written by scripts/rosdep.py.
"""


def packages() -> list[Any]:
    """Every package of the workspace, conditions evaluated for the distribution."""
    found = [*ROOT.glob("*/package.xml"), *ROOT.glob("src/*/package.xml")]
    parsed = [parse_package(str(path)) for path in sorted(found)]
    for package in parsed:
        package.evaluate_conditions({"ROS_DISTRO": DISTRIBUTION, "ROS_VERSION": "2"})
    return parsed


def keys(parsed: list[Any]) -> list[str]:
    """What the packages need from outside the workspace, sorted."""
    kinds = ("build", "buildtool", "build_export", "buildtool_export", "exec", "test", "doc")
    names = {
        dependency.name
        for package in parsed
        for kind in kinds
        for dependency in getattr(package, f"{kind}_depends")
        if dependency.evaluated_condition
    }
    return sorted(names - {package.name for package in parsed})


def load(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def released(distribution: Any) -> dict[str, str]:
    """Debian package of each released ROS package."""
    names: list[str] = []
    for repository, entry in distribution["repositories"].items():
        release = entry.get("release", {})
        if "version" in release:
            names += release.get("packages", [repository])
    return {name: f"ros-{DISTRIBUTION}-{name.replace('_', '-')}" for name in names}


def system_rule(rules: Any) -> str | None:
    """`python3-numpy` or `pip: mujoco`; None where there is none for this system."""
    rule = rules.get(SYSTEM) if isinstance(rules, dict) else None
    if isinstance(rule, dict) and "pip" not in rule and "apt" not in rule:
        rule = rule.get(RELEASE, rule.get("*"))
    if isinstance(rule, dict):
        (manager, what), *_ = rule.items()
        rule = what.get("packages") if isinstance(what, dict) else what
        if rule and manager == "pip":
            return f"pip: {' '.join(rule)}"
    if isinstance(rule, list):
        rule = " ".join(rule)
    return rule or None


def main(rosdistro: Path) -> int:
    known = released(load(rosdistro / DISTRIBUTION / "distribution.yaml"))
    for name in ("base", "python"):
        for key, rules in load(rosdistro / "rosdep" / f"{name}.yaml").items():
            if rule := system_rule(rules):
                known.setdefault(key, rule)
    wanted = keys(packages())
    missing = [key for key in wanted if key not in known]
    if missing:
        print(f"no rule for {', '.join(missing)}", file=sys.stderr)
        return 1
    lines = "".join(f"{key}: {known[key]}\n" for key in wanted)
    LIST.write_text(HEADER + lines, encoding="utf-8")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
