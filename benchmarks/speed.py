"""CPU time of a warm answer over 100, 1,000 and 10,000 passages, by step, and of a plain query.

Questions are asked once each after others have warmed the process, so that nothing is found
in a cache because it was asked before. Time is CPU time of all threads of the process.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from functools import wraps
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
from data import Case, passages, sample, save, wikinews
from invented import Inventor, StandIn, real_articles, write

import rag
from rag import citing
from rag.answering import extractive
from rag.embedding.minilm import MiniLm
from rag.embedding.splade import SpladeTiny
from rag.evidence.choice import choosing
from rag.evidence.condensing import quoting
from rag.library import Library
from rag.library.view import View
from rag.wiring import News, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SIZES = (100, 1_000, 10_000)
QUESTIONS, WARMING = 100, 10
TARGET = 150.0  # ms beyond embedding the question, at 10,000 passages

EMBEDDING = "embedding the question"
STEPS: tuple[tuple[str, object, str], ...] = (
    (EMBEDDING, MiniLm, "embed_question"),
    ("vector search", View, "nearest"),
    ("words search", View, "matching"),
    ("frequencies of words", View, "frequencies"),
    ("exact cosines", View, "cosines"),
    ("reading vectors", View, "vectors"),
    ("reading passages", View, "passages"),
    ("second opinion on sentences", SpladeTiny, "relevance"),
    ("looking into sentences", import_module("rag.retrieving.search"), "_by_best_sentence"),
    ("known names", extractive, "known_names"),
    ("candidates", choosing, "candidates"),
    ("objections", choosing, "objection"),
    ("unspoken words", choosing, "unspoken"),
    ("comparing unspoken words", MiniLm, "nearest_words"),
    ("other articles", extractive, "points"),
    ("brackets", quoting, "insertions"),
    ("citing", citing, "check"),
)
"""What is timed: a name, and where the function stands that it is looked up by."""


class Clock:
    """CPU time by step; a step that calls another does not count the other's."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inner = [0.0]

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time the body."""
        started = process_time()
        self._inner.append(0.0)
        try:
            yield
        finally:
            took = process_time() - started
            self.spent[name] += took - self._inner.pop()
            self._inner[-1] += took

    def timed(self, name: str, function: Callable[..., object]) -> Callable[..., object]:
        """A function that is timed whenever it is called."""

        @wraps(function)
        def call(*args: object, **named: object) -> object:
            with self.step(name):
                return function(*args, **named)

        return call

    def opening(self, reading: Callable[..., object]) -> Callable[..., object]:
        """`Library.reading` with its way in and out timed, not what happens between."""

        @contextmanager
        def timed(library: Library) -> Iterator[View]:
            held = reading(library)
            with self.step("opening a snapshot"):
                snapshot = held.__enter__()
            try:
                yield snapshot
            finally:
                with self.step("opening a snapshot"):
                    held.__exit__(None, None, None)

        return timed


@contextmanager
def clock() -> Iterator[Clock]:
    """Time all steps of answers while this lasts."""
    found = Clock()
    with ExitStack() as patched:
        for name, owner, function in STEPS:
            timed = found.timed(name, getattr(owner, function))
            patched.enter_context(patch.object(owner, function, timed))
        reading = found.opening(Library.reading)
        patched.enter_context(patch.object(Library, "reading", reading))
        yield found


def cases(articles: Sequence[str]) -> tuple[list[Case], list[Case]]:
    """Questions about some articles: those to warm with, and those that are measured."""
    texts = {text for article in articles for text in article.split()}
    sets = (passages("squad2"), passages("clapnq"), wikinews())
    about = [case for data in sets for case in data.cases if case.gold and case.gold <= texts]
    found = sample(about, WARMING + QUESTIONS)
    return found[:WARMING], found[WARMING:]


def measure(
    news: News, warm: Sequence[Case], asked: Sequence[Case], timer: Clock
) -> dict[str, object]:
    """Ask every question once; times in milliseconds."""
    for case in warm:
        news.ask(case.question)
    timer.spent.clear()
    beyond, answered = [], 0
    for case in asked:
        before, embedding = process_time(), timer.spent[EMBEDDING]
        reply = news.ask(case.question)
        took = process_time() - before
        beyond.append(1000 * (took - (timer.spent[EMBEDDING] - embedding)))
        answered += type(reply).__name__ == "Answer"
    steps = {name: round(1000 * took / len(asked), 2) for name, took in timer.spent.items()}
    rest = float(np.mean(beyond)) - sum(ms for name, ms in steps.items() if name != EMBEDDING)
    return {
        "passages": news.status().passages,
        "questions": len(asked),
        "answered": answered,
        "beyond embedding": {
            "median": round(float(np.median(beyond)), 1),
            "90th percentile": round(float(np.quantile(beyond, 0.9)), 1),
            "mean": round(float(np.mean(beyond)), 1),
        },
        "mean by step": {**steps, "the rest": round(rest, 2)},
    }


def naive(news: News, asked: Sequence[Case], folder: Path) -> dict[str, float]:
    """Chroma's own settings and a query for the nearest passages, as tutorials have it."""
    import chromadb

    client = chromadb.PersistentClient(str(folder))
    collection = client.create_collection("passages", embedding_function=None)
    with Library.open(news.settings.library, None).reading() as snapshot:
        everything = snapshot.nearest(np.ones(384, np.float32), 10**6, rag.Filters())
        ids = [name for name, _ in everything]
        for first in range(0, len(ids), 1000):
            part = ids[first : first + 1000]
            vectors, found = snapshot.vectors(part), snapshot.passages(part)
            collection.add(
                ids=part,
                embeddings=np.stack([vectors[name].passage for name in part]),
                documents=[found[name][0].text for name in part],
            )
    embedder, times = MiniLm(), []
    for case in asked:
        vector = embedder.embed_question(case.question)
        before = process_time()
        collection.query(query_embeddings=vector[None, :], n_results=news.settings.k)
        times.append(1000 * (process_time() - before))
    client.close()
    middle, high = np.quantile(times, [0.5, 0.9])
    return {"median": round(float(middle), 1), "90th percentile": round(float(high), 1)}


def grown(news: News, folder: Path) -> Iterator[list[str]]:
    """One library, yielded with its articles each time that it has reached the next size."""
    real = real_articles()
    inventor = Inventor(real)
    news.embedder = StandIn(inventor.origins)
    added: list[str] = []
    stored = 0
    for size in SIZES:
        while (missing := size - stored) > 0:
            batch = real[len(added) :][: max(1, missing // 8)]
            batch = batch or list(inventor.articles(len(added), max(1, missing // 8)))
            write(batch, folder / f"{len(added)}.jsonl")
            added.extend(row["id"] for row in batch)
            news.add(folder)
            stored = news.status().passages
        yield added


def main() -> None:
    """Measure each size, with questions about the articles that are there from the first."""
    results: dict[str, dict[str, object]] = {}
    warm: list[Case] = []
    asked: list[Case] = []
    with tempfile.TemporaryDirectory() as temporary, clock() as timer:
        source = Path(temporary, "articles")
        source.mkdir()
        with News(Settings(Path(temporary, "library")), create=True) as news:
            for size, articles in zip(SIZES, grown(news, source), strict=True):
                if not asked:
                    warm, asked = cases(articles)
                found = measure(news, warm, asked, timer)
                found["chroma's query alone"] = naive(news, asked, Path(temporary, f"{size}"))
                results[f"{size:,} passages"] = found
                print(size, found)
    medians = [found["beyond embedding"]["median"] for found in results.values()]
    ratio = round(medians[-1] / medians[0], 2)
    save("speed", {**results, "10,000 to 100 passages": ratio, "target": TARGET})


if __name__ == "__main__":
    main()
