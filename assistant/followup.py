"""A question that follows others, made to stand alone by a rule: its words after those of the question that it follows.

Only what cannot stand alone is touched, because a wrong topic carried over is worse than none. A question cannot stand
alone if a word in it points at something outside of it ("its", "that one", 其, 那), if it is nothing but a question word
("why?", 为什么), or if it goes on in mid-sentence ("and in Africa?", "那海上呢", "e per l'Africa?").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from index.references import find_references
from index.text import fold, words

_REMEMBERED = 5  # earlier questions that are looked at
_LONGEST = 400  # characters of each
_LITTLE = 2.2
"""Information, in words that say all they can, up to which what follows "and in" is no question of its own."""
_OWNER = 0.5
"""Information before a possessive from which on its owner is in the question itself ("countries … their own systems").
Before another pronoun it takes ``_LITTLE``, or ``_CLAUSE`` if a comma ends the clause that names what it stands for."""
_CLAUSE = 1.0
_ENOUGH = 2.8
"""Information of a whole question from which on it finds its clause by its own words, whatever a pronoun in it means."""
_NEXT_TO_NOTHING = 0.8
"""Information up to which a question word asks about something that was said before ("who coordinates?")."""

# What opens a question that goes on with the one before, up to its first word of content.
_GOES_ON = {
    "en": r"(?:and|but|or|also|then|so|what about|how about)\b[\s,]*",
    "zh": r"(?:那么?|那|而且?|还有|但是?|至于|另外|然后)[，,\s]*",
    "it": r"(?:e|ed|ma|o|oppure|anche|allora|quindi|invece|che dire (?:di|del|della|dei|delle|dell'))\b[\s,']*",
}
_IN_MID_SENTENCE = {
    "en": r"(?:in|on|at|for|to|from|by|with|about|under|among|between|within|during|against|since|after|before|of|where)\b",
    "zh": r"(?:在|对|对于|关于|从|向|由|跟|和|与|为|按)",
    "it": r"(?:in|nel|nell'|nella|nei|nelle|negli|su|sul|sulla|sui|sulle|per|a|al|alla|all'|ai|alle|agli|da|dal|dalla|dall'|"
    r"con|di|del|della|dei|delle|dell'|tra|fra|contro|sotto|durante|dopo|prima)(?:\b|(?<='))",
}
_POINTS_AWAY = {
    "en": r"\b(?:its|they|them|their|theirs|those|these|(?<!is )(?<!are )there(?! (?:is|are)\b)|he|she|his|her|him|such|"
    r"the same|\w+ ones?$|the (?:former|latter|others?|first|second)$|do so|does so|else|"
    r"(?:does|did|do|can|may|about|of|to|for|with|on|by|against|behind) it|(?:it|this|that)$|"
    r"(?:is|are|was) (?:it|this|that)(?! (?:\w+ ){0,3}(?:to|that|because|if)\b))\b(?! (?:paper|document|text|say|mention))",
    "zh": r"它们?|他们|她们|(?:这|那)(?:个|些|种|样|项|条|方面|一点|里|是|会|呢|为)|其(?![他中余次实它])|此(?!外)|上述|"
    r"前者|后者|(?<!应)该(?:国|组织|机构|机制|条|项|原则|公约|决议|声明|战略|基金|论坛|指南|地区|问题)",
    "it": r"\b(?:ess[oaie]|(?<!secondo )loro|ciò(?! che)|quell[oaie](?! (?:che|d|su|con|per|in)\w*\b)|"
    r"quest[oaie](?! (?:documento|testo))|costoro|tal[ei]|ne (?!l)|(?:lo stess|la stess)[oa]$|"
    r"il suo|la sua|i suoi|le sue|quest'ultim[oaie]|l[oaie] \w+[aeiou]nno$|l[oaie] \w+[aeo]no$)\b",
}
_OWNERS = {
    "en": re.compile("its|theirs?|his|her"),
    "zh": re.compile("其"),
    "it": re.compile("loro|il suo|la sua|i suoi|le sue"),
}
# What begins without saying of what: by whom, is there any, what is the goal.
_WITHOUT_SUBJECT = {
    "en": r"what (?:is|are|was|were) the (?:goal|aim|purpose|objective|reason|cause|role|point|deadline|result)s?$",
    "zh": r"由.{1,9}$|有(?!人|国家).{1,7}$|(?:能否|是否|会不会|有没有|要不要).{1,5}$|"
    r"(?:目标|目的|宗旨|意义|原因|理由|作用|内容|期限|结果)(?:是什么|有哪些|何在|为何)$",
    "it": r"qual(?:i sono|'? ?è) (?:il |la |lo |l'|i |le |gli )"
    r"(?:obiettiv|scop|motiv|ragion|caus|ruol|risultat|scadenz|contenut)\w{1,2}$",
}
_DOCUMENT = {
    "en": r"\b(?:this|the|that) (?:\w+ ){0,2}(?:paper|document|text|initiative|declaration|charter|treaty|convention)\b|"
    r"\b(?:it|they) (?:say|mention)s?\b",
    "zh": r"这(?:份|个|篇)?(?:文件|文本|\w{0,4}倡议|宣言|宪章|条约|公约)",
    "it": r"\bquest[oa] (?:documento|testo|iniziativa|dichiarazione|carta|trattato|convenzione)\b",
}
_ASKS = {
    "en": r"\b(?:who|whom|whose|what|which|when|where|why|how)\b",
    "zh": r"谁|什么|哪|何|怎|多少|几",
    "it": r"\b(?:chi|che|cosa|qual[ei]?|quando|dove|perch[ée]|come|quant[oaie])\b",
}
_BARE = {
    "en": r"(?:and |but |so )?(?:why|how|how so|when|where|who|by whom|which|which ones|what for|since when|until when|"
    r"by when|how many|how much|why not|what else|anything else|for example|such as|really|with whom|against whom)",
    "zh": r"(?:那|那么)?(?:为什么|为何|怎么|怎样|如何|何时|什么时候|在哪里?|哪里|谁|由谁|多少|几个|哪些|比如|例如|"
    r"还有(?:什么|呢|吗|别的吗)?|是吗|真的吗|具体呢|怎么办|依据呢)(?:呢|吗|做|办)?",
    "it": r"(?:e |ma )?(?:perché|perche|come|come mai|quando|dove|chi|da chi|con chi|contro chi|a chi|quale|quali|"
    r"quant[oaie]|da quando|fino a quando|entro quando|per esempio|ad esempio|cos'altro|altro|davvero)",
}
# A place is a new focus on the old topic, however much its name says.
_PLACE = {
    "en": r"(?:the )?(?:africa|central asia|east asia|asia|europe|latin america|caribbean|middle east|pacific|gulf|"
    r"developing countries|(?:african|arab|island|european) countries)",
    "zh": r"(?:非洲|亚洲|欧洲|拉美|加勒比|中东|太平洋岛国|海湾|中亚|东亚|发展中国家|岛国)(?:国家|地区)?",
    "it": r"(?:il |la |lo |l'|i |gli |le )?(?:africa|asia centrale|asia orientale|asia|europa|america latina|caraibi|"
    r"medio oriente|pacifico|golfo|paesi (?:africani|arabi|insulari|europei|in via di sviluppo))",
}
# Where a place may be replaced by another: after a preposition of its own, and not inside of a longer name.
_AROUND_PLACE = {
    "en": (r"\b(?:in|on|for|to|about|with)\s+", r"(?![\w-]|\s+(?-i:[A-Z]))"),
    "zh": (r"(?:^|(?<=[在对于向谈为就持助]))", r"(?=$|[的有怎如提，？?]|方面|问题|局势)"),
    "it": (r"\b(?:in|per|con)\s+", r"(?![\w-]|\s+(?-i:[A-Z]))"),
}
# Politeness is no question, in whatever language of a conversation.
_COURTESY = re.compile(
    r"(?:(?:ok(?:ay)?|thanks?(?: you)?(?: a lot| very much)?|hello|hi|great|good|yes|no|grazie(?: mille)?|va bene|bene|"
    r"perfetto|ciao|buongiorno|sì|好的?|谢谢你?|多谢|[您你]好|明白了?|是的|嗯)[\s,.!，。！、]*)+"
)
_END = re.compile(r"(?<![\s?？!！.。…])[\s?？!！.。…]+$")
_JOINTS = {"en": ", ", "zh": "，", "it": ", "}


def standalone(question: str, earlier: Sequence[str], language: str) -> str:
    """``question`` as it can be asked alone; unchanged if it can, or if nothing was asked ``earlier`` (oldest first).

    ``language`` is that of the question; without rules for it nothing is carried over. Never raises.
    """
    if language not in _GOES_ON:
        return question
    topic = ""
    for asked in [_cleaned(text) for text in earlier[-_REMEMBERED:]]:
        adds_nothing = _COURTESY.fullmatch(fold(asked)) or (topic and _is_bare(asked, language))
        if any(map(str.isalnum, asked)) and not adds_nothing:
            topic = _joined(asked, topic, language)
    return _joined(question, topic, language)


def _joined(question: str, topic: str, language: str) -> str:
    if not topic or not any(map(str.isalnum, question)):
        return question
    if find_references(question, ()):
        return _with_part(question, topic)
    if not _leans(question, language):
        return question
    question = question.strip()
    if moved := _moved(question, topic, language):
        return moved
    goes_on = re.match(f"{_GOES_ON[language]}|{_IN_MID_SENTENCE[language]}", fold(question))
    if (goes_on or _is_bare(question, language)) and not re.match(r"[A-Z]{2}", question):
        return f"{_END.sub('', topic)}{_JOINTS[language]}{question[0].lower()}{question[1:]}"
    return f"{_END.sub('', topic)} – {question}"


def _leans(question: str, language: str) -> bool:
    """Whether ``question`` cannot stand alone."""
    text = _END.sub("", fold(question)).strip()
    if _is_bare(question, language):
        return True
    own = re.sub(_DOCUMENT[language], " ", text)
    pointer = re.search(_POINTS_AWAY[language], own)
    if pointer and _information(own, language) < _ENOUGH:
        owner = _OWNERS[language].fullmatch(pointer[0])
        before = re.sub(_ASKS[language], " ", own[: pointer.start()])
        enough = _OWNER if owner else _CLAUSE if re.search("[,;:?，；：？。]", before) else _LITTLE
        if _information(before, language) < enough:
            return True
    if re.match(_WITHOUT_SUBJECT[language], text):
        return True
    opening = re.match(_GOES_ON[language], text)
    rest = text[opening.end() :] if opening else text
    rest = re.sub(r"[呢吗]$", "", rest) if language == "zh" else rest
    information, asks = _information(rest, language), bool(re.search(_ASKS[language], rest))
    if opening and re.fullmatch(_PLACE[language], rest):
        return True
    if asks:
        # "WHO role" asks nothing.
        return information < _NEXT_TO_NOTHING and (question.isupper() or not re.search("[A-Z]{2}", question))
    if re.match(_IN_MID_SENTENCE[language], rest):
        return information <= (_LITTLE if opening else 1.0)
    # 那海上呢: what stands between the two particles is all there is.
    elliptical = language == "zh" and bool(re.search(r"呢\W*$", question)) and len(rest) <= 8
    return elliptical or (bool(opening) and information < 1.0 and len(rest.split()) <= 3)


def _is_bare(question: str, language: str) -> bool:
    """Whether ``question`` is nothing but a question word, which adds nothing to the topic."""
    return bool(re.fullmatch(_BARE[language], _END.sub("", fold(question)).strip()))


def _information(text: str, language: str) -> float:
    return sum(word.information for word in words(text, language))


def _moved(question: str, topic: str, language: str) -> str | None:
    """``topic`` with its only place replaced by the one that is all ``question`` names; None if that would not fit."""
    place, (before, after) = _PLACE[language], _AROUND_PLACE[language]
    own = rf"(?:{_GOES_ON[language]})?(?P<before>{before}|[在对]?)(?P<place>{place})呢?"
    focus = re.fullmatch(own, _END.sub("", question), re.IGNORECASE)
    old = re.search(f"(?P<before>{before})(?P<place>{place}){after}", topic, re.IGNORECASE)
    if not focus or not old or len(re.findall(place, topic, re.IGNORECASE)) != 1:
        return None
    said, found = (match["before"].strip("在对 ").casefold() for match in (focus, old))
    # An Italian article melts with the preposition before it, so without one the place does not fit in.
    if said != found and (said or language == "it"):
        return None
    return topic[: old.start("place")] + focus["place"] + topic[old.end("place") :]


def _with_part(question: str, topic: str) -> str:
    """``question`` with the part of the clause that ``topic`` named, where its own reference leaves it out."""
    parts = [reference.part for reference in find_references(topic, ()) if reference.part]
    for reference in find_references(question, ()):
        if reference.part is None and reference.clause and parts:
            plain = unicodedata.normalize("NFKC", question)
            return plain.replace(reference.written, f"{parts[-1]}.{reference.clause}", 1)
    return question


def _cleaned(text: str) -> str:
    visible = "".join(" " if unicodedata.category(char)[0] == "C" else char for char in text[:_LONGEST])
    return " ".join(visible.split())
