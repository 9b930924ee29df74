"""`PointCloud2` messages as structured numpy arrays, and back."""

from __future__ import annotations

import array
import sys
from collections import namedtuple
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.recfunctions import structured_to_unstructured, unstructured_to_structured
from sensor_msgs.msg import PointCloud2, PointField
from std_msgs.msg import Header

DTYPES: dict[int, np.dtype[Any]] = {
    PointField.INT8: np.dtype(np.int8),
    PointField.UINT8: np.dtype(np.uint8),
    PointField.INT16: np.dtype(np.int16),
    PointField.UINT16: np.dtype(np.uint16),
    PointField.INT32: np.dtype(np.int32),
    PointField.UINT32: np.dtype(np.uint32),
    PointField.FLOAT32: np.dtype(np.float32),
    PointField.FLOAT64: np.dtype(np.float64),
}
UNNAMED = "unnamed_field"


def read_points(
    cloud: PointCloud2,
    field_names: Sequence[str] | None = None,
    skip_nans: bool = False,
    uvs: Iterable[Any] | npt.NDArray[Any] | None = None,
    reshape_organized_cloud: bool = False,
) -> npt.NDArray[Any]:
    """The points as a structured array (n,), or (height, width) of an organized cloud on demand.

    `uvs` chooses points: indices, or (column, row) pairs. Raises `AssertionError` on a field
    that is not there.
    """
    dtype = dtype_from_fields(cloud.fields, cloud.point_step)
    rows = np.ndarray(
        (cloud.height, cloud.width),
        dtype,
        np.asarray(cloud.data, np.uint8),
        strides=(cloud.row_step, cloud.point_step),
    )
    if cloud.is_bigendian != (sys.byteorder != "little"):
        rows = rows.byteswap()
    points: npt.NDArray[Any] = rows.reshape(-1)
    if field_names is not None:
        wanted = list(field_names)
        missing = [name for name in wanted if name not in (dtype.names or ())]
        if missing:
            raise AssertionError(f"the point cloud has no field {missing[0]!r}: {dtype.names}")
        points = points[wanted]
    if skip_nans and not cloud.is_dense:
        keep = np.ones(len(points), bool)
        for name in points.dtype.names or ():
            keep &= ~np.isnan(points[name])
        points = points[keep]
    if uvs is not None:
        chosen = np.asarray(uvs if isinstance(uvs, np.ndarray) else list(uvs))
        if chosen.ndim == 2:
            chosen = chosen[:, 1] * cloud.width + chosen[:, 0]
        points = points[chosen]
    if reshape_organized_cloud and cloud.height > 1 and len(points) == cloud.width * cloud.height:
        points = points.reshape(cloud.height, cloud.width)
    return points


def read_points_numpy(
    cloud: PointCloud2,
    field_names: Sequence[str] | None = None,
    skip_nans: bool = False,
    uvs: Iterable[Any] | npt.NDArray[Any] | None = None,
    reshape_organized_cloud: bool = False,
) -> npt.NDArray[Any]:
    """As `read_points`, the fields, all of one type, as columns: (n, fields)."""
    chosen = [field for field in cloud.fields if field_names is None or field.name in field_names]
    if any(field.datatype != chosen[0].datatype for field in chosen):
        raise AssertionError("expected fields of one type: use read_points() instead")
    points = read_points(cloud, field_names, skip_nans, uvs, reshape_organized_cloud)
    return np.asarray(structured_to_unstructured(points))


def read_points_list(
    cloud: PointCloud2,
    field_names: Sequence[str] | None = None,
    skip_nans: bool = False,
    uvs: Iterable[Any] | npt.NDArray[Any] | None = None,
) -> list[Any]:
    """The points as named tuples."""
    points = read_points(cloud, field_names, skip_nans, uvs)
    Point = namedtuple("Point", points.dtype.names or ())  # type: ignore[misc]
    return [Point._make(point.tolist()) for point in points]


def dtype_from_fields(fields: Iterable[PointField], point_step: int | None = None) -> np.dtype[Any]:
    """numpy's type of one point; a field without a name gets one, several values get numbers."""
    names: list[str] = []
    offsets: list[int] = []
    kinds: list[np.dtype[Any]] = []
    for index, field in enumerate(fields):
        kind = DTYPES[field.datatype]
        name = field.name or f"{UNNAMED}_{index}"
        if field.count < 1:
            raise AssertionError(f"field {name!r}: expected a count from 1, got {field.count}")
        for part in range(field.count):
            names.append(name if field.count == 1 else f"{name}_{part}")
            offsets.append(field.offset + part * kind.itemsize)
            kinds.append(kind)
    description: dict[str, Any] = {"names": names, "formats": kinds, "offsets": offsets}
    if point_step is not None:
        description["itemsize"] = point_step
    return np.dtype(description)  # type: ignore[call-overload, no-any-return]


def create_cloud(
    header: Header,
    fields: Iterable[PointField],
    points: Iterable[Any] | npt.NDArray[Any],
    step: int | None = None,
) -> PointCloud2:
    """A cloud of `points`: a structured array, or rows of values in the order of `fields`.

    A two-dimensional structured array, or a three-dimensional one, gives an organized cloud.
    """
    fields = list(fields)
    dtype = dtype_from_fields(fields, step)
    if isinstance(points, np.ndarray) and points.dtype.names is not None:
        structured = points.astype(dtype, copy=False)
    elif isinstance(points, np.ndarray):
        structured = unstructured_to_structured(points, dtype=dtype)
    else:
        structured = np.array([tuple(point) for point in points], dtype=dtype)
    height, width = structured.shape if structured.ndim == 2 else (1, structured.size)
    return PointCloud2(
        header=header,
        height=height,
        width=width,
        is_dense=False,
        is_bigendian=sys.byteorder != "little",
        fields=fields,
        point_step=dtype.itemsize,
        row_step=dtype.itemsize * width,
        data=array.array("B", np.ascontiguousarray(structured).tobytes()),
    )


def create_cloud_xyz32(
    header: Header, points: Iterable[Any], step: int | None = None
) -> PointCloud2:
    """A cloud with the fields x, y and z in single precision."""
    fields = [
        PointField(name=name, offset=4 * index, datatype=PointField.FLOAT32, count=1)
        for index, name in enumerate("xyz")
    ]
    return create_cloud(header, fields, points, step)
