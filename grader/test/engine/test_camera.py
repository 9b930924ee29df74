"""What a camera sees: the right thing in the right place, in the right colour."""

from __future__ import annotations

import struct
import zlib
from math import tan
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from atelier_grader import sdf
from atelier_grader.engine.mujoco import MujocoEngine
from atelier_grader.engine.mujoco import renderer as renderer_module
from atelier_grader.engine.mujoco.renderer import Lens
from atelier_grader.engine.protocol import EngineError
from atelier_grader.sdf.pose import Transform

IMAGE = "sensor_msgs/msg/Image"
FOV = 1.2


def camera(pose: str, extra: str = "", image_format: str = "R8G8B8") -> str:
    return f"""<model name="eye"><static>true</static><pose>{pose}</pose><link name="link">
      <sensor name="cam" type="camera"><update_rate>10</update_rate><topic>/eye/image</topic>
      <camera><horizontal_fov>{FOV}</horizontal_fov><image><width>320</width>
      <height>240</height><format>{image_format}</format></image>
      <clip><near>0.02</near><far>50</far></clip>{extra}</camera></sensor></link></model>"""


def picture(lab: Any, engine: Any, until_s: float = 0.002) -> Any:
    lab.listen(engine)
    message = lab.last(lab.run(engine, until_s), "/eye/image", IMAGE)
    return np.asarray(message.data).reshape(message.height, message.width, -1).astype(int)


def reds(pixels: Any) -> Any:
    """(row, column) of every clearly red pixel."""
    red = (pixels[..., 0] > 80) & (pixels[..., 1] < 60) & (pixels[..., 2] < 60)
    return np.argwhere(red)


def test_a_box_is_where_it_should_be(lab: Any) -> None:
    box = lab.box("red", "4 1 0.5 0 0 0", "0.4 0.4 0.4", static=True, colour="1 0 0 1")
    found = reds(picture(lab, lab.engine(box, camera("0 0 0.5 0 0 0"))))
    focal = 160 / tan(FOV / 2)
    left, right = 160 - focal * 1.2 / 3.8, 160 - focal * 0.8 / 4.2
    top, bottom = 120 - focal * 0.2 / 3.8, 120 + focal * 0.2 / 3.8
    assert found[:, 1].min() == pytest.approx(left, abs=1.5)
    assert found[:, 1].max() == pytest.approx(right, abs=1.5)
    assert found[:, 0].min() == pytest.approx(top, abs=1.5)
    assert found[:, 0].max() == pytest.approx(bottom, abs=1.5)


def test_background_and_grey(lab: Any) -> None:
    scene = "<scene><background>0.2 0.4 0.6 1</background></scene>"
    assert picture(lab, lab.engine(scene, camera("0 0 1 0 0 0")))[10, 10].tolist() == [51, 102, 153]
    grey = picture(lab, lab.engine(scene, camera("0 0 1 0 0 0", image_format="L8")))
    assert grey[10, 10].tolist() == [round(0.299 * 51 + 0.587 * 102 + 0.114 * 153)]


def test_camera_info(lab: Any) -> None:
    engine = lab.engine(camera("0 0 1 0 0 0"))
    engine.listen({"/eye/camera_info": ""})
    info = lab.last(lab.run(engine, 0.1), "/eye/camera_info", "sensor_msgs/msg/CameraInfo")
    focal = 160 / tan(FOV / 2)
    assert info.k.tolist() == pytest.approx([focal, 0, 160, 0, focal, 120, 0, 0, 1])
    assert (info.width, info.height, info.distortion_model) == (320, 240, "plumb_bob")
    assert info.header.frame_id == "eye/link/cam"


def write_png(path: Path, pixels: Any) -> None:
    """A colour PNG, by hand: the standard library has none."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels.astype(np.uint8))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


SHAPES = {
    # As in Gazebo. A plane's image from above: its right to +x, its top to +y.
    "plane": ("<plane><size>2 2</size></plane>", "green", "blue", "white", "red"),
    # A box's top: its right to -y, its top to +x.
    "box": ("<box><size>2 2 0.1</size></box>", "white", "green", "red", "blue"),
}


@pytest.mark.parametrize("shape", list(SHAPES))
def test_a_floor_picture_lies_as_in_gazebo(lab: Any, tmp_path: Path, shape: str) -> None:
    """Quarters of the image: top left red, top right green, bottom left blue, the last white."""
    image = np.zeros((64, 64, 3))
    image[:32, :32], image[:32, 32:], image[32:, :32], image[32:, 32:] = (
        (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))  # fmt: skip
    write_png(tmp_path / "floor.png", image)
    geometry, *_ = SHAPES[shape]
    text = f"""<sdf version="1.9"><world name="w"><scene><ambient>1 1 1 1</ambient></scene>
      <light name="l" type="directional"><diffuse>0 0 0 1</diffuse></light>
      <model name="f"><static>1</static><link name="l"><visual name="v"><geometry>{geometry}
      </geometry><material><diffuse>1 1 1 1</diffuse><pbr><metal><albedo_map>floor.png</albedo_map>
      </metal></pbr></material></visual></link></model>
      {camera("0 0 3 0 1.5707963267948966 0")}</world></sdf>"""
    engine = MujocoEngine(sdf.parse(text, tmp_path))
    lab.made.append(engine)
    pixels = picture(lab, engine)
    # Looking straight down with pitch 90 degrees, the picture's top is +x and its left is +y.
    names = {(255, 0, 0): "red", (0, 255, 0): "green", (0, 0, 255): "blue",
             (255, 255, 255): "white"}  # fmt: skip

    def colour(x: float, y: float) -> str:
        focal = 160 / tan(FOV / 2)
        pixel = pixels[round(120 - focal * x / 3), round(160 - focal * y / 3)]
        return names[tuple(np.where(pixel > 127, 255, 0).tolist())]

    corners = [colour(x, y) for x, y in ((0.5, 0.5), (0.5, -0.5), (-0.5, 0.5), (-0.5, -0.5))]
    expected = {
        "plane": ["green", "white", "red", "blue"],
        "box": ["red", "green", "blue", "white"],
    }
    assert corners == expected[shape]


def test_a_picture_lies_on_a_mesh_by_its_own_coordinates(lab: Any, tmp_path: Path) -> None:
    image = np.zeros((32, 32, 3))
    image[:, :16], image[:, 16:] = (255, 0, 0), (0, 255, 0)
    write_png(tmp_path / "two.png", image)
    # A square that faces the camera; the picture's left is to +y, as seen from there.
    corners = "v 3 1 0\nv 3 -1 0\nv 3 -1 2\nv 3 1 2\nvt 0 0\nvt 1 0\nvt 1 1\nvt 0 1\n"
    (tmp_path / "card.obj").write_text(corners + "f 1/1 2/2 3/3\nf 1/1 3/3 4/4\n")
    text = f"""<sdf version="1.9"><world name="w"><scene><ambient>1 1 1 1</ambient></scene>
      <model name="f"><static>1</static><link name="l"><visual name="v"><geometry><mesh>
      <uri>card.obj</uri></mesh></geometry><material><diffuse>1 1 1 1</diffuse><pbr><metal>
      <albedo_map>two.png</albedo_map></metal></pbr></material></visual></link></model>
      {camera("0 0 1 0 0 0")}</world></sdf>"""
    engine = MujocoEngine(sdf.parse(text, tmp_path))
    lab.made.append(engine)
    pixels = picture(lab, engine)
    left, right = pixels[120, 130], pixels[120, 190]
    assert left[0] > 100 > left[1]
    assert right[1] > 100 > right[0]


def test_noise(lab: Any) -> None:
    noise = "<noise><type>gaussian</type><mean>0</mean><stddev>0.05</stddev></noise>"
    scene = "<scene><background>0.5 0.5 0.5 1</background></scene>"
    pixels = picture(lab, lab.engine(scene, camera("0 0 1 0 0 0", noise)))
    assert pixels.mean() == pytest.approx(127.5, abs=1)
    assert pixels.std() == pytest.approx(0.05 * 255, rel=0.05)
    again = picture(lab, lab.engine(scene, camera("0 0 1 0 0 0", noise)))
    assert (pixels == again).all()


def test_without_egl_only_cameras_fail(lab: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(width: int, height: int) -> Any:
        raise ImportError("libEGL.so.1")

    monkeypatch.setattr("mujoco.egl.GLContext", absent)
    engine = lab.engine(camera("0 0 1 0 0 0"))
    lab.run(engine, 0.1)
    with pytest.raises(EngineError, match="apt-get install libegl1 libgl1-mesa-dri"):
        lab.listen(engine)
    assert renderer_module.Lens(1, 1, 1.0, 0.1, 1.0).width == 1


def test_what_a_lens_cannot_see_is_left_out_and_changes_no_pixel(
    lab: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.Generator(np.random.PCG64(4))
    boxes = [
        lab.box(f"box_{i}", "{:.3f} {:.3f} {:.3f} 0 0 0".format(*rng.uniform(-3, 3, 3)),
                "0.5 0.2 0.8", static=True, colour="{:.2f} {:.2f} {:.2f} 1".format(*rng.random(3)))
        for i in range(30)
    ]  # fmt: skip
    some = lab.engine(*boxes).simulation.renderer(160, 120)
    monkeypatch.setattr(renderer_module, "_MARGIN_M", np.inf)
    everything = lab.engine(*boxes).simulation.renderer(160, 120)
    drawn = []
    for turn in range(60):
        fov, far_m, cx = rng.uniform(0.3, 2), rng.choice([2.0, 9.0]), rng.uniform(20, 140)
        own = (100.0, 90.0, cx, 70.0) if turn % 2 else None
        lens = Lens(160, 120, fov, 0.05, far_m, own)
        place = Transform.from_xyz_rpy(rng.uniform(-2, 2, 6))
        pixels, depths = some.depths(place, lens)
        expected, expected_depths = everything.depths(place, lens)
        assert (pixels == expected).all()
        assert (depths == expected_depths).all()
        drawn.append(some._scene.ngeom / everything._scene.ngeom)
    assert np.mean(drawn) < 0.5


@pytest.mark.parametrize(("depth_m", "seen"), [(9.9, True), (10.6, False)])
def test_a_lens_sees_as_far_as_its_far_plane(lab: Any, depth_m: float, seen: bool) -> None:
    lens = Lens(64, 48, 1.2, 0.05, 10.0)
    for turn, across in ((0.0, 0.0), (0.7, 0.0), (2.0, 0.6)):
        along = Transform.from_xyz_rpy(np.array([0.0, 0.0, 50.0, 0.0, 0.1, turn]))
        spot = along.position + along.matrix @ [depth_m, across * depth_m, 0.0]
        place = " ".join(map(str, spot))
        engine = lab.engine(
            lab.box("red", f"{place} 0 0 {turn}", "0.05 0.6 0.6", static=True, colour="1 0 0 1")
        )
        found = reds(engine.simulation.renderer(64, 48).picture(along, lens).astype(int))
        assert bool(len(found)) == seen


def test_a_floor_that_fills_the_picture_spares_the_sky_and_changes_no_pixel(
    lab: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    floor = """<model name="hall"><static>true</static><pose>1 2 0.1 0 0.05 0.4</pose>
      <link name="link"><visual name="floor"><geometry><plane><normal>0 0 1</normal>
      <size>9 6</size></plane></geometry></visual></link></model>"""
    box = lab.box("red", "1 2 0.5 0 0 0", static=True, colour="1 0 0 1")
    renderer = lab.engine(floor, box).simulation.renderer(160, 120)
    fills = renderer._backdrop.fills
    rng = np.random.Generator(np.random.PCG64(9))
    filled = 0
    for turn in range(150):
        own = (120.0, 90.0, rng.uniform(20, 140), 70.0) if turn % 2 else None
        lens = Lens(160, 120, rng.uniform(0.3, 1.4), 0.05, rng.choice([3.0, 9.0]), own)
        low, high = [-3, -1, 0.2, -0.3, 0.4, -3], [4, 4, 2, 0.3, 1.6, 3]
        place = Transform.from_xyz_rpy(rng.uniform(low, high))
        filled += fills(place, lens.corners, lens.near_m, lens.far_m, lens.mask)
        pixels = renderer.picture(place, lens)
        with monkeypatch.context() as patched:
            patched.setattr(renderer._backdrop, "fills", lambda *_: False)
            assert (renderer.picture(place, lens) == pixels).all()
    assert 20 < filled < 130
