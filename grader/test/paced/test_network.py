"""The network of `atelier play` is the user's."""

from __future__ import annotations

from atelier_grader.paced.domain import PROMPT
from atelier_grader.paced.network import network_of


def test_what_the_user_chose_is_kept_and_nothing_else() -> None:
    chosen = {"ROS_DOMAIN_ID": "7", "FASTDDS_BUILTIN_TRANSPORTS": "DEFAULT"}
    network = network_of({**chosen, "HOME": "/home/student"})
    assert {name: network[name] for name in chosen} == chosen
    assert "HOME" not in network


def test_participants_are_prompt_and_leave_no_shared_memory() -> None:
    assert PROMPT.is_file()
    assert network_of({}) == {
        "FASTDDS_BUILTIN_TRANSPORTS": "UDPv4",
        "FASTRTPS_DEFAULT_PROFILES_FILE": str(PROMPT),
    }


def test_a_profile_of_the_users_own_stands() -> None:
    for name in ("FASTRTPS_DEFAULT_PROFILES_FILE", "FASTDDS_DEFAULT_PROFILES_FILE"):
        network = network_of({name: "/etc/lab.xml"})
        assert [network[each] for each in network if each.endswith("FILE")] == ["/etc/lab.xml"]
