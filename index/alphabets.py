"""Alphabets that lists are lettered by: letters in the order of lists, which is not always that of dictionaries.

Several may begin with the same letter: after ``i`` Italian lists go on with ``j`` or with ``l``, Greek ones after ``ε`` with
``ζ`` or, as Greek numerals do, with ``στ``, Arabic ones after ``ب`` with ``ج`` or with ``ت``.
"""

from __future__ import annotations

_LATIN = "a b c d e f g h i j k l m n o p q r s t u v w x y z"
_ITALIAN = "a b c d e f g h i l m n o p q r s t u v z"
_GREEK = "α β γ δ ε ζ η θ ι κ λ μ ν ξ ο π ρ σ τ υ φ χ ψ ω"
_GREEK_ONES = "α β γ δ ε στ ζ η θ".split()
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"


def _doubling(letters: str) -> str:
    return f"{letters} {' '.join(letter * 2 for letter in letters.split())}"


_ANY = ""
_ALPHABETS: tuple[tuple[str, str], ...] = (
    (_ANY, _LATIN),
    (_ANY, _doubling(_LATIN)),
    ("it", _doubling(_ITALIAN)),
    ("pt", "a b c d e f g h i j l m n o p q r s t u v x z"),
    ("es", "a b c d e f g h i j k l m n ñ o p q r s t u v w x y z"),
    ("vi", "a b c d đ e g h i k l m n o p q r s t u v x y"),
    ("tr az", "a b c ç d e f g ğ h ı i j k l m n o ö p r s ş t u ü v y z"),
    ("sl", "a b c č d e f g h i j k l m n o p r s š t u v z ž"),
    ("sq", "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v x xh y z zh"),
    # As Russian lists are lettered: without ё, й and the signs.
    (_ANY, "а б в г д е ж з и к л м н о п р с т у ф х ц ч ш щ э ю я"),
    ("ru", "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ э ю я"),
    ("bg", "а б в г д е ж з и й к л м н о п р с т у ф х ц ч ш щ ю я"),
    ("uk", "а б в г ґ д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ю я"),
    ("uk", "а б в г д е є ж з и і ї й к л м н о п р с т у ф х ц ч ш щ ю я"),
    ("sr", "а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш"),
    ("mk", "а б в г д ѓ е ж з ѕ и ј к л љ м н њ о п р с т ќ у ф х ц ч џ ш"),
    (_ANY, _GREEK),
    (_ANY, _GREEK.replace("ε ", "ε στ ")),
    (_ANY, " ".join(_GREEK_ONES + [ten + one for ten in "ικλμ" for one in ("", *_GREEK_ONES)])),
    (_ANY, "甲 乙 丙 丁 戊 己 庚 辛 壬 癸"),
    (_ANY, "أ ب ج د هـ و ز ح ط ي ك ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ"),
    (_ANY, "أ ب ت ث ج ح خ د ذ ر ز س ش ص ض ط ظ ع غ ف ق ك ل م ن هـ و ي"),
    (_ANY, "الف ب ج د هـ و ز ح ط ی ک ل م ن س ع ف ص ق ر ش ت ث خ ذ ض ظ غ"),
    ("fa", "الف ب پ ت ث ج چ ح خ د ذ ر ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و هـ ی"),
    ("ur", "الف ب پ ت ٹ ث ج چ ح خ د ڈ ذ ر ڑ ز ژ س ش ص ض ط ظ ع غ ف ق ک گ ل م ن و ہ ی"),
    (_ANY, "가 나 다 라 마 바 사 아 자 차 카 타 파 하 거 너 더 러 머 버 서 어 저 처 커 터 퍼 허"),
    (_ANY, " ".join(_IROHA)),
    (_ANY, " ".join(_KANA)),
    (_ANY, "ก ข ค ง จ ฉ ช ซ ฌ ญ ฎ ฏ ฐ ฑ ฒ ณ ด ต ถ ท ธ น บ ป ผ ฝ พ ฟ ภ ม ย ร ล ว ศ ษ ส ห ฬ อ ฮ"),
    (_ANY, "क ख ग घ ङ च छ ज झ ञ ट ठ ड ढ ण त थ द ध न प फ ब भ म य र ल व श ष स ह"),
    (_ANY, "ক খ গ ঘ ঙ চ ছ জ ঝ ঞ ট ঠ ড ঢ ণ ত থ দ ধ ন প ফ ব ভ ম য র ল শ ষ স হ"),
)  # fmt: skip
_COMMON = tuple(letters for languages, letters in _ALPHABETS if languages == _ANY)


def alphabets(first: str, language: str = "") -> list[tuple[str, ...]]:
    """The alphabets that begin with ``first``, in its case: those used anywhere, then those of ``language`` alone."""
    own = [letters for languages, letters in _ALPHABETS if language in languages.split()]
    cased = [in_case_of(first, tuple(letters.split())) for letters in (*_COMMON, *own)]
    return [letters for letters in cased if letters[0] == first]


def in_case_of(first: str, letters: tuple[str, ...]) -> tuple[str, ...]:
    """``letters`` in the case of ``first``."""
    if not first.isupper():
        return letters
    return tuple("İ" if letter == "i" and "ı" in letters else letter.upper() for letter in letters)
