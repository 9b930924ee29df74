"""Write the visual meshes of the models: `python worlds/tools/make_meshes.py`.

Static furniture has many parts that look alike. One mesh for each colour shows them all at the
cost of one geometry; what the robot can touch is a few plain boxes in each model.sdf.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import trimesh
from shapes import Triple, box, cylinder, grid, write_obj

MODELS = Path(__file__).resolve().parent.parent / "models"
Parts = dict[str, Sequence[trimesh.Trimesh]]

PALLET: Triple = (1.2, 0.8, 0.144)


def pallet(at: Triple) -> list[trimesh.Trimesh]:
    """EUR pallet, 1.2 x 0.8 x 0.144 m, standing on `at`: deck boards, blocks, runners."""
    x, y, z = at
    boards = [
        box((1.2, 0.14, 0.022), (x, y + dy, z + 0.133)) for dy in (-0.33, -0.165, 0, 0.165, 0.33)
    ]
    cross = [box((0.145, 0.8, 0.022), (x + dx, y, z + 0.111)) for dx in (-0.5275, 0, 0.5275)]
    blocks = [
        box((0.145, 0.1 if dy else 0.145, 0.078), (x + dx, y + dy, z + 0.061))
        for dx in (-0.5275, 0, 0.5275)
        for dy in (-0.35, 0, 0.35)
    ]
    runners = [box((1.2, 0.1, 0.022), (x, y + dy, z + 0.011)) for dy in (-0.35, 0, 0.35)]
    return boards + cross + blocks + runners


def pallet_rack() -> Parts:
    """Three bays of 2.7 m, 1 m deep, 2.8 m high; shelves at 1.25 and 2.25 m; filled."""
    posts_x = (-4.0, -1.35, 1.35, 4.0)
    uprights = [box((0.09, 0.09, 2.8), (x, y, 1.4)) for x in posts_x for y in (-0.44, 0.44)]
    braces = [
        box((0.04, 0.85, 0.04), (x, 0.0, z)) for x in posts_x for z in (0.45, 0.95, 1.6, 2.1, 2.7)
    ]
    beams = [box((8.0, 0.05, 0.11), (0, y, z)) for y in (-0.45, 0.45) for z in (1.2, 2.2)]
    guard = [box((8.0, 0.03, 0.22), (0, y, 0.24)) for y in (-0.485, 0.485)]
    guard += [box((0.03, 0.97, 0.22), (x, 0, 0.24)) for x in (-4.035, 4.035)]
    pallets: list[trimesh.Trimesh] = []
    light: list[trimesh.Trimesh] = []
    dark: list[trimesh.Trimesh] = []
    wrapped: list[trimesh.Trimesh] = []
    heights = (0.8, 0.62, 0.74, 0.5, 0.83, 0.68)
    for level, floor in enumerate((0.0, 1.26, 2.26)):
        for place in range(6):
            x = -3.35 + place * 1.26 + (0.08 if place > 1 else 0) + (0.08 if place > 3 else 0)
            if (place * 5 + level * 3) % 11 == 7:
                continue  # an empty place here and there
            pallets += pallet((x, 0.0, floor))
            height = heights[(place + 2 * level) % 6] * (0.6 if level == 2 else 1.0)
            base = floor + PALLET[2]
            match (place + level) % 3:
                case 0:
                    rows = max(2, round(height / 0.25))
                    size = (0.37, 0.36, height / rows - 0.012)
                    for c in grid((3, 2, rows), (0.39, 0.38, height / rows), (x - 0.39, -0.19, 0)):
                        light.append(box(size, (c[0], c[1], base + c[2] + height / rows / 2)))
                case 1:
                    size = (0.56, 0.74, height / 2 - 0.012)
                    for c in grid((2, 1, 2), (0.58, 0, height / 2), (x - 0.29, 0.0, height / 4)):
                        dark.append(box(size, (c[0], c[1], base + c[2])))
                case _:
                    wrapped.append(box((1.12, 0.74, height), (x, 0.0, base + height / 2)))
    return {
        "frame": uprights + braces,
        "beams": beams,
        "guard": guard,
        "pallets": pallets,
        "cartons_light": light,
        "cartons_dark": dark,
        "wrapped": wrapped,
    }


def pallet_cartons() -> Parts:
    """Cartons flush with the pallet, so that the lidar sees what the bumper would meet."""
    cartons = [
        box((0.39, 0.39, 0.255), (c[0], c[1], c[2]))
        for c in grid((3, 2, 3), (0.4, 0.4, 0.265), (-0.4, -0.2, 0.144 + 0.13))
    ]
    tape = [
        box((0.392, 0.05, 0.257), (c[0], c[1], c[2]))
        for c in grid((3, 2, 3), (0.4, 0.4, 0.265), (-0.4, -0.2, 0.144 + 0.13))
    ]
    labels = [
        box((0.11, 0.004, 0.08), (x, side * 0.397, z))
        for side in (-1, 1)
        for x, z in ((-0.3, 0.33), (0.1, 0.6), (0.5, 0.34), (-0.3, 0.86))
    ]
    return {"pallet": pallet((0, 0, 0)), "cartons": cartons, "tape": tape, "labels": labels}


def pallet_sacks() -> Parts:
    """Sacks in layers, alternately laid, under a stretch-film hood."""
    even, odd = [], []
    for layer in range(5):
        z = 0.144 + 0.075 + layer * 0.152
        for c in grid((3, 2, 1), (0.4, 0.4, 0), (-0.4, -0.2, z)):
            (even if layer % 2 == 0 else odd).append(box((0.392, 0.392, 0.146), c))
    straps = [box((0.03, 0.802, 0.77), (x, 0, 0.144 + 0.385)) for x in (-0.3, 0.3)]
    return {"pallet": pallet((0, 0, 0)), "sacks": even, "sacks_turned": odd, "straps": straps}


def pallet_crate() -> Parts:
    """Machine crate: planks and corner battens."""
    planks = [box((1.16, 0.76, 0.125), (0, 0, z)) for z in (0.21, 0.342, 0.474, 0.606, 0.738)]
    battens = [
        box((0.09, 0.02, 0.7), (x, y, 0.494)) for x in (-0.555, 0, 0.555) for y in (-0.39, 0.39)
    ]
    battens += [
        box((0.02, 0.09, 0.7), (x, y, 0.494)) for x in (-0.59, 0.59) for y in (-0.33, 0, 0.33)
    ]
    battens += [box((1.2, 0.8, 0.03), (0, 0, 0.845))]
    return {"pallet": pallet((0, 0, 0)), "planks": planks, "battens": battens}


def bollard() -> Parts:
    rings = [cylinder(0.081, 0.12, (0, 0, z)) for z in (0.3, 0.6, 0.9)]
    return {"rings": rings}


def barrier() -> Parts:
    """Folding barrier, 2.2 m wide: two planks with red ends, on three feet."""
    white = [
        box((0.22, 0.04, 0.2), (x, 0, z))
        for z in (0.24, 0.85)
        for x in (-0.88, -0.44, 0, 0.44, 0.88)
    ]
    red = [
        box((0.22, 0.04, 0.2), (x, 0, z))
        for z in (0.24, 0.85)
        for x in (-1.1 + 0.0, -0.66, -0.22, 0.22, 0.66, 1.1)
        if abs(x) < 1.0
    ]
    red += [box((0.11, 0.04, 0.2), (x, 0, z)) for z in (0.24, 0.85) for x in (-1.045, 1.045)]
    feet = [box((0.05, 0.05, 0.95), (x, 0.04, 0.475)) for x in (-0.95, 0, 0.95)]
    feet += [box((0.07, 0.44, 0.05), (x, 0, 0.025)) for x in (-0.95, 0, 0.95)]
    return {"white": white, "red": red, "feet": feet}


def packing_station() -> Parts:
    """Bench against a wall (towards +y): cupboards, worktop, back panel, shelf, screen, parcels."""
    cupboards = [box((0.52, 0.7, 0.8), (x, 0, 0.44)) for x in (-0.54, 0, 0.54)]
    handles = [
        box((0.16, 0.02, 0.02), (x, -0.36, z)) for x in (-0.54, 0, 0.54) for z in (0.35, 0.7)
    ]
    plinth = [box((1.62, 0.7, 0.05), (0, 0, 0.025))]
    top = [box((1.66, 0.76, 0.05), (0, 0, 0.865)), box((1.5, 0.3, 0.03), (0, 0.22, 1.45))]
    posts = [box((0.05, 0.05, 1.3), (x, 0.34, 1.5)) for x in (-0.75, 0.75)]
    screen = [
        box((0.5, 0.03, 0.32), (-0.35, 0.1, 1.15)),
        box((0.06, 0.06, 0.14), (-0.35, 0.14, 0.95)),
    ]
    parcels = [
        box((0.3, 0.25, 0.2), (0.45, 0.1, 0.99)),
        box((0.22, 0.2, 0.16), (0.5, 0.2, 1.54)),
        box((0.26, 0.2, 0.2), (0.1, 0.22, 1.56)),
        box((0.3, 0.22, 0.12), (-0.4, 0.22, 1.52), 0.2),
    ]
    return {
        "cupboards": cupboards,
        "dark": handles + plinth + screen,
        "top": top,
        "posts": posts,
        "parcels": parcels,
    }


def forklift() -> Parts:
    """Parked counterbalance truck with a lowered pallet of cartons, front towards +x."""
    body = [
        box((1.25, 1.0, 0.5), (-0.35, 0, 0.35)),
        box((0.5, 1.0, 0.45), (-0.75, 0, 0.75)),
        box((0.35, 0.9, 0.12), (0.1, 0, 0.66)),
    ]
    dark = [cylinder(0.24, 0.2, (x, y, 0.24), "y") for x in (0.05, -0.75) for y in (-0.45, 0.45)]
    dark += [box((0.4, 0.45, 0.1), (-0.35, 0, 0.68)), box((0.1, 0.45, 0.45), (-0.55, 0, 0.93))]
    dark += [box((0.04, 0.04, 0.35), (0.1, 0, 0.85)), cylinder(0.15, 0.03, (0.08, 0, 1.02))]
    frame = [box((0.05, 0.05, 1.35), (x, y, 1.35)) for x in (-0.85, 0.2) for y in (-0.44, 0.44)]
    frame += [box((1.15, 0.95, 0.05), (-0.32, 0, 2.03))]
    mast = [box((0.1, 0.09, 2.1), (0.38, y, 1.1)) for y in (-0.3, 0.3)]
    mast += [box((0.08, 0.7, 0.08), (0.42, 0, z)) for z in (0.25, 0.6, 2.1)]
    load = [
        box((0.59, 0.38, 0.33), c) for c in grid((2, 2, 2), (0.6, 0.4, 0.34), (0.78, -0.2, 0.35))
    ]
    return {
        "body": body,
        "dark": dark,
        "frame": frame + mast,
        "pallet": pallet((1.08, 0.0, 0.03)),
        "load": load,
    }


def warehouse_hall() -> Parts:
    """Walls of a 20 x 14 m hall (inside), 4 m high: panels, plinth, columns, gate, bumpers."""
    half_x, half_y = 10.0, 7.0
    walls = [box((20.4, 0.2, 4.0), (0, s * (half_y + 0.1), 2.0)) for s in (-1, 1)]
    walls += [box((0.2, 14.0, 4.0), (s * (half_x + 0.1), 0, 2.0)) for s in (-1, 1)]
    plinth = [box((20.0, 0.02, 1.1), (0, s * (half_y - 0.01), 0.55)) for s in (-1, 1)]
    plinth += [box((0.02, 14.0, 1.1), (half_x - 0.01, 0, 0.55))]
    plinth += [
        box((0.02, w, 1.1), (-half_x + 0.01, y, 0.55)) for w, y in ((0.7, -6.65), (10.0, 2.0))
    ]
    columns = [
        box((0.14, 0.03, 4.0), (x, s * (half_y - 0.025), 2.0))
        for x in (-7.5, -5, -2.5, 0, 2.5, 5, 7.5)
        for s in (-1, 1)
    ]
    windows = [
        box((1.7, 0.02, 0.7), (x, s * (half_y - 0.02), 3.2))
        for x in (-8.75, -6.25, -3.75, -1.25, 1.25, 3.75, 6.25, 8.75)
        for s in (-1, 1)
    ]
    gate = [box((0.03, 3.0, 0.46), (-half_x + 0.015, -4.65, 0.25 + 0.49 * k)) for k in range(6)]
    frame = [box((0.04, 0.18, 3.15), (-half_x + 0.02, y, 1.575)) for y in (-6.24, -3.06)]
    frame += [box((0.04, 3.36, 0.25), (-half_x + 0.02, -4.65, 3.2))]
    marks = [
        box((0.045, 0.181, 0.2), (-half_x + 0.0225, y, 0.1 + 0.4 * k))
        for y in (-6.24, -3.06)
        for k in range(8)
    ]
    door = [box((0.03, 1.0, 2.1), (half_x - 0.015, -5.5, 1.05))]
    return {
        "walls": walls,
        "plinth": plinth,
        "columns": columns,
        "windows": windows,
        "gate": gate,
        "gate_frame": frame,
        "gate_marks": marks,
        "door": door,
    }


def line_hall_building() -> Parts:
    """Walls of a 16 x 10 m factory hall (inside), 4 m high."""
    half_x, half_y = 8.0, 5.0
    walls = [box((16.4, 0.2, 4.0), (0, s * (half_y + 0.1), 2.0)) for s in (-1, 1)]
    walls += [box((0.2, 10.0, 4.0), (s * (half_x + 0.1), 0, 2.0)) for s in (-1, 1)]
    plinth = [box((16.0, 0.02, 1.3), (0, s * (half_y - 0.01), 0.65)) for s in (-1, 1)]
    plinth += [box((0.02, 10.0, 1.3), (s * (half_x - 0.01), 0, 0.65)) for s in (-1, 1)]
    columns = [
        box((0.2, 0.12, 4.0), (x, s * (half_y - 0.06), 2.0)) for x in (-4, 0, 4) for s in (-1, 1)
    ]
    windows = [
        box((2.6, 0.02, 0.9), (x, s * (half_y - 0.015), 3.0))
        for x in (-6, -2, 2, 6)
        for s in (-1, 1)
    ]
    gate = [box((0.03, 2.4, 0.44), (half_x - 0.015, 1.1, 0.24 + 0.47 * k)) for k in range(6)]
    frame = [box((0.04, 0.16, 2.95), (half_x - 0.02, y, 1.475)) for y in (-0.18, 2.38)]
    frame += [box((0.04, 2.72, 0.2), (half_x - 0.02, 1.1, 3.0))]
    return {
        "walls": walls,
        "plinth": plinth,
        "columns": columns,
        "windows": windows,
        "gate": gate,
        "gate_frame": frame,
    }


def machining_centre() -> Parts:
    """Enclosed milling machine, 2.2 x 1.5 x 2 m, operator side towards -y."""
    body = [box((2.2, 1.4, 1.9), (0, 0.05, 1.05)), box((0.5, 0.3, 0.7), (0.75, -0.75, 1.3))]
    dark = [box((2.1, 1.3, 0.1), (0, 0.05, 0.05)), box((0.34, 0.02, 0.24), (0.75, -0.91, 1.42))]
    dark += [box((0.03, 0.04, 0.6), (-0.12, -0.68, 1.2)), box((0.06, 0.06, 0.3), (-0.9, 0.4, 2.1))]
    glass = [box((0.62, 0.02, 0.7), (x, -0.66, 1.3)) for x in (-0.52, 0.2)]
    stripe = [box((2.21, 1.41, 0.12), (0, 0.05, 0.35))]
    lamp = [cylinder(0.05, 0.12, (-0.9, 0.4, 2.31))]
    return {"body": body, "dark": dark, "glass": glass, "stripe": stripe, "lamp": lamp}


def robot_cell() -> Parts:
    """Fenced cell, 2.4 x 2.4 m, with a six-axis arm on a plinth."""
    posts = [box((0.06, 0.06, 2.0), (x, y, 1.0)) for x in (-1.17, 0, 1.17) for y in (-1.17, 1.17)]
    posts += [box((0.06, 0.06, 2.0), (x, 0, 1.0)) for x in (-1.17, 1.17)]
    mesh = [
        box((2.34, 0.015, 0.03), (0, y, 0.25 + 0.16 * k)) for y in (-1.17, 1.17) for k in range(11)
    ]
    mesh += [
        box((0.015, 2.34, 0.03), (x, 0, 0.25 + 0.16 * k)) for x in (-1.17, 1.17) for k in range(11)
    ]
    arm = [cylinder(0.2, 0.35, (0, 0, 0.65)), box((0.22, 0.22, 0.8), (0.05, 0, 1.15))]
    arm += [box((0.85, 0.18, 0.18), (0.4, 0, 1.55)), box((0.12, 0.12, 0.45), (0.8, 0, 1.3))]
    dark = [box((0.5, 0.5, 0.48), (0, 0, 0.24)), box((0.7, 0.9, 0.75), (0.75, 0, 0.38))]
    dark += [box((0.2, 0.2, 0.06), (0.8, 0, 1.06))]
    return {"posts": posts, "mesh": mesh, "arm": arm, "dark": dark}


def workbench() -> Parts:
    """Bench 1.8 x 0.75 m with drawers, vice, tool panel; back towards +y."""
    body = [box((0.5, 0.68, 0.8), (x, 0, 0.42)) for x in (-0.6, 0.6)] + [
        box((0.72, 0.05, 0.8), (0, 0.3, 0.42))
    ]
    top = [box((1.8, 0.75, 0.06), (0, 0, 0.86))]
    panel = [box((1.8, 0.04, 0.9), (0, 0.36, 1.4))]
    tools = [box((0.05, 0.03, 0.3), (-0.7 + 0.2 * k, 0.33, 1.4 + 0.08 * (k % 2))) for k in range(8)]
    tools += [box((0.2, 0.25, 0.16), (-0.6, -0.2, 0.97)), box((0.4, 0.02, 0.02), (0.6, -0.35, 0.6))]
    tools += [box((0.4, 0.02, 0.02), (x, -0.35, z)) for x in (-0.6, 0.6) for z in (0.4, 0.7)]
    return {"body": body, "top": top, "panel": panel, "tools": tools}


def roller_conveyor() -> Parts:
    """Roller table 2.4 x 0.8 m at 0.6 m, along x, with three boxes on it."""
    frame = [box((2.4, 0.05, 0.14), (0, y, 0.58)) for y in (-0.38, 0.38)]
    frame += [box((0.08, 0.08, 0.55), (x, y, 0.275)) for x in (-1.1, 0, 1.1) for y in (-0.36, 0.36)]
    frame += [box((2.4, 0.03, 0.1), (0, y, 0.2)) for y in (-0.36, 0.36)]
    rollers = [cylinder(0.03, 0.72, (-1.15 + 0.1 * k, 0, 0.6), "y", 10) for k in range(24)]
    boxes = [
        box((0.4, 0.5, 0.32), (x, 0, 0.79), a) for x, a in ((-0.7, 0.0), (0.05, 0.1), (0.75, -0.06))
    ]
    return {"frame": frame, "rollers": rollers, "boxes": boxes}


FURNITURE = (
    warehouse_hall,
    pallet_rack,
    pallet_cartons,
    pallet_sacks,
    pallet_crate,
    bollard,
    barrier,
    packing_station,
    forklift,
    line_hall_building,
    machining_centre,
    robot_cell,
    workbench,
    roller_conveyor,
)


def main() -> None:
    for furniture in FURNITURE:
        for colour, parts in furniture().items():
            write_obj(MODELS / furniture.__name__ / "meshes" / f"{colour}.obj", parts)


if __name__ == "__main__":
    main()
