"""The network of a run that whoever uses this machine takes part in."""

from __future__ import annotations

from collections.abc import Mapping

from .domain import PROMPT

CHOICES = (
    "ROS_DOMAIN_ID",
    "ROS_LOCALHOST_ONLY",
    "ROS_AUTOMATIC_DISCOVERY_RANGE",
    "ROS_STATIC_PEERS",
    "ROS_DISCOVERY_SERVER",
    "ROS_SUPER_CLIENT",
    "ROS_SECURITY_KEYSTORE",
    "ROS_SECURITY_ENABLE",
    "ROS_SECURITY_STRATEGY",
    "RMW_IMPLEMENTATION",
    "CYCLONEDDS_URI",
    "FASTDDS_DEFAULT_PROFILES_FILE",
    "FASTRTPS_DEFAULT_PROFILES_FILE",
    "RMW_FASTRTPS_USE_QOS_FROM_XML",
    "FASTDDS_BUILTIN_TRANSPORTS",
    "ZENOH_ROUTER_CONFIG_URI",
    "ZENOH_SESSION_CONFIG_URI",
)
"""Variables by which users choose their ROS network."""


PROFILES = ("FASTRTPS_DEFAULT_PROFILES_FILE", "FASTDDS_DEFAULT_PROFILES_FILE")


def network_of(environment: Mapping[str, str]) -> dict[str, str]:
    """What `environment` says about the network; no shared memory unless it asks for it.

    Where it has no profile of its own, participants find one another fast.
    """
    chosen = {name: environment[name] for name in CHOICES if name in environment}
    network = {"FASTDDS_BUILTIN_TRANSPORTS": "UDPv4", **chosen}
    if not any(name in chosen for name in PROFILES):
        network[PROFILES[0]] = str(PROMPT)
    return network
