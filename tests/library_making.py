"""Articles, passages and vectors for tests of the library; no embedder is asked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from rag.domain.articles import Article, Location, Passage, Span
from rag.library import Entry, Fingerprint, Library
from rag.ports import PassageVectors

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from rag.ports import Vector

DIMENSION = 24
FINGERPRINT = Fingerprint("fake:1", DIMENSION, "lines-1")


def unit(seed: str, count: int, dimension: int = DIMENSION) -> Vector:
    """Random unit vectors, always the same for a seed."""
    rng = np.random.default_rng(int(hashlib.sha256(seed.encode()).hexdigest()[:12], 16))
    vectors = rng.standard_normal((count, dimension)).astype(np.float32)
    scaled: Vector = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


def article(
    text: str, title: str = "A title", source: str | None = None, published: date | None = None
) -> Article:
    return Article.of(title=title, text=text, source=source, published=published)


def location(path: str, record: str = "", file: str = "1") -> Location:
    return Location(path, record, hashlib.sha256(file.encode()).hexdigest())


def entry(what: Article, where: Location, fingerprint: Fingerprint = FINGERPRINT) -> Entry:
    """One passage a line, one sentence a passage."""
    passages = []
    start = 0
    for line in what.text.splitlines(keepends=True):
        end = start + len(line.rstrip("\n"))
        name = f"{what.id}:{len(passages)}"
        spans = (Span(start, end),)
        passages.append(Passage(name, what.id, start, end, what.text[start:end], spans))
        start += len(line)
    vectors = [
        PassageVectors(
            unit(f"{what.title}|{passage.text}", 1, fingerprint.dimension)[0],
            unit(f"sentence {passage.text}", 1, fingerprint.dimension),
        )
        for passage in passages
    ]
    return Entry(what, where, tuple(passages), tuple(vectors))


def many(count: int, lines: int = 3, prefix: str = "/news") -> list[Entry]:
    """Articles that differ in every line."""
    return [
        entry(
            article("\n".join(f"{prefix} {n} line {line}." for line in range(lines)), f"Title {n}"),
            location(f"{prefix}/{n}.txt"),
        )
        for n in range(count)
    ]


def create(folder: Path, entries: list[Entry] | None = None, wait: float = 60) -> Library:
    """A library with these entries in it."""
    library = Library.open(folder, FINGERPRINT, create=True, wait=wait)
    if entries:
        library.put(entries)
    return library


def question(what: Entry, ordinal: int = 0) -> Vector:
    """A vector whose nearest passage is this one."""
    return what.vectors[ordinal].passage
