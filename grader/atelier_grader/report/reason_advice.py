"""What to do about each reason code, in the learners' languages."""

from __future__ import annotations

from atelier_grader.text import Text

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
    "nobody_there": Text(
        en="Let the program decide by itself, from its sensors and parameters. To drive by hand, "
        "run 'atelier play' without a controller.",
        fr="Laissez le programme décider seul, d'après ses capteurs et ses paramètres. Pour "
        "conduire à la main, lancez « atelier play » sans contrôleur.",
        ar="دع البرنامج يقرر وحده من حساساته ومعاملاته. وللقيادة باليد شغّل 'atelier play' بلا "
        "متحكم.",
    ),
    "exited": Text(
        en="Let the node run until it is stopped; do not call sys.exit() or os._exit(), and let "
        "main() return nothing: what it returns is its status. It is no 'async def'.",
        fr="Laissez le nœud tourner jusqu'à son arrêt ; n'appelez ni sys.exit() ni os._exit(), et "
        "que main() ne renvoie rien : ce serait son code. Ce n'est pas un « async def ».",
        ar="دع العقدة تعمل حتى يتم إيقافها؛ لا تستدع sys.exit() ولا os._exit()، ولا تجعل main() "
        "تعيد شيئا: فما تعيده هو رمز الانتهاء. وهي ليست «async def».",
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
    "deadlock": Text(
        en="A callback must not wait for what another callback of its group or of a single thread "
        "brings, such as client.call(): use call_async() and add_done_callback() or await, or a "
        "MultiThreadedExecutor and a callback group of its own. Threads take several locks in the "
        "same order, and none that they have already.",
        fr="Un callback ne doit pas attendre ce qu'apporte un autre callback de son groupe ou d'un "
        "fil unique, comme client.call() : utilisez call_async() et add_done_callback() ou await, "
        "ou bien un MultiThreadedExecutor et un groupe de callbacks à part. Les threads prennent "
        "plusieurs verrous dans le même ordre, et aucun qu'ils ont déjà.",
        ar="يجب ألا تنتظر دالة رد النداء ما تأتي به دالة أخرى من مجموعتها أو من خيط وحيد، مثل "
        "client.call()‎: استخدم call_async()‎ مع add_done_callback()‎ أو await، أو "
        "MultiThreadedExecutor ومجموعة رد نداء مستقلة. تأخذ الخيوط الأقفال المتعددة بالترتيب "
        "نفسه، ولا تأخذ قفلا لديها.",
    ),
    "endless_callbacks": Text(
        en="Do not publish from a callback to the topic that it hears, directly or through others: "
        "publish from a timer, or only when something has changed.",
        fr="Un callback ne doit pas publier sur le topic qu'il écoute, ni directement ni par "
        "d'autres : publiez depuis un timer, ou seulement quand quelque chose a changé.",
        ar="لا تنشر من دالة رد نداء على الموضوع الذي تسمعه، مباشرة أو عبر غيرها: انشر من مؤقت، "
        "أو عندما يتغير شيء فقط.",
    ),
    "blocked": Text(
        en="Wait with time.sleep(), rclpy or threading; not for a key, a socket, a pipe or another "
        "process.",
        fr="Attendez avec time.sleep(), rclpy ou threading ; pas une touche, un socket, un tube ou "
        "un autre processus.",
        ar="انتظر باستخدام time.sleep() أو rclpy أو threading؛ لا تنتظر مفتاحا أو مقبسا أو أنبوبا "
        "أو عملية أخرى.",
    ),
    "nodes_in_children": Text(
        en="Put the nodes into one executor, or name several programs in atelier.yaml; "
        "'mode: paced' there runs processes in real time.",
        fr="Mettez les nœuds dans un seul exécuteur, ou nommez plusieurs programmes dans "
        "atelier.yaml ; « mode: paced » y fait tourner des processus en temps réel.",
        ar="ضع العقد في منفذ واحد (executor)، أو سمّ عدة برامج في atelier.yaml؛ "
        "والسطر 'mode: paced' فيه يشغّل العمليات في الزمن الحقيقي.",
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
    "too_many_processes": Text(
        en="Start threads and processes once, not in every callback.",
        fr="Lancez threads et processus une seule fois, pas dans chaque callback.",
        ar="شغّل الخيوط والعمليات مرة واحدة، لا في كل دالة رد نداء.",
    ),
    "too_many_files": Text(
        en="Write few files, or none: nothing but the messages to the robot is graded.",
        fr="Écrivez peu de fichiers, ou aucun : seuls les messages au robot sont évalués.",
        ar="اكتب ملفات قليلة أو لا تكتب: لا يُقيَّم سوى الرسائل إلى الروبوت.",
    ),
    "too_many_open_files": Text(
        en="Close what you open ('with open(...) as file'), and open it once, not in every "
        "callback; the lines below name the last one.",
        fr="Fermez ce que vous ouvrez (« with open(...) as file ») et ne l'ouvrez qu'une fois, pas "
        "dans chaque callback ; les lignes ci-dessous nomment le dernier.",
        ar="أغلق ما تفتحه (with open(...) as file) وافتحه مرة واحدة لا في كل callback؛ "
        "الأسطر أدناه تسمّي آخرها.",
    ),
    "file_too_large": Text(
        en="Write less, or nothing: only the messages to the robot are graded.",
        fr="Écrivez moins, ou rien : seuls les messages au robot sont évalués.",
        ar="اكتب أقل أو لا تكتب شيئا: لا يُقيَّم سوى الرسائل إلى الروبوت.",
    ),
    "disk_full": Text(
        en="Write less, or delete what you no longer need: only the messages to the robot are "
        "graded.",
        fr="Écrivez moins, ou supprimez ce qui ne sert plus : seuls les messages au robot sont "
        "évalués.",
        ar="اكتب أقل أو احذف ما لم تعد تحتاج إليه: لا يُقيَّم سوى الرسائل إلى الروبوت.",
    ),
    "cpu_limit": Text(
        en="Do less for each message, and look for work that goes on in threads or processes.",
        fr="Faites moins de travail par message et cherchez ce qui tourne dans des threads ou "
        "processus.",
        ar="قلل العمل لكل رسالة، وابحث عما يستمر في الخيوط أو العمليات.",
    ),
    "wall_limit": Text(
        en="Wait with time.sleep(), rclpy or threading, and do less for each message.",
        fr="Attendez avec time.sleep(), rclpy ou threading, et faites moins de travail par "
        "message.",
        ar="انتظر باستخدام time.sleep() أو rclpy أو threading، وقلل العمل لكل رسالة.",
    ),
    "output_limit": Text(
        en="Print less: a line each second is enough, and throttle_duration_sec of a logger helps.",
        fr="Affichez moins : une ligne par seconde suffit ; pensez à throttle_duration_sec.",
        ar="قلل الطباعة: يكفي سطر كل ثانية، ويساعد throttle_duration_sec في المسجل.",
    ),
    "message_rate": Text(
        en="Publish from a timer or once for each sensor message, not in a loop without a wait.",
        fr="Publiez depuis un timer ou une fois par message de capteur, pas dans une boucle sans "
        "attente.",
        ar="انشر من مؤقت أو مرة لكل رسالة حساس، لا داخل حلقة بلا انتظار.",
    ),
    "message_size": Text(
        en="Commands are small; look for a list in a message that grows.",
        fr="Les ordres sont petits ; cherchez une liste qui grandit dans un message.",
        ar="الأوامر صغيرة؛ ابحث عن قائمة تكبر داخل رسالة.",
    ),
    "message_volume": Text(
        en="Send a command only when it changes, or from a timer; keep its lists short.",
        fr="N'envoyez un ordre que s'il change, ou depuis un timer ; gardez ses listes courtes.",
        ar="لا ترسل أمراً إلا عند تغيّره أو من مؤقّت؛ واجعل قوائمه قصيرة.",
    ),
    "impossible_motion": Text(
        en="Command speeds and forces that a real robot can follow.",
        fr="Commandez des vitesses et des forces qu'un vrai robot peut suivre.",
        ar="استخدم سرعات وقوى يستطيع روبوت حقيقي اتباعها.",
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
    "unknown_service": Text(
        en="Compare the names on both sides, namespaces too, and ask only after "
        "wait_for_service(timeout_sec=...) has said yes.",
        fr="Comparez les noms des deux côtés, espaces de noms compris, et ne demandez qu'après la "
        "réponse positive de wait_for_service(timeout_sec=...).",
        ar="قارن الاسمين في الجانبين مع مجالات الأسماء، ولا تطلب إلا بعد أن يجيب "
        "wait_for_service(timeout_sec=...)‎ بنعم.",
    ),
    "stuck_thread": Text(
        en="Who brings it, and can that run meanwhile? A callback that waits keeps its group and "
        "its thread busy: use call_async(), a callback group of its own, or a timeout. Release "
        "locks in every case: 'with lock:'.",
        fr="Qui l'apporte, et cela peut-il s'exécuter entre-temps ? Un callback qui attend occupe "
        "son groupe et son thread : utilisez call_async(), un groupe de callbacks à part ou un "
        "délai. Libérez les verrous dans tous les cas : « with lock: ».",
        ar="من يأتي به، وهل يستطيع أن يعمل في أثناء ذلك؟ دالة رد النداء التي تنتظر تشغل مجموعتها "
        "وخيطها: استخدم call_async()‎ أو مجموعة رد نداء مستقلة أو مهلة. حرر الأقفال في كل حال: "
        "'with lock:'.",
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
        en="Publish finite numbers of a plausible size, and only on the command topics. A float is "
        "written -1.0, not -1.",
        fr="Publiez des nombres finis et plausibles, uniquement sur les topics de commande. Un "
        "float s'écrit -1.0, pas -1.",
        ar="انشر أعدادا منتهية ومعقولة، وعلى مواضيع الأوامر فقط. يكتب float هكذا: -1.0، لا -1.",
    ),
    "not_a_float": Text(
        en="Write 1.0, not 1, and float(x) around what comes from NumPy: ROS 2 does not check it, "
        "and misreads it.",
        fr="Écrivez 1.0, pas 1, et float(x) autour de ce qui vient de NumPy : ROS 2 ne le vérifie "
        "pas et le lit mal.",
        ar="اكتب 1.0 لا 1، و float(x) حول ما يأتي من NumPy: لا يتحقق ROS 2 منه ويقرؤه خطأ.",
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
        en="Name one with --mission; 'atelier missions' lists all.",
        fr="Nommez-en une avec --mission ; « atelier missions » les liste toutes.",
        ar="سمّ واحدة باستخدام --mission؛ يعرض الأمر 'atelier missions' كل المهمات.",
    ),
    "egl_missing": Text(
        en="Install it: apt-get install -y libegl1 libgl1-mesa-dri. It costs no points.",
        fr="Installez-le : apt-get install -y libegl1 libgl1-mesa-dri. Cela ne coûte aucun point.",
        ar="ثبّتها: apt-get install -y libegl1 libgl1-mesa-dri. لن يكلفك ذلك أي نقطة.",
    ),
    "gazebo_missing": Text(
        en="Install it as told, or grade with --engine mujoco, which needs no Gazebo.",
        fr="Installez-le comme indiqué, ou corrigez avec --engine mujoco, qui se passe de Gazebo.",
        ar="ثبّته كما هو مبين، أو صحح باستخدام --engine mujoco الذي لا يحتاج إلى Gazebo.",
    ),
    "internal_error": OURS,
    "machine_full": Text(
        en="Make room where results and temporary files go (--out, TMPDIR), and grade again. "
        "It costs the student no points.",
        fr="Libérez de la place pour les résultats et les fichiers temporaires (--out, TMPDIR), "
        "puis recommencez la correction. Cela ne coûte aucun point à l'étudiant.",
        ar="أفسح مكانا للنتائج والملفات المؤقتة (--out وTMPDIR) ثم أعد التصحيح. "
        "لن يكلف ذلك الطالب أي نقطة.",
    ),
    "sandbox_unavailable": Text(
        en="Install bubblewrap and allow user namespaces, or grade only what you trust with "
        "--sandbox off. It costs the student no points.",
        fr="Installez bubblewrap et autorisez les espaces de noms utilisateur, ou ne corrigez que "
        "des rendus de confiance avec --sandbox off. Cela ne coûte aucun point à l'étudiant.",
        ar="ثبّت bubblewrap واسمح بفضاءات أسماء المستخدم، أو صحح ما تثق به فقط باستخدام "
        "--sandbox off. لن يكلف ذلك الطالب أي نقطة.",
    ),
    "launch_left_out": Text(
        en="The grading runs the package's own programs, and stands in for the robot.",
        fr="La correction lance les programmes du paquet et tient lieu de robot.",
        ar="يشغّل التصحيح برامج الحزمة نفسها، وينوب عن الروبوت.",
    ),
    "paced_instead": Text(
        en="Scores in real time may differ from run to run. With the nodes in one executor, or "
        "as several programs in atelier.yaml, they do not; 'mode: paced' there asks for this mode.",
        fr="En temps réel, les notes peuvent varier d'un passage à l'autre. Avec les nœuds dans un "
        "seul exécuteur, ou en plusieurs programmes dans atelier.yaml, elles ne varient pas ; "
        "« mode: paced » y demande ce mode.",
        ar="قد تختلف الدرجات في الزمن الحقيقي من تشغيل إلى آخر. ولا تختلف إذا كانت العقد في منفذ "
        "واحد (executor) أو عدة برامج في atelier.yaml؛ والسطر 'mode: paced' فيه يطلب هذا الوضع.",
    ),
    "launch_missing": Text(
        en="List the programs in atelier.yaml in place of the launch file. It costs no points.",
        fr="Énumérez les programmes dans atelier.yaml au lieu du fichier de lancement. "
        "Cela ne coûte aucun point.",
        ar="اذكر البرامج في atelier.yaml بدل ملف الإطلاق. لن يكلفك ذلك أي نقطة.",
    ),
    "compiler_missing": Text(
        en="Install it: apt-get install -y gcc g++ python3-dev. It costs no points.",
        fr="Installez-le : apt-get install -y gcc g++ python3-dev. Cela ne coûte aucun point.",
        ar="ثبّته: apt-get install -y gcc g++ python3-dev. هذا لا يكلّف أي نقطة.",
    ),
    "discovery_failed": Text(
        en="Is the loopback interface up, and UDP allowed? ROS_AUTOMATIC_DISCOVERY_RANGE must not "
        "be OFF. It costs no points.",
        fr="L'interface de bouclage est-elle active, et UDP permis ? ROS_AUTOMATIC_DISCOVERY_RANGE "
        "ne doit pas valoir OFF. Cela ne coûte aucun point.",
        ar="هل واجهة الاسترجاع مفعّلة و UDP مسموح؟ "
        "يجب ألا تكون ROS_AUTOMATIC_DISCOVERY_RANGE بقيمة OFF. لن يكلفك ذلك أي نقطة.",
    ),
    "unfinished": Text(
        en="It is still under way, or was killed. Run the command again; the same submission gets "
        "the same score.",
        fr="Elle est en cours, ou a été tuée. Relancez la commande ; le même rendu obtient le même "
        "score.",
        ar="ما زالت جارية أو أُوقفت قسرا. أعد تشغيل الأمر؛ يحصل العمل نفسه على الدرجة نفسها.",
    ),
    "interrupted": Text(
        en="Run the command again; the same submission gets the same score.",
        fr="Relancez la commande ; le même rendu obtient le même score.",
        ar="أعد تشغيل الأمر؛ يحصل العمل نفسه على الدرجة نفسها.",
    ),
}
