import os
from glob import glob

from setuptools import setup

NAME = "atelier_description"
MODELS = [path for path in glob(f"{NAME}/models/**", recursive=True) if os.path.isfile(path)]


def share(paths):
    """Group paths by folder, as data_files wants them."""
    folders = sorted({os.path.dirname(path) for path in paths})
    return [
        (
            f"share/{NAME}/{os.path.relpath(folder, NAME)}",
            [path for path in sorted(paths) if os.path.dirname(path) == folder],
        )
        for folder in folders
    ]


setup(
    name=NAME,
    version="0.1.0",
    description="The robots: one SDFormat model each, for Gazebo, the embedded engine and RViz",
    maintainer="Atelier maintainers",
    maintainer_email="atelier@example.org",
    license="Apache-2.0",
    zip_safe=False,
    packages=[NAME],
    package_data={NAME: ["py.typed", *(os.path.relpath(path, NAME) for path in MODELS)]},
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
        (f"share/{NAME}/launch", sorted(glob("launch/*.py"))),
        (f"share/{NAME}/rviz", sorted(glob("rviz/*.rviz"))),
        *share(MODELS),
    ],
    python_requires=">=3.10",
    extras_require={"test": ["pytest"]},  # what colcon test looks for
    install_requires=["numpy"],
    entry_points={"console_scripts": [f"sdf_to_urdf = {NAME}.urdf:main"]},
)
