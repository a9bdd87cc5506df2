"""Vectors without a model: what is left is what this project itself costs.

They are drawn from the distribution of real passages (their mean, and how they vary), so that a
search meets neighbourhoods as it does in a real library, at any size and without copies.
"""

from __future__ import annotations

import random
import zlib
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from invented import Inventor, real_articles, write

from rag.adding import embedded
from rag.embedding.minilm import MiniLm
from rag.ports import PassageVectors
from rag.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rag.ports import PassageText

FIRST = date(2023, 1, 1)
DAYS = 720


class Drawn(MiniLm):
    """MiniLM that does not look at passages; those of one text always get the same vectors.

    Args:
        file: Made by `learn`.
    """

    def __init__(self, file: Path) -> None:
        with np.load(file) as found:
            self._mean, self._factor = found["mean"], found["factor"]

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        """Drawn vectors."""
        return [self._draw(passage) for passage in batch]

    def _draw(self, passage: PassageText) -> PassageVectors:
        chance = np.random.default_rng(zlib.crc32(passage.text.encode()))
        shape = (1 + len(passage.sentences), len(self._factor))
        rows = chance.standard_normal(shape, dtype=np.float32) @ self._factor + self._mean
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return PassageVectors(rows[0], rows[1:])


def learn(articles: Path, target: Path) -> None:
    """Keep how the vectors of real passages are distributed."""
    read_ones = [found.article for found in read(articles, "0" * 64)]
    parts = embedded(read_ones, MiniLm())
    rows = np.stack([vectors.passage for _, found in parts for vectors in found])
    mean = rows.mean(axis=0)
    _, lengths, directions = np.linalg.svd(rows - mean, full_matrices=False)
    factor = (lengths / np.sqrt(len(rows) - 1))[:, None] * directions
    np.savez(target, mean=mean, factor=factor.astype(np.float32))


def files(folder: Path, sizes: Sequence[int]) -> Iterator[Path]:
    """A file of so many invented and dated articles for each size."""
    inventor = Inventor(real_articles())
    first = 0
    for number, size in enumerate(sizes):
        articles = [
            {**article, "published": _day(article["id"])}
            for article in inventor.articles(first, size)
        ]
        first += size
        target = folder / f"{number:03}.jsonl"
        write(articles, target)
        yield target


def _day(name: str) -> str:
    return (FIRST + timedelta(random.Random(name).randrange(DAYS))).isoformat()
