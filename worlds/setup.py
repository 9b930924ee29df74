import os
from glob import glob

from setuptools import setup

NAME = "atelier_worlds"
MODELS = [path for path in glob("models/**", recursive=True) if os.path.isfile(path)]


def share(paths):
    """Group paths by folder, as data_files wants them."""
    folders = sorted({os.path.dirname(path) for path in paths})
    return [
        (
            os.path.join("share", NAME, "worlds", folder).rstrip("/"),
            [path for path in sorted(paths) if os.path.dirname(path) == folder],
        )
        for folder in folders
    ]


setup(
    name=NAME,
    version="0.1.0",
    description="Gazebo worlds of the missions, and their models",
    maintainer="Atelier maintainers",
    maintainer_email="atelier@example.org",
    license="Apache-2.0",
    zip_safe=False,
    packages=[NAME],
    package_dir={NAME: "../worlds"},  # this folder; colcon makes no links for "."
    package_data={NAME: ["*.sdf", *MODELS]},
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
        *share(glob("*.sdf") + MODELS),
    ],
    install_requires=["atelier_description"],
    python_requires=">=3.10",
    extras_require={"test": ["pytest"]},  # what colcon test looks for
)
