"""The node that tells RViz where the robot is."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys

from atelier_grader.paced.domain import hold_domain, own_network

NODE = "from atelier_bringup import odometry_to_tf; odometry_to_tf.main()"
LAUNCH = f"""
import subprocess, sys
node = subprocess.Popen([sys.executable, "-c", {NODE!r}])
print(node.pid, flush=True)
node.wait()
"""
NODES = """
import rclpy, time
rclpy.init()
node = rclpy.create_node("onlooker")
while "odometry_to_tf" not in node.get_node_names(): time.sleep(0.05)
"""


def test_it_does_not_outlive_a_launch_that_is_killed() -> None:
    with hold_domain() as domain:
        network = os.environ | own_network(domain)
        with subprocess.Popen(
            [sys.executable, "-c", LAUNCH], env=network, stdout=subprocess.PIPE, text=True
        ) as launch:
            assert launch.stdout is not None
            node = os.pidfd_open(int(launch.stdout.readline()))
            try:
                subprocess.run([sys.executable, "-c", NODES], env=network, check=True, timeout=240)
                launch.kill()
                assert select.select([node], [], [], 240)[0]
            finally:
                launch.kill()
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(node, signal.SIGKILL)
                os.close(node)
