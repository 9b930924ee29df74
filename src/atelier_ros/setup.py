from setuptools import setup

NAME = "atelier_ros"

setup(
    name=NAME,
    version="0.1.0",
    description="tf2, cv_bridge and interface packages for a machine that has rclpy only",
    maintainer="Atelier maintainers",
    maintainer_email="atelier@example.org",
    license="Apache-2.0",
    zip_safe=False,
    packages=[NAME, f"{NAME}.interfaces"],
    package_data={NAME: ["py.typed", "stand_ins/*/*.py", "definitions/*/*/*"]},
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
    ],
    python_requires=">=3.10",
    extras_require={"test": ["pytest"]},  # what colcon test looks for
    install_requires=["numpy", "transforms3d", "opencv-python-headless"],
)
