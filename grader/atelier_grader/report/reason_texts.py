"""What each reason code says, and what to do about it, in the learners' languages."""

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
        en="The program was not ready after {limit_s} s.",
        fr="Le programme n'était pas prêt après {limit_s} s.",
        ar="لم يصبح البرنامج جاهزا بعد {limit_s} ث.",
    ),
    "stuck": Text(
        en="At {time_s} s of simulated time the program computed over {limit_s} s without a wait.",
        fr="À {time_s} s de temps simulé, le programme a calculé plus de {limit_s} s d'affilée.",
        ar="عند {time_s} ث من زمن المحاكاة ظل البرنامج يحسب أكثر من {limit_s} ث دون توقف.",
    ),
    "blocked": Text(
        en="At {time_s} s of simulated time the program waited {blocked_s} s for something other "
        "than simulated time.",
        fr="À {time_s} s de temps simulé, le programme a attendu {blocked_s} s autre chose que le "
        "temps simulé.",
        ar="عند {time_s} ث من زمن المحاكاة انتظر البرنامج {blocked_s} ث شيئا غير زمن المحاكاة.",
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
        en="The program used more than {limit_mib} MiB of memory.",
        fr="Le programme a utilisé plus de {limit_mib} Mio de mémoire.",
        ar="استهلك البرنامج أكثر من {limit_mib} ميبيبايت من الذاكرة.",
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
    "internal_error": Text(
        en="The grader itself failed: {problem}.",
        fr="Le correcteur lui-même a échoué : {problem}.",
        ar="فشل المصحح نفسه: {problem}.",
    ),
    "interrupted": Text(
        en="The grading was interrupted.",
        fr="La correction a été interrompue.",
        ar="قوطعت عملية التصحيح.",
    ),
}

OURS = Text(
    en="This is not your fault and costs no points. Send this report to your instructor.",
    fr="Ce n'est pas de votre faute et ne coûte aucun point. "
    "Transmettez ce rapport à votre formateur.",
    ar="هذا ليس خطأك ولن يكلفك أي نقطة. أرسل هذا التقرير إلى مدربك.",
)

ADVICE: dict[str, Text] = {
    "submission_not_found": Text(
        en="Check the path. A submission is a ROS 2 Python package folder, a .py file, "
        "or a .zip or .tar.gz of either.",
        fr="Vérifiez le chemin. Un rendu est un dossier de paquet Python ROS 2, un fichier .py, "
        "ou un .zip ou .tar.gz de l'un d'eux.",
        ar="تحقق من المسار. العمل المُسلَّم مجلد حزمة ROS 2 بلغة Python، أو ملف .py، "
        "أو أرشيف .zip أو .tar.gz لأحدهما.",
    ),
    "no_program": Text(
        en="Declare a console script in setup.py: 'controller = my_package.my_node:main'.",
        fr="Déclarez un console_script dans setup.py : 'controller = mon_paquet.mon_noeud:main'.",
        ar="عرّف console_script في setup.py: 'controller = my_package.my_node:main'.",
    ),
    "several_programs": Text(
        en="Name one of them 'controller' in setup.py, or choose with --executable NAME.",
        fr="Nommez l'un d'eux 'controller' dans setup.py, ou choisissez avec --executable NOM.",
        ar="سمِّ أحدها 'controller' في setup.py، أو اختر باستخدام --executable.",
    ),
    "unknown_executable": Text(
        en="Give --executable one of the names that setup.py declares.",
        fr="Donnez à --executable l'un des noms déclarés dans setup.py.",
        ar="أعط --executable أحد الأسماء المعرّفة في setup.py.",
    ),
    "bad_submission": Text(
        en="Start again from a package made by 'atelier start'.",
        fr="Repartez d'un paquet créé par « atelier start ».",
        ar="ابدأ من جديد بحزمة ينشئها الأمر 'atelier start'.",
    ),
    "bad_archive": Text(
        en="Pack only your package's own files and folders, without links, as .zip or .tar.gz.",
        fr="N'archivez que les fichiers et dossiers de votre paquet, sans liens, "
        "en .zip ou .tar.gz.",
        ar="ضع في الأرشيف ملفات حزمتك ومجلداتها فقط، دون روابط، بصيغة .zip أو .tar.gz.",
    ),
    "syntax_error": Text(
        en="Correct that line. 'python3 -m py_compile {file}' shows the error again.",
        fr="Corrigez cette ligne. « python3 -m py_compile {file} » montre à nouveau l'erreur.",
        ar="صحح هذا السطر. يعرض الأمر 'python3 -m py_compile {file}' الخطأ مرة أخرى.",
    ),
    "import_error": Text(
        en="Read the last lines of the traceback; use only packages that the course provides.",
        fr="Lisez les dernières lignes de la trace ; n'utilisez que les paquets du cours.",
        ar="اقرأ آخر أسطر التتبع؛ استخدم فقط الحزم التي يوفرها المقرر.",
    ),
    "crashed": Text(
        en="The traceback names the line of your program; the last line says what went wrong.",
        fr="La trace nomme la ligne de votre programme ; sa dernière ligne dit ce qui a échoué.",
        ar="يحدد التتبع السطر في برنامجك؛ ويبين آخر سطر فيه سبب الخطأ.",
    ),
    "exited": Text(
        en="Let the node run until it is stopped; do not call sys.exit() or os._exit().",
        fr="Laissez le nœud tourner jusqu'à son arrêt ; n'appelez ni sys.exit() ni os._exit().",
        ar="دع العقدة تعمل حتى يتم إيقافها؛ لا تستدع sys.exit() ولا os._exit().",
    ),
    "returned_before_start": Text(
        en="Call rclpy.spin(node) in main().",
        fr="Appelez rclpy.spin(node) dans main().",
        ar="استدع rclpy.spin(node) داخل main().",
    ),
    "start_up_timeout": Text(
        en="Do no long work before rclpy.spin(), and let every loop call time.sleep() or "
        "rclpy.spin_once().",
        fr="Pas de longs calculs avant rclpy.spin() ; chaque boucle doit appeler time.sleep() ou "
        "rclpy.spin_once().",
        ar="لا تنفذ عملا طويلا قبل rclpy.spin()، ولتستدع كل حلقة time.sleep() أو "
        "rclpy.spin_once().",
    ),
    "stuck": Text(
        en="Look for a loop without an end or a wait: callbacks must return, and a loop of your "
        "own must call time.sleep() or rclpy.spin_once().",
        fr="Cherchez une boucle sans fin ni attente : un callback doit se terminer, et une boucle "
        "à vous doit appeler time.sleep() ou rclpy.spin_once().",
        ar="ابحث عن حلقة بلا نهاية ولا انتظار: يجب أن تعود دوال رد النداء، "
        "وأن تستدعي حلقاتك time.sleep() أو rclpy.spin_once().",
    ),
    "blocked": Text(
        en="Wait with time.sleep(), rclpy or threading; not for a key, a socket, a pipe or another "
        "process.",
        fr="Attendez avec time.sleep(), rclpy ou threading ; pas une touche, un socket, un tube ou "
        "un autre processus.",
        ar="انتظر باستخدام time.sleep() أو rclpy أو threading؛ لا تنتظر مفتاحا أو مقبسا أو أنبوبا "
        "أو عملية أخرى.",
    ),
    "killed_by_signal": Text(
        en="A native library crashed or a limit was broken; try a smaller input to find the call.",
        fr="Une bibliothèque native a planté ou une limite a été dépassée ; "
        "essayez une entrée plus petite pour trouver l'appel.",
        ar="تعطلت مكتبة أصلية أو تم تجاوز حد؛ جرّب مدخلا أصغر لتحديد الاستدعاء.",
    ),
    "protocol_error": Text(
        en="Use ROS 2 topics only; leave inherited file descriptors and sockets alone.",
        fr="N'utilisez que les topics ROS 2 ; ne touchez pas aux descripteurs et sockets hérités.",
        ar="استخدم مواضيع ROS 2 فقط؛ لا تلمس واصفات الملفات والمقابس الموروثة.",
    ),
    "cpu_budget": Text(
        en="Do less for each message: crop images, use numpy in place of loops, lower timer rates.",
        fr="Faites moins de travail par message : recadrez les images, remplacez les boucles "
        "par numpy, baissez la fréquence des timers.",
        ar="قلل العمل لكل رسالة: اقتطع الصور، واستخدم numpy بدل الحلقات، وخفّض تردد المؤقتات.",
    ),
    "out_of_memory": Text(
        en="Keep only the newest messages; look for a list that grows with every callback.",
        fr="Ne gardez que les derniers messages ; cherchez une liste qui grandit à chaque "
        "callback.",
        ar="احتفظ بأحدث الرسائل فقط؛ ابحث عن قائمة تكبر مع كل رد نداء.",
    ),
    "returned_early": Text(
        en="If that was not meant, let rclpy.spin(node) run until it is stopped.",
        fr="Si ce n'était pas voulu, laissez rclpy.spin(node) tourner jusqu'à son arrêt.",
        ar="إن لم يكن ذلك مقصودا فدع rclpy.spin(node) تعمل حتى يتم إيقافها.",
    ),
    "never_spun": Text(
        en="Callbacks run only while main() is in rclpy.spin(node), or another executor.",
        fr="Les callbacks ne s'exécutent que pendant rclpy.spin(node), ou un autre exécuteur.",
        ar="لا تعمل دوال رد النداء إلا أثناء rclpy.spin(node) أو منفذ آخر.",
    ),
    "never_commanded": Text(
        en="Publish on the command topic that 'atelier describe' lists, with exactly that name.",
        fr="Publiez sur le topic de commande listé par « atelier describe », "
        "avec exactement ce nom.",
        ar="انشر على موضوع الأوامر الذي يعرضه 'atelier describe' وبالاسم نفسه تماما.",
    ),
    "unknown_topic": Text(
        en="'atelier describe' lists the topics of the mission{nearest}.",
        fr="« atelier describe » liste les topics de la mission{nearest}.",
        ar="يعرض 'atelier describe' مواضيع المهمة{nearest}.",
    ),
    "incompatible_qos": Text(
        en="The robot is reliable and volatile: publish reliably, and do not ask for transient "
        "local. A depth of 10 in place of a QoSProfile is right.",
        fr="Le robot est « reliable » et « volatile » : publiez en « reliable » et ne demandez pas "
        "« transient local ». Une profondeur de 10 au lieu d'un QoSProfile convient.",
        ar="الروبوت من نوع reliable و volatile: انشر بنوع reliable ولا تطلب transient local. "
        "العمق 10 بدل QoSProfile مناسب.",
    ),
    "refused_message": Text(
        en="Publish finite numbers of a plausible size, and only on the command topics.",
        fr="Publiez des nombres finis et plausibles, uniquement sur les topics de commande.",
        ar="انشر أعدادا منتهية ومعقولة، وعلى مواضيع الأوامر فقط.",
    ),
    "failed_at_end": Text(
        en="After Ctrl-C rclpy has been shut down already: publish nothing then, and call "
        "rclpy.try_shutdown().",
        fr="Après Ctrl-C, rclpy est déjà arrêté : ne publiez plus rien et appelez "
        "rclpy.try_shutdown().",
        ar="بعد Ctrl-C يكون rclpy قد أُوقف: لا تنشر شيئا حينها، واستدع rclpy.try_shutdown().",
    ),
    "engine_failure": OURS,
    "mission_invalid": OURS,
    "mission_unknown": Text(
        en="'atelier missions' lists all missions.",
        fr="« atelier missions » liste toutes les missions.",
        ar="يعرض الأمر 'atelier missions' كل المهمات.",
    ),
    "egl_missing": Text(
        en="Install it: apt-get install -y libegl1 libgl1-mesa-dri. It costs no points.",
        fr="Installez-le : apt-get install -y libegl1 libgl1-mesa-dri. Cela ne coûte aucun point.",
        ar="ثبّتها: apt-get install -y libegl1 libgl1-mesa-dri. لن يكلفك ذلك أي نقطة.",
    ),
    "internal_error": OURS,
    "interrupted": Text(
        en="Run the command again; the same submission gets the same score.",
        fr="Relancez la commande ; le même rendu obtient le même score.",
        ar="أعد تشغيل الأمر؛ يحصل العمل نفسه على الدرجة نفسها.",
    ),
}
