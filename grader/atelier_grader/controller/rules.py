"""What a submission may not be, in the reader's language."""

from __future__ import annotations

from atelier_grader.text import Text

WITHIN = Text(en="{name}: {problem}", fr="{name} : {problem}", ar="{name}: {problem}")

# names
LONG_NAME = Text(
    en="{name} is too long: at most {limit} characters",
    fr="{name} est trop long : {limit} caractères au plus",
    ar="{name} أطول من اللازم: {limit} حرف على الأكثر",
)
LONG_PART = Text(
    en="{name} is too long: at most {limit} bytes a part",
    fr="{name} est trop long : {limit} octets au plus par élément",
    ar="{name} أطول من اللازم: {limit} بايت على الأكثر لكل جزء",
)
DEEP = Text(
    en="{name} is too deep: at most {limit} folders",
    fr="{name} est trop profond : {limit} dossiers au plus",
    ar="{name} أعمق من اللازم: {limit} مجلدا على الأكثر",
)
NOT_UTF_8 = Text(
    en="{name} is not a name in UTF-8",
    fr="{name} n'est pas un nom en UTF-8",
    ar="{name} ليس اسما بترميز UTF-8",
)
LEADS_OUT = Text(
    en="{name} leads out of the submission",
    fr="{name} mène hors du rendu",
    ar="{name} يقود إلى خارج العمل المُسلَّم",
)
COLON = Text(
    en="{name} has a colon, which not every file system allows",
    fr="{name} contient deux-points, que tous les systèmes de fichiers n'admettent pas",
    ar="في {name} نقطتان رأسيتان لا تقبلهما كل أنظمة الملفات",
)
UNPRINTABLE = Text(
    en="{name} has characters that cannot be shown",
    fr="{name} contient des caractères qui ne s'affichent pas",
    ar="في {name} محارف لا يمكن عرضها",
)
ALIKE = Text(
    en="{name} and {other} differ only in case or accents",
    fr="{name} et {other} ne diffèrent que par la casse ou les accents",
    ar="لا يختلف {name} عن {other} إلا في حالة الأحرف أو الحركات",
)
TWICE = Text(
    en="{name}: two files of this name",
    fr="{name} : deux fichiers de ce nom",
    ar="{name}: ملفان بهذا الاسم",
)
COLLISION = Text(
    en="{name}: a file and a folder of one name",
    fr="{name} : un fichier et un dossier de même nom",
    ar="{name}: ملف ومجلد باسم واحد",
)

# kinds and sizes
SPECIAL = Text(
    en="{name} is a link, a device, or another special file",
    fr="{name} est un lien, un périphérique ou un autre fichier spécial",
    ar="{name} رابط أو جهاز أو ملف خاص آخر",
)
NO_FILE = Text(
    en="{name} is no regular file",
    fr="{name} n'est pas un fichier ordinaire",
    ar="{name} ليس ملفا عاديا",
)
NO_SUBMISSION = Text(
    en="{name} is no package folder, .py file, .zip or .tar.gz",
    fr="{name} n'est ni un dossier de paquet, ni un fichier .py, .zip ou .tar.gz",
    ar="{name} ليس مجلد حزمة ولا ملف .py أو .zip أو .tar.gz",
)
HOLDS_ONLY = Text(
    en="{archive} holds only {name}: pack the package's folder itself, or a .py file",
    fr="{archive} ne contient que {name} : archivez le dossier du paquet, ou un fichier .py",
    ar="لا يحتوي {archive} إلا على {name}: أرشف مجلد الحزمة نفسه، أو ملف .py",
)
NO_PATH = Text(en="its path is empty", fr="son chemin est vide", ar="مساره فارغ")
UNREADABLE = Text(
    en="{name} cannot be read: {problem}",
    fr="{name} est illisible : {problem}",
    ar="تتعذر قراءة {name}: {problem}",
)
LARGE = Text(en="more than {limit} MB", fr="plus de {limit} Mo", ar="أكثر من {limit} ميغابايت")
UNPACKED = Text(
    en="more than {limit} MB unpacked",
    fr="plus de {limit} Mo une fois extrait",
    ar="أكثر من {limit} ميغابايت بعد فك الضغط",
)
LONG_FILE = Text(
    en="{name} is over {limit} kB",
    fr="{name} dépasse {limit} ko",
    ar="حجم {name} أكثر من {limit} كيلوبايت",
)
MANY_FILES = Text(
    en="more than {limit} files", fr="plus de {limit} fichiers", ar="أكثر من {limit} ملف"
)
MANY_ENTRIES = Text(
    en="more than {limit} files and folders",
    fr="plus de {limit} fichiers et dossiers",
    ar="أكثر من {limit} ملف ومجلد",
)

# archives
BROKEN = Text(
    en="cannot be unpacked: {problem}",
    fr="extraction impossible : {problem}",
    ar="يتعذر فك الضغط: {problem}",
)
CUT_OFF = Text(
    en="cannot be unpacked: it ends too early",
    fr="extraction impossible : elle se termine trop tôt",
    ar="يتعذر فك الضغط: ينتهي قبل أوانه",
)
ODD_PACKING = Text(
    en="{name} is packed in a way other than zip's usual",
    fr="{name} n'est pas compressé de la façon habituelle de zip",
    ar="{name} مضغوط بطريقة غير المعتادة في zip",
)
LONG_HEADER = Text(
    en="its names or attributes are too long",
    fr="ses noms ou attributs sont trop longs",
    ar="أسماؤه أو خصائصه أطول من اللازم",
)
SLOW = Text(
    en="it takes more than {limit} s of CPU time to unpack",
    fr="son extraction prend plus de {limit} s de temps processeur",
    ar="يستغرق فك ضغطه أكثر من {limit} ث من زمن المعالج",
)

# programs
TOO_HARD = Text(
    en="it takes too long to parse",
    fr="son analyse prend trop de temps",
    ar="يستغرق تحليله وقتا أطول من اللازم",
)
UTF_16 = Text(
    en="the file is in UTF-16; save it as UTF-8",
    fr="le fichier est en UTF-16 ; enregistrez-le en UTF-8",
    ar="الملف بترميز UTF-16؛ احفظه بترميز UTF-8",
)
NO_PYTHON = Text(
    en="{names} is no Python program and runs with --mode paced only",
    fr="{names} n'est pas un programme Python et ne s'exécute qu'avec --mode paced",
    ar="{names} ليس برنامج Python ولا يعمل إلا مع --mode paced",
)
NO_LAUNCH_FILE = Text(
    en="launch: {package} has no file {file}{nearest}",
    fr="launch : {package} n'a pas de fichier {file}{nearest}",
    ar="launch: لا يوجد في {package} ملف {file}{nearest}",
)
LAUNCH_SLOW = Text(
    en="{file}: it was not read after {limit} s",
    fr="{file} : la lecture n'était pas finie après {limit} s",
    ar="{file}: لم تنته قراءته بعد {limit} ث",
)
LAUNCH_ENDED = Text(
    en="{file}: its reading ended: {said}",
    fr="{file} : sa lecture s'est interrompue : {said}",
    ar="{file}: انقطعت قراءته: {said}",
)
LAUNCH_DELAY = Text(
    en="{file}: it delays a program, expected 0 to {limit} s",
    fr="{file} : il retarde un programme, attendu : 0 à {limit} s",
    ar="{file}: يؤخر برنامجا، والمتوقع من 0 إلى {limit} ث",
)
LAUNCH_COUNT = Text(
    en="{file}: it starts {count} programs of the package, expected 1 to {limit}",
    fr="{file} : il lance {count} programmes du paquet, attendu : 1 à {limit}",
    ar="{file}: يشغّل {count} من برامج الحزمة، والمتوقع من 1 إلى {limit}",
)
LAUNCH_ELSE = Text(
    en="{problem}; it would also start {what}",
    fr="{problem} ; il lancerait aussi {what}",
    ar="{problem}؛ وكان سيشغّل أيضا {what}",
)

# interface packages
MANY_PACKAGES = Text(
    en="{count} CMake packages are over the limit of {limit}",
    fr="{count} paquets CMake dépassent la limite de {limit}",
    ar="{count} من حزم CMake أكثر من الحد {limit}",
)
TAKEN = Text(
    en="the name {name} is taken: it is where interface packages are built",
    fr="le nom {name} est pris : c'est là que sont construits les paquets d'interfaces",
    ar="الاسم {name} محجوز: فيه تُبنى حزم الواجهات",
)
BUILT = Text(
    en="what was built of its interface packages: {problem}",
    fr="ce qui a été construit de ses paquets d'interfaces : {problem}",
    ar="ما بُني من حزم واجهاته: {problem}",
)
UNEXPECTED = Text(
    en="{name} was not expected", fr="{name} n'était pas attendu", ar="لم يكن {name} متوقعا"
)
BUILD_LIMIT = Text(
    en="building its interface packages broke a limit: {code}, {reached} of {limit}",
    fr="la construction de ses paquets d'interfaces a dépassé une limite : {code}, "
    "{reached} sur {limit}",
    ar="تجاوز بناء حزم واجهاته حدا: {code}، {reached} من {limit}",
)
BUILD_SLOW = Text(
    en="its interface packages did not build within {limit} s",
    fr="ses paquets d'interfaces n'étaient pas construits après {limit} s",
    ar="لم تُبنَ حزم واجهاته في خلال {limit} ث",
)
BUILD_ENDED = Text(
    en="the build of its interface packages ended with status {status}",
    fr="la construction de ses paquets d'interfaces s'est terminée avec le statut {status}",
    ar="انتهى بناء حزم واجهاته بالحالة {status}",
)
