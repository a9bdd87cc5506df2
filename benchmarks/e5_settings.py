"""How the vectors of e5 are made of what the model gives: centres, and sentences seen twice.

Writes the means of passages, sentences and questions of ``quotesum``, a set that no other
figure about e5 is measured on, to the data file of the embedder. Then measures on ``squad2``
and ``wikinews``, beside MiniLM: what vectors alone find and how near the best passage and the
best sentence come, for several shares of the means taken away; and how often the nearest
sentence of the gold articles is right, seen inside its passage, by itself, and as the sum of
both.
"""

from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from data import Case, Data, passages, quotesum, right, sample, save, wikinews

import rag.embedding
from rag.domain.articles import Article, Span
from rag.embedding.e5 import MultilingualE5
from rag.embedding.minilm import MiniLm
from rag.ports import PassageText
from rag.splitting import passages as cut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

ARTICLES, QUESTIONS, UNANSWERABLE = 200, 200, 80
SHARES = (0.0, 0.6, 0.7, 0.75, 0.8, 0.9, 1.0)
CHOSEN = 0.75
TARGET = Path(rag.embedding.__file__).with_name("data") / "e5-centres.f32"


class Bare(MultilingualE5):
    """The model as it was trained; sentences inside their passage, and by themselves."""

    _centres = np.zeros((3, MultilingualE5.dimension), np.float32)

    def _both(self, inside: Floats, alone: Floats) -> Floats:
        return _unit(np.stack([inside, alone]))


class Vectors:
    """Passages, their sentences and questions of a set as rows."""

    def __init__(self, data: Data, embedder: MultilingualE5 | MiniLm) -> None:
        names: list[str] = []
        texts: list[PassageText] = []
        for name, row in data.articles.items():
            article = Article.of(title=row["title"], text=row["text"])
            for passage in cut(article, embedder.count_tokens, embedder.room):
                spans = (
                    Span(span.start - passage.start, span.end - passage.start)
                    for span in passage.sentences
                )
                names.append(name)
                texts.append(PassageText(article.title, passage.text, tuple(spans)))
        found = embedder.embed_passages(texts)
        self.names = np.array(names)
        self.passages = np.stack([vectors.passage for vectors in found])
        self.ends = np.cumsum([0, *(len(text.sentences) for text in texts)])
        self.said = [text.text[span.start : span.end] for text in texts for span in text.sentences]
        self.inside, self.alone = self._sentences(
            np.vstack([each.sentences for each in found]), embedder
        )
        having, lacking = (
            [case for case in data.cases if case.answerable is answerable]
            for answerable in (True, False)
        )
        self.cases = sample(having, QUESTIONS) + sample(lacking, UNANSWERABLE)
        self.questions = np.stack([embedder.embed_question(case.question) for case in self.cases])

    def _sentences(self, found: Floats, embedder: MultilingualE5 | MiniLm) -> tuple[Floats, Floats]:
        if isinstance(embedder, Bare):  # inside and by itself, in turns
            pairs = found.reshape(len(self.said), 2, -1)
            return pairs[:, 0], pairs[:, 1]
        alone = embedder.embed_passages([PassageText("", text, ()) for text in self.said])
        return found, np.stack([vectors.passage for vectors in alone])

    def near(self, taken: Floats) -> dict[str, Any]:
        """hit@1, and cosines of the best passage and sentence, with and without an answer."""
        whole, inside, asked = self._centred(taken)
        answerable = np.array([case.answerable for case in self.cases])
        cosines = asked @ whole.T
        first = self.names[cosines.argmax(axis=1)]
        hits = [name in case.gold for name, case in zip(first, self.cases, strict=True)]
        best, sentence = cosines.max(axis=1), (asked @ inside.T).max(axis=1)
        return {
            "hit@1": _mean(np.array(hits)[answerable]),
            "any passage": _mean(np.median(cosines, axis=1)),
            "best passage": {"answer": _mean(best[answerable]), "none": _mean(best[~answerable])},
            "best sentence": {
                "answer": _mean(sentence[answerable]),
                "none": _mean(sentence[~answerable]),
            },
        }

    def sentences(self, taken: Floats) -> dict[str, Any]:
        """How often the nearest sentence of the gold articles is right, seen in three ways."""
        _, inside, asked = self._centred(taken)
        alone = _unit(self.alone - taken[0])
        ways = {"inside": inside, "alone": alone, "both": _unit(inside + alone)}
        return {
            way: _mean(np.array([
                self._first_is_right(case, rows @ question)
                for case, question in zip(self.cases, asked, strict=True)
                if case.answerable
            ]))
            for way, rows in ways.items()
        }  # fmt: skip

    def _first_is_right(self, case: Case, cosines: Floats) -> float:
        own = [
            index
            for name, (start, end) in zip(self.names, pairwise(self.ends), strict=True)
            if name in case.gold
            for index in range(start, end)
        ]
        return float(right(case, self.said[max(own, key=lambda index: cosines[index])]))

    def _centred(self, taken: Floats) -> tuple[Floats, Floats, Floats]:
        parts = (self.passages, self.inside, self.questions)
        whole, inside, asked = (_unit(rows - one) for rows, one in zip(parts, taken, strict=True))
        return whole, inside, asked


def _unit(rows: Floats) -> Floats:
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def _mean(values: Floats) -> float:
    return round(float(values.mean()), 3)


def main() -> None:
    """Write the means, then measure."""
    common = quotesum()
    few = dict(list(common.articles.items())[:ARTICLES])
    found = Vectors(Data(common.name, few, common.cases), Bare())
    centres = np.stack(
        [rows.mean(axis=0) for rows in (found.passages, found.inside, found.questions)]
    )
    TARGET.write_bytes(centres.astype("<f4").tobytes())
    print(f"sha256 of {TARGET.name}: {hashlib.sha256(TARGET.read_bytes()).hexdigest()}")
    results = {}
    for data in (passages("squad2"), wikinews()):
        own, other = Vectors(data, Bare()), Vectors(data, MiniLm())
        nothing = np.zeros_like(centres)
        results[data.name] = {
            "near": {"minilm": other.near(nothing)}
            | {f"e5, {share} taken": own.near(share * centres) for share in SHARES},
            "right sentence first": {
                "minilm": other.sentences(nothing),
                f"e5, {CHOSEN} taken": own.sentences(CHOSEN * centres),
            },
        }
        print(data.name, results[data.name])
    save("e5_settings", results)


if __name__ == "__main__":
    main()
