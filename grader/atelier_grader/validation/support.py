"""The page that says which SDF elements, systems and sensors are supported, from the code."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from atelier_grader import sdf
from atelier_grader.bridge import FIELDS
from atelier_grader.bridge_types import ROS_TYPES
from atelier_grader.engine.mujoco.sensors import ROS_PLUGINS, SENSORS
from atelier_grader.engine.mujoco.systems import CLASSIC, SYSTEMS
from atelier_grader.gazebo_messages import is_known
from atelier_grader.sdf.geometry import READERS
from atelier_grader.sdf.ignored import HARMLESS
from atelier_grader.sdf.joint import TYPES
from atelier_grader.sdf.reader import Report
from atelier_grader.sdf.tree import parse_text

_ELSEWHERE = ("geometry", *READERS)

PROBE = """<sdf version="1.11"><world name="w"><physics/><scene/><frame name="f"/>
<light name="s" type="spot"><attenuation/><spot/></light>
<model name="m"><frame name="g"/>
<link name="a"><inertial><inertia/></inertial><light name="p" type="point"/>
<collision name="c"><geometry><box/></geometry><surface><friction><ode/><torsional><ode/>
</torsional></friction><bounce/><contact><ode/></contact></surface></collision>
<visual name="v"><geometry><box/></geometry><material><pbr><metal/></pbr></material></visual>
<sensor name="s" type="imu"/></link>
<link name="b"/>
<joint name="j" type="revolute"><parent>a</parent><child>b</child><axis><limit/><dynamics/>
<mimic joint="k"/></axis></joint>
<link name="d"/>
<joint name="k" type="screw"><parent>a</parent><child>d</child><axis/></joint>
<link name="e"><inertial auto="true"/></link>
<joint name="u" type="universal"><parent>a</parent><child>e</child><axis/><axis2/></joint>
<plugin filename="x" name="y"/></model></world></sdf>"""
"""A world with one of each element that has children: what is asked of it is what is read."""

_TITLE = """# What the embedded engine supports

Made from the code by `scripts/support.py`; a test holds it. Everything else that a world asks for
is listed by `atelier validate`, with file and line.

SDFormat 1.4 to 1.11; includes by relative path, `file://` and `model://`, merged ones too, and
local copies of models of other machines. Nothing is downloaded.
"""


def support_page() -> str:
    """Markdown."""
    parts = (_elements(), _harmless(), _systems(), _sensors(), _bridge())
    return "\n".join([_TITLE, *chain.from_iterable(parts)]) + "\n"


def elements_read() -> dict[str, set[str]]:
    """By element, the children that have an effect."""
    report = Report()
    sdf.build_world(parse_text(PROBE), report=report)
    return {tag: read for tag, read in report.asked().items() if read}


def _elements() -> Iterator[str]:
    yield "## Elements\n\n| element | children that are read |\n|---|---|"
    for tag, read in sorted(elements_read().items()):
        if tag in _ELSEWHERE:
            continue
        yield f"| `<{tag}>` | {_codes(read)} |"
    yield f"\nShapes: {_codes(READERS)}.\n\nJoints: {_codes(TYPES)}.\n"


def _harmless() -> Iterator[str]:
    yield "## Elements without effect that change neither motion nor data\n"
    yield "| element | why nothing is lost |\n|---|---|"
    for (parent, tag), reason in sorted(HARMLESS.items()):
        yield f"| `{parent}/{tag}` | {reason.replace('<', '&lt;')} |"


def _systems() -> Iterator[str]:
    yield "\n## Systems\n"
    yield "By class name (`gz::sim::systems::`, `ignition::gazebo::systems::`) or by file name,"
    yield "with or without `lib` and `.so`.\n"
    yield "| class | file names | does |\n|---|---|---|"
    for name, (short, factory) in SYSTEMS.items():
        files = f"`gz-sim-{short}-system`, `ignition-gazebo-{short}-system`"
        yield f"| `{name}` | {files} | {_does(factory)} |"
    yield "\nPlugins of Gazebo classic and its ROS packages:\n"
    yield "| file name | does |\n|---|---|"
    for stem, factory in CLASSIC.items():
        yield f"| `lib{stem}.so` | {_does(factory)} |"


def _sensors() -> Iterator[str]:
    yield "\n## Sensors\n\n| type | class |\n|---|---|"
    for kind, factory in sorted(SENSORS.items()):
        yield f"| `{kind}` | `{getattr(factory, '__name__', kind)}` |"
    yield "\nPlugins of Gazebo classic's ROS packages, on top of the sensor's own topics:\n"
    yield "| file name | sensors | does |\n|---|---|---|"
    for stem, (kinds, reader) in ROS_PLUGINS.items():
        yield f"| `lib{stem}.so` | {_codes(set(kinds))} | {_does(reader)} |"


def _bridge() -> Iterator[str]:
    yield "\n## Bridge files\n"
    yield f"Fields: {', '.join(f'`{field}`' for field in FIELDS)}. Queues and quality of service"
    yield "are read and checked; a mission's topics set their own.\n"
    yield "Types of `ros_gz_bridge`'s table; the embedded engine does not know those in italics.\n"
    yield "| Gazebo type | ROS types |\n|---|---|"
    for gz_type, ros_types in ROS_TYPES.items():
        known = [f"`{each}`" if is_known(each) else f"*{each}*" for each in ros_types]
        yield f"| `{gz_type}` | {', '.join(known)} |"


def _does(factory: object) -> str:
    """The first line of a factory's docstring."""
    return str(factory.__doc__ or "").strip().split("\n", maxsplit=1)[0]


def _codes(names: object) -> str:
    assert isinstance(names, (set, dict, tuple))
    return ", ".join(f"`{name}`" for name in sorted(names))
