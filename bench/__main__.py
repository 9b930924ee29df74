"""Measures the speed of grading, mission by mission, and prints a table.

    python -m bench [--missions ID ...] [--rounds N] [--json FILE]

Absolute times depend on the machine and on what else it does; ratios of one run can be compared.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import atelier_worlds
from rich.console import Console
from rich.table import Table

from atelier_grader.mission.load import list_missions

from .boxes import measure_boxes
from .idioms import measure_idioms
from .measure import Figures, measure

IDIOMS_IN = "warehouse_delivery"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    missions = {mission.id: mission for mission in list_missions()}
    parser.add_argument("--missions", nargs="+", choices=sorted(missions), default=sorted(missions))
    parser.add_argument("--rounds", type=int, default=3, help="best of N for each figure")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    args = parser.parse_args()
    figures = [measure(missions[name], args.rounds) for name in args.missions]
    console = Console(width=max(80, Console().width))
    console.print(table(figures))
    boxes = measure_boxes(atelier_worlds.MODEL_PATHS, args.rounds)
    console.print(
        f"200 static boxes instead of 20: {boxes.kept:.0%} of the speed, loaded in "
        f"{boxes.load_s:.2f} s"
    )
    idioms = measure_idioms(missions[IDIOMS_IN], args.rounds)
    for idiom, factor in idioms.items():
        console.print(f"{idiom}, in {IDIOMS_IN}: {factor:.1f} times real time")
    if args.json:
        data = {
            "missions": [asdict(each) for each in figures],
            "boxes": asdict(boxes),
            "idioms": idioms,
        }
        args.json.write_text(json.dumps(data, indent=2) + "\n")


def table(figures: list[Figures]) -> Table:
    shown = Table(title="Speed of grading the reference controllers, on one core unless said")
    shown.add_column("")
    for each in figures:
        shown.add_column(each.mission, justify="right")
    rows = {
        "simulated time": lambda f: f"{f.sim_s:.1f} s",
        "real-time factor in the loop": lambda f: f"{f.loop_rtf:.1f}",
        "real-time factor of the whole process": lambda f: f"{f.process_rtf:.1f}",
        "exchanges": lambda f: f"{f.exchanges}",
        "wall time of an exchange, without the engine": lambda f: f"{f.exchange_us:.0f} us",
        "share of the loop: physics": lambda f: f"{f.physics:.0%}",
        "share of the loop: sensors": lambda f: f"{f.sensors:.0%}",
        "share of the loop: referee": lambda f: f"{f.referee:.0%}",
        "share of the loop: controller": lambda f: f"{f.controller:.0%}",
        "share of the loop: hand-over": lambda f: f"{f.hand_over:.0%}",
        "share of the loop: recording": lambda f: f"{f.recording:.0%}",
        "bare loop: mj_step and the same sensors": lambda f: f"{f.bare_rtf:.1f}",
        "engine alone / bare loop": lambda f: f"{f.engine_rtf / f.bare_rtf:.2f}",
        "whole loop / bare loop": lambda f: f"{f.loop_rtf / f.bare_rtf:.2f}",
        "gradings side by side": lambda f: f"{f.side_by_side}",
        "their throughput / that of one": lambda f: f"{f.throughput:.2f}",
    }
    for title, cell in rows.items():
        shown.add_row(title, *(cell(each) for each in figures))
    return shown


if __name__ == "__main__":
    main()
