"""The fixed words around a mission's own texts."""

from __future__ import annotations

from atelier_grader.text import Text

SECTORS = {
    "industry": Text(en="industry", fr="industrie", ar="الصناعة"),
    "logistics": Text(en="logistics", fr="logistique", ar="اللوجستيات"),
    "energy": Text(en="energy", fr="énergie", ar="الطاقة"),
    "health": Text(en="health", fr="santé", ar="الصحة"),
    "cities": Text(en="cities", fr="villes", ar="المدن"),
}
LEVELS = {
    "beginner": Text(en="beginner", fr="débutant", ar="مبتدئ"),
    "intermediate": Text(en="intermediate", fr="intermédiaire", ar="متوسط"),
    "advanced": Text(en="advanced", fr="avancé", ar="متقدم"),
}
MISSION = Text(en="Mission", fr="Mission", ar="المهمة")
TITLE = Text(en="Title", fr="Titre", ar="العنوان")
SECTOR = Text(en="Sector", fr="Secteur", ar="القطاع")
LEVEL = Text(en="Level", fr="Niveau", ar="المستوى")
SKILLS = Text(en="Skills: {skills}", fr="Compétences : {skills}", ar="المهارات: {skills}")
TOPICS = Text(en="Topics", fr="Topics", ar="المواضيع")
TOPIC = Text(en="Topic", fr="Topic", ar="الموضوع")
TYPE = Text(en="Type", fr="Type", ar="النوع")
DIRECTION = Text(en="Direction", fr="Sens", ar="الاتجاه")
RATE = Text(en="Rate", fr="Fréquence", ar="التردد")
MEANING = Text(en="What it is", fr="Contenu", ar="المحتوى")
SUBSCRIBE = Text(en="subscribe", fr="à écouter", ar="اشتراك")
PUBLISH = Text(en="publish", fr="à publier", ar="نشر")
POINTS = Text(en="Points", fr="Points", ar="النقاط")
WHAT_COUNTS = Text(en="What earns points", fr="Ce qui rapporte des points", ar="ما يكسب النقاط")
CHECK = Text(en="Check", fr="Critère", ar="المعيار")
RULE = Text(en="Full points for", fr="Tous les points pour", ar="النقاط كاملة مقابل")
AFTER = Text(en="Counts once passed", fr="Compte une fois réussi", ar="يُحتسب بعد نجاح")
VARIES = Text(
    en="What changes from seed to seed",
    fr="Ce qui change d'une graine à l'autre",
    ar="ما يتغير من بذرة إلى أخرى",
)
LIMITS = Text(en="Limits", fr="Limites", ar="الحدود")
TIME_LIMIT = Text(
    en="The run ends after {time} s of simulated time, or once all objectives are decided.",
    fr="L'essai se termine après {time} s de temps simulé, ou dès que tous les objectifs "
    "sont atteints.",
    ar="تنتهي المحاولة بعد {time} ث من زمن المحاكاة، أو عند حسم كل الأهداف.",
)
PASS_MARK = Text(
    en="{points} of 100 points pass the mission; the score is the median over the seeds.",
    fr="{points} points sur 100 valident la mission ; le score est la médiane sur les graines.",
    ar="{points} من 100 نقطة تكفي للنجاح؛ والدرجة هي الوسيط على البذور.",
)
START_LIMIT = Text(
    en="The program must be ready after {start} s, and may compute at most {tick} s at a stretch.",
    fr="Le programme doit être prêt après {start} s, et calculer au plus {tick} s d'affilée.",
    ar="يجب أن يكون البرنامج جاهزا خلال {start} ث، وألا يحسب أكثر من {tick} ث دون توقف.",
)
CPU_LIMIT = Text(
    en="It may use {cpu} s of CPU time for each simulated second.",
    fr="Il peut utiliser {cpu} s de temps CPU par seconde simulée.",
    ar="يمكنه استعمال {cpu} ث من زمن المعالج لكل ثانية محاكاة.",
)
PUBLIC_SEEDS = Text(
    en="Seeds to practise with: {seeds}. The final grading uses others.",
    fr="Graines d'entraînement : {seeds}. La note finale en utilise d'autres.",
    ar="بذور التدريب: {seeds}. يستعمل التصحيح النهائي بذورا أخرى.",
)
HIDDEN = Text(
    en="(no details in the report)",
    fr="(sans détail dans le rapport)",
    ar="(دون تفاصيل في التقرير)",
)
HOW_TO = Text(
    en="Begin with `atelier start {id} my_robot`, and grade with "
    "`atelier grade my_robot --mission {id}`.",
    fr="Commencez par `atelier start {id} mon_robot`, puis évaluez avec "
    "`atelier grade mon_robot --mission {id}`.",
    ar="ابدأ بالأمر `atelier start {id} my_robot` ثم صحح بالأمر "
    "`atelier grade my_robot --mission {id}`.",
)
