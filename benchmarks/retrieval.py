"""Fused search against BM25 alone and vectors alone, on the same library in one run."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING

import numpy as np
from data import Case, library, passages, sample, save
from scipy.stats import bootstrap

from rag.domain.articles import Filters
from rag.embedding.minilm import MiniLm
from rag.library import Library
from rag.retrieving.search import CANDIDATES, fuse, search_words

if TYPE_CHECKING:
    from collections.abc import Callable

DEPTH = 10
QUESTIONS = 700
ALL = Filters()


def rank(articles: list[str], gold: frozenset[str]) -> int | None:
    """Place of the first gold article among the articles of the passages, from 0."""
    distinct = list(dict.fromkeys(articles))
    return next((place for place, name in enumerate(distinct) if name in gold), None)


def measures(place: int | None) -> tuple[float, float]:
    """hit@1 and nDCG@10 for one gold article."""
    if place is None or place >= DEPTH:
        return 0.0, 0.0
    return float(place == 0), 1 / log2(place + 2)


def compare(fused: list[float], other: list[float]) -> dict[str, float]:
    """Mean of the paired differences with its 95 % interval (BCa bootstrap)."""
    differences = np.array(fused) - np.array(other)
    if not differences.any():
        return {"difference": 0.0, "low": 0.0, "high": 0.0}
    interval = bootstrap((differences,), np.mean, rng=np.random.default_rng(0)).confidence_interval
    return {
        "difference": round(float(differences.mean()), 4),
        "low": round(float(interval.low), 4),
        "high": round(float(interval.high), 4),
    }


def measure(name: str) -> dict[str, object]:
    """All three searches over one set."""
    data = passages(name)
    cases = sample([case for case in data.cases if case.answerable], QUESTIONS)
    embedder = MiniLm()
    with library(data) as (news, ids):
        store = Library.open(news.settings.library, None)

        def bm25(case: Case) -> list[str]:
            with store.reading() as snapshot:
                return [i for i, _ in snapshot.matching(search_words(case.question), 50, ALL)]

        def dense(case: Case) -> list[str]:
            with store.reading() as snapshot:
                vector = embedder.embed_question(case.question)
                return [i for i, _ in snapshot.nearest(vector, 50, ALL)]

        def fused(case: Case) -> list[str]:
            return [hit.passage.id for hit in news.search(case.question, k=50)]

        def convex(case: Case) -> list[str]:
            """The search without a look into sentences."""
            with store.reading() as snapshot:
                vector = embedder.embed_question(case.question)
                near = [name for name, _ in snapshot.nearest(vector, CANDIDATES, ALL)]
                words = dict(snapshot.matching(search_words(case.question), CANDIDATES, ALL))
                stored = snapshot.vectors(list({*near, *words}))
            scores = fuse({name: float(v.passage @ vector) for name, v in stored.items()}, words)
            return sorted(scores, key=lambda name: (-scores[name], name))[:50]

        methods: dict[str, Callable[[Case], list[str]]] = {
            "fused": fused, "convex": convex, "bm25": bm25, "dense": dense,
        }  # fmt: skip
        scores: dict[str, list[tuple[float, float]]] = {method: [] for method in methods}
        for case in cases:
            gold = frozenset(ids[each] for each in case.gold)
            for method, find in methods.items():
                articles = [passage.partition(":")[0] for passage in find(case)]
                scores[method].append(measures(rank(articles, gold)))
    hits = {method: [hit for hit, _ in rows] for method, rows in scores.items()}
    gains = {method: [gain for _, gain in rows] for method, rows in scores.items()}
    return {
        "questions": len(cases),
        "hit@1": {method: round(float(np.mean(rows)), 4) for method, rows in hits.items()},
        "nDCG@10": {method: round(float(np.mean(rows)), 4) for method, rows in gains.items()},
        "fused - convex": {"hit@1": compare(hits["fused"], hits["convex"]),
                           "nDCG@10": compare(gains["fused"], gains["convex"])},
        "fused - bm25": {"hit@1": compare(hits["fused"], hits["bm25"]),
                         "nDCG@10": compare(gains["fused"], gains["bm25"])},
        "fused - dense": {"hit@1": compare(hits["fused"], hits["dense"]),
                          "nDCG@10": compare(gains["fused"], gains["dense"])},
    }  # fmt: skip


def main() -> None:
    """Measure both sets."""
    results = {}
    for name in ("squad2", "clapnq"):
        results[name] = measure(name)
        print(name, results[name])
    save("retrieval", results)


if __name__ == "__main__":
    main()
