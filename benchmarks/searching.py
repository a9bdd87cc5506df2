"""Searches of one warm process: how long they take, what they find, and what they keep in memory.

``searching.py LIBRARY QUESTIONS`` prints JSON. Times are milliseconds of CPU time and of the clock.
Each kind of search is put every question, once all articles may be found, once those of half a
year, and once those of a week, which are one in a hundred. Chroma alone answers from a store of the
same vectors with its own settings; exact search multiplies the question with all of them.
"""

from __future__ import annotations

import json
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

import numpy as np

from rag.domain.articles import Filters
from rag.embedding.minilm import MiniLm
from rag.library import Library
from rag.retrieving.search import search, search_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rag.library.view import View
    from rag.ports import Vector

    Found = Sequence[str]

NEAREST = 10
CANDIDATES = 100  # what a question of the whole search asks of either half
FILTERS = {
    "all articles": Filters(),
    "half a year": Filters(since=date(2023, 6, 1), until=date(2023, 11, 30)),
    "a week": Filters(since=date(2023, 6, 1), until=date(2023, 6, 7)),
}


def resident() -> float:
    """MiB of this process now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 2**20


def measured(asks: Sequence[Callable[[], Found]]) -> tuple[dict[str, float], list[Found]]:
    """Call each once; the half and the last hundredth of the times, and what was found."""
    cpu, wall, found = [], [], []
    for ask in asks:
        began, started = perf_counter(), process_time()
        found.append(ask())
        cpu.append(1000 * (process_time() - started))
        wall.append(1000 * (perf_counter() - began))
    return {
        "p50": round(float(np.quantile(cpu, 0.5)), 2),
        "p99": round(float(np.quantile(cpu, 0.99)), 2),
        "p50 of the clock": round(float(np.quantile(wall, 0.5)), 2),
        "p99 of the clock": round(float(np.quantile(wall, 0.99)), 2),
    }, found


def recall(found: Sequence[Found], right: Sequence[Found]) -> float:
    """Share of the truly nearest that was found."""
    pairs = zip(found, right, strict=True)
    hits = sum(len(set(one[:NEAREST]) & set(other)) for one, other in pairs)
    return round(hits / sum(map(len, right)), 4)


def exact(rows: Vector, names: Sequence[str], vector: Vector) -> Found:
    """The nearest, by looking at all."""
    cosines = rows @ vector
    best = np.argpartition(-cosines, NEAREST)[:NEAREST]
    return [names[index] for index in best[np.argsort(-cosines[best])]]


def chroma_alone(
    view: View, names: Sequence[str], vectors: Sequence[Vector], right: Sequence[Found]
) -> dict[str, float]:
    """Chroma as it comes, over the same vectors."""
    import chromadb

    with tempfile.TemporaryDirectory() as folder:
        client = chromadb.PersistentClient(folder)
        collection = client.create_collection(
            "passages", embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        for first in range(0, len(names), 1000):
            part = list(names[first : first + 1000])
            stored = view.vectors(part)
            collection.add(ids=part, embeddings=np.stack([stored[one].passage for one in part]))
        asks = [
            lambda vector=vector: collection.query(
                query_embeddings=vector[None, :], n_results=NEAREST, include=[]
            )["ids"][0]
            for vector in vectors
        ]
        measured(asks[:3])
        times, found = measured(asks)
        client.close()
    return {**times, f"recall@{NEAREST}": recall(found, right)}


def main(folder: str, file: str) -> None:
    """Measure one library."""
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    embedder = MiniLm()
    vectors = [embedder.embed_question(question) for question in questions]
    before = resident()
    results: dict[str, object] = {}
    with Library.open(Path(folder), None) as library, library.reading() as view:
        size = view.size
        view.nearest(vectors[0], CANDIDATES, Filters())
        results["passages"] = size
        results["MiB to open"] = round(resident() - before, 1)
        on_disk = sum(each.stat().st_size for each in Path(folder).rglob("*") if each.is_file())
        results["bytes on disk a passage"] = round(on_disk / size)
        everything = view.nearest(vectors[0], size, Filters())
        names = sorted(name for name, _ in everything)
        results["reached from one vector"] = round(len(everything) / size, 4)
        rows = np.concatenate(
            [
                np.stack([found[name].passage for name in part])
                for first in range(0, size, 1000)
                if (part := names[first : first + 1000]) and (found := view.vectors(part))
            ]
        )
        times, right = measured(
            [lambda vector=vector: exact(rows, names, vector) for vector in vectors]
        )
        results["exact"] = times
        for name, filters in FILTERS.items():
            kinds: dict[str, list[Callable[[], Found]]] = {
                "vectors": [
                    lambda vector=vector, filters=filters: [
                        one for one, _ in view.nearest(vector, CANDIDATES, filters)
                    ]
                    for vector in vectors
                ],
                "words": [
                    lambda asked=asked, filters=filters: [
                        one for one, _ in view.matching(search_words(asked), CANDIDATES, filters)
                    ]
                    for asked in questions
                ],
                "both": [
                    lambda asked=asked, filters=filters: [
                        hit.passage.id
                        for hit in search(asked, filters, 8, library=view, embedder=embedder)
                    ]
                    for asked in questions
                ],
            }
            for kind, asks in kinds.items():
                measured(asks[:3])
                times, found = measured(asks)
                if (kind, name) == ("vectors", "all articles"):
                    times[f"recall@{NEAREST}"] = recall(found, right)
                results[f"{kind}, {name}"] = times
        results["chroma alone"] = chroma_alone(view, names, vectors, right)
    print(json.dumps(results))


if __name__ == "__main__":
    main(*sys.argv[1:])
