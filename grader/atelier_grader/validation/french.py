"""What the reader and the engine say of a world, in French.

Each message is taken apart: `holder: `, the sentence, and the hint at its end. Parts that are not
listed here stay as they are.
"""

from __future__ import annotations

import re

SENTENCES = {
    "the graphical client's layout": "la disposition de l'interface graphique",
    "visual only; no camera of the embedded engine shows it":
        "visuel seulement ; aucune caméra du moteur intégré ne le montre",
    "no sensor of this world reads it": "aucun capteur de ce monde ne le lit",
    "no sound": "pas de son",
    "no shadows, for speed": "pas d'ombres, pour la vitesse",
    "no multisampling, for speed": "pas de suréchantillonnage, pour la vitesse",
    "the world has no wind": "ce monde n'a pas de vent",
    "as in Gazebo, which does not apply it either":
        "comme dans Gazebo, qui ne l'applique pas non plus",
    "of a physics engine that is not Gazebo's default":
        "d'un moteur physique qui n'est pas celui de Gazebo par défaut",
    "the embedded engine runs in lock-step, not at a wall-clock rate":
        "le moteur intégré avance pas à pas, non au rythme de l'horloge",
    "Gazebo's own solver setting; the embedded engine has its contact treatments":
        "réglage du solveur de Gazebo ; le moteur intégré traite les contacts à sa façon",
    "a sensor works whenever somebody listens":
        "un capteur fonctionne dès que quelqu'un l'écoute",
    "the embedded engine has its own figures": "le moteur intégré a ses propres mesures",
    "the grader records": "c'est le correcteur qui enregistre",
    "for the graphical client, or for files of its own":
        "pour l'interface graphique, ou pour ses propres fichiers",
    "ranges are exact; Gazebo does not round them either":
        "les distances sont exactes ; Gazebo ne les arrondit pas non plus",
    "the robot's own quality of service is that of the mission's topics":
        "la qualité de service est celle des topics de la mission",
    "systems run in the order of the file":
        "les systèmes s'exécutent dans l'ordre du fichier",
    "a light fades by its other terms and has no end":
        "une lumière s'atténue par ses autres termes et ne s'arrête pas",
    "a light has no end; told where it would be seen":
        "une lumière n'a pas de fin ; signalé là où cela se verrait",
    "a spot fades halfway between its inner and its outer angle":
        "un spot s'atténue à mi-chemin entre ses angles intérieur et extérieur",
    "no services in the embedded engine": "pas de services dans le moteur intégré",
    "another profile of physics is the default":
        "un autre profil de physique est celui par défaut",
    "static and without links": "fixe et sans segment",
    "has no effect in the embedded engine": "sans effet dans le moteur intégré",
    "its skin moves as a whole: limbs keep their pose":
        "sa peau bouge d'un bloc : les membres gardent leur pose",
    "the joint of a static model carries nothing":
        "l'articulation d'un modèle fixe ne porte rien",
    "no collision of the model has a contact sensor: nothing is ever touched":
        "aucune collision du modèle n'a de capteur de contact : rien n'est jamais touché",
    "refused: a <!DOCTYPE>: no DTD, no entities":
        "refusé : un <!DOCTYPE> : ni DTD ni entités",
    "a <plane> collision may only belong to a static model":
        "une collision <plane> ne peut appartenir qu'à un modèle fixe",
    "a <heightmap> collision may only belong to a static model":
        "une collision <heightmap> ne peut appartenir qu'à un modèle fixe",
    "a <placement_frame> needs a <pose>, has none":
        "un <placement_frame> demande une <pose>, qui manque",
    "holds two links together that cannot move apart":
        "tient ensemble deux segments qui ne peuvent pas se séparer",
    "belongs in a <model>, stands in the <world>":
        "va dans un <model>, se trouve dans le <world>",
    "belongs in a <joint>, stands in a <link>": "va dans un <joint>, se trouve dans un <link>",
    "gz.msgs.Actuators is not supported: commands are numbers on the joint's own topic":
        "gz.msgs.Actuators n'est pas pris en charge : les commandes sont des nombres sur le topic "
        "de l'articulation",
}  # fmt: skip
"""Whole sentences."""

_KINDS = {
    "joint": "aucune articulation", "link": "aucun segment", "frame": "aucun repère",
    "system": "aucun système", "sensor": "aucun capteur", "plugin": "aucun plugin",
    "collision": "aucune collision", "entity": "aucune entité", "model": "aucun modèle",
    "light": "aucune lumière",
}  # fmt: skip

PATTERNS: tuple[tuple[str, str], ...] = (
    (r"there is no (?P<kind>\w+) '(?P<name>[^']*)' for a sensor",
     "il n'y a {kind} '{name}' pour un capteur"),
    (r"there is no (?P<kind>\w+) '(?P<name>[^']*)'", "il n'y a {kind} '{name}'"),
    (r"(?P<tag><[\w:.-]+>) expected (?P<what>.+), got (?P<got>.+)",
     "{tag} attendu : {what}, reçu : {got}"),
    (r"expected (?P<what>.+), got (?P<got>.+)", "attendu : {what}, reçu : {got}"),
    (r"type '(?P<name>[^']*)' is not supported", "le type '{name}' n'est pas pris en charge"),
    (r"the shape (?P<tag><[^>]+>) is not supported", "la forme {tag} n'est pas prise en charge"),
    (r"needs an attribute (?P<what>.+), has none", "il manque l'attribut {what}"),
    (r"needs an? (?P<what>.+), has none", "il manque {what}"),
    (r"needs a (?P<one><[^>]+>) and a (?P<two><[^>]+>)", "il faut {one} et {two}"),
    (r"expected a (?P<tag><\w+>), has none", "il manque {tag}"),
    (r"a second (?P<tag><[^>]+>); expected one", "un deuxième {tag} ; un seul attendu"),
    (r"a second (?P<what>.+); names must differ", "un deuxième {what} ; les noms doivent différer"),
    (r"not well-formed XML: (?P<why>.+)", "XML mal formé : {why}"),
    (r"cannot be read: (?P<why>.+)", "illisible : {why}"),
    (r"mesh (?P<name>'[^']*') cannot be read: (?P<why>.+)", "maillage {name} illisible : {why}"),
    (r"picture (?P<name>'[^']*') cannot be read: (?P<why>.+)", "image {name} illisible : {why}"),
    (r"mesh (?P<name>'[^']*'): expected (?P<what>.+) faces, got (?P<got>.+)",
     "maillage {name} : attendu : {what} faces, reçu : {got}"),
    (r"mesh (?P<name>'[^']*') has vertices that are not finite",
     "le maillage {name} a des sommets qui ne sont pas finis"),
    (r"includes form a cycle: (?P<way>.+)", "les <include> forment un cycle : {way}"),
    (r"frames form a cycle: (?P<way>.+)", "les repères forment un cycle : {way}"),
    (r"(?P<name>'[^']*') is not found; looked in (?P<where>.+)",
     "{name} est introuvable ; cherché dans {where}"),
    (r"(?P<name>'[^']*') is on another machine: not fetched, left out",
     "{name} est sur une autre machine : non téléchargé, laissé de côté"),
    (r"(?P<name>'[^']*') is on another machine: not fetched; put it into the models folder",
     "{name} est sur une autre machine : non téléchargé ; à mettre dans le dossier models"),
    (r"the actor is not seen: (?P<why>.+)", "l'acteur n'est pas visible : {why}"),
    (r"(?P<tag><\w+>) other than 0", "{tag} autre que 0"),
    (r"all of it is on another machine: (?P<name>.+)", "tout est sur une autre machine : {name}"),
    (r"(?P<name>'[^']*') is a folder without model.config or model.sdf",
     "{name} est un dossier sans model.config ni model.sdf"),
    (r"(?P<name>'[^']*'): only relative paths, file:// and model:// are read",
     "{name} : seuls les chemins relatifs, file:// et model:// sont lus"),
    (r"(?P<name>'[^']*') is an Ogre 1 material; give <diffuse> or <pbr> as well",
     "{name} est un matériau Ogre 1 ; donnez aussi <diffuse> ou <pbr>"),
    (r"(?P<name>'[^']*') cannot move freely: its joints hold it",
     "{name} ne peut pas bouger librement : ses articulations le tiennent"),
    (r"(?P<name>'[^']*') collides as the convex hull of each part of its mesh",
     "{name} : les contacts sont ceux de l'enveloppe convexe de chaque partie de son maillage"),
    (r"attribute (?P<name>'[^']*') has no effect", "l'attribut {name} est sans effet"),
    (r"Gazebo expects (?P<what>filename|name) (?P<name>'[^']*'), got (?P<got>.+)",
     "Gazebo attend {what} {name}, reçu : {got}"),
    (r"canonical_link (?P<name>'[^']*') is not a link of it",
     "canonical_link {name} n'est pas l'un de ses segments"),
    (r"joint (?P<name>'[^']*') is (?P<kind>\w+), expected one with an axis",
     "l'articulation {name} est de type {kind}, il en faut une avec un axe"),
    (r"joint (?P<name>'[^']*') mimics (?P<other>'[^']*'), which is not a joint of it",
     "l'articulation {name} imite {other}, qui n'en est pas une du modèle"),
    (r"joint (?P<name>'[^']*') closes a loop with (?P<other>'[^']*'); expected revolute, ball or "
     r"fixed there, got (?P<kind>\w+)",
     "l'articulation {name} ferme une boucle avec {other} ; attendu : revolute, ball ou fixed, "
     "reçu : {kind}"),
    (r"joint (?P<name>'[^']*') closes a loop and cannot be driven",
     "l'articulation {name} ferme une boucle et ne peut pas être entraînée"),
    (r"joins (?P<name>'[^']*') with itself", "relie {name} à lui-même"),
    (r"the name (?P<name>'[^']*') is reserved", "le nom {name} est réservé"),
    (r"no limit of speed on joint (?P<name>'[^']*')",
     "pas de limite de vitesse sur l'articulation {name}"),
    (r"link (?P<name>'[^']*') moves as any other", "le segment {name} bouge comme les autres"),
    (r"(?P<low><\w+> \S+) is over (?P<high><\w+> \S+)", "{low} dépasse {high}"),
    (r"(?P<low>\w+ \S+) is over (?P<high>\w+ \S+)", "{low} dépasse {high}"),
    (r"(?P<tags>.+) must be over 0", "{tags} : des nombres supérieurs à 0 sont attendus"),
    (r"(?P<tag><inertia>) no moment may exceed the sum of the others, got (?P<got>.+)",
     "{tag} : aucun moment ne peut dépasser la somme des autres, reçu : {got}"),
    (r"elements are nested more than (?P<most>\d+) deep",
     "les éléments sont imbriqués sur plus de {most} niveaux"),
    (r"the world has more than (?P<most>\d+) elements, includes counted",
     "le monde a plus de {most} éléments, <include> compris"),
    (r"the file is over the limit of (?P<most>\d+) bytes", "le fichier dépasse {most} octets"),
    (r"MuJoCo refuses the (?P<what>world|visuals): (?P<why>.+)", "MuJoCo refuse le modèle : {why}"),
    (r"nothing in the world publishes (?P<name>'[^']*')", "rien dans le monde ne publie {name}"),
    (r"nothing in the world subscribes to (?P<name>'[^']*')", "rien dans le monde n'écoute {name}"),
    (r"nothing in the world publishes or subscribes to (?P<name>'[^']*')",
     "rien dans le monde ne publie ni n'écoute {name}"),
    (r"unknown field (?P<name>'[^']*')", "champ inconnu {name}"),
    (r"(?P<name>'[^']*') is not known here", "{name} est inconnu ici"),
    (r"(?P<name>'[^']*') stands in line (?P<line>\d+) already",
     "{name} figure déjà à la ligne {line}"),
    (r"(?P<name>'[^']*') has a ROS topic in line (?P<line>\d+) already; one is all",
     "{name} a déjà un topic ROS à la ligne {line} ; un seul est possible"),
    (r"not valid YAML: (?P<why>.+)", "YAML incorrect : {why}"),
    (r"unstable at (?P<when>\S+) s: (?P<why>.+)", "instable à {when} s : {why}"),
)  # fmt: skip

_WORDS = (
    (r"a finite number", "un nombre fini"),
    (r"(\d+) finite numbers", r"\1 nombres finis"),
    (r"a number of at least (\S+)", r"un nombre d'au moins \1"),
    (r"a whole number of at least (\S+)", r"un nombre entier d'au moins \1"),
    (r"a whole number from 1 on", "un nombre entier à partir de 1"),
    (r"a whole number", "un nombre entier"),
    (r"true or false", "true ou false"),
    (r"a known value", "une valeur connue"),
    (r"a known field", "un champ connu"),
    (r"beams at different angles", "des faisceaux à des angles différents"),
    (r"layers at different angles", "des couches à des angles différents"),
    (r"a direction", "une direction"),
    (r"lengths over 0", "des longueurs supérieures à 0"),
    (r"more than (\S+( \S+)?)", r"plus de \1"),
    (r"positive moments", "des moments positifs"),
    (r"numbers other than 0", "des nombres autres que 0"),
    (r"at most (\S+) beams in all layers", r"au plus \1 faisceaux en tout"),
    (r"at most (\S+) pixels a side", r"au plus \1 pixels de côté"),
    (r"a sensor of type (.+)", r"un capteur de type \1"),
    (r"a model of the world", "un modèle du monde"),
    (r"a known template", "un modèle de départ connu"),
    (r"a model", "un modèle"),
    (r"a sensor", "un capteur"),
    (r"a light", "une lumière"),
    (r"a text", "un texte"),
    (r"a list of topics", "une liste de topics"),
    (r"a mapping of fields", "des champs avec leurs valeurs"),
    (r"(\S+) to (\S+)( \S+)?", r"de \1 à \2\3"),
    (r"nothing", "rien"),
    (r"zero", "zéro"),
)
_HINTS = (
    (r"; did you mean ('[^']*')\?", r" ; vouliez-vous dire \1 ?"),
    (r"; nearest valid name: ('[^']*')", r" ; nom valide le plus proche : \1"),
    (r"; valid names: (.+)", r" ; noms valides : \1"),
    (r"; valid: (.+)", r" ; valides : \1"),
    (r"; there are none", " ; il n'y en a aucun"),
    (r"; this file holds an? (.+): <include> it in a world",
     r" ; ce fichier contient \1 : à inclure dans un monde avec <include>"),
)  # fmt: skip
_HOLDER = re.compile(r"(?P<holder>[\w:.\[\]-]+(?: '[^']*')?): (?P<rest>.+)", re.DOTALL)


def in_french(message: str) -> str:
    """The message, as far as it is known."""
    hint = ""
    for pattern, told in _HINTS:
        found = re.search(pattern + r"\Z", message, re.DOTALL)
        if found is not None:
            message, hint = message[: found.start()], found.expand(told)
            break
    return _sentence(message) + hint


def _sentence(message: str) -> str:
    if message in SENTENCES:
        return SENTENCES[message]
    for pattern, told in PATTERNS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return told.format(**{key: _part(key, text) for key, text in found.groupdict().items()})
    held = _HOLDER.fullmatch(message)
    if held is None:
        return message
    return f"{held['holder']} : {_sentence(held['rest'])}"


def _part(key: str, text: str) -> str:
    """A field of a pattern: kinds and expectations have French words, names are names."""
    if key == "why":
        return in_french(text)
    if key == "kind":
        return _KINDS.get(text, text)
    if key in ("what", "got"):
        for pattern, told in _WORDS:
            found = re.fullmatch(pattern, text)
            if found is not None:
                return found.expand(told)
    return text
