"""What the commands say when they cannot go on, in the readers' languages."""

from __future__ import annotations

from atelier_grader.text import Text

BAD_NAME = Text(
    en="'{name}' cannot name a ROS 2 package: expected lower-case letters, digits and "
    "underscores, beginning with a letter, such as '{example}'",
    fr="« {name} » ne peut pas nommer un paquet ROS 2 : il faut des minuscules sans accent, des "
    "chiffres et des tirets bas, avec une lettre au début, par exemple « {example} »",
    ar="لا يصلح '{name}' اسما لحزمة ROS 2: المطلوب أحرف لاتينية صغيرة وأرقام وشرطات سفلية، "
    "ويبدأ الاسم بحرف، مثل '{example}'",
)
TAKEN = Text(
    en="{folder} is there already: expected a new or an empty folder",
    fr="{folder} existe déjà : il faut un dossier nouveau ou vide",
    ar="{folder} موجود من قبل: المطلوب مجلد جديد أو فارغ",
)
UNWRITABLE = Text(
    en="cannot write {path}: {problem}",
    fr="impossible d'écrire {path} : {problem}",
    ar="تعذرت كتابة {path}: {problem}",
)
UNWRITABLE_RESULT = Text(
    en="cannot write the result into {path}: {problem}",
    fr="impossible d'écrire le résultat dans {path} : {problem}",
    ar="تعذرت كتابة النتيجة في {path}: {problem}",
)
LINKED = Text(
    en="{path} is a link: name the folder for the results with --out",
    fr="{path} est un lien : nommez le dossier des résultats avec --out",
    ar="{path} رابط: سمّ مجلد النتائج باستخدام --out",
)
PORT_TAKEN = Text(
    en="port {port} is taken: choose another one with --port",
    fr="le port {port} est déjà pris : choisissez-en un autre avec --port",
    ar="المنفذ {port} مشغول: اختر منفذا آخر باستخدام --port",
)
NO_VIEW = Text(
    en="the view in the browser needs viser ({problem}): pip install viser, or --headless",
    fr="la vue dans le navigateur a besoin de viser ({problem}) : pip install viser, ou --headless",
    ar="يحتاج العرض في المتصفح إلى viser ({problem}): pip install viser، أو --headless",
)
