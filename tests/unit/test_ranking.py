"""What an order of things found is worth, from what each of its ranks brings."""

from __future__ import annotations

from math import log2

import pytest

from rag.evaluating.ranking import hit, ndcg, reciprocal_rank


def test_a_hit_counts_only_among_the_first() -> None:
    assert hit([0, 1], 2)
    assert not hit([0, 1], 1)
    assert hit([0, 0, 0, 1])
    assert not hit([])


def test_the_reciprocal_rank_is_that_of_the_first_thing_found() -> None:
    assert reciprocal_rank([0, 0, 1, 1]) == pytest.approx(1 / 3)
    assert reciprocal_rank([0, 0]) == 0


def test_a_lone_gold_thing_is_discounted_by_its_rank() -> None:
    assert ndcg([1, 0, 0], gold=1) == 1
    assert ndcg([0, 0, 1], gold=1) == pytest.approx(1 / log2(4))
    assert ndcg([0, 0, 0], gold=1) == 0


def test_what_was_not_found_lowers_the_gain() -> None:
    best = 1 + 1 / log2(3)

    assert ndcg([1, 0, 0], gold=2) == pytest.approx(1 / best)
    assert ndcg([1, 1, 0], gold=2) == pytest.approx(1)
    assert ndcg([1], gold=2) == 1, "one rank cannot bring more than one of them"
