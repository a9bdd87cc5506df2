"""Embedders side by side: what they find, what they cost, and questions in other languages.

Each is measured in a process of its own, in the same run, on the same questions: by its
vectors alone, and as the one embedder of the whole product. Differences are to the default,
paired. Time is CPU time, which a busy machine bears better than the clock.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from data import HERE, Case, Data, library, passages, right, sample, save, wikinews
from embedding_candidates import candidate, installed
from figures import gain, share

from rag.domain.articles import Article, Filters, Span
from rag.domain.replies import Answer
from rag.evaluating import ranking
from rag.library import Library
from rag.ports import PassageText
from rag.splitting import passages as cut
from rag.wiring import News, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.ports import Embedder

QUESTIONS = {"squad2": 200, "clapnq": 100, "wikinews": 60}  # answerable ones, at most
DEPTH = 50  # passages that are ranked, so that ten articles are among them
TIMED = 64  # passages
ROUNDS = 3  # of which the best counts
MEASURES = ("vectors hit@1", "vectors nDCG@10", "hit@1", "nDCG@10", "best sentence")

Outcomes = dict[str, list[float]]  # by measure, for each question


class Finding:
    """Articles of a library, best first, under the ids that they have in their set."""

    def __init__(self, news: News, ids: dict[str, str], embedder: Embedder) -> None:
        self._news = news
        self._library = Library.open(news.settings.library, None)
        self._embedder = embedder
        self._ids = {ours: theirs for theirs, ours in ids.items()}

    def by_vectors(self, question: str) -> list[str]:
        """Nearest passages alone."""
        with self._library.reading() as snapshot:
            vector = self._embedder.embed_question(question)
            near = snapshot.nearest(vector, DEPTH, Filters())
        return self._distinct(name.partition(":")[0] for name, _ in near)

    def by_all(self, question: str) -> list[str]:
        """The product's search."""
        return self._distinct(hit.article.id for hit in self._news.search(question, k=DEPTH))

    def _distinct(self, articles: Iterable[str]) -> list[str]:
        return list(dict.fromkeys(self._ids[article] for article in articles))


def ask(data: Data, embedder: Embedder, cases: list[Case]) -> Outcomes:
    """What is found for each question, in a library of its own."""
    found: Outcomes = {name: [] for name in MEASURES}
    with opened(data, embedder) as (news, ids):
        finding = Finding(news, ids, embedder)
        for case in cases:
            for way, kind in ((finding.by_vectors, "vectors "), (finding.by_all, "")):
                gains = [int(name in case.gold) for name in way(case.question)]
                found[f"{kind}hit@1"].append(ranking.hit(gains, 1))
                found[f"{kind}nDCG@10"].append(ranking.ndcg(gains[:10], len(case.gold)))
            best = news.evidence(case.question).ranked[:1]
            found["best sentence"].append(float(any(right(case, one.text) for one in best)))
    return found


def ask_in_languages(embedder: Embedder) -> list[dict[str, Any]]:
    """The same questions in another language and in English, over the English articles."""
    data = wikinews()
    asked = []
    with opened(data, embedder) as (news, ids):
        finding = Finding(news, ids, embedder)
        for row, case in in_languages(data):
            for language, question in ((row["language"], row["question"]), ("en", row["english"])):
                best = news.evidence(question).ranked[:1]
                reply = news.ask(question)
                shown = isinstance(reply, Answer)
                quotes = [
                    citation.quote
                    for claim in (reply.claims if isinstance(reply, Answer) else ())
                    for citation in claim.citations
                ]
                asked.append(
                    {
                        "id": row["id"],
                        "language": language,
                        "answerable": case.answerable,
                        "vectors hit@1": finding.by_vectors(question)[:1] == [row["doc"]],
                        "hit@1": finding.by_all(question)[:1] == [row["doc"]],
                        "best sentence": any(right(case, one.text) for one in best),
                        "answered": shown,
                        "right": any(right(case, quote) for quote in quotes),
                        "reason": "" if isinstance(reply, Answer) else reply.reason,
                    }
                )
    return asked


def in_languages(data: Data) -> list[tuple[dict[str, Any], Case]]:
    """Questions that were written for this project, with their gold sentences."""
    found = []
    lines = (HERE / "wikinews-questions-languages.jsonl").read_text(encoding="utf-8").splitlines()
    for row in map(json.loads, lines):
        sentences = data.articles[row["doc"]]["text"].split("\n")
        gold = tuple(sentences[index] for index in row["gold"])
        case = Case(
            row["question"], row["answerable"], frozenset([row["doc"]]),
            annotators=(gold,) if gold else (),
        )  # fmt: skip
        found.append((row, case))
    return found


def opened(data: Data, embedder: Embedder):  # noqa: ANN201 - as `library` gives it
    """A library of a set with this embedder."""

    def open_with(folder: Path) -> News:
        return News(Settings(folder), create=True, embedder=embedder)

    return library(data, open_with)


def time(embedder: Embedder) -> dict[str, float]:
    """What it costs; nothing else may have been loaded before."""
    data = wikinews()
    began, clock = process_time(), perf_counter()
    embedder.embed_question("Who warned about the storm?")
    loading, loading_clock = process_time() - began, perf_counter() - clock
    texts = [
        PassageText(
            article.title,
            passage.text,
            tuple(
                Span(span.start - passage.start, span.end - passage.start)
                for span in passage.sentences
            ),
        )
        for row in list(data.articles.values())[:20]
        for article in [Article.of(title=row["title"], text=row["text"])]
        for passage in cut(article, embedder.count_tokens, embedder.room)
    ][:TIMED]
    words = sum(len(text.text.split()) for text in texts)
    embedding, embedding_clock = [], []
    for _ in range(ROUNDS):
        began, clock = process_time(), perf_counter()
        embedder.embed_passages(texts)
        embedding.append(process_time() - began)
        embedding_clock.append(perf_counter() - clock)
    asking, asking_clock = [], []
    for case in sample(data.cases, 60):
        began, clock = process_time(), perf_counter()
        embedder.embed_question(case.question)
        asking.append(process_time() - began)
        asking_clock.append(perf_counter() - clock)
    return {
        "loading, CPU seconds": round(loading, 2),
        "loading, seconds": round(loading_clock, 2),
        "CPU milliseconds for 100 words of passages": round(min(embedding) / words * 1e5, 1),
        "words of passages a second": round(words / min(embedding_clock)),
        "CPU milliseconds a question": round(median(asking) * 1e3, 1),
        "milliseconds a question": round(median(asking_clock) * 1e3, 1),
        "peak memory, MiB": _peak(),
    }


def _peak() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(kilobytes) / 1024)


def cost(name: str) -> dict[str, Any]:
    """What one embedder costs."""
    return {"cost": time(candidate(name))}


def measure(name: str, most: int | None) -> dict[str, Any]:
    """Everything of one embedder; time first, while nothing else is in memory."""
    embedder = candidate(name)
    found: dict[str, Any] = {"fingerprint": embedder.fingerprint, "cost": time(embedder)}
    found["sets"] = {
        data.name: ask(data, embedder, cases(data, most))
        for data in (passages("squad2"), passages("clapnq"), wikinews())
    }
    found["languages"] = ask_in_languages(embedder) if name in {"minilm", "e5"} else []
    return found


def cases(data: Data, most: int | None) -> list[Case]:
    """The same few answerable questions for every embedder."""
    limit = QUESTIONS[data.name] if most is None else most
    return sample([case for case in data.cases if case.answerable], limit)


def compare(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Figures of all, and what each gains over the first."""
    first = next(iter(found))
    results: dict[str, Any] = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
    }
    for name, own in found.items():
        results[name] = {
            "fingerprint": own["fingerprint"],
            **_costs(own["cost"], found[first]["cost"]),
            "sets": {
                one: {
                    measure: share(values)
                    if name == first
                    else {
                        **(share(values) or {}),
                        "gain": gain(found[first]["sets"][one][measure], values),
                    }
                    for measure, values in outcomes.items()
                }
                for one, outcomes in own["sets"].items()
            },
            "languages": _languages(own["languages"]),
        }
    results["e5 - minilm, other languages"] = _between(found)
    return results


def _costs(own: dict[str, float], default: dict[str, float]) -> dict[str, Any]:
    times = {what: round(value / default[what], 2) for what, value in own.items()}
    return {"cost": own, "times the default's": times}


LANGUAGE_MEASURES = ("vectors hit@1", "hit@1", "best sentence", "answered", "right")


def _languages(rows: list[dict[str, Any]]) -> dict[str, Any]:
    def figures(*, english: bool, answerable: bool) -> dict[str, Any]:
        chosen = [
            row
            for row in rows
            if (row["language"] == "en") is english and row["answerable"] is answerable
        ]
        names = LANGUAGE_MEASURES if answerable else ("answered",)
        return {name: share([float(row[name]) for row in chosen]) for name in names}

    if not rows:
        return {}
    return {
        "in other languages": figures(english=False, answerable=True),
        "the same in English": figures(english=True, answerable=True),
        "without an answer, in other languages": figures(english=False, answerable=False),
        "without an answer, in English": figures(english=True, answerable=False),
        "reasons": [
            f"{row['id']} {row['language']}: {row['reason']}"
            for row in rows
            if row["language"] != "en" and row["reason"]
        ],
    }


def _between(found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """What e5 gains over the default on questions that have an answer."""
    if not {"minilm", "e5"} <= found.keys():
        return {}
    one, other = (
        [r for r in found[name]["languages"] if r["language"] != "en" and r["answerable"]]
        for name in ("minilm", "e5")
    )
    return {
        name: gain([float(r[name]) for r in one], [float(r[name]) for r in other])
        for name in LANGUAGE_MEASURES
    }


def main() -> None:
    """Measure those that are installed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="of the embedders; the default is always first")
    parser.add_argument("--questions", type=int, help="at most, a set; nothing is written")
    parser.add_argument("--costs", action="store_true", help="these alone; keep what is found")
    chosen = parser.parse_args()
    names = [name for name in installed() if name == "minilm" or name in chosen.names]
    names = names if chosen.names else installed()
    one_each = partial(
        ProcessPoolExecutor, 1, mp_context=get_context("spawn"), max_tasks_per_child=1
    )
    found = {}
    with one_each() as pool:
        for name in names:
            began = perf_counter()
            running = (
                pool.submit(cost, name)
                if chosen.costs
                else pool.submit(measure, name, chosen.questions)
            )
            found[name] = running.result()
            print(f"{name}: {perf_counter() - began:.0f} s", found[name]["cost"], file=sys.stderr)
    if chosen.costs:
        results = json.loads((HERE / "results" / "embedders.json").read_text(encoding="utf-8"))
        for name, own in found.items():
            results[name] |= _costs(own["cost"], found[names[0]]["cost"])
    else:
        results = compare(found)
    if chosen.questions is None and not chosen.names:
        save("embedders", results)
    else:
        print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
