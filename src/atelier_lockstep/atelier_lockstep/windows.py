"""OpenCV's windows in a graded program, on which nobody looks: they show nothing, and no key comes.

`cv2` is changed when the program imports it, whichever build of it the machine has.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from .scheduler import Scheduler

NO_KEY = -1


class Windows:
    """The functions of `cv2` that show something or wait for somebody, over one scheduler."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler
        self._open: set[str] = set()
        self._positions: dict[tuple[str, str], int] = {}
        self._error: type[Exception] = ValueError

    def imshow(self, winname: str, mat: Any) -> None:
        if mat is None or 0 in getattr(mat, "shape", ()):
            raise self._error(f"imshow({winname!r}): the image is empty")
        self._open.add(winname)

    def named_window(self, winname: str, flags: int = 1) -> None:
        self._open.add(winname)

    def destroy_window(self, winname: str) -> None:
        self._open.discard(winname)

    def destroy_all_windows(self) -> None:
        self._open.clear()

    def get_window_property(self, winname: str, prop_id: int) -> float:
        """Of an open window that it is visible; that others are not there."""
        return 1.0 if winname in self._open else -1.0

    def create_trackbar(
        self, name: str, window: str, value: int, count: int, on_change: Callable[[int], object]
    ) -> None:
        self._positions[name, window] = value

    def set_trackbar_pos(self, name: str, window: str, pos: int) -> None:
        self._positions[name, window] = pos

    def get_trackbar_pos(self, name: str, window: str) -> int:
        return self._positions.get((name, window), -1)

    def wait_key(self, delay: int = 0) -> int:
        """Wait `delay` milliseconds of simulated time; 0 for a key, which means for ever."""
        while delay <= 0:
            self._scheduler.wait()
        self._scheduler.sleep(delay * 1_000_000)
        return NO_KEY

    def poll_key(self) -> int:
        self._scheduler.count_poll()
        return NO_KEY

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """In `sys.meta_path`: finds `cv2` as ever, and changes it once it has been loaded."""
        if name != "cv2":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return spec
        loader: Any = spec.loader
        load = loader.exec_module

        def load_and_change(module: ModuleType) -> None:
            load(module)
            self.change(module)

        loader.exec_module = load_and_change
        return spec

    def change(self, module: Any) -> None:
        """Replace the functions of a module that is OpenCV."""
        if not hasattr(module, "imshow"):
            return
        self._error = getattr(module, "error", ValueError)
        module.imshow, module.namedWindow = self.imshow, self.named_window
        module.destroyWindow, module.destroyAllWindows = (
            self.destroy_window,
            self.destroy_all_windows,
        )
        module.getWindowProperty = self.get_window_property
        module.createTrackbar = self.create_trackbar
        module.getTrackbarPos, module.setTrackbarPos = self.get_trackbar_pos, self.set_trackbar_pos
        module.waitKey = module.waitKeyEx = self.wait_key
        module.pollKey = self.poll_key
        for name in ("moveWindow", "resizeWindow", "setMouseCallback", "setWindowTitle",
                     "setWindowProperty", "setTrackbarMin", "setTrackbarMax"):  # fmt: skip
            setattr(module, name, lambda *args, **options: None)
        module.startWindowThread = lambda: 0

    def install(self) -> None:
        sys.meta_path.insert(0, self)
