"""Public question sets as libraries of this project."""

from __future__ import annotations

import json
import os
import random
import re
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import rag

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.wiring import News

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Case:
    """A question with what is known about its answer."""

    question: str
    answerable: bool
    gold: frozenset[str] = frozenset()  # ids of articles
    answers: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Data:
    """A set of articles and the cases over it."""

    name: str
    articles: dict[str, dict[str, str]]
    cases: list[Case] = field(default_factory=list)


def folder() -> Path:
    """Where the data is; ends the script with a reason if nobody said."""
    if not os.environ.get("RAG_BENCH"):
        print("skipped: RAG_BENCH does not name a folder of evaluation data")
        sys.exit(0)
    return Path(os.environ["RAG_BENCH"])


def passages(name: str) -> Data:
    """A set in the form of ``passages.jsonl`` and ``qa.jsonl``."""
    articles = {row["id"]: row for row in _rows(folder() / name / "passages.jsonl")}
    cases = [
        Case(
            row["question"],
            row["answerable"],
            frozenset(row["passage_ids"]),
            tuple(row["answers"]),
            tuple(sentence for group in row.get("selected_sentences", []) for sentence in group),
        )
        for row in _rows(folder() / name / "qa.jsonl")
    ]
    return Data(name, articles, cases)


def wikinews() -> Data:
    """News texts with the questions that were written for this project."""
    articles, sentences = {}, {}
    for row in _rows(folder() / "wikinews" / "docs.jsonl"):
        tidy = [detokenised(sentence) for sentence in row["sentences_tokenized"]]
        sentences[row["id"]] = tidy
        articles[row["id"]] = {"id": row["id"], "title": row["title"], "text": "\n".join(tidy)}
    cases = [
        Case(
            row["question"],
            row["answerable"],
            frozenset([row["doc"]] if row["answerable"] else []),
            sentences=tuple(sentences[row["doc"]][index] for index in row["gold"]),
        )
        for row in _rows(HERE / "wikinews-questions.jsonl")
    ]
    return Data("wikinews", articles, cases)


def detokenised(text: str) -> str:
    """Text as it is printed, made from tokens with spaces between them."""
    text = re.sub(r"\s+([,.;:!?%)\]’]|'s\b|n't\b|'(?:re|ve|ll|d|m)\b)", r"\1", text)
    text = re.sub(r"([(\[$£€#])\s+", r"\1", text)
    text = re.sub(r"(?<=\w)\s-\s(?=\w)", "-", text)
    return re.sub(r'"\s*([^"]*?)\s*"', r'"\1"', text)


def plain(text: str) -> str:
    """Words and figures alone, for comparing texts that were tokenised differently."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def sample(cases: list[Case], most: int, seed: int = 7) -> list[Case]:
    """The same few of many cases at each run."""
    return random.Random(seed).sample(cases, min(most, len(cases)))


@contextmanager
def library(data: Data) -> Iterator[tuple[News, dict[str, str]]]:
    """The set added as a user would add it; also which article id each text got."""
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary, f"{data.name}.jsonl")
        with source.open("w", encoding="utf-8") as file:
            for row in data.articles.values():
                record = {key: row[key] for key in ("id", "title", "text")}
                file.write(json.dumps(record) + "\n")
        with rag.open(Path(temporary, "library")) as news:
            report = news.add([source])
            for failure in report.failed:
                print(f"not added: {failure.message}")
            yield news, _ids(news, source)


def _ids(news: News, source: Path) -> dict[str, str]:
    found = {}
    for card in news.articles():
        for place in news.article(card.id).places:
            if place.location.path == str(source):
                found[place.location.record] = card.id
    return found


def save(name: str, results: dict[str, Any]) -> None:
    """Keep what was measured beside the script."""
    target = HERE / "results" / f"{name}.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"written to {target.relative_to(HERE.parent)}")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
