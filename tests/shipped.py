"""Where the concept paper and its questions lie."""

from __future__ import annotations

from index.corpus import CORPORA, DEFAULT_CORPUS
from index.library import question_file

GSI = CORPORA / DEFAULT_CORPUS
DEV, TEST = question_file(GSI, "dev"), question_file(GSI, "test")
