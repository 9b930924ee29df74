"""Write the floors, and the guide line as a table: `python worlds/tools/make_textures.py`."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from paint import Colour, Floor
from route import guide_line

ROOT = Path(__file__).resolve().parent.parent
LINE_CSV = ROOT.parent / "missions" / "line_following" / "guide_line.csv"

YELLOW: Colour = (238, 190, 40)
WHITE: Colour = (235, 236, 232)
BLUE: Colour = (28, 84, 158)
GREEN: Colour = (46, 112, 84)

LINE_WIDTH_M = 0.06
LINE_FLOORS: dict[str, tuple[Colour, Colour, float]] = {
    # name: floor, line, wear of the line
    "yellow": ((62, 65, 68), (240, 196, 30), 0.0),
    "white": ((74, 74, 72), (232, 234, 230), 0.0),
    "yellow_worn": ((80, 78, 74), (222, 184, 52), 0.55),
    "white_worn": ((58, 62, 66), (214, 216, 214), 0.55),
}

MACHINES = (
    # outlines painted around what stands on the floor: x from, to; y from, to
    ((2.9, 5.4), (-4.8, -2.7)),
    ((5.5, 8.0), (-4.8, -2.7)),
    ((-3.6, -0.8), (-2.85, -0.15)),
    ((2.7, 5.1), (2.9, 4.9)),
    ((-2.7, 0.3), (1.85, 2.95)),
    ((-8.0, -6.7), (-0.7, 3.7)),
)


def warehouse(rng: np.random.Generator) -> Floor:
    """Traffic lanes, rack outlines, two station pads, the dock."""
    floor = Floor((20, 14), 0.01, (158, 159, 156), rng)
    for y in (3.5, 1.45, -0.95, -3.0, 5.9):
        inward = 0.12 if y in (3.5, -0.95) else -0.12
        floor.line([(-4.6, y + inward), (4.6, y + inward)], 0.08, YELLOW, 0.35)
    for x in (-4.6, 4.6):
        floor.line([(x, 1.33), (x, 3.62)], 0.08, YELLOW, 0.35)
        floor.line([(x, -3.12), (x, -0.83)], 0.08, YELLOW, 0.35)
    floor.line([(-9.6, -6.1), (9.4, -6.1)], 0.08, YELLOW, 0.35)
    for x, y in ((-9.2, 1.2), (9.2, 0.8)):
        floor.dashes((x, y - 4.0), (x, y + 1.2), 0.08, 0.4, WHITE)
    for y in (4.7, 0.25):
        floor.dashes((-4.2, y), (4.2, y), 0.06, 0.35, WHITE)
    for k in range(9):  # pedestrian crossing at the door
        floor.area((8.2 + 0.19 * k, 8.3 + 0.19 * k), (-6.0, -4.9), WHITE, 0.35)
    for name, x, y in (("A", 7.9, 4.4), ("B", -7.6, 4.7)):
        floor.area((x - 0.8, x + 0.8), (y - 0.8, y + 0.8), GREEN, 0.25)
        floor.frame((x - 0.8, x + 0.8), (y - 0.8, y + 0.8), 0.08, WHITE)
        floor.text(name, (x, y), 0.7, WHITE)
    floor.area((-9.0, -7.0), (-5.5, -3.7), BLUE, 0.25)
    floor.frame((-9.0, -7.0), (-5.5, -3.7), 0.08, WHITE)
    floor.text("DOCK", (-8.0, -5.2), 0.3, WHITE)
    floor.hatch((-9.95, -9.1), (-6.2, -3.1), 0.4, YELLOW)
    return floor


def line_hall(name: str, rng: np.random.Generator) -> Floor:
    """The guide line, its crossing and bay, walkways and machine outlines well off the line."""
    base, colour, wear = LINE_FLOORS[name]
    floor = Floor((16, 10), 0.005, base, rng, mottle=5.0)
    for x, y in MACHINES:
        floor.frame(x, y, 0.06, (150, 152, 150), 0.4)
    for y in (-2.2, -1.2):
        floor.dashes((2.8, y), (7.6, y), 0.06, 0.3, (150, 152, 150))
    floor.hatch((7.35, 7.98), (-0.1, 2.3), 0.3, (176, 150, 50))
    floor.area((5.3, 7.3), (0.2, 2.0), BLUE, 0.0)
    floor.frame((5.3, 7.3), (0.2, 2.0), 0.05, (210, 214, 216), 0.0)
    floor.line(guide_line(), LINE_WIDTH_M, colour, wear)
    return floor


def main() -> None:
    def rng(purpose: int) -> np.random.Generator:
        return np.random.Generator(np.random.PCG64(purpose))

    textures = "materials/textures"
    warehouse(rng(1)).save(ROOT / "models" / "warehouse_floor" / textures / "floor.png")
    for index, name in enumerate(LINE_FLOORS):
        path = ROOT / "models" / "line_hall_floor" / textures / f"{name}.png"
        line_hall(name, rng(10 + index)).save(path)
    LINE_CSV.parent.mkdir(parents=True, exist_ok=True)
    with LINE_CSV.open("w", newline="") as stream:
        table = csv.writer(stream, lineterminator="\n")
        table.writerow(("x_m", "y_m"))
        table.writerows((f"{x:.4f}", f"{y:.4f}") for x, y in guide_line())


if __name__ == "__main__":
    main()
