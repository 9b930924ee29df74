"""Where the files that a world names are found."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

from atelier_grader.sdf.error import Place, SdfError, did_you_mean

_SCHEMES = ("model://", "package://")
_VARIABLES = (
    "GZ_SIM_RESOURCE_PATH",
    "IGN_GAZEBO_RESOURCE_PATH",
    "SDF_PATH",
    "GAZEBO_MODEL_PATH",
    "GAZEBO_RESOURCE_PATH",
)
_REMOTE = ("https://", "http://", "fuel://")


class RemoteError(SdfError):
    """A URI of another machine, which is never fetched, and no local copy of it."""


class Locator:
    """Finds `model://name/...` under search paths, and relative paths beside the naming file.

    For `https://<server>/<version>/<owner>/models/<model>/...` a local copy of the model is
    looked for in the search paths, by the model's name.
    """

    def __init__(self, search_paths: Sequence[Path]) -> None:
        self.search_paths = tuple(search_paths)

    def find(self, uri: str, place: Place) -> Path:
        """The file or folder of `uri`. Raises `SdfError` that lists where it was looked for."""
        here = Path(place.file).parent
        if uri.startswith(_REMOTE):
            return self._local_copy(uri, place)
        scheme = next((s for s in _SCHEMES if uri.startswith(s)), None)
        if scheme is not None:
            # A model's own files, where it was not found by its name.
            bases = [*self.search_paths, here, here.parent]
            name = uri[len(scheme) :]
        elif uri.startswith("file://"):
            bases, name = [here, *self.search_paths], uri[len("file://") :]
        elif "://" in uri:
            raise SdfError(place, f"'{uri}': only relative paths, file:// and model:// are read")
        else:
            bases, name = [here, *self.search_paths], uri
        if not name:
            raise SdfError(place, f"'{uri}' names no file")
        found = _first(bases, name)
        if found is None:
            looked = ", ".join(str(base) for base in bases)
            hint = did_you_mean(name.partition("/")[0], self._models()) if scheme else ""
            raise SdfError(place, f"'{uri}' is not found; looked in {looked}{hint}")
        return found

    def _models(self) -> set[str]:
        folders = self.search_paths
        return {file.parent.name for each in folders for file in each.glob("*/model.config")}

    def _local_copy(self, uri: str, place: Place) -> Path:
        _, _, name = unquote(uri).partition("/models/")
        if name.strip("/"):
            model, _, rest = name.strip("/").partition("/")
            # <model>/<version>/files/<path> names a file; <model>/<version> the model itself.
            _, files, path = rest.partition("files/")
            found = _first(self.search_paths, f"{model}/{path}" if files else model)
            if found is not None:
                return found
        raise RemoteError(
            place, f"'{uri}' is on another machine: not fetched; put it into the models folder"
        )


def gazebo_paths(environment: Mapping[str, str]) -> list[Path]:
    """The folders of Gazebo's own variables, the newest first."""
    texts = (environment.get(name, "") for name in _VARIABLES)
    return [Path(part) for text in texts for part in text.split(os.pathsep) if part]


def _first(bases: Sequence[Path], name: str) -> Path | None:
    for base in bases:
        try:
            if (base / name).exists():
                return base / name
        except (OSError, ValueError):  # a name too long, or with a zero byte
            continue
    return None
