"""The fixed words of a validation."""

from __future__ import annotations

from atelier_grader.text import Text

WORLD = Text(en="World", fr="Monde", ar="العالم")
STEP = Text(en="physics step", fr="pas de physique", ar="خطوة الفيزياء")
MODELS = Text(en="Models", fr="Modèles", ar="النماذج")
LINKS = Text(en="{n} link(s)", fr="{n} segment(s)", ar="الأجزاء: {n}")
JOINTS = Text(en="{n} joint(s)", fr="{n} articulation(s)", ar="المفاصل: {n}")
STATIC = Text(en="static", fr="fixe", ar="ثابت")
MOVING = Text(en="moving", fr="mobile", ar="متحرك")
SENSORS = Text(en="Sensors", fr="Capteurs", ar="المستشعرات")
EACH_STEP = Text(en="each step", fr="à chaque pas", ar="كل خطوة")
SYSTEMS = Text(en="Systems", fr="Systèmes", ar="الأنظمة")
PUBLISHED = Text(en="Published topics", fr="Topics publiés", ar="المواضيع المنشورة")
SUBSCRIBED = Text(en="Subscribed topics", fr="Topics écoutés", ar="المواضيع المستقبلة")
PROBLEMS = Text(en="Problems", fr="Problèmes", ar="المشكلات")
COUNT = Text(en="{title}: {n}", fr="{title} : {n}", ar="{title}: {n}")
HARMLESS = Text(
    en="Read without effect, harmless",
    fr="Lu sans effet, sans conséquence",
    ar="قُرئ دون أثر ولا ضرر منه",
)
CLEAN = Text(en="No problems.", fr="Aucun problème.", ar="لا مشكلات.")

UNSUPPORTED = Text(
    en="<{element}> is not supported: {note}",
    fr="<{element}> n'est pas pris en charge : {note}",
    ar="<{element}> غير مدعوم: {note}",
)
IGNORED = Text(en="<{element}>: {note}", fr="<{element}> : {note}", ar="<{element}>: {note}")
DENSITY = Text(
    en="link '{link}': {mass} kg in {volume} m3 of collisions is {density} kg/m3; "
    "expected {lower} to {upper}",
    fr="segment '{link}' : {mass} kg pour {volume} m3 de collisions font {density} kg/m3 ; "
    "attendu : de {lower} à {upper}",
    ar="الجزء '{link}': {mass} كغ في {volume} م3 من أجسام التصادم تساوي {density} كغ/م3؛ "
    "المتوقع من {lower} إلى {upper}",
)
INERTIA = Text(
    en="link '{link}': largest moment of inertia {got} kg m2; a uniform body of {mass} kg in the "
    "shape of its collisions has {uniform}: more than {factor} times off",
    fr="segment '{link}' : plus grand moment d'inertie {got} kg m2 ; un corps homogène de "
    "{mass} kg de la forme de ses collisions a {uniform} : un écart de plus de {factor} fois",
    ar="الجزء '{link}': أكبر عزم قصور {got} كغ م2؛ ولجسم متجانس كتلته {mass} كغ بشكل أجسام تصادمه "
    "{uniform}: الفرق يزيد على {factor} مرات",
)
CENTRE = Text(
    en="link '{link}': its centre of mass is {distance} m from the middle of its collisions, which "
    "reach {reach} m",
    fr="segment '{link}' : son centre de masse est à {distance} m du milieu de ses collisions, qui "
    "s'étendent à {reach} m",
    ar="الجزء '{link}': يبعد مركز كتلته {distance} م عن وسط أجسام تصادمه التي تمتد إلى {reach} م",
)
OVERLAP = Text(
    en="'{first}' and '{second}' ({other}) overlap by {depth} mm at the start",
    fr="'{first}' et '{second}' ({other}) se recouvrent de {depth} mm au départ",
    ar="يتداخل '{first}' و '{second}' ({other}) بمقدار {depth} مم عند البداية",
)
DEGREES = Text(
    en="<pose> turns by {got} rad, more than once around: angles are in radians, "
    'or <pose degrees="true">',
    fr="<pose> tourne de {got} rad, soit plus d'un tour : les angles sont en radians, "
    'ou bien <pose degrees="true">',
    ar="تدور <pose> بمقدار {got} راديان، أي أكثر من دورة: الزوايا بالراديان، "
    'أو <pose degrees="true">',
)
VERSION = Text(
    en="<sdf> version '{got}' is not one of {versions}",
    fr="<sdf> : la version '{got}' n'est pas l'une de {versions}",
    ar="إصدار <sdf> '{got}' ليس ضمن {versions}",
)
FAR = Text(
    en="<pose> is {got} m from its origin; expected at most {most}",
    fr="<pose> est à {got} m de son origine ; attendu : au plus {most}",
    ar="تبعد <pose> مسافة {got} م عن أصلها؛ المتوقع {most} على الأكثر",
)
MORE = Text(en="and {n} more", fr="et {n} de plus", ar="و {n} غيرها")
AT_SEED = Text(en="seed {seed}: {text}", fr="graine {seed} : {text}", ar="البذرة {seed}: {text}")


def figure(value: float, precision: str = "g") -> Text:
    """A number with the decimal mark of each language."""
    plain = format(value, precision)
    return Text(en=plain, fr=plain.replace(".", ","), ar=plain)
