"""Messages of the reader and the engine in French."""

from __future__ import annotations

import re

import pytest

from atelier_grader.sdf.ignored import HARMLESS
from atelier_grader.validation.french import PATTERNS, SENTENCES, in_french

PAIRS = [
    ("there is no joint 'axl'; did you mean 'axle'?",
     "il n'y a aucune articulation 'axl' ; vouliez-vous dire 'axle' ?"),
    ("plugin 'gz::sim::systems::DiffDrive': there is no joint 'x'; there are none",
     "plugin 'gz::sim::systems::DiffDrive' : il n'y a aucune articulation 'x' ; il n'y en a aucun"),
    ("inertial: <mass> expected more than 0 kg, got -2",
     "inertial : <mass> attendu : plus de 0 kg, reçu : -2"),
    ("box: <size> expected 3 finite numbers, got 'a b'",
     "box : <size> attendu : 3 nombres finis, reçu : 'a b'"),
    ("model 'm': needs a <link>, has none", "model 'm' : il manque <link>"),
    ("model: needs an attribute 'name', has none", "model : il manque l'attribut 'name'"),
    ("has no effect in the embedded engine; valid: joint_name, topic",
     "sans effet dans le moteur intégré ; valides : joint_name, topic"),
    ("nothing in the world publishes '/scn'; nearest valid name: '/scan'",
     "rien dans le monde ne publie '/scn' ; nom valide le plus proche : '/scan'"),
    ("robot: expected a model of the world, got 'carier'",
     "robot : attendu : un modèle du monde, reçu : 'carier'"),
    ("variations[1]: world 'w': expected a model, got 'x'",
     "variations[1] : world 'w' : attendu : un modèle, reçu : 'x'"),
    ("template: expected a known template, got 'x'",
     "template : attendu : un modèle de départ connu, reçu : 'x'"),
    ("something that nobody has translated", "something that nobody has translated"),
]  # fmt: skip


@pytest.mark.parametrize(("english", "french"), PAIRS)
def test_messages(english: str, french: str) -> None:
    assert in_french(english) == french


@pytest.mark.parametrize("reason", sorted(set(HARMLESS.values())))
def test_every_reason_why_nothing_is_lost_is_translated(reason: str) -> None:
    assert in_french(reason) != reason


def test_french_has_its_spaces_before_double_marks() -> None:
    told = [*SENTENCES.values(), *(french for _, french in PATTERNS)]
    plain = [re.sub(r"\w+://|<[^>]*>", "", each) for each in told]
    assert [each for each in plain if re.search(r"[^\s][:;?!](\s|$)", each)] == []
