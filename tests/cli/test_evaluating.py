"""``rag eval`` as it is typed, over articles, cases and models that the tests make worse."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from openai_server import OpenAIServer, Reply, chat, failure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from typed import Typed

    from rag.domain.articles import Hit
    from rag.domain.replies import Draft

    Type = Callable[..., Typed]

STORM = """---
title: Storm over Ness
source: The Example Post
---
Ada Lund, the harbor master of Ness, warned the fishermen on Monday of a storm.

Some 300 boats stayed in the harbor. Nobody was hurt.
"""
APPLES = "Farmers in Brno brought in 4,000 tonnes of apples this year.\nPrices fell by a third.\n"
CASES = """articles: [articles]
cases:
  - id: who-warned
    question: Who warned the fishermen?
    answerable: true
    tags: [who-said]
    facts:
      - statement: Ada Lund warned them.
        stated_by: {name: Ada Lund, aliases: [Lund]}
    gold:
      - {path: articles/storm.md, quote: "Ada Lund, the harbor master of Ness, warned"}
  - id: how-many-boats
    question: How many boats stayed in the harbor?
    answerable: true
    tags: [how-many]
    facts:
      - statement: 300 boats stayed.
        stated_by: {number: 300, unit: boats}
    gold:
      - {path: articles/storm.md, quote: Some 300 boats stayed in the harbor.}
  - id: who-won
    question: Who won the chess championship in Lima?
    answerable: false
    tags: [off-topic]
"""
LUND = "Ada Lund, the harbor master of Ness, warned the fishermen on Monday of a storm."
BOATS = "Some 300 boats stayed in the harbor."


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with articles and cases, which is where the commands are typed."""
    articles = tmp_path / "evals" / "articles"
    articles.mkdir(parents=True)
    (articles / "storm.md").write_text(STORM, encoding="utf-8")
    (articles / "apples.txt").write_text(APPLES, encoding="utf-8")
    (tmp_path / "evals" / "cases.yaml").write_text(CASES, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def gate(room: Path, typed: Type) -> Callable[..., Typed]:
    """Accept what is measured now; returns a way to pass the gate again."""
    del room
    accepted = typed("rag", "eval", "accept", "--reason", "the first one")
    assert (accepted.code, accepted.err) == (0, "")
    return lambda *words: typed("rag", "eval", "--baseline", "evals/baseline.json", *words)


def claiming(text: str, quote: str) -> Reply:
    """A model's answer with one claim."""
    claim = {"citations": [{"source": 1, "quote": quote}], "text": text}
    return chat(json.dumps({"claims": [claim], "unanswered": [], "reason": ""}))


NOTHING = chat(json.dumps({"claims": [], "unanswered": [], "reason": "not told"}))
#: The third question is not asked of a model, since no article speaks of chess.
RIGHT = [claiming("Ada Lund warned the fishermen.", LUND), claiming(BOATS, BOATS)]


def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break the checker itself: it lets a quote through whose place is one character off."""
    from rag import citing

    check = citing.check

    def shifted(
        draft: Draft, hits: Sequence[Hit], reprints: Mapping[str, frozenset[str]]
    ) -> citing.Checked:
        checked = check(draft, hits, reprints)
        claims = tuple(
            replace(claim, citations=tuple(replace(c, start=c.start + 1) for c in claim.citations))
            for claim in checked.claims
        )
        return replace(checked, claims=claims)

    monkeypatch.setattr(citing, "check", shifted)


def test_a_run_prints_every_measure_and_needs_no_baseline(room: Path, typed: Type) -> None:
    del room
    result = typed("rag", "eval")

    assert (result.code, result.err) == (0, "")
    assert "3 of 3 cases passed" in result.out
    for label in ("answer correctness", "fact recall", "citation precision", "citation recall"):
        assert label in result.out
    for label in ("quote fidelity", "right refusals", "wrong refusals", "hit@1", "MRR", "nDCG"):
        assert label in result.out
    for label in ("latency p50", "latency p95", "tokens read", "cost", "95 % interval"):
        assert label in result.out
    assert "nan" not in result.out.lower()


def test_the_gate_is_open_when_nothing_changed(gate: Callable[..., Typed]) -> None:
    result = gate()
    assert (result.code, result.err) == (0, "")
    assert "The gate is open" in result.out


def test_the_gate_is_closed_without_a_baseline(room: Path, typed: Type) -> None:
    del room
    result = typed("rag", "eval", "--baseline", "evals/baseline.json")
    assert result.code == 7
    assert 'accept it: rag eval accept --baseline evals/baseline.json --reason "…"' in " ".join(
        result.out.split()
    )


def test_the_gate_is_closed_when_a_case_file_changed(
    room: Path, gate: Callable[..., Typed]
) -> None:
    easier = CASES.replace("number: 300", "number: 3")
    (room / "evals" / "cases.yaml").write_text(easier, encoding="utf-8")
    result = gate()
    assert result.code == 7
    assert "not comparable" in result.out.lower()
    assert "cases" in result.out


def test_the_gate_is_closed_when_an_article_changed(room: Path, gate: Callable[..., Typed]) -> None:
    longer = STORM + "\nThe storm passed.\n"
    (room / "evals" / "articles" / "storm.md").write_text(longer, encoding="utf-8")
    result = gate()
    assert result.code == 7
    assert "not comparable" in result.out.lower()
    assert "articles" in result.out


def test_the_gate_is_closed_when_retrieval_is_worse(
    gate: Callable[..., Typed], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag import retrieving

    search = retrieving.search
    monkeypatch.setattr(retrieving, "search", lambda *a, **more: search(*a, **more)[::-1])
    result = gate()
    assert result.code == 7
    assert "hit@1" in result.out


def test_the_gate_is_closed_when_a_quote_is_not_in_its_article(
    gate: Callable[..., Typed], monkeypatch: pytest.MonkeyPatch
) -> None:
    careless(monkeypatch)
    result = gate()
    assert result.code == 7
    assert "quote" in result.out
    assert "who-warned" in result.out


def test_a_quote_that_is_not_in_its_article_is_never_accepted(
    room: Path, typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    careless(monkeypatch)
    result = typed("rag", "eval", "accept", "--reason", "I want it so")
    assert result.code == 2
    assert "quote" in result.err
    assert not (room / "evals" / "baseline.json").exists()


def test_a_case_that_passed_and_never_does_now_closes_the_gate(
    gate: Callable[..., Typed], monkeypatch: pytest.MonkeyPatch
) -> None:
    from rag.answering import extractive
    from rag.domain.replies import Draft

    monkeypatch.setattr(
        extractive.ExtractiveWriter, "draft", lambda *_: Draft(reason="no mood for it")
    )
    result = gate()
    assert result.code == 7
    words = " ".join(result.out.split())
    assert "how-many-boats" in words
    assert f"before: {BOATS}" in words
    assert "no mood for it" in words


def test_a_prompt_edit_is_a_missing_recording_and_then_a_regression(
    room: Path, typed: Type, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = ("--model", "openai:tiny")
    baseline = ("--baseline", "evals/tiny.json")
    openai_server.replies += RIGHT
    accepted = typed("rag", "eval", "accept", "--reason", "first", "--record", *model, *baseline)
    assert (accepted.code, accepted.err) == (0, "")
    assert len(openai_server.requests) == 2

    replayed = typed("rag", "eval", *model, *baseline)
    assert (replayed.code, replayed.err) == (0, "")
    assert len(openai_server.requests) == 2

    prompts = room / "prompts"
    shutil.copytree(Path(__file__).parent.parent.parent / "prompts", prompts)
    answer = prompts / "answer.md"
    answer.write_text(answer.read_text(encoding="utf-8").replace("word for word", "as it is"))
    monkeypatch.setattr("rag.prompting._folder", lambda: prompts)
    missed = typed("rag", "eval", *model, *baseline)
    assert missed.code == 6
    assert "rag eval --record --model openai:tiny" in missed.err
    assert len(openai_server.requests) == 2

    openai_server.replies += [NOTHING, claiming("Some 400 boats stayed.", BOATS)]
    worse = typed("rag", "eval", "--record", *model, *baseline)
    assert worse.code == 7
    words = " ".join(worse.out.split())
    assert "who-warned" in words
    assert "before: Ada Lund warned the fishermen." in words
    assert words.count("answer@") >= 2  # the prompt as it was, and as it is
    assert "answer correctness" in words
    assert "chat/openai-tiny/" in words  # the recordings of the old prompt: nothing asks for them


def test_runs_that_differ_are_listed_as_flaky(
    room: Path, typed: Type, openai_server: OpenAIServer
) -> None:
    del room
    openai_server.replies += [*RIGHT, NOTHING, *RIGHT[1:]]
    result = typed("rag", "eval", "--record", "--runs", "2", "--model", "openai:tiny")
    assert (result.code, result.err) == (0, "")
    words = " ".join(result.out.split())
    assert "who-warned" in words[words.lower().index("flaky") :]
    assert len(openai_server.requests) == 4


def test_a_dry_run_counts_calls_and_sends_none(
    room: Path, typed: Type, openai_server: OpenAIServer
) -> None:
    plan = ("rag", "eval", "--dry-run", "--model", "openai:tiny", "--runs", "2")
    fresh = typed(*plan)
    assert (fresh.code, fresh.err) == (0, "")
    assert "4 calls" in fresh.out
    openai_server.replies += RIGHT
    typed("rag", "eval", "--record", "--model", "openai:tiny")
    half = json.loads(typed(*plan, "--format", "json").out)
    assert (half["replayed"], half["missing"]) == (2, 2)
    assert 2 * 300 < half["input_tokens"] < 2 * 3000
    assert len(openai_server.requests) == 2
    assert not list((room / "evals").glob("*.unfinished"))


def test_a_dry_run_counts_what_a_remote_embedder_would_be_sent(
    room: Path, typed: Type, openai_server: OpenAIServer
) -> None:
    del room
    result = typed("rag", "eval", "--dry-run", "--embedder", "openai:vectors", "--format", "json")
    plan = json.loads(result.out)
    assert (result.code, plan["replayed"], openai_server.requests) == (0, 0, [])
    # two passages, five sentences, three questions, and one that is asked to warm up
    assert 10 <= plan["missing"] <= 11
    assert "built-in embedder" in " ".join(plan["open_ends"])


def test_an_evaluation_with_a_remote_embedder_is_replayed_without_a_server(
    room: Path, typed: Type, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    del room
    recorded = typed("rag", "eval", "--record", "--embedder", "openai:vectors")
    assert (recorded.code, recorded.err) == (0, "")
    sent = len(openai_server.requests)
    monkeypatch.delenv("OPENAI_BASE_URL")
    replayed = typed("rag", "eval", "--embedder", "openai:vectors", "--format", "json")
    assert (replayed.code, len(openai_server.requests)) == (0, sent)
    calls = json.loads(replayed.out)["calls"]
    assert calls["sent"] == 0
    assert calls["unused"] == []
    dry = typed("rag", "eval", "--dry-run", "--embedder", "openai:vectors", "--format", "json")
    assert json.loads(dry.out)["missing"] == 0


def test_a_judge_grades_what_has_no_rule_and_its_agreement_is_printed(
    room: Path, typed: Type, openai_server: OpenAIServer
) -> None:
    without_rule = CASES.replace("        stated_by: {number: 300, unit: boats}\n", "")
    (room / "evals" / "cases.yaml").write_text(without_rule, encoding="utf-8")
    ungraded = typed("rag", "eval")
    assert "2 of 3 cases passed" in ungraded.out
    assert "1 could not be graded" in ungraded.out

    verdict = {"reason": "It says so.", "words": "300 boats", "verdict": "stated"}
    openai_server.replies += [chat(json.dumps(verdict))] * 200
    judged = typed("rag", "eval", "--record", "--judge", "openai:strict")
    assert (judged.code, judged.err) == (0, "")
    assert "3 of 3 cases passed" in judged.out
    assert "agree" in judged.out
    asked = [request.body["messages"][-1]["content"] for request in openai_server.requests]
    assert any("300 boats stayed." in text for text in asked)


def test_every_form_of_a_report_is_saved(room: Path, typed: Type) -> None:
    names = ("report.html", "report.json", "summary.md", "junit.xml")
    outs = [word for name in names for word in ("--out", name)]
    result = typed("rag", "eval", *outs)
    assert result.code == 0
    assert result.err.splitlines() == [f"saved {name}" for name in names]
    assert (room / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert json.loads((room / "report.json").read_text(encoding="utf-8"))["kind"] == (
        "evaluation-report"
    )
    assert "| answer correctness |" in (room / "summary.md").read_text(encoding="utf-8")
    cases = ET.parse(room / "junit.xml").getroot().iter("testcase")  # noqa: S314 - our own file
    assert {case.get("name") for case in cases} >= {"who-warned", "how-many-boats", "who-won"}


def test_a_saved_report_is_verified_against_a_library(room: Path, typed: Type) -> None:
    typed("rag", "eval", "--out", "report.json")
    typed("rag", "add", "evals/articles", "--library", room / "library")
    holds = typed("rag", "verify", "report.json", "--library", room / "library")
    assert holds.code == 0
    assert "hold" in holds.out


def test_two_reports_are_compared_in_pairs(room: Path, typed: Type) -> None:
    typed("rag", "eval", "--out", "before.json")
    typed("rag", "eval", "--out", "after.json", "-k", "1")
    result = typed("rag", "eval", "compare", "before.json", "after.json")
    assert (result.code, result.err) == (0, "")
    assert "answer correctness" in result.out
    easier = CASES.replace("number: 300", "number: 3")
    (room / "evals" / "cases.yaml").write_text(easier, encoding="utf-8")
    typed("rag", "eval", "--out", "other.json")
    refused = typed("rag", "eval", "compare", "before.json", "other.json")
    assert refused.code == 2
    assert "not comparable" in refused.err


def test_the_reason_of_a_baseline_is_kept_with_those_before_it(room: Path, typed: Type) -> None:
    typed("rag", "eval", "accept", "--reason", "first")
    typed("rag", "eval", "accept", "--reason", "second")
    kept = json.loads((room / "evals" / "baseline.json").read_text(encoding="utf-8"))
    assert [accepted["reason"] for accepted in kept["accepted"]] == ["first", "second"]
    assert str(room) not in json.dumps(kept)
    empty = typed("rag", "eval", "accept", "--reason", "  ")
    assert (empty.code, "reason" in empty.err) == (2, True)


def test_a_part_of_the_cases_can_be_run(room: Path, typed: Type) -> None:
    del room
    assert "1 of 1 case passed" in typed("rag", "eval", "--case", "who-won").out
    assert "1 of 1 case passed" in typed("rag", "eval", "--tag", "how-many").out
    unknown = typed("rag", "eval", "--case", "who-lost")
    assert (unknown.code, "who-lost" in unknown.err) == (2, True)
    tag = typed("rag", "eval", "--tag", "how-few")
    assert (tag.code, "how-many, off-topic, who-said" in tag.err) == (2, True)
    both = typed("rag", "eval", "--tag", "how-many", "--baseline", "evals/baseline.json")
    assert both.code == 2


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("answerable: true", "answerable: perhaps", "cases.yaml, line 5, cases[0].answerable"),
        ("statement: Ada Lund", "statment: Ada Lund", "cases.yaml, line 8, cases[0].facts[0]"),
        ("articles: [articles]", "articles: [gone]", "cases.yaml, line 1, articles[0]"),
    ],
)
def test_a_malformed_case_file_is_told_with_file_line_and_field(
    room: Path, typed: Type, old: str, new: str, place: str
) -> None:
    (room / "evals" / "cases.yaml").write_text(CASES.replace(old, new, 1), encoding="utf-8")
    result = typed("rag", "eval")
    assert result.code == 2
    assert place in result.err


def test_a_gold_quote_that_stands_nowhere_is_told_with_its_case(room: Path, typed: Type) -> None:
    wrong = CASES.replace("quote: Some 300 boats", "quote: Some 200 boats")
    (room / "evals" / "cases.yaml").write_text(wrong, encoding="utf-8")
    result = typed("rag", "eval")
    assert result.code == 2
    assert "how-many-boats" in result.err
    assert "Some 200 boats" in result.err


def test_a_model_that_fails_ends_the_run_with_its_error(
    room: Path, typed: Type, openai_server: OpenAIServer
) -> None:
    openai_server.replies += [RIGHT[0], failure(401, "no")]
    result = typed("rag", "eval", "--record", "--model", "openai:tiny")
    assert result.code == 6
    assert "refused the API key" in result.err
    assert len(list((room / "evals" / "recordings").rglob("*.json"))) == 1  # what was paid is kept


@pytest.mark.parametrize("name", ["report.pdf", "nowhere/report.html"])
def test_a_report_that_cannot_be_saved_is_told_before_the_run(
    room: Path, typed: Type, name: str
) -> None:
    del room
    result = typed("rag", "eval", "--out", name)
    assert (result.code, result.out) == (2, "")


@pytest.mark.parametrize("verb", [("accept", "--reason", "x"), ("schema",)])
def test_an_option_before_a_command_is_refused_and_nothing_is_done(
    room: Path, typed: Type, verb: tuple[str, ...]
) -> None:
    result = typed("rag", "eval", "--runs", "2", *verb)
    assert (result.code, result.out) == (2, "")
    assert f"--runs stands before {verb[0]}" in result.err
    assert not (room / "evals" / "baseline.json").exists()


def test_the_way_to_accept_holds_every_option_of_the_run(room: Path, typed: Type) -> None:
    (room / "evals").rename(room / "my evals")
    chosen = ("--cases", "my evals", "-k", "3", "--runs", "2")
    closed = typed("rag", "eval", *chosen, "--baseline", "my evals/b.json")
    command = (
        "rag eval accept --cases 'my evals' -k 3 --runs 2 --baseline 'my evals/b.json' --reason"
    )
    assert command in " ".join(closed.out.split())
    typed("rag", "eval", "accept", *chosen, "--baseline", "my evals/b.json", "--reason", "x")
    assert typed("rag", "eval", *chosen, "--baseline", "my evals/b.json").code == 0


def test_one_file_of_cases_does_not_replace_the_baseline_of_its_folder(
    room: Path, typed: Type
) -> None:
    result = typed("rag", "eval", "accept", "--cases", "evals/cases.yaml", "--reason", "x")
    assert (result.code, "--baseline" in result.err) == (2, True)
    assert not (room / "evals" / "baseline.json").exists()


def test_a_baseline_is_not_overwritten_by_a_report(room: Path, gate: Callable[..., Typed]) -> None:
    kept = (room / "evals" / "baseline.json").read_bytes()
    result = gate("--out", "evals/baseline.json")
    assert (result.code, "is a baseline" in result.err) == (2, True)
    assert (room / "evals" / "baseline.json").read_bytes() == kept


def test_a_baseline_that_is_none_is_told_before_a_call_is_paid_for(
    room: Path, typed: Type, openai_server: OpenAIServer
) -> None:
    (room / "evals" / "baseline.json").write_text("{", encoding="utf-8")
    result = typed(
        *("rag", "eval", "--model", "openai:tiny", "--record"),
        *("--baseline", "evals/baseline.json"),
    )
    assert (result.code, openai_server.requests) == (2, [])


def test_a_reply_that_cannot_be_read_fails_its_case_and_is_no_refusal(
    room: Path, typed: Type, openai_server: OpenAIServer
) -> None:
    there = "How many boats stayed in the harbor of Ness?"  # or no model would be asked
    cases = CASES.replace("Who won the chess championship in Lima?", there)
    (room / "evals" / "cases.yaml").write_text(cases, encoding="utf-8")
    openai_server.replies += [*RIGHT, chat("I would say:"), chat("nobody.")]
    words = ("rag", "eval", "--model", "openai:tiny", "--format", "json")
    recorded, replayed = typed(*words, "--record"), typed(*words)
    for result in (recorded, replayed):
        assert result.code == 0
        report = json.loads(result.out)
        [attempt] = report["cases"][2]["attempts"]
        assert (attempt["passed"], attempt["unreadable"]) == (False, True)
        assert "replied twice in a form that cannot be read" in attempt["reasons"][0]
        metrics = {metric["name"]: metric for metric in report["metrics"]}
        assert metrics["right_refusals"]["value"] == 0.0
    latency = {metric["name"]: metric for metric in report["metrics"]}["latency_p50"]
    assert (latency["value"], latency["unmeasured"]) == (None, 3)  # recordings take no time


def test_a_dry_run_counts_what_a_judge_would_be_asked(
    room: Path, typed: Type, openai_server: OpenAIServer
) -> None:
    from rag.evaluating.judging import load_pairs

    without_rule = CASES.replace("        stated_by: {number: 300, unit: boats}\n", "")
    (room / "evals" / "cases.yaml").write_text(without_rule, encoding="utf-8")
    judge = ("rag", "eval", "--judge", "openai:strict", "--format", "json")
    planned = json.loads(typed(*judge, "--dry-run").out)
    assert planned["missing"] == len(load_pairs()) + 1
    verdict = {"reason": "It says so.", "words": "300 boats", "verdict": "stated"}
    openai_server.replies += [chat(json.dumps(verdict))] * planned["missing"]
    assert typed(*judge, "--record").code == 0
    assert len(openai_server.requests) == planned["missing"]
    assert json.loads(typed(*judge, "--dry-run").out)["missing"] == 0


def test_recordings_of_other_cases_are_not_called_unused(
    room: Path, typed: Type, openai_server: OpenAIServer
) -> None:
    del room
    openai_server.replies += RIGHT
    words = ("rag", "eval", "--model", "openai:tiny", "--format", "json")
    typed(*words, "--record")
    assert json.loads(typed(*words, "--case", "who-won").out)["calls"]["unused"] == []


@pytest.mark.parametrize(
    ("option", "told"),
    [("--runs=x", "it is not a whole number"), ("--runs=0", "it must be 1 or more")],
)
def test_a_wrong_number_is_told_in_words_of_ours(typed: Type, option: str, told: str) -> None:
    result = typed("rag", "eval", option)
    assert (result.code, told in result.err) == (2, True)
