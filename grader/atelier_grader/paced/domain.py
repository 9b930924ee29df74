"""A DDS domain of one's own, so that paced runs side by side do not meet."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

from atelier_lockstep import wire

PROFILE = Path(wire.__file__).with_name("loopback.xml")
PROMPT = PROFILE.with_name("prompt.xml")

DOMAINS = range(101, 0, -1)
"""Those whose ports are clear of the ephemeral ones; 0 is everybody's default."""


class NoDomainError(Exception):
    """Every domain is taken."""


@contextlib.contextmanager
def hold_domain() -> Iterator[int]:
    """A domain id that no other paced run on this machine holds.

    A held domain is an abstract socket of that name, which vanishes with its process. Raises
    `NoDomainError`.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as hold:
        for domain in DOMAINS:
            try:
                hold.bind(f"\0atelier-domain-{domain}")
            except OSError:
                continue
            yield domain
            return
        raise NoDomainError(f"all DDS domains from {DOMAINS[-1]} to {DOMAINS[0]} are taken")


def own_network(domain: int) -> dict[str, str]:
    """The environment of a run that meets nobody: this domain, on this machine's loopback.

    The discovery range LOCALHOST would use shared memory, which stays after a kill.
    """
    return {
        "ROS_DOMAIN_ID": str(domain),
        "ROS_AUTOMATIC_DISCOVERY_RANGE": "SYSTEM_DEFAULT",  # as the profile says
        "RMW_IMPLEMENTATION": "rmw_fastrtps_cpp",
        "FASTRTPS_DEFAULT_PROFILES_FILE": str(PROFILE),
    }
