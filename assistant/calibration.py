"""What was learned from development questions: data with its provenance, for one corpus or for any, and for one embedder.

``calibration.json`` holds weights and thresholds; ``calibration.npz`` the query adapter and the support vectors of the
answerability classifier. ``gsi calibrate`` writes both; nothing else does. What is learned on a machine lies in its data
directory and comes before what a corpus's folder holds. A corpus that has none is answered with a general one, which knows
no corpus: no adapter, no question vectors, one threshold; ``assistant/general/`` has that of the default embedder.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.adapter import QueryAdapter
from index.embeddings import model_of
from index.errors import CorpusError
from index.library import CALIBRATIONS

GENERAL = Path(__file__).parent / "general"
SETTINGS = "calibration.json"
VECTORS = "calibration.npz"
_ANY = "_any"  # no name of a corpus

Floats = NDArray[np.floating]


class RankingWeights(BaseModel):
    """Weights of the four kinds of evidence in a clause's score, a conditional logit fitted on the development split."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    clause: float
    passage: float
    parallel: float
    lexical: float


class SelectionSettings(BaseModel):
    """What is quoted: a sentence within ``sentence_margin`` of the best, whose score is cosine similarity plus
    ``lexical_weight`` times the share of the question's words it has; a second clause if a part of the question points to
    it with ``part_confidence`` and it is among the first ``part_rank`` of the whole question, or if it is ``rival_ratio``
    times as probable as the best.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    sentence_margin: float = Field(ge=0)
    lexical_weight: float = Field(ge=0)
    part_confidence: float = Field(ge=0, le=1)
    part_rank: int = Field(ge=1)
    rival_ratio: float = Field(ge=0, le=1)


class CalibrationSettings(BaseModel):
    """``calibration.json``. The classifier's kernel is Gaussian with ``gamma``, or linear without."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ranking: RankingWeights
    selection: SelectionSettings
    answerable_threshold: dict[str, float]
    scope_threshold: float
    gamma: float | None
    bias: float
    provenance: dict[str, str | int | float | dict[str, float] | list[str]]


@dataclass(frozen=True)
class Calibration:
    """Settings and the answerability classifier's arrays; ``is_general`` if they were not learned for the corpus.

    ``mean`` and ``scale`` standardise the features, shape (features,). ``centre`` is the mean question vector by language,
    shape (dimensions,), with ``other`` for languages without an edition; it is empty if the classifier sees features only.
    ``support`` are the standardised support vectors, shape (vectors, features + dimensions), ``coefficients`` their signed
    weights, shape (vectors,). ``scope`` are weights on the standardised features. ``adapter`` maps question vectors before
    they are searched with, if there is one. ``sha256`` is that of the files.
    """

    settings: CalibrationSettings
    mean: Floats
    scale: Floats
    centre: dict[str, Floats]
    support: Floats
    coefficients: Floats
    scope: Floats
    adapter: QueryAdapter | None
    sha256: str
    is_general: bool

    @cached_property
    def support_lengths(self) -> Floats:
        """Squared length of each support vector, shape (vectors,)."""
        return np.einsum("vd,vd->v", self.support, self.support)

    def fits(self, embedder: str) -> bool:
        """Whether this was learned from the vectors of ``embedder``: of others it would make noise."""
        return model_of(str(self.settings.provenance.get("embedder"))) == model_of(embedder)


def learned_folder(home: Path, corpus: str | None, embedder: str) -> Path:
    """Where what is learned with ``embedder`` for ``corpus``, or for any (None), is kept in the data directory ``home``."""
    return home / CALIBRATIONS / (corpus or _ANY) / re.sub(r"[^\w.-]+", "-", model_of(embedder))


def calibration_for(name: str, folder: Path, home: Path, embedder: str) -> Calibration:
    """The calibration of the corpus ``name`` in ``folder`` for ``embedder``, or a general one if it has none.

    Raises:
        CorpusError: it cannot be read, or there is none for ``embedder``.
    """
    known = [learned_folder(home, name, embedder), folder, learned_folder(home, None, embedder), GENERAL]
    for place in known:
        if (place / SETTINGS).exists():
            found = load_calibration(place, is_general=place in known[2:])
            if found.fits(embedder):
                return found
    raise CorpusError(
        f"no calibration was learned with the embedder {embedder}; run: gsi calibrate --general, or gsi calibrate with "
        f"development questions on {name}"
    )


def load_calibration(folder: Path, *, is_general: bool = False) -> Calibration:
    """The calibration in ``folder``.

    Raises:
        CorpusError: it is missing or cannot be read.
    """
    try:
        files = [(folder / name).read_bytes() for name in (SETTINGS, VECTORS)]
        settings = CalibrationSettings.model_validate_json(files[0])
        with np.load(BytesIO(files[1])) as arrays:
            values = {name: arrays[name].astype(np.float32) for name in arrays.files}
        return Calibration(
            settings=settings,
            mean=values["mean"],
            scale=values["scale"],
            centre={name.removeprefix("centre_"): array for name, array in values.items() if name.startswith("centre_")},
            support=values["support"],
            coefficients=values["coefficients"],
            scope=values["scope"],
            adapter=QueryAdapter(values["adapter_centre"], values["adapter_matrix"]) if "adapter_matrix" in values else None,
            sha256=hashlib.sha256(b"".join(hashlib.sha256(file).digest() for file in files)).hexdigest(),
            is_general=is_general,
        )
    except (OSError, ValidationError, ValueError, KeyError, BadZipFile) as error:
        raise CorpusError(
            f"the calibration in {folder} cannot be read ({type(error).__name__}); run: gsi calibrate"
        ) from error
