"""What each reason code says, in the learners' languages."""

from __future__ import annotations

from atelier_grader.text import Text

MESSAGES: dict[str, Text] = {
    "submission_not_found": Text(
        en="There is no file or folder {path}.",
        fr="Le fichier ou dossier {path} n'existe pas.",
        ar="لا يوجد ملف أو مجلد {path}.",
    ),
    "no_program": Text(
        en="{path} holds no program that can be started.",
        fr="{path} ne contient aucun programme à lancer.",
        ar="لا يحتوي {path} على أي برنامج يمكن تشغيله.",
    ),
    "several_programs": Text(
        en="{path} holds several programs: {programs}.",
        fr="{path} contient plusieurs programmes : {programs}.",
        ar="يحتوي {path} على عدة برامج: {programs}.",
    ),
    "unknown_executable": Text(
        en="There is no program {executable} among: {programs}.",
        fr="Il n'y a pas de programme {executable} parmi : {programs}.",
        ar="لا يوجد برنامج {executable} ضمن: {programs}.",
    ),
    "bad_submission": Text(
        en="The submission cannot be used: {problem}.",
        fr="Le rendu est inutilisable : {problem}.",
        ar="لا يمكن استخدام العمل المُسلَّم: {problem}.",
    ),
    "bad_archive": Text(
        en="The archive cannot be used: {problem}.",
        fr="L'archive est inutilisable : {problem}.",
        ar="لا يمكن استخدام الأرشيف: {problem}.",
    ),
    "syntax_error": Text(
        en="Syntax error in {file}, line {line}: {problem}.",
        fr="Erreur de syntaxe dans {file}, ligne {line} : {problem}.",
        ar="خطأ في الصياغة في {file}، السطر {line}: {problem}.",
    ),
    "import_error": Text(
        en="The program could not be imported: {problem}.",
        fr="Le programme n'a pas pu être importé : {problem}.",
        ar="تعذّر استيراد البرنامج: {problem}.",
    ),
    "crashed": Text(
        en="The program stopped at {time_s} s of simulated time with {problem}.",
        fr="Le programme s'est arrêté à {time_s} s de temps simulé avec {problem}.",
        ar="توقف البرنامج عند {time_s} ث من زمن المحاكاة بسبب {problem}.",
    ),
    "nobody_there": Text(
        en="The program stopped at {time_s} s of simulated time with {problem}: it asks for a "
        "keyboard or a screen, and nobody sits there in a grading.",
        fr="Le programme s'est arrêté à {time_s} s de temps simulé avec {problem} : il demande un "
        "clavier ou un écran, et personne n'y est assis pendant une évaluation.",
        ar="توقف البرنامج عند {time_s} ث من زمن المحاكاة بسبب {problem}: يطلب لوحة مفاتيح أو شاشة، "
        "ولا أحد أمامها أثناء التقييم.",
    ),
    "exited": Text(
        en="The program exited with status {status} at {time_s} s of simulated time.",
        fr="Le programme s'est terminé avec le code {status} à {time_s} s de temps simulé.",
        ar="انتهى البرنامج بالرمز {status} عند {time_s} ث من زمن المحاكاة.",
    ),
    "returned_before_start": Text(
        en="The program ended before simulated time began: it never waited for anything.",
        fr="Le programme s'est terminé avant le début du temps simulé, sans jamais rien attendre.",
        ar="انتهى البرنامج قبل بدء زمن المحاكاة: لم ينتظر أي شيء.",
    ),
    "start_up_timeout": Text(
        en="The program was not ready after {limit_s} s of computing ({reached_s} s).",
        fr="Le programme n'était pas prêt après {limit_s} s de calcul ({reached_s} s).",
        ar="لم يصبح البرنامج جاهزا بعد {limit_s} ث من الحساب ({reached_s} ث).",
    ),
    "stuck": Text(
        en="At {time_s} s of simulated time the program computed over {limit_s} s without a wait "
        "({reached_s} s).",
        fr="À {time_s} s de temps simulé, le programme a calculé plus de {limit_s} s d'affilée "
        "({reached_s} s).",
        ar="عند {time_s} ث من زمن المحاكاة ظل البرنامج يحسب أكثر من {limit_s} ث دون توقف "
        "({reached_s} ث).",
    ),
    "deadlock": Text(
        en="From {time_s} s of simulated time on the program waits for itself: {problem}.",
        fr="À partir de {time_s} s de temps simulé, le programme s'attend lui-même : {problem}.",
        ar="ابتداء من {time_s} ث من زمن المحاكاة ينتظر البرنامج نفسه: {problem}.",
    ),
    "endless_callbacks": Text(
        en="At {time_s} s of simulated time callbacks call each other without end: {problem}.",
        fr="À {time_s} s de temps simulé, des callbacks s'appellent sans fin : {problem}.",
        ar="عند {time_s} ث من زمن المحاكاة تستدعي دوال رد النداء بعضها بلا نهاية: {problem}.",
    ),
    "blocked": Text(
        en="At {time_s} s of simulated time the program waited {blocked_s} s for something other "
        "than simulated time; the limit is {limit_s} s.",
        fr="À {time_s} s de temps simulé, le programme a attendu {blocked_s} s autre chose que le "
        "temps simulé ; la limite est {limit_s} s.",
        ar="عند {time_s} ث من زمن المحاكاة انتظر البرنامج {blocked_s} ث شيئا غير زمن المحاكاة؛ "
        "الحد هو {limit_s} ث.",
    ),
    "nodes_in_children": Text(
        en="At {time_s} s of simulated time a process that the program had started made nodes "
        "({problem}): lock-step holds the nodes of one process.",
        fr="À {time_s} s de temps simulé, un processus lancé par le programme a créé des nœuds "
        "({problem}) : le pas à pas ne tient que les nœuds d'un seul processus.",
        ar="عند {time_s} ث من زمن المحاكاة أنشأت عملية شغّلها البرنامج عقدا ({problem}): "
        "لا يشمل التزامن خطوة بخطوة إلا عقد عملية واحدة.",
    ),
    "killed_by_signal": Text(
        en="The program was killed by signal {signal} at {time_s} s of simulated time.",
        fr="Le programme a été tué par le signal {signal} à {time_s} s de temps simulé.",
        ar="قُتل البرنامج بالإشارة {signal} عند {time_s} ث من زمن المحاكاة.",
    ),
    "protocol_error": Text(
        en="The program's side sent data that cannot be read: {problem}.",
        fr="Le côté programme a envoyé des données illisibles : {problem}.",
        ar="أرسل جانب البرنامج بيانات لا يمكن قراءتها: {problem}.",
    ),
    "cpu_budget": Text(
        en="The program used {used} s of CPU a simulated second; {budget} s are allowed.",
        fr="Le programme a utilisé {used} s de CPU par seconde simulée ; {budget} s sont permises.",
        ar="استهلك البرنامج {used} ث من المعالج لكل ثانية محاكاة؛ المسموح {budget} ث.",
    ),
    "out_of_memory": Text(
        en="The program used more memory than the limit of {limit}: {reached}.",
        fr="Le programme a dépassé la limite de mémoire de {limit} : {reached}.",
        ar="تجاوز البرنامج حد الذاكرة البالغ {limit}: {reached}.",
    ),
    "too_many_processes": Text(
        en="The program started more than {limit} processes and threads ({reached}).",
        fr="Le programme a lancé plus de {limit} processus et threads ({reached}).",
        ar="شغّل البرنامج أكثر من {limit} من العمليات والخيوط ({reached}).",
    ),
    "too_many_files": Text(
        en="The program made more than {limit} files ({reached}).",
        fr="Le programme a créé plus de {limit} fichiers ({reached}).",
        ar="أنشأ البرنامج أكثر من {limit} من الملفات ({reached}).",
    ),
    "too_many_open_files": Text(
        en="At {time_s} s the program had {reached} files and sockets open and could open no "
        "more; the limit is {limit}.",
        fr="À {time_s} s, le programme avait {reached} fichiers et sockets ouverts et n'a pu en "
        "ouvrir d'autres ; la limite est {limit}.",
        ar="عند {time_s} ث كان لدى البرنامج {reached} من الملفات والمقابس المفتوحة ولم يستطع "
        "فتح المزيد؛ الحد هو {limit}.",
    ),
    "file_too_large": Text(
        en="At {time_s} s the program had written {reached} to a file and could write no more; "
        "the limit is {limit}.",
        fr="À {time_s} s, le programme avait écrit {reached} dans un fichier et n'a pu continuer ; "
        "la limite est {limit}.",
        ar="عند {time_s} ث كتب البرنامج {reached} في ملف ولم يستطع المتابعة؛ الحد هو {limit}.",
    ),
    "disk_full": Text(
        en="At {time_s} s the program had filled a temporary folder with {reached}; "
        "the limit is {limit}.",
        fr="À {time_s} s, le programme avait rempli un dossier temporaire avec {reached} ; "
        "la limite est {limit}.",
        ar="عند {time_s} ث ملأ البرنامج مجلدا مؤقتا بـ {reached}؛ الحد هو {limit}.",
    ),
    "cpu_limit": Text(
        en="The program used {reached} of CPU time in all; the limit is {limit}.",
        fr="Le programme a utilisé {reached} de temps processeur au total ; la limite est {limit}.",
        ar="استهلك البرنامج {reached} من وقت المعالج إجمالا؛ الحد هو {limit}.",
    ),
    "wall_limit": Text(
        en="The grader waited {reached} for the program in all; the limit is {limit}.",
        fr="Le correcteur a attendu le programme {reached} au total ; la limite est {limit}.",
        ar="انتظر المصحح البرنامج {reached} إجمالا؛ الحد هو {limit}.",
    ),
    "output_limit": Text(
        en="The program printed more than the limit of {limit}: {reached}.",
        fr="Le programme a affiché plus que la limite de {limit} : {reached}.",
        ar="طبع البرنامج أكثر من الحد البالغ {limit}: {reached}.",
    ),
    "message_rate": Text(
        en="At {time_s} s the program sent more than {limit} messages in a simulated second "
        "({reached}).",
        fr="À {time_s} s, le programme a envoyé plus de {limit} messages en une seconde simulée "
        "({reached}).",
        ar="عند {time_s} ث أرسل البرنامج أكثر من {limit} رسالة في ثانية محاكاة واحدة ({reached}).",
    ),
    "message_size": Text(
        en="At {time_s} s the program sent {reached} to the robot at once; the limit is {limit}.",
        fr="À {time_s} s, le programme a envoyé {reached} au robot d'un coup ; "
        "la limite est {limit}.",
        ar="عند {time_s} ث أرسل البرنامج {reached} إلى الروبوت دفعة واحدة؛ الحد هو {limit}.",
    ),
    "message_volume": Text(
        en="By {time_s} s the program had sent {reached} to the robot in all; "
        "the limit is {limit}.",
        fr="À {time_s} s, le programme avait envoyé {reached} au robot au total ; "
        "la limite est {limit}.",
        ar="حتى {time_s} ث أرسل البرنامج {reached} إلى الروبوت إجمالاً؛ الحد هو {limit}.",
    ),
    "impossible_motion": Text(
        en="At {time_s} s the program's commands drove the simulation out of physics "
        "({problem}). The run does not count.",
        fr="À {time_s} s, les ordres du programme ont fait sortir la simulation de la physique "
        "({problem}). L'essai ne compte pas.",
        ar="عند {time_s} ث أخرجت أوامر البرنامج المحاكاة عن الفيزياء ({problem}). "
        "لا تُحتسب هذه المحاولة.",
    ),
    "returned_early": Text(
        en="main() returned at {time_s} s of simulated time; the robot kept its last command.",
        fr="main() a rendu la main à {time_s} s simulées ; le robot a gardé son dernier ordre.",
        ar="عادت الدالة main() عند {time_s} ث من زمن المحاكاة؛ احتفظ الروبوت بآخر أمر.",
    ),
    "never_spun": Text(
        en="The program never ran a callback.",
        fr="Le programme n'a jamais exécuté de callback.",
        ar="لم ينفذ البرنامج أي دالة رد نداء.",
    ),
    "never_commanded": Text(
        en="The program never sent a command to the robot.",
        fr="Le programme n'a jamais envoyé d'ordre au robot.",
        ar="لم يرسل البرنامج أي أمر إلى الروبوت.",
    ),
    "unknown_topic": Text(
        en="The program uses {topic}, which the mission does not have.",
        fr="Le programme utilise {topic}, que la mission ne fournit pas.",
        ar="يستخدم البرنامج {topic}، وهو غير متوفر في المهمة.",
    ),
    "unknown_service": Text(
        en="The program asks for {service}, which nobody offers.",
        fr="Le programme demande {service}, que personne n'offre.",
        ar="يطلب البرنامج {service}، ولا أحد يقدّمه.",
    ),
    "stuck_thread": Text(
        en="From {time_s} s of simulated time to the end, this waited for what did not come: "
        "{where}.",
        fr="De {time_s} s de temps simulé jusqu'à la fin, ceci a attendu en vain : {where}.",
        ar="من {time_s} ث من زمن المحاكاة حتى النهاية انتظر هذا ما لم يأتِ: {where}.",
    ),
    "incompatible_qos": Text(
        en="The program uses {topic} with a quality of service that does not fit the robot's.",
        fr="Le programme utilise {topic} avec une qualité de service incompatible avec le robot.",
        ar="يستخدم البرنامج {topic} بجودة خدمة لا تتوافق مع الروبوت.",
    ),
    "refused_message": Text(
        en="The robot refused messages that the program sent.",
        fr="Le robot a refusé des messages envoyés par le programme.",
        ar="رفض الروبوت رسائل أرسلها البرنامج.",
    ),
    "not_a_float": Text(
        en="In {field} of {topic} the program sent something else than a float: "
        "the robot got a number next to 0.",
        fr="Dans {field} de {topic}, le programme a envoyé autre chose qu'un float : "
        "le robot a reçu un nombre presque nul.",
        ar="أرسل البرنامج في {field} من {topic} ما ليس float: فتلقى الروبوت عددا قريبا من الصفر.",
    ),
    "failed_at_end": Text(
        en="When the mission was over, the program did not end cleanly: {problem}. "
        "It costs no points.",
        fr="Une fois la mission terminée, le programme ne s'est pas arrêté proprement : {problem}. "
        "Cela ne coûte aucun point.",
        ar="بعد انتهاء المهمة لم يتوقف البرنامج توقفا سليما: {problem}. لا يكلف ذلك أي نقطة.",
    ),
    "engine_failure": Text(
        en="The simulation failed: {problem}.",
        fr="La simulation a échoué : {problem}.",
        ar="فشلت المحاكاة: {problem}.",
    ),
    "mission_invalid": Text(
        en="The mission has an error: {problem}",
        fr="La mission contient une erreur : {problem}",
        ar="في المهمة خطأ: {problem}",
    ),
    "mission_unknown": Text(
        en="There is no mission '{mission}'{nearest}.",
        fr="La mission « {mission} » n'existe pas{nearest}.",
        ar="لا توجد مهمة '{mission}'{nearest}.",
    ),
    "egl_missing": Text(
        en="This machine cannot render camera images: EGL is missing.",
        fr="Cette machine ne peut pas calculer d'images de caméra : EGL est absent.",
        ar="لا يستطيع هذا الجهاز توليد صور الكاميرا: مكتبة EGL غير موجودة.",
    ),
    "gazebo_missing": Text(
        en="Gazebo cannot be used on this machine: {problem}.",
        fr="Gazebo n'est pas utilisable sur cette machine : {problem}.",
        ar="لا يمكن استخدام Gazebo على هذا الجهاز: {problem}.",
    ),
    "internal_error": Text(
        en="The grader itself failed: {problem}.",
        fr="Le correcteur lui-même a échoué : {problem}.",
        ar="فشل المصحح نفسه: {problem}.",
    ),
    "machine_full": Text(
        en="The grading machine has no room left on a disk: {problem}.",
        fr="La machine de correction n'a plus de place sur un disque : {problem}.",
        ar="لم يبق مكان على قرص جهاز التصحيح: {problem}.",
    ),
    "sandbox_unavailable": Text(
        en="This machine cannot wall the program in: {problem}.",
        fr="Cette machine ne peut pas isoler le programme : {problem}.",
        ar="لا يستطيع هذا الجهاز عزل البرنامج: {problem}.",
    ),
    "launch_left_out": Text(
        en="The launch file would also start this, which is no program of the package: {what}.",
        fr="Le fichier de lancement démarrerait aussi ceci, qui n'est pas du paquet : {what}.",
        ar="يشغّل ملف الإطلاق أيضا ما ليس من برامج الحزمة: {what}.",
    ),
    "paced_instead": Text(
        en="The program's nodes are in several processes, which lock-step cannot hold: it was run "
        "in real time.",
        fr="Les nœuds du programme sont dans plusieurs processus, ce que le pas à pas ne permet "
        "pas : il a tourné en temps réel.",
        ar="عقد البرنامج موزعة على عدة عمليات، والتزامن خطوة بخطوة لا يشملها: لذلك شُغّل البرنامج "
        "في الزمن الحقيقي.",
    ),
    "launch_missing": Text(
        en="This machine cannot read {file}: ROS 2's launch and launch_ros are missing.",
        fr="Cette machine ne peut pas lire {file} : launch et launch_ros de ROS 2 sont absents.",
        ar="لا يستطيع هذا الجهاز قراءة {file}: حزمتا launch و launch_ros غير موجودتين.",
    ),
    "compiler_missing": Text(
        en="This machine cannot build the submission's own messages: {problem} is missing.",
        fr="Cette machine ne peut pas construire les messages propres au rendu : "
        "il manque {problem}.",
        ar="لا يستطيع هذا الجهاز بناء رسائل التسليم الخاصة: {problem} غير موجود.",
    ),
    "discovery_failed": Text(
        en="ROS 2 nodes of this machine cannot find each other: {problem}.",
        fr="Les nœuds ROS 2 de cette machine ne se trouvent pas : {problem}.",
        ar="لا تستطيع عقد ROS 2 على هذا الجهاز إيجاد بعضها: {problem}.",
    ),
    "unfinished": Text(
        en="The grading has not come to its end.",
        fr="La correction n'est pas arrivée à son terme.",
        ar="لم تصل عملية التصحيح إلى نهايتها.",
    ),
    "interrupted": Text(
        en="The grading was interrupted.",
        fr="La correction a été interrompue.",
        ar="قوطعت عملية التصحيح.",
    ),
}
