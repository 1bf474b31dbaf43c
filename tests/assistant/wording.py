"""A question in three languages with a quote and a wording of its answer, and a pipeline over a model of the tests."""

from __future__ import annotations

from assistant.calibration import load_calibration
from assistant.model import Model
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from tests.shipped import GSI

QUESTION = {
    "en": "May terrorism be linked to a religion?",
    "zh": "恐怖主义能同特定宗教挂钩吗？",
    "it": "Il terrorismo può essere associato a una religione?",
}
QUOTE = {
    "en": "Oppose linking terrorism with any particular country, ethnic group or religion.",
    "zh": "反对将恐怖主义与特定国家、民族和宗教挂钩。",
    "it": "Opporsi al collegamento del terrorismo con un particolare paese, gruppo etnico o religione.",
}
TEXT = {
    "en": "Linking terrorism with a particular country, ethnic group or religion is opposed.",
    "zh": "文件反对把恐怖主义与特定国家、民族和宗教挂钩。",
    "it": "Ci si oppone al collegamento del terrorismo con un particolare paese, gruppo etnico o religione.",
}
GOOD = ("III.12", QUOTE["en"], TEXT["en"])


def over(plain: Pipeline, model: Model | None, timeout: float = 60.0) -> Pipeline:
    settings = Settings(model_timeout=timeout)
    return Pipeline(plain.index, load_calibration(GSI), settings, model)
