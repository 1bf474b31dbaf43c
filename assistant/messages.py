"""What the system says in its own words, in the reader's language: refusals, notices, labels of the printed answer.

A language without its own wording gets English.
"""

from __future__ import annotations

from typing import Literal

from assistant import cldr
from assistant.types import RefusalReason
from index.manifest import Status

Key = Literal[
    "sources",
    "nearest",
    "fallback_edition",
    "translated_edition",
    "courtesy_edition",
    "official",
    "translation",
    "courtesy translation",
    "out_of_scope",
    "weak_evidence",
    "no_such_clause",
    "unverified",
    "verbatim",
    "near_verbatim",
    "misattributed",
    "not_found",
    "reference_without_clause",
    "number",
    "name",
    "not_contradicted",
    "understood",
    "unchecked_language",
    "model_unreachable",
    "model_late",
    "model_broke_off",
    "model_declined",
    "model_unusable",
    "model_unverified",
]

_MESSAGES: dict[str, dict[Key, str]] = {
    "en": {
        "sources": "Sources ({title}, {status}):",
        "nearest": "Nearest clauses:",
        "fallback_edition": "There is no edition in the language of the question; the {edition} edition was used.",
        "translated_edition": "The quotes come from a translation, not from an official text.",
        "courtesy_edition": "The quotes come from a courtesy translation.",
        "official": "official text",
        "translation": "translation",
        "courtesy translation": "courtesy translation",
        "out_of_scope": "The text does not deal with this subject.",
        "weak_evidence": "The text comes near this subject but does not say what is asked.",
        "no_such_clause": "There is no {reference} in the text; it has {existing}.",
        "unverified": "No answer could be verified against the text.",
        "verbatim": "verbatim in {places}",
        "near_verbatim": "not verbatim; {places} has:",
        "misattributed": "not in {cited}; it stands in {places}",
        "not_found": "not in the text",
        "reference_without_clause": "there is no {cited}",
        "number": "{cited} does not say {unknown}",
        "name": "{cited} does not name {unknown}",
        "not_contradicted": "nothing in {cited} speaks against its numbers and names; its wording was not checked",
        "understood": "Understood as: {question}",
        "unchecked_language": "No model was asked: its words could not be checked in this language.",
        "model_unreachable": "The model could not be reached; these are the quotes.",
        "model_late": "The model did not answer in time; these are the quotes.",
        "model_broke_off": "The model's reply broke off; quotes complete the answer.",
        "model_declined": "The model gave no answer; these are the quotes.",
        "model_unusable": "The model's reply could not be read; these are the quotes.",
        "model_unverified": "What the model wrote could not be verified against the text; these are the quotes.",
    },
    "zh": {
        "sources": "出处（{title}，{status}）：",
        "nearest": "最接近的条款：",
        "fallback_edition": "文本没有提问所用语言的版本，已使用{edition}版本。",
        "translated_edition": "引文出自译本，不是正式文本。",
        "courtesy_edition": "引文出自非正式译本。",
        "official": "正式文本",
        "translation": "译本",
        "courtesy translation": "非正式译本",
        "out_of_scope": "文本没有涉及这一主题。",
        "weak_evidence": "文本与这一主题相近，但没有说明所问的内容。",
        "no_such_clause": "文本中没有“{reference}”；现有：{existing}。",
        "unverified": "没有可以与原文核对的答案。",
        "verbatim": "与原文{places}一致",
        "near_verbatim": "与原文有出入；{places}原文：",
        "misattributed": "不在{cited}，而在{places}",
        "not_found": "文本中没有这句话",
        "reference_without_clause": "没有{cited}这一条",
        "number": "{cited}没有提到{unknown}",
        "name": "{cited}没有提到{unknown}",
        "not_contradicted": "数字和名称与{cited}不矛盾；措辞未核对",
        "understood": "理解为：{question}",
        "unchecked_language": "未使用模型：无法核对它用这种语言写出的内容。",
        "model_unreachable": "无法连接模型，以下为原文引文。",
        "model_late": "模型未能及时回答，以下为原文引文。",
        "model_broke_off": "模型的回答中断，其余部分为原文引文。",
        "model_declined": "模型没有给出回答，以下为原文引文。",
        "model_unusable": "模型的回复无法读取，以下为原文引文。",
        "model_unverified": "模型所写内容无法与原文核对，以下为原文引文。",
    },
    "it": {
        "sources": "Fonti ({title}, {status}):",
        "nearest": "Punti più vicini:",
        "fallback_edition": "Non esiste un'edizione nella lingua della domanda; è stata usata quella in {edition}.",
        "translated_edition": "Le citazioni provengono da una traduzione, non da un testo ufficiale.",
        "courtesy_edition": "Le citazioni provengono da una traduzione di cortesia.",
        "official": "testo ufficiale",
        "translation": "traduzione",
        "courtesy translation": "traduzione di cortesia",
        "out_of_scope": "Il testo non tratta questo argomento.",
        "weak_evidence": "Il testo si avvicina a questo argomento ma non dice ciò che si chiede.",
        "no_such_clause": "Nel testo non c'è «{reference}»; esistono {existing}.",
        "unverified": "Nessuna risposta ha potuto essere verificata sul testo.",
        "verbatim": "testuale in {places}",
        "near_verbatim": "non testuale; {places} dice:",
        "misattributed": "non sta in {cited}, ma in {places}",
        "not_found": "non sta nel testo",
        "reference_without_clause": "non c'è {cited}",
        "number": "{cited} non dice {unknown}",
        "name": "{cited} non nomina {unknown}",
        "not_contradicted": "nulla in {cited} contraddice numeri e nomi; la formulazione non è stata verificata",
        "understood": "Intesa come: {question}",
        "unchecked_language": "Nessun modello interpellato: in questa lingua le sue parole non sarebbero verificabili.",
        "model_unreachable": "Il modello non è raggiungibile; queste sono le citazioni.",
        "model_late": "Il modello non ha risposto in tempo; queste sono le citazioni.",
        "model_broke_off": "La risposta del modello si è interrotta; le citazioni la completano.",
        "model_declined": "Il modello non ha dato risposta; queste sono le citazioni.",
        "model_unusable": "La risposta del modello non è leggibile; queste sono le citazioni.",
        "model_unverified": "Ciò che il modello ha scritto non si è potuto verificare sul testo; queste sono le citazioni.",
    },
}

_LANGUAGE_NAMES = {
    "en": {"en": "English", "zh": "Chinese", "it": "Italian"},
    "zh": {"en": "英文", "zh": "中文", "it": "意大利文"},
    "it": {"en": "inglese", "zh": "cinese", "it": "italiano"},
}


def message(key: Key | RefusalReason | Status, language: str, **values: str) -> str:
    """The message ``key`` in ``language``, or in English, with ``values`` filled in."""
    return _MESSAGES.get(language, _MESSAGES["en"])[key].format(**values)


def language_name(code: str, language: str) -> str:
    """What the language ``code`` is called in ``language``."""
    spoken = language if language in _LANGUAGE_NAMES else "en"
    if code in _LANGUAGE_NAMES[spoken]:
        return _LANGUAGE_NAMES[spoken][code]
    return cldr.language_names(spoken).get(code, code)
