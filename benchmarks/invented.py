"""A large library of news-like articles without embedding for an hour.

Real texts are embedded with the real model. Invented ones are made of their sentences with
other names and figures, and get the vectors of what they were made from, a little turned: the
library has the sizes, words and neighbourhoods of a real one, and its answers mean nothing.
"""

from __future__ import annotations

import json
import random
import re
import zlib
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from data import detokenised, passages, wikinews

from rag.embedding.minilm import MiniLm
from rag.ports import PassageVectors
from rag.splitting import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from rag.ports import PassageText

PARAGRAPHS = {"squad2": 4, "clapnq": 3}
"""Real passages that are put together into one article of some 500 words."""

TURNED = 0.4
"""Length of the noise that is added to a unit vector: the cosine with the original is .93."""

_NAME = re.compile(r"(?<=[a-z,] )[A-ZÀ-Þ][\w’'-]*\w")
_FIGURE = re.compile(r"\d+")


def real_articles() -> list[dict[str, str]]:
    """All texts of squad2, clapnq and wikinews as articles of 300 to 900 words, kinds mixed.

    Their ids are those of the texts in them, with spaces between.
    """
    found = list(wikinews().articles.values())
    for name, size in PARAGRAPHS.items():
        rows = list(passages(name).articles.values())
        titles = groupby(rows, key=lambda row: row["title"] if name == "squad2" else "")
        for group in (list(group) for _, group in titles):
            for first in range(0, len(group), size):
                joined = group[first : first + size]
                text = "\n".join(detokenised(row["text"]) for row in joined)
                key = " ".join(row["id"] for row in joined)
                found.append({"id": key, "title": joined[0]["title"], "text": text})
    random.Random(1).shuffle(found)
    return found


class Inventor:
    """Makes articles out of sentences of others.

    Attributes:
        origins: For each invented sentence the one that it was made of.
    """

    def __init__(self, articles: Sequence[dict[str, str]]) -> None:
        texts = [row["text"] for row in articles]
        cut = [[text[span.start : span.end] for span in sentences(text)] for text in texts]
        self._cut = [found for found in cut if found]
        self._titles = [row["title"] for row in articles]
        self._names = sorted({name for text in texts for name in _NAME.findall(text)})
        self.origins: dict[str, str] = {}

    def articles(self, first: int, number: int) -> Iterator[dict[str, str]]:
        """So many articles of four to six paragraphs; the same ones for the same numbers."""
        for index in range(first, first + number):
            chance = random.Random(index)
            renamed: dict[str, str] = {}
            paragraphs = [
                " ".join(self._retold(chance, renamed) for _ in range(chance.randint(4, 6)))
                for _ in range(chance.randint(4, 6))
            ]
            title = f"{chance.choice(self._titles)} {index}"
            yield {"id": f"invented {index}", "title": title, "text": "\n".join(paragraphs)}

    def _retold(self, chance: random.Random, renamed: dict[str, str]) -> str:
        """A sentence with other names and figures; a name stays itself in one article."""
        origin = chance.choice(chance.choice(self._cut))
        told = _NAME.sub(
            lambda match: renamed.setdefault(match[0], chance.choice(self._names)), origin
        )
        told = _FIGURE.sub(lambda match: str(chance.randint(1, 10 ** len(match[0]))), told)
        self.origins[told] = origin
        return told


class StandIn(MiniLm):
    """MiniLM, which only looks at texts that were not invented.

    Args:
        origins: As `Inventor` has them.
    """

    def __init__(self, origins: dict[str, str]) -> None:
        self._origins = origins
        self._known: dict[str, NDArray[np.float32]] = {}
        self._all: list[NDArray[np.float32]] = []

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        """Real vectors, or those of sentences embedded before; their mean for a passage."""
        passages = list(batch)
        real = [passage for passage in passages if not self._invented(passage)]
        vectors = dict(zip(map(id, real), super().embed_passages(real), strict=True))
        for passage in real:
            for text, row in zip(_texts(passage), vectors[id(passage)].sentences, strict=True):
                self._known[text] = row
        self._all = list(self._known.values())
        return [vectors.get(id(passage)) or self._made_up(passage) for passage in passages]

    def _invented(self, passage: PassageText) -> bool:
        return any(text in self._origins for text in _texts(passage))

    def _made_up(self, passage: PassageText) -> PassageVectors:
        rows = np.stack([self._turned(text) for text in _texts(passage)])
        mean = rows.mean(axis=0)
        return PassageVectors(mean / np.linalg.norm(mean), rows)

    def _turned(self, text: str) -> NDArray[np.float32]:
        chance = np.random.default_rng(zlib.crc32(text.encode()))
        known = self._known.get(self._origins.get(text, ""))
        if known is None:  # it was cut elsewhere than in the text it was made of
            known = self._all[chance.integers(len(self._all))]
        noise = chance.standard_normal(len(known), dtype=np.float32)
        row = known + TURNED * noise / np.linalg.norm(noise)
        unit: NDArray[np.float32] = row / np.linalg.norm(row)
        return unit


def write(articles: Sequence[dict[str, str]], target: Path) -> None:
    """Articles as a file that `rag add` reads."""
    with target.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(article) + "\n" for article in articles)


def _texts(passage: PassageText) -> list[str]:
    return [passage.text[span.start : span.end] for span in passage.sentences]
