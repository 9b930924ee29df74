"""Gazebo worlds of the missions, and their models."""

from __future__ import annotations

from pathlib import Path

import atelier_description

WORLDS = Path(__file__).parent
"""The folder of the worlds."""

MODEL_PATHS = (WORLDS / "models", atelier_description.MODELS)
"""What `model://` names of these worlds are looked up in: furniture, then robots."""
