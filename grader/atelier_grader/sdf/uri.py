"""Where the files that a world names are found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from atelier_grader.sdf.error import Place, SdfError

_SCHEMES = ("model://", "package://")


class Locator:
    """Finds `model://name/...` under search paths, and relative paths beside the naming file."""

    def __init__(self, search_paths: Sequence[Path]) -> None:
        self.search_paths = tuple(search_paths)

    def find(self, uri: str, place: Place) -> Path:
        """The file or folder of `uri`. Raises `SdfError` that lists where it was looked for."""
        here = Path(place.file).parent
        scheme = next((s for s in _SCHEMES if uri.startswith(s)), None)
        if scheme is not None:
            bases = [*self.search_paths, here]
            name = uri[len(scheme) :]
        elif uri.startswith("file://"):
            bases, name = [here, *self.search_paths], uri[len("file://") :]
        elif "://" in uri:
            raise SdfError(place, f"'{uri}': only relative paths, file:// and model:// are read")
        else:
            bases, name = [here, *self.search_paths], uri
        if not name:
            raise SdfError(place, f"'{uri}' names no file")
        for base in bases:
            if (base / name).exists():
                return base / name
        looked = ", ".join(str(base) for base in bases)
        raise SdfError(place, f"'{uri}' is not found; looked in {looked}")
