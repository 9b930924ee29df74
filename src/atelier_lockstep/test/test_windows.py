"""OpenCV's windows in a program on which nobody looks."""

from __future__ import annotations

import pytest

from .conftest import Drive


def test_windows_show_nothing_and_keys_are_waited_for_in_simulated_time(drive: Drive) -> None:
    driven = drive(
        """
        import cv2
        import numpy as np
        import rclpy
        from rclpy.node import Node
        from std_msgs.msg import Float64


        class Watcher(Node):
            def __init__(self):
                super().__init__("watcher")
                self.speed = self.create_publisher(Float64, "/speed", 10)
                cv2.namedWindow("view", cv2.WINDOW_NORMAL)
                cv2.createTrackbar("gain", "view", 3, 10, lambda position: None)
                cv2.setMouseCallback("view", lambda *args: None)

            def look(self):
                cv2.imshow("view", np.zeros((4, 4, 3), np.uint8))
                key = cv2.waitKey(200) & 0xFF
                self.speed.publish(Float64(data=float(cv2.getTrackbarPos("gain", "view"))))
                return key != ord("q") and cv2.getWindowProperty("view", cv2.WND_PROP_VISIBLE) > 0


        def main():
            rclpy.init()
            watcher = Watcher()
            for turn in range(3):
                assert watcher.look()
            cv2.destroyAllWindows()
            print("open", cv2.getWindowProperty("view", cv2.WND_PROP_VISIBLE))
            try:
                cv2.imshow("view", np.zeros((0, 0), np.uint8))
            except cv2.error as error:
                print("refused", error)
            cv2.waitKey(0)
    """,
        1.0,
    )
    assert driven.times == pytest.approx([0.2, 0.4, 0.6])
    assert {value for _, value in driven.commands} == {3.0}
    assert "open -1.0" in driven.output
    assert "refused imshow('view'): the image is empty" in driven.output
    assert driven.ended is not None
    assert driven.ended.how == "deadlocked"  # it waits for a key, and for nothing else
