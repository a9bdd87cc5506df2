"""``rag eval`` over cases that ask for summaries, and over writers that the tests make worse."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from typed import Typed

    from rag.domain.articles import Hit
    from rag.domain.replies import Draft

    Type = Callable[..., Typed]

STORM = """---
title: Storm over Ness
source: The Example Post
---
Ada Lund, the harbor master of Ness, warned the fishermen on Monday of a storm.

Some 300 boats stayed in the harbor. Nobody was hurt, and the ferries sail again on Friday.
"""
LATER = """---
title: Ness counts the damage
source: The Other Post
---
The storm in Ness has broken 40 windows, the town said on Tuesday. Repairs begin next week.
"""
APPLES = """Farmers in Brno Bring in Apples

Farmers in Brno brought in 4,000 tonnes of apples this year. Prices fell by a third.
"""
CASES = """articles: [articles]
cases:
  - id: storm-short
    summarise: {article: articles/storm.md}
    length: 16
    tags: [summary]
    facts:
      - statement: Ada Lund warned the fishermen.
        stated_by: {all_of: [{name: Ada Lund, aliases: [Lund]}, {wording: warned}]}
    forbidden:
      - statement: Something of the apples.
        stated_by: {wording: [apples, Brno]}
    gold:
      - {path: articles/storm.md, quote: "warned the fishermen on Monday of a storm"}
  - id: storm-topic
    summarise: {topic: The storm in Ness}
    length: medium
    tags: [summary, topic]
    facts:
      - statement: Ada Lund warned the fishermen.
        stated_by: {name: Ada Lund, aliases: [Lund]}
      - statement: 40 windows broke.
        stated_by: {number: 40, unit: windows}
    forbidden:
      - statement: Something of the apples.
        stated_by: {wording: [apples, Brno]}
    gold:
      - {path: articles/later.md, quote: "has broken 40 windows"}
  - id: who-warned
    question: Who warned the fishermen?
    answerable: true
    tags: [who-said]
    facts:
      - statement: Ada Lund warned them.
        stated_by: {name: Ada Lund, aliases: [Lund]}
    gold:
      - {path: articles/storm.md, quote: "Ada Lund, the harbor master of Ness, warned"}
"""
BASELINE = ("rag", "eval", "--baseline", "evals/baseline.json")


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with articles and cases, which is where the commands are typed."""
    articles = tmp_path / "evals" / "articles"
    articles.mkdir(parents=True)
    for name, text in (("storm.md", STORM), ("later.md", LATER), ("apples.txt", APPLES)):
        (articles / name).write_text(text, encoding="utf-8")
    (tmp_path / "evals" / "cases.yaml").write_text(CASES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def gate(room: Path, typed: Type) -> Callable[[], Typed]:
    """Accept what is measured now; returns a way to pass the gate again."""
    del room
    accepted = typed("rag", "eval", "accept", "--reason", "the first one")
    assert (accepted.code, accepted.err) == (0, "")
    assert "3 of 3 cases pass" in accepted.out
    return lambda: typed(*BASELINE)


def drafting(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Draft, Sequence[Hit]], Draft]
) -> None:
    """Let the writer of summaries draft something else than it would."""
    from rag.summarising.extractive import ExtractiveSummariser

    own = ExtractiveSummariser.draft

    def draft(
        self: ExtractiveSummariser,
        subject: str,
        hits: Sequence[Hit],
        words: int,
        *,
        topic: bool,
    ) -> Draft:
        return change(own(self, subject, hits, words, topic=topic), hits)

    monkeypatch.setattr(ExtractiveSummariser, "draft", draft)


def test_summaries_and_answers_are_measured_in_one_run(room: Path, typed: Type) -> None:
    del room
    result = typed("rag", "eval", "--format", "json")

    assert (result.code, result.err) == (0, "")
    report = json.loads(result.out)
    kinds = {one["case"]["id"]: one["attempts"][0]["reply"]["kind"] for one in report["cases"]}
    assert kinds == {"storm-short": "summary", "storm-topic": "summary", "who-warned": "answer"}
    assert all(one["attempts"][0]["passed"] for one in report["cases"]), report["cases"]
    counts = {metric["name"]: metric["count"] for metric in report["metrics"]}
    assert (counts["length_respected"], counts["hit_1"], counts["mrr"]) == (2, 1, 1)
    assert report["subject"]["k"] == 8  # that of the question, not of an article's passages
    assert "NaN" not in result.out


def test_a_report_with_summaries_is_saved_and_its_quotes_are_verified(
    room: Path, typed: Type
) -> None:
    names = ("report.json", "report.html", "summary.md", "junit.xml")
    assert typed("rag", "eval", *(word for name in names for word in ("--out", name))).code == 0
    typed("rag", "add", "evals/articles", "--library", room / "library")

    assert typed("rag", "verify", "report.json", "--library", room / "library").code == 0
    assert "Summarise “The storm in Ness” in at most 120 words" in (room / "report.html").read_text(
        encoding="utf-8"
    )
    assert typed("rag", "eval", "compare", "report.json", "report.json").code == 0


def test_the_gate_is_open_when_nothing_changed(gate: Callable[[], Typed]) -> None:
    result = gate()

    assert (result.code, result.err) == (0, "")
    assert "The gate is open" in result.out


def test_a_summary_that_lost_its_headline_fact_closes_the_gate(
    gate: Callable[[], Typed], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    drafting(monkeypatch, lambda draft, _: replace(draft, claims=draft.claims[1:]))
    words = " ".join(gate().out.split())

    assert "storm-short" in words
    assert "fact recall" in words[words.index("The gate is closed") :]


def test_a_summary_that_nothing_cuts_closes_the_gate(
    gate: Callable[[], Typed], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.summarising import pipeline
    from rag.summarising.extractive import ExtractiveSummariser

    own = ExtractiveSummariser.draft
    monkeypatch.setattr(
        ExtractiveSummariser,
        "draft",
        lambda self, subject, hits, _, *, topic: own(self, subject, hits, 500, topic=topic),
    )
    monkeypatch.setattr(pipeline, "_shortened", lambda claims, _: (tuple(claims), []))
    result = gate()
    words = " ".join(result.out.split())

    assert result.code == 7
    assert "and at most 16 were asked for" in words
    assert "length respected: fell from 100.00 % to 50.00 %" in words


def test_a_summary_with_another_articles_news_closes_the_gate(
    room: Path, typed: Type, gate: Callable[[], Typed], monkeypatch: pytest.MonkeyPatch
) -> None:
    del room, typed
    from rag.wiring.news import News

    own = News.summarise

    def mistaken(self: News, target: str, words: int) -> object:
        other = next(card.id for card in self.articles() if "Apples" in card.title)
        return own(self, other if target != other else target, words)

    monkeypatch.setattr(News, "summarise", mistaken)
    result = gate()
    words = " ".join(result.out.split())

    assert result.code == 7
    assert "a quote is of another article, “Farmers in Brno Bring in Apples”" in words
    assert "says what it must not: Something of the apples." in words


def test_a_refusal_to_summarise_closes_the_gate(
    gate: Callable[[], Typed], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.domain.replies import Draft

    drafting(monkeypatch, lambda *_: Draft(reason="no mood for it"))
    result = gate()
    words = " ".join(result.out.split())

    assert result.code == 7
    assert "no mood for it" in words
    assert "wrong refusals" in words[words.index("The gate is closed") :]


def test_a_writers_reply_that_cannot_be_read_fails_its_summary_alone(
    room: Path, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    del room
    from rag.errors import BadReplyError

    def unread(*_: object) -> Draft:
        raise BadReplyError("the model replied in a form that cannot be read", hint="Ask another.")

    drafting(monkeypatch, unread)
    result = typed("rag", "eval", "--format", "json")

    assert result.code == 0
    report = json.loads(result.out)
    outcomes = {
        one["case"]["id"]: (one["attempts"][0]["passed"], one["attempts"][0]["unreadable"])
        for one in report["cases"]
    }
    assert outcomes == {
        "storm-short": (False, True),
        "storm-topic": (False, True),
        "who-warned": (True, False),
    }
    assert report["subject"]["model"] == "extractive"
    metrics = {metric["name"]: metric for metric in report["metrics"]}
    assert (metrics["wrong_refusals"]["value"], metrics["length_respected"]["count"]) == (0.0, 0)
    assert metrics["latency_p50"]["unmeasured"] == 2


def test_a_file_with_several_articles_cannot_be_summarised_as_one(room: Path, typed: Type) -> None:
    lines = [{"title": f"Part {part}", "text": f"Ada Lund warned {part} times."} for part in (1, 2)]
    (room / "evals" / "articles" / "two.jsonl").write_text("\n".join(map(json.dumps, lines)))
    changed = CASES.replace("{article: articles/storm.md}", "{article: articles/two.jsonl}")
    (room / "evals" / "cases.yaml").write_text(changed, encoding="utf-8")

    result = typed("rag", "eval")

    assert result.code == 2
    assert "evals/cases.yaml, line 3, case storm-short" in result.err
    assert "two.jsonl holds 2 articles" in result.err


def test_cases_are_left_out_by_tag_and_their_baseline_is_one_of_its_own(
    room: Path, typed: Type
) -> None:
    del room
    chosen = ("--without", "summary", "--baseline", "evals/answers.json")
    first = typed("rag", "eval", *chosen)
    told = " ".join(first.out.split())
    assert first.code == 7
    assert "rag eval accept --without summary --baseline evals/answers.json" in told

    assert typed("rag", "eval", "accept", "--reason", "x", *chosen).code == 0
    again = typed("rag", "eval", *chosen)
    assert (again.code, "1 of 1 case passed" in again.out) == (0, True)
    whole = typed("rag", "eval", *chosen[2:])
    assert (whole.code, "not comparable" in whole.out) == (7, True)


def test_a_tag_that_no_case_has_cannot_be_left_out(room: Path, typed: Type) -> None:
    del room
    result = typed("rag", "eval", "--without", "sumary")
    assert result.code == 2
    assert "No case that was chosen has the tag sumary" in result.err
    assert "Tags in use: summary, topic, who-said." in result.err
    none = typed("rag", "eval", "--case", "storm-short", "--without", "summary")
    assert (none.code, "No case that was chosen is left" in none.err) == (2, True)


def test_a_dry_run_counts_topics_that_a_remote_embedder_would_be_sent(
    room: Path, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    del room
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")  # where nobody listens
    plan = ("rag", "eval", "--dry-run", "--embedder", "openai:vectors", "--format", "json")
    missing = {
        name: json.loads(typed(*plan, "--case", name).out)["missing"]
        for name in ("storm-short", "storm-topic")
    }
    assert missing["storm-topic"] == missing["storm-short"] + 1
