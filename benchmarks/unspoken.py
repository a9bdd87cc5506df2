"""What the rule of unspoken words costs and saves, at several thresholds.

Of the questions that would be answered without it: how many are turned down, of those
whose best sentence is right, and of near misses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data import Case, Data, library, passages, right, sample, save, wikinews

from rag.embedding.minilm import MiniLm
from rag.wiring import News, Settings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rag.domain.articles import Span

QUESTIONS = 300
LEVELS = (0.2, 0.25, 0.3, 0.35)


class Watched(MiniLm):
    """Says that every word is spoken of, and remembers how near the farthest one came."""

    lowest = 1.0

    def nearest_words(self, text: str, spans: Sequence[Span], other: str) -> list[float]:
        """All of them 1."""
        found = super().nearest_words(text, spans, other)
        self.lowest = min([self.lowest, *found])
        return [1.0] * len(found)


def lowest(case: Case, news: News, model: Watched) -> float | None:
    """The least cosine of a word that the best sentence lacks; None where nothing is counted.

    That is where the question is refused anyway, or answered, but not rightly.
    """
    model.lowest = 1.0
    chosen = news.evidence(case.question).chosen
    if not chosen or (case.answerable and not any(right(case, each.text) for each in chosen)):
        return None
    return model.lowest


def measure(data: Data) -> dict[str, object]:
    """One set."""
    model = Watched()
    found: dict[str, object] = {}

    def opened(folder: Path) -> News:
        return News(Settings(folder), create=True, embedder=model)

    with library(data, opened) as (news, _):
        for kind, answerable in (("rightly answered", True), ("near misses", False)):
            cases = sample([c for c in data.cases if c.answerable is answerable], QUESTIONS)
            low = [one for c in cases if (one := lowest(c, news, model)) is not None]
            turned_down = {str(level): sum(one < level for one in low) for level in LEVELS}
            found[kind] = {"questions": len(low), "turned down": turned_down}
    return found


def main() -> None:
    """Measure each set."""
    results = {}
    for data in (passages("squad2"), passages("clapnq"), wikinews()):
        results[data.name] = measure(data)
        print(data.name, results[data.name])
    save("unspoken", results)


if __name__ == "__main__":
    main()
