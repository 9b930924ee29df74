"""What rclpy programs expect beside rclpy, for a machine that has rclpy's wheels only.

`interfaces` builds interface packages; `stand_ins` is a folder of packages with the names and the
Python interfaces of tf2, cv_bridge and tf_transformations. That folder goes to the end of Python's
search path, so a real package of the same name is always found first.
"""

from __future__ import annotations

import sys
from pathlib import Path

STAND_INS = Path(__file__).parent / "stand_ins"
DEFINITIONS = Path(__file__).parent / "definitions"


def append_stand_ins() -> None:
    """Let this process find the stand-ins, after everything else."""
    if str(STAND_INS) not in sys.path:
        sys.path.append(str(STAND_INS))
