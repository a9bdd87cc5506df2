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
    from collections.abc import Callable, Iterator

    from rag.wiring import News

HERE = Path(__file__).parent
FIELDS = ("id", "title", "text", "source", "author", "published", "url")


@dataclass(frozen=True)
class Case:
    """A question with what is known about its answer.

    Attributes:
        question: As it is asked.
        answerable: Whether an article of the set answers it.
        gold: Ids of the articles that do.
        answers: Accepted short answers, any of which is right.
        annotators: Gold sentences, as each annotator chose them.
        points: What a full answer says: accepted wordings of each point.
    """

    question: str
    answerable: bool
    gold: frozenset[str] = frozenset()
    answers: tuple[str, ...] = ()
    annotators: tuple[tuple[str, ...], ...] = ()
    points: tuple[tuple[str, ...], ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """The gold sentences of all annotators."""
        return tuple(sentence for chosen in self.annotators for sentence in chosen)


@dataclass(frozen=True)
class Data:
    """A set of articles and the cases over it."""

    name: str
    articles: dict[str, dict[str, Any]]
    cases: list[Case] = field(default_factory=list)


def folder() -> Path:
    """Where the data is; ends the script with a reason if nobody said."""
    if not os.environ.get("RAG_BENCH"):
        print("skipped: RAG_BENCH does not name a folder of evaluation data")
        sys.exit(0)
    return Path(os.environ["RAG_BENCH"])


def sets() -> list[Data]:
    """Every set in the folder, by name."""
    readers = {"quotesum": quotesum, "wikinews": wikinews}
    found = []
    for inner in sorted(path for path in folder().iterdir() if path.is_dir()):
        if (inner / "passages.jsonl").is_file() and (inner / "qa.jsonl").is_file():
            found.append(passages(inner.name))
        elif inner.name in readers:
            found.append(readers[inner.name]())
    return found


def passages(name: str) -> Data:
    """A set in the form of ``passages.jsonl`` and ``qa.jsonl``."""
    articles = {row["id"]: row for row in _rows(folder() / name / "passages.jsonl")}
    cases = [
        Case(
            row["question"],
            row["answerable"],
            frozenset(row.get("passage_ids", ()) if row["answerable"] else ()),
            tuple(row.get("answers", ())),
            tuple(tuple(chosen) for chosen in row.get("selected_sentences", ()) if chosen),
            tuple(tuple(wordings) for wordings in row.get("points", ())),
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
            annotators=(tuple(sentences[row["doc"]][index] for index in row["gold"]),)
            if row["gold"]
            else (),
        )
        for row in _rows(HERE / "wikinews-questions.jsonl")
    ]
    return Data("wikinews", articles, cases)


def quotesum() -> Data:
    """Questions that take several sources to answer; each source is an article.

    The annotators' rows of a question name the same sources. Each source's short answer
    is a point that a full answer makes.
    """
    names: dict[str, str] = {}  # by text
    articles: dict[str, dict[str, Any]] = {}
    cases: dict[str, Case] = {}
    for row in _rows(folder() / "quotesum" / "dev.jsonl"):
        for source in row["sources"]:
            name = names.setdefault(source["text"], f"quotesum-{len(names)}")
            articles[name] = {"id": name, "title": source["title"], "text": source["text"]}
        answers = tuple(dict.fromkeys(source["short_answer"] for source in row["sources"]))
        cases[row["question"]] = Case(
            row["question"],
            answerable=True,
            gold=frozenset(names[source["text"]] for source in row["sources"]),
            answers=answers,
            points=tuple((answer,) for answer in answers),
        )
    return Data("quotesum", articles, list(cases.values()))


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


def right(case: Case, text: str) -> bool:
    """Whether a text has a gold sentence in it, or stands in one, or has an accepted answer."""
    if case.annotators:
        return any(same(gold, text) for gold in case.sentences)
    return any(says(text, answer) for answer in case.answers)


def same(gold: str, text: str) -> bool:
    """Whether one of two sentences stands in the other, however each was tokenised."""
    short, long = sorted((plain(gold), plain(text)), key=len)
    return bool(short) and short in long


def says(text: str, answer: str) -> bool:
    """Whether the words of an answer stand in a text, in their order."""
    return f" {plain(answer)} " in f" {plain(text)} "


@contextmanager
def library(
    data: Data, opened: Callable[[Path], News] = rag.open
) -> Iterator[tuple[News, dict[str, str]]]:
    """The set added as a user would add it; also which article id each text got."""
    with tempfile.TemporaryDirectory() as temporary:
        source = Path(temporary, f"{data.name}.jsonl")
        with source.open("w", encoding="utf-8") as file:
            for row in data.articles.values():
                record = {key: row[key] for key in FIELDS if row.get(key)}
                file.write(json.dumps(record) + "\n")
        with opened(Path(temporary, "library")) as news:
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
