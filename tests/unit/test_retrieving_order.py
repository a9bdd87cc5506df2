"""Search sorts by score and then by id, whatever order a library answers in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hits_making import hits

from rag.domain.articles import Filters
from rag.ports import PassageVectors
from rag.retrieving import search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.articles import Article, Passage
    from rag.ports import Vector

FOUND = {hit.passage.id: hit for hit in hits("One.\nTwo.\nThree.\nFour.", room=1)}
QUESTION = np.array([1, 0], dtype=np.float32)


class Backwards:
    """A snapshot whose passages all fit equally well, and which gives the last one first."""

    def embed_question(self, question: str) -> Vector:
        assert question == "Who?"
        return QUESTION

    def nearest(self, vector: Vector, k: int, filters: Filters) -> list[tuple[str, float]]:
        assert (k, filters) == (100, Filters())
        return [(name, float(vector[0])) for name in reversed(FOUND)]

    def matching(self, words: Sequence[str], k: int, filters: Filters) -> list[tuple[str, float]]:
        assert (words, k, filters) == (["Who"], 100, Filters())
        return []

    @property
    def size(self) -> int:
        return len(FOUND)

    def frequencies(self, words: Sequence[str]) -> dict[str, int]:
        return dict.fromkeys(words, 0)

    def cosines(self, ids: Sequence[str], vector: Vector) -> dict[str, float]:
        return {name: float(QUESTION @ vector) for name in ids}

    def vectors(self, ids: Sequence[str]) -> dict[str, PassageVectors]:
        return {name: PassageVectors(QUESTION, QUESTION[None, :]) for name in ids}

    def passages(self, ids: Sequence[str]) -> dict[str, tuple[Passage, Article, tuple[str, ...]]]:
        return {name: (FOUND[name].passage, FOUND[name].article, ()) for name in ids}


@pytest.mark.parametrize("k", [1, 3, 9])
def test_equal_scores_stand_in_the_order_of_their_ids(k: int) -> None:
    library = Backwards()

    found = search("Who?", Filters(), k, library=library, embedder=library)  # type: ignore[arg-type]

    assert [hit.passage.id for hit in found] == sorted(FOUND)[:k]
    assert {hit.score for hit in found} == {1.0}
