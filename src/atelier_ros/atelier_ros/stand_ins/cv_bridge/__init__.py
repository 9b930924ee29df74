"""Images between ROS and OpenCV: what cv_bridge itself gives to Python."""

from __future__ import annotations

from .core import CvBridge, CvBridgeError
from .display import cvtColorForDisplay
from .encodings import cvtColor2, getCvType

__all__ = ["CvBridge", "CvBridgeError", "cvtColor2", "cvtColorForDisplay", "getCvType"]
