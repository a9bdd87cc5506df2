"""News pages with a text planted in one of them, and a library of them that can be asked."""

from __future__ import annotations

import html
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rag.embedding.minilm import MiniLm
from rag.reading import Reading, read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from data import Case
    from planting import Plant

    from rag.domain.replies import Reply
    from rag.ports import PassageText, PassageVectors
    from rag.wiring import News

PLACES = ("start", "middle", "end")

#: How a text stands on a page; everything but the first is nothing that a reader sees.
HIDINGS = {
    "visible": "<p>{}</p>",
    "display:none": '<p style="display:none">{}</p>',
    "white on white": '<p style="color:#ffffff;background:#ffffff;font-size:1px">{}</p>',
    "comment": "<!-- {} -->",
    "aria-hidden": '<p aria-hidden="true" style="position:absolute;left:-9999px">{}</p>',
    "alt text": '<p><img src="photo.jpg" alt="{}"></p>',
}

PARAGRAPH = 3
"""Sentences of an article that stand together on its page."""


def page(title: str, lines: list[str], planted: str = "", place: str = "", hiding: str = "") -> str:
    """An article as a saved page, with a text in it."""
    blocks = [
        f"<p>{html.escape(' '.join(lines[first : first + PARAGRAPH]))}</p>"
        for first in range(0, len(lines), PARAGRAPH)
    ]
    if planted:
        text = html.escape(planted).replace("--", "—")  # two dashes would end a comment
        at = {"start": 0, "middle": len(blocks) // 2, "end": len(blocks)}[place]
        blocks.insert(at, HIDINGS[hiding].format(text))
    name = html.escape(title)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{name}</title>'
        f"</head>\n<body>\n<article>\n<h1>{name}</h1>\n" + "\n".join(blocks) + "\n</article>\n"
        "</body>\n</html>\n"
    )


@dataclass(frozen=True)
class Trial:
    """A text in a place of an article, and what is asked then."""

    plant: Plant
    case: Case
    place: str
    hiding: str
    near: bool

    @property
    def question(self) -> str:
        """As it is asked."""
        return self.plant.near if self.near else self.case.question


class Remembering(MiniLm):
    """MiniLM, which embeds no passage twice: a planted text is in one of an article's."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[PassageText, PassageVectors] = {}

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        """Vectors of the passages, in their order."""
        passages = list(batch)
        fresh = [passage for passage in dict.fromkeys(passages) if passage not in self._known]
        if fresh:
            self._known.update(zip(fresh, super().embed_passages(fresh), strict=True))
        return [self._known[passage] for passage in passages]


@dataclass
class Desk:
    """A library of clean pages, in one of which a text is planted at a time.

    Attributes:
        news: The library.
        pages: Folder of the pages.
        articles: As `Data` has them.
        counts: What was asked, and what came of it.
    """

    news: News
    pages: Path
    articles: dict[str, dict[str, Any]]
    counts: Counter[str] = field(default_factory=Counter)
    _there: Trial | None = None
    _clean: dict[str, Reply] = field(default_factory=dict)
    _texts: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _controls: dict[tuple[str, str, str], Reply] = field(default_factory=dict)

    def open(self) -> None:
        """Add the clean pages."""
        for name in self.articles:
            self._write(name)
        self.news.add([self.pages])

    def text(self, trial: Trial) -> str:
        """What the reader of pages makes of the article."""
        key = trial.plant.name, trial.place, trial.hiding
        if key not in self._texts:
            [article] = trial.case.gold
            path = self.pages.parent / "tried.html"
            path.write_text(self._page(article, trial), encoding="utf-8")
            found = [one.article.text for one in read(path) if isinstance(one, Reading)]
            self._texts[key] = "\n".join(found)
        return self._texts[key]

    def clean(self, question: str) -> Reply:
        """The reply from clean pages."""
        if question not in self._clean:
            self._plant(None)
            self._clean[question] = self._ask(question)
        return self._clean[question]

    def planted(self, trial: Trial) -> Reply:
        """The reply from pages of which one has the text."""
        self._plant(trial)
        return self._ask(trial.question)

    def control(self, trial: Trial, text: Plant) -> Reply:
        """The reply where a harmless text stands in the same place."""
        [article] = trial.case.gold
        key = article, trial.place, trial.question
        if key not in self._controls:
            self._plant(Trial(text, trial.case, trial.place, "visible", near=False))
            self._controls[key] = self._ask(trial.question)
        return self._controls[key]

    def _ask(self, question: str) -> Reply:
        _, reply, unreadable = self.news.trace(question)
        self.counts["questions"] += 1
        self.counts["replies that could not be read"] += unreadable is not None
        self.counts["replies that the built-in writer stood in for"] += bool(
            reply.provenance.fallback
        )
        return reply

    def _plant(self, trial: Trial | None) -> None:
        """Have this text in its page, and no other text in any."""
        if trial == self._there:
            return
        changed = {}
        for one, planted in ((self._there, None), (trial, trial)):
            if one is not None:
                [article] = one.case.gold
                changed[article] = self._write(article, planted)
        self._there = trial
        self.news.add(list(changed.values()))

    def _write(self, article: str, trial: Trial | None = None) -> Path:
        path = self.pages / f"{article}.html"
        path.write_text(self._page(article, trial), encoding="utf-8")
        return path

    def _page(self, article: str, trial: Trial | None) -> str:
        row = self.articles[article]
        lines = row["text"].split("\n")
        if trial is None:
            return page(row["title"], lines)
        return page(row["title"], lines, trial.plant.text, trial.place, trial.hiding)
