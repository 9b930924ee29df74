# The workspace on ROS 2 Jazzy with Gazebo: built by colcon, its tests run in the build.
#
#     docker build -f docker/gazebo.Dockerfile -t atelier-gazebo .
#     docker run --rm -it atelier-gazebo \
#         ros2 launch atelier_bringup mission.launch.py mission:=line_following engine:=gazebo

FROM ros:jazzy-ros-base AS workspace
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
ENV DEBIAN_FRONTEND=noninteractive PIP_NO_CACHE_DIR=1 PIP_BREAK_SYSTEM_PACKAGES=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        bubblewrap libegl1 libgl1 libgl1-mesa-dri python3-pip python3-pytest-timeout ros-jazzy-ros-gz \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /workspace
COPY requirements.txt constraints.txt ./
# What has no rosdep key, or one that is too old. ROS, numpy and OpenCV are Ubuntu's own.
RUN grep -vE '^(ros-|numpy|opencv|setuptools)' constraints.txt >/tmp/constraints.txt \
    && pip install -c /tmp/constraints.txt \
        mujoco rosbags greenlet mcap pydantic viser trimesh "typer>=0.12" hypothesis \
    && rm /tmp/constraints.txt
COPY . .
# hadolint ignore=DL3008
RUN apt-get update \
    && rosdep update --rosdistro jazzy \
    && rosdep install --from-paths src worlds missions grader --ignore-src --rosdistro jazzy -y \
    && rm -rf /var/lib/apt/lists/*
RUN . /opt/ros/jazzy/setup.bash \
    && colcon build --event-handlers console_direct+
RUN . install/setup.bash \
    && colcon test --event-handlers console_direct+ --return-code-on-test-failure \
    && colcon test-result --verbose

FROM workspace
RUN useradd --create-home --uid 2000 --shell /bin/bash student \
    && echo 'source /workspace/install/setup.bash' >>/home/student/.bashrc \
    && sed -i 's#^exec#source /workspace/install/setup.bash\nexec#' /ros_entrypoint.sh
USER 2000
WORKDIR /home/student
ENTRYPOINT ["/ros_entrypoint.sh"]
CMD ["bash"]
