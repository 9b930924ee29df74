from setuptools import find_packages, setup

NAME = "atelier_grader"

setup(
    name=NAME,
    version="0.1.0",
    description="Replays missions in an embedded physics engine, referees them, and reports",
    maintainer="Atelier maintainers",
    maintainer_email="atelier@example.org",
    license="Apache-2.0",
    zip_safe=False,
    packages=find_packages(exclude=["test", "test.*"]),
    package_data={NAME: ["py.typed", "**/*.j2", "**/*.xml"]},
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
    ],
    python_requires=">=3.10",
    extras_require={"test": ["pytest"]},  # what colcon test looks for
    install_requires=[
        "atelier_lockstep",
        "atelier_missions",
        "atelier_worlds",
        "defusedxml",
        "jinja2",
        "mcap",
        "mujoco",
        "numpy",
        "opencv-python-headless",
        "pillow",
        "pycollada",
        "pydantic>=2",
        "rich",
        "rosbags",
        "ruamel.yaml",
        "tomli; python_version < '3.11'",
        "trimesh",
        "typer",
        "typing_extensions",
    ],
    entry_points={"console_scripts": ["atelier = atelier_grader.cli:main"]},
)
