import os
from glob import glob

from setuptools import setup

NAME = "atelier_missions"
FILES = [path for path in glob("*/**", recursive=True) if os.path.isfile(path)]
MISSION_FILES = [path for path in FILES if path.endswith((".yaml", ".md", ".csv"))]

setup(
    name=NAME,
    version="0.1.0",
    description="The missions: what to do, what varies, what is checked",
    maintainer="Atelier maintainers",
    maintainer_email="atelier@example.org",
    license="Apache-2.0",
    zip_safe=False,
    packages=[NAME],
    package_dir={NAME: "../missions"},  # this folder; colcon makes no links for "."
    package_data={NAME: MISSION_FILES},
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
        *(
            (
                f"share/{NAME}/missions/{folder}",
                sorted(p for p in MISSION_FILES if os.path.dirname(p) == folder),
            )
            for folder in sorted({os.path.dirname(p) for p in MISSION_FILES})
        ),
    ],
    python_requires=">=3.10",
)
