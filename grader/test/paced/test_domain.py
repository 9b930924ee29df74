"""Paced runs side by side do not meet."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from atelier_grader.paced import domain
from atelier_grader.paced.domain import NoDomainError, hold_domain, own_network

OTHER = """
from atelier_grader.paced.domain import hold_domain
with hold_domain() as domain:
    print(domain, flush=True)
    input()
"""


def test_no_two_holders_share_a_domain() -> None:
    command = [sys.executable, "-c", OTHER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout is not None
        theirs = int(it.stdout.readline())
        with hold_domain() as first, hold_domain() as second:
            assert len({theirs, first, second}) == 3
            assert {theirs, first, second} <= set(range(1, 102))
        it.kill()


def test_a_domain_is_free_again_after_its_holder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(domain, "DOMAINS", range(50, 49, -1))
    said = "all DDS domains from 50 to 50 are taken"
    with hold_domain() as first, pytest.raises(NoDomainError, match=said), hold_domain():
        pass
    with hold_domain() as again:
        assert (first, again) == (50, 50)


NODE = """
import os
import rclpy
rclpy.init()
node = rclpy.create_node("alone")
own = set()
for entry in os.scandir("/proc/self/fd"):
    try:
        own.add(os.readlink(entry.path))
    except OSError:
        pass
for name in ("udp", "udp6"):
    for line in open(f"/proc/net/{name}").readlines()[1:]:
        fields = line.split()
        if f"socket:[{fields[9]}]" in own:
            print(fields[1])
print(sum("/dev/shm/fast" in line for line in open("/proc/self/maps")), "shared")
"""


def test_its_network_is_the_loopback_and_no_shared_memory() -> None:
    environment = own_network(7)
    assert environment["ROS_DOMAIN_ID"] == "7"
    told = subprocess.run(
        [sys.executable, "-c", NODE], env={**os.environ, **environment},
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip
    *addresses, shared = told.stdout.splitlines()
    assert shared == "0 shared"
    assert {address.split(":")[0] for address in addresses} == {"0100007F"}  # 127.0.0.1
    first = 7400 + 250 * 7
    ports = {int(address.split(":")[1], 16) for address in addresses}
    assert ports & set(range(first, first + 250))
