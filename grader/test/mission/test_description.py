from __future__ import annotations

import pytest

from atelier_grader.mission.description import description
from atelier_grader.mission.schema import Mission
from atelier_grader.mission.topics import TopicInfo
from atelier_grader.text import LANGUAGES, Language, Text

TOPICS = [
    TopicInfo("/cmd_vel", "geometry_msgs/msg/Twist", False, None, Text(en="Speed", fr="Vitesse")),
    TopicInfo("/odom", "nav_msgs/msg/Odometry", True, 20.0, Text(en="a|b", fr="a|b")),
]


def test_says_all_that_is_declared(mission: Mission) -> None:
    page = description(mission, TOPICS, "en")
    assert page.startswith("# Deliver the crate\n\nDrive to A and back.\n")
    assert "| `/cmd_vel` | `geometry_msgs/msg/Twist` | publish |  | Speed |" in page
    assert "| `/odom` | `nav_msgs/msg/Odometry` | subscribe | 20 Hz | a\\|b |" in page
    assert (
        "| 20 | Touch nothing | touch nothing; number of collisions: full points up to 0, "
        "none from 4 | Reach station A |"
    ) in page
    assert "ends after 60 s" in page
    assert "1, 2" in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_speaks_every_language(mission: Mission, language: Language) -> None:
    page = description(mission, TOPICS, language)
    assert mission.title.to(language) in page
    assert "{" not in page
    for check in mission.checks:
        assert check.rule().to(language) in page
