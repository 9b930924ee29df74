from setuptools import setup

NAME = "atelier_controllers"

setup(
    name=NAME,
    version="0.1.0",
    description="Reference controllers of the missions: ordinary rclpy nodes",
    maintainer="Atelier maintainers",
    maintainer_email="atelier@example.org",
    license="Apache-2.0",
    zip_safe=False,
    packages=[NAME],
    data_files=[
        ("share/ament_index/resource_index/packages", [f"resource/{NAME}"]),
        (f"share/{NAME}", ["package.xml"]),
    ],
    python_requires=">=3.10",
    extras_require={"test": ["pytest"]},  # what colcon test looks for
    install_requires=["numpy", "opencv-python-headless"],
    entry_points={
        "console_scripts": [
            f"warehouse_delivery = {NAME}.warehouse_delivery:main",
            f"line_following = {NAME}.line_following:main",
        ]
    },
)
