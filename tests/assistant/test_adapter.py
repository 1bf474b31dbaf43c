"""The query adapter moves questions, and nothing else."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assistant.adapter import QueryAdapter

SIZE = 8
vectors = arrays(np.float32, SIZE, elements=st.floats(-1, 1, width=32)).filter(lambda v: np.linalg.norm(v) > 0.1)


@given(vectors)
@settings(deadline=None)
def test_the_identity_changes_the_length_only(vector: np.ndarray) -> None:
    adapted = QueryAdapter.identity(SIZE)(vector.tolist())
    assert np.allclose(adapted, vector / np.linalg.norm(vector), atol=1e-5)


def test_the_centre_is_where_nothing_moves() -> None:
    centre = np.full(SIZE, 0.5, np.float32)
    adapter = QueryAdapter(centre, np.eye(SIZE, dtype=np.float32))
    assert np.allclose(adapter(centre.tolist()), centre / np.linalg.norm(centre))


def test_a_question_moves_by_its_distance_from_the_centre_through_the_matrix() -> None:
    centre = np.zeros(SIZE, np.float32)
    matrix = np.zeros((SIZE, SIZE), np.float32)
    matrix[0, 1] = 2.0  # what is asked along the first axis is answered along the second
    question = np.eye(SIZE, dtype=np.float32)[0]
    assert np.allclose(QueryAdapter(centre, matrix)(question.tolist())[:2], np.array([1, 2]) / np.sqrt(5))
