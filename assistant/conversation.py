"""A question that follows others, as it can be understood alone: by a rule, or in a model's words that can be trusted.

Only the earlier questions are looked at. An earlier answer is no evidence, and neither is anything a history claims: what
comes out of here is a question, and is answered from the text like any other.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.followup import standalone
from assistant.generation import as_data
from assistant.messages import language_name
from assistant.model import Deadline, Message, Model
from assistant.types import Usage
from assistant.verification.names import unknown_names
from assistant.verification.quantities import quantities
from assistant.verification.statements import supported_share
from index.errors import ModelError
from prompts import load_prompt

MOST_EARLIER = 5  # earlier questions that a model sees
_LEAST_SHARE = 0.6
"""Share of a rewritten question's information, at least, that lies in words of the conversation. One that says more has been
made up or answered; where that happens the rule's wording is taken, so nothing is lost but elegance."""
_LONGER = 100  # characters that a rewritten question may have beyond the conversation


def condense(question: str, earlier: Sequence[str], language: str, model: Model, deadline: Deadline, usage: Usage) -> str:
    """``question`` in a form that needs none of the ``earlier`` ones; unchanged if it can stand alone.

    The rule decides whether it can. Where it cannot, ``model`` words it, and if that fails or adds anything, the rule does.
    """
    ruled = standalone(question, earlier, language)
    if ruled == question:
        return question
    prompt = load_prompt("condense", frozenset({"language"}))
    asked = [text[:2000] for text in earlier[-MOST_EARLIER:]]
    messages: list[Message] = [
        ("system", prompt.fill(language=language_name(language, "en"))),
        ("user", as_data(earlier=asked, question=question)),
    ]
    usage.requests += 1
    reply = model.stream(messages, deadline)
    completion = None
    try:
        while completion is None:
            try:
                next(reply)
            except StopIteration as end:
                completion = end.value
    except ModelError as error:
        usage.problems += (error.problem,)
        return ruled
    usage.count(completion.prompt_tokens, completion.completion_tokens)
    text = " ".join(completion.text.split()).strip("\"'“”«»")
    return text if _is_faithful(text, "\n".join([*asked, question]), language) else ruled


def _is_faithful(text: str, said: str, language: str) -> bool:
    """Whether the rewritten question ``text`` has words, and none that count beyond those of the conversation."""
    return (
        any(map(str.isalnum, text))
        and text.isprintable()
        and len(text) <= len(said) + _LONGER
        and supported_share(text, said, language) >= _LEAST_SHARE
        and not unknown_names(text, said, language)
        and not quantities(text, language) - quantities(said, language, generous=True)
    )
