from glob import glob

from setuptools import setup

NAME = "atelier_bringup"

setup(
    name=NAME,
    version="0.1.0",
    description="Launch files of the missions: the only package that knows which simulator runs",
    maintainer="Atelier maintainers",
    maintainer_email="atelier@example.org",
    license="Apache-2.0",
    zip_safe=False,
    packages=[NAME],
    package_data={NAME: ["py.typed"]},
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
        (f"share/{NAME}/launch", sorted(glob("launch/*.py"))),
        (f"share/{NAME}/rviz", sorted(glob("rviz/*.rviz"))),
    ],
    python_requires=">=3.10",
    extras_require={"test": ["pytest"]},  # what colcon test looks for
    install_requires=[
        "atelier_description",
        "atelier_grader",
        "atelier_lockstep",
        "atelier_missions",
    ],
    entry_points={
        "console_scripts": [
            f"odometry_to_tf = {NAME}.odometry_to_tf:main",
            f"referee = {NAME}.referee:main",
        ]
    },
)
