"""The fixed words of reports."""

from __future__ import annotations

from atelier_grader.text import Text

VERDICTS = {
    "passed": Text(en="passed", fr="réussi", ar="ناجح"),
    "failed": Text(en="failed", fr="échoué", ar="غير ناجح"),
    "rejected": Text(en="rejected", fr="refusé", ar="مرفوض"),
    "not_graded": Text(en="not graded", fr="non noté", ar="لم يُصحَّح"),
}
VERDICT_MEANINGS = {
    "passed": Text(
        en="The score reaches the pass mark.",
        fr="Le score atteint le seuil de réussite.",
        ar="بلغت الدرجة حد النجاح.",
    ),
    "failed": Text(
        en="The mission was graded; the score is below the pass mark.",
        fr="La mission a été notée ; le score est sous le seuil de réussite.",
        ar="صُححت المهمة؛ والدرجة دون حد النجاح.",
    ),
    "rejected": Text(
        en="The program could not start, crashed or broke a limit; "
        "what it earned until then is shown.",
        fr="Le programme n'a pas démarré, a planté ou a dépassé une limite ; "
        "ce qu'il a gagné jusque-là est indiqué.",
        ar="لم يبدأ البرنامج أو تعطل أو تجاوز حدا؛ وما كسبه حتى ذلك الحين معروض.",
    ),
    "not_graded": Text(
        en="Something failed on the grader's side: this is not your fault and costs nothing.",
        fr="Le problème vient du correcteur : ce n'est pas de votre faute et ne coûte rien.",
        ar="حدث خلل من جهة المصحح: ليس خطأك ولن يكلفك شيئا.",
    ),
}
STATUSES = {
    "passed": Text(en="passed", fr="réussi", ar="ناجح"),
    "failed": Text(en="failed", fr="échoué", ar="غير ناجح"),
    "partial": Text(en="in part", fr="en partie", ar="جزئيا"),
    "not_judged": Text(en="not judged", fr="non jugé", ar="لم يُحكم عليه"),
}
END_REASONS = {
    "objectives_decided": Text(
        en="all objectives decided", fr="tous les objectifs jugés", ar="حُسمت كل الأهداف"
    ),
    "time_limit": Text(en="time limit", fr="limite de temps", ar="انتهاء الوقت"),
    "submission_fault": Text(en="the program stopped", fr="arrêt du programme", ar="توقف البرنامج"),
    "our_fault": Text(en="failure of the grader", fr="panne du correcteur", ar="خلل في المصحح"),
}
FAULTS = {
    "submission": Text(en="Problem", fr="Problème", ar="مشكلة"),
    "ours": Text(en="Grader", fr="Correcteur", ar="المصحح"),
    "notice": Text(en="Note", fr="Remarque", ar="ملاحظة"),
}
METRICS = {
    "path_length_m": Text(en="Distance driven (m)", fr="Distance (m)", ar="المسافة (م)"),
    "mean_speed_mps": Text(
        en="Mean speed (m/s)", fr="Vitesse moyenne (m/s)", ar="متوسط السرعة (م/ث)"
    ),
    "max_speed_mps": Text(en="Top speed (m/s)", fr="Vitesse maximale (m/s)", ar="أقصى سرعة (م/ث)"),
    "collisions": Text(en="Collisions", fr="Collisions", ar="الاصطدامات"),
    "max_collision_force_n": Text(
        en="Hardest collision (N)", fr="Choc le plus fort (N)", ar="أقوى اصطدام (ن)"
    ),
    "max_tilt_rad": Text(
        en="Largest tilt (rad)", fr="Inclinaison maximale (rad)", ar="أقصى ميل (راد)"
    ),
    "max_outside_m": Text(
        en="Farthest outside the area (m)",
        fr="Plus grand écart hors de la zone (m)",
        ar="أبعد خروج عن المنطقة (م)",
    ),
    "progress_m": Text(en="Path covered (m)", fr="Parcours effectué (m)", ar="المسار المقطوع (م)"),
    "progress_share": Text(
        en="Part of the path covered", fr="Part du parcours effectuée", ar="نسبة المسار المقطوع"
    ),
    "track_error_m": Text(en="Tracking error (m)", fr="Erreur de suivi (m)", ar="خطأ التتبع (م)"),
    "max_track_error_m": Text(
        en="Largest tracking error (m)", fr="Erreur de suivi maximale (m)", ar="أقصى خطأ تتبع (م)"
    ),
}

SCORE = Text(en="Score", fr="Score", ar="الدرجة")
PASS_MARK = Text(en="pass mark", fr="seuil de réussite", ar="حد النجاح")
MISSION = Text(en="Mission", fr="Mission", ar="المهمة")
SUBMISSION = Text(en="Submission", fr="Rendu", ar="العمل المُسلَّم")
CHECK = Text(en="Check", fr="Critère", ar="المعيار")
POINTS = Text(en="Points", fr="Points", ar="النقاط")
SEED = Text(en="Seed", fr="Graine", ar="البذرة")
DETAILS = Text(en="What happened", fr="Ce qui s'est passé", ar="ما حدث")
STATUS = Text(en="Status", fr="État", ar="الحالة")
EXPECTED = Text(en="expected", fr="attendu", ar="المتوقع")
ACTUAL = Text(en="actual", fr="constaté", ar="الفعلي")
HINT = Text(en="Hint", fr="Conseil", ar="تلميح")
WHEN_WHERE = Text(
    en="at {time} s, at ({x}, {y}) m",
    fr="à {time} s, en ({x} ; {y}) m",
    ar="عند {time} ث، في ({x}, {y}) م",
)
SPREAD = Text(
    en="median of {count} seeds, from {low} to {high}",
    fr="médiane de {count} graines, de {low} à {high}",
    ar="وسيط {count} بذور، من {low} إلى {high}",
)
ALIKE = Text(
    en="{count} seeds, the same score on each",
    fr="{count} graines, le même score à chacune",
    ar="{count} بذور، والدرجة نفسها في كل منها",
)
REPRODUCIBLE = Text(
    en="{repeats} runs of each seed were equal to the bit",
    fr="{repeats} essais de chaque graine, identiques au bit près",
    ar="{repeats} محاولات لكل بذرة متطابقة تماما",
)
NOT_REPRODUCIBLE = Text(
    en="the {repeats} runs of one seed differ",
    fr="les {repeats} essais d'une même graine diffèrent",
    ar="اختلفت المحاولات الـ {repeats} للبذرة نفسها",
)
PACED = Text(
    en="Paced by the wall clock at {rtf} times real time, not in lock-step: a repeat may differ",
    fr="Cadencé par l'horloge à {rtf} fois le temps réel, sans pas à pas : un autre essai peut "
    "différer",
    ar="وُقِّت بساعة الجهاز بسرعة {rtf} من الزمن الحقيقي دون تزامن خطوة بخطوة: قد تختلف الإعادة",
)
PACED_SPREAD = Text(
    en="{repeats} runs of seed {seed}: from {low} to {high}",
    fr="{repeats} essais de la graine {seed} : de {low} à {high}",
    ar="{repeats} محاولات للبذرة {seed}: من {low} إلى {high}",
)
NO_WALLS = Text(
    en="The program ran without walls, free to do what its user may: {missing}",
    fr="Le programme s'est exécuté sans isolation, libre de tout ce que peut son utilisateur : "
    "{missing}",
    ar="عمل البرنامج دون عزل، وله كل ما يُسمح به لمستخدمه: {missing}",
)
WALLS_WITHOUT = Text(
    en="Walls around the program, without {missing}",
    fr="Programme isolé, mais sans ceci : {missing}",
    ar="البرنامج معزول، لكن دون: {missing}",
)
GLANCE = Text(
    en="{rtf} x real time, robot at ({x}, {y}) m, {speed} m/s, {commands} commands",
    fr="{rtf} x temps réel, robot en ({x} ; {y}) m, {speed} m/s, {commands} ordres",
    ar="{rtf} x الزمن الحقيقي، الروبوت في ({x}, {y}) م، {speed} م/ث، {commands} أمرا",
)
RUN = Text(
    en="{time} s simulated, ended by: {end}",
    fr="{time} s simulées, fin : {end}",
    ar="{time} ث محاكاة، سبب الانتهاء: {end}",
)
SPEED = Text(
    en="{rtf} times real time, {wall} s in all",
    fr="{rtf} fois le temps réel, {wall} s en tout",
    ar="{rtf} ضعف الزمن الحقيقي، {wall} ث إجمالا",
)
ADVICE = Text(en="What to do", fr="Que faire", ar="ما العمل")
MEASURED = Text(en="Measured", fr="Mesures", ar="القياسات")
RECORDING = Text(en="Recording", fr="Enregistrement", ar="التسجيل")
MAP = Text(
    en="Map of the robot's way, seen from above",
    fr="Carte du trajet du robot, vu de dessus",
    ar="خريطة مسار الروبوت من الأعلى",
)
MAP_KEY = Text(
    en="The robot's way from above, in metres: circle = start, square = end, "
    "numbers = evidence in the table.",
    fr="Le trajet du robot vu de dessus, en mètres : cercle = départ, carré = arrivée, "
    "numéros = constats du tableau.",
    ar="مسار الروبوت من الأعلى، بالأمتار: الدائرة = البداية، المربع = النهاية، "
    "الأرقام = الأدلة في الجدول.",
)
LABELLED = Text(en="{label}: {value}", fr="{label} : {value}", ar="{label}: {value}")
