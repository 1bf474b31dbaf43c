"""Corpora that a test makes: folders as a person would write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

LAKES = {
    "en": {
        "title": "Rules of the Lake",
        "clauses": (
            "Boats must leave the harbour before sunset.",
            "Fishing with nets is forbidden in April and May.",
            "The lake warden may inspect every boat.",
            "Dogs are allowed on the southern beach only.",
        ),
    },
    "it": {
        "title": "Regolamento del lago",
        "clauses": (
            "Le barche devono lasciare il porto prima del tramonto.",
            "La pesca con le reti è vietata in aprile e maggio.",
            "Il guardiano del lago può ispezionare ogni barca.",
            "I cani sono ammessi soltanto sulla spiaggia meridionale.",
        ),
    },
}
"""Two editions of four clauses."""


SHORE = {
    "ar": {
        "title": "أنظمة البحيرة",
        "clauses": (
            "يجب أن تغادر القوارب الميناء قبل غروب الشمس.",
            "صيد الأسماك بالشباك ممنوع في شهري أبريل ومايو.",
            "يجوز لحارس البحيرة تفتيش كل قارب.",
            "يسمح بالكلاب على الشاطئ الجنوبي فقط.",
        ),
    },
    "ja": {
        "title": "湖の規則",
        "clauses": (
            "船は日没前に港を出なければならない。",
            "四月と五月は網による漁を禁止する。",
            "湖の監視員はすべての船を検査することができる。",
            "犬は南の浜辺にだけ入ることができる。",
        ),
    },
    "th": {
        "title": "กฎของทะเลสาบ",
        "clauses": (
            "เรือต้องออกจากท่าก่อนพระอาทิตย์ตก",
            "ห้ามจับปลาด้วยอวนในเดือนเมษายนและพฤษภาคม",
            "ผู้ดูแลทะเลสาบอาจตรวจเรือทุกลำ",
            "สุนัขเข้าได้เฉพาะชายหาดทางใต้เท่านั้น",
        ),
    },
}
"""The same in three scripts: from the right, and two without spaces."""

Editions = Mapping[str, Mapping[str, str | Sequence[str]]]


def write_corpus(folder: Path, name: str = "lakes", editions: Editions = LAKES, label: str = "1") -> Path:
    """A corpus of one level in ``folder``, an edition for each of ``editions``; ``label`` is that of its first clause."""
    folder.mkdir(parents=True, exist_ok=True)
    manifest = [f'name = "{name}"', f'default_language = "{next(iter(editions))}"', 'levels = { rule = "1" }']
    for language, edition in editions.items():
        title, clauses = edition["title"], edition["clauses"]
        text = "\n\n".join([str(title), *(f"{number}. {text}" for number, text in enumerate(clauses, start=1))])
        (folder / f"{language}.txt").write_text(text + "\n", encoding="utf-8")
        manifest += [
            "[[editions]]",
            f'language = "{language}"',
            f'file = "{language}.txt"',
            f'title = "{title}"',
            'status = "official"',
            'source = "a test"',
            'numbering = { rule = "1." }',
            f'labels = {{ rule = "{label}" }}',
        ]
    (folder / "corpus.toml").write_text("\n".join(manifest) + "\n", encoding="utf-8")
    return folder
