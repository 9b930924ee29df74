from setuptools import setup

NAME = "atelier_lockstep"

setup(
    name=NAME,
    version="0.1.0",
    description="Runs an unmodified rclpy program on simulated time, in lock-step with a simulator",
    maintainer="Atelier maintainers",
    maintainer_email="atelier@example.org",
    license="Apache-2.0",
    zip_safe=False,
    packages=[NAME],
    package_data={NAME: ["py.typed", "*.xml"]},
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
    ],
    python_requires=">=3.10",
    extras_require={"test": ["pytest"]},  # what colcon test looks for
    install_requires=["greenlet"],
)
