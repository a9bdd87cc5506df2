"""A case that asks for a summary: what it is worth, what is measured, and how it is shown."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from report_making import (
    ARTICLE,
    SAID,
    STATED,
    make_attempt,
    make_case,
    make_cases,
    make_citation,
    make_fact,
    make_refusal,
    make_report,
    make_summary,
    make_summary_case,
)
from rich.console import Console

from rag.domain.cases import Name, Quantity, ReferenceFact, SummaryTask, Wording
from rag.domain.measures import MEASURES
from rag.domain.replies import Claim
from rag.domain.reports import Report
from rag.evaluating.cases import digest
from rag.evaluating.decoding import decode
from rag.evaluating.gating import baseline_of, gate
from rag.evaluating.grading import grade
from rag.evaluating.measuring import measure
from rag.evaluating.saving import report_json
from rag.rendering.reports.junit import report_junit
from rag.rendering.reports.markdown import report_markdown
from rag.rendering.reports.page import report_page
from rag.rendering.reports.terminal import render_report

if TYPE_CHECKING:
    from rag.domain.baselines import Regression
    from rag.domain.measures import Metric
    from rag.domain.replies import Refusal
    from rag.domain.reports import Attempt, CaseResult
    from rag.domain.summaries import Summary

FRIDAY = "Talks begin on Friday."
DOCKERS = ReferenceFact("120 dockers stopped.", Quantity(120, ("dockers",)))
BERG = ReferenceFact("Berg said so.", Name("Anna Berg", ("Berg",)))
OVER = ReferenceFact("The strike is over.", Wording(("strike is over",)))
TOPIC = SummaryTask("topic", "the strike in Lintu", 120)
RANKED = ("hit_1", "hit_3", "hit_k", "mrr", "ndcg")


def claim(text: str, **others: object) -> Claim:
    return Claim(text, (replace(make_citation(text), **others),))  # type: ignore[arg-type]


def graded(
    reply: Summary | Refusal,
    *facts: ReferenceFact,
    forbidden: tuple[ReferenceFact, ...] = (),
    task: SummaryTask | None = None,
) -> Attempt:
    case = make_summary_case(task=task).case
    case = replace(case, facts=facts, forbidden=forbidden, file=Path("/news/evals/a.yaml"))
    case = replace(case, summary=task or SummaryTask("article", "../lintu-strike.md", 15))
    return grade(case, reply, (), [], {ARTICLE.id: ARTICLE.text})


def value(name: str, *results: CaseResult) -> Metric:
    return next(metric for metric in measure(results) if metric.name == name)


def test_a_summary_with_every_fact_that_fits_its_length_passes() -> None:
    attempt = graded(make_summary(claim(SAID), claim(FRIDAY)), DOCKERS, BERG, forbidden=(OVER,))

    assert (attempt.passed, attempt.reasons) == (True, ())
    assert [one.verdict.kind for one in attempt.facts] == ["stated", "stated"]
    assert [one.support.holds for one in attempt.claims] == [True, True]
    assert attempt.retrieved == ()


def test_a_summary_that_leaves_out_a_fact_fails() -> None:
    attempt = graded(make_summary(claim(FRIDAY)), DOCKERS)

    assert attempt.passed is False
    assert attempt.reasons[0].startswith("missing: 120 dockers stopped.")


def test_a_summary_that_says_what_it_must_not_fails() -> None:
    over = Claim("The strike is over. Talks begin on Friday.", (make_citation(FRIDAY),))

    attempt = graded(make_summary(over), forbidden=(OVER,))

    assert attempt.passed is False
    assert attempt.reasons[0].startswith("says what it must not: The strike is over.")


@pytest.mark.parametrize(("most", "passed"), [(10, True), (9, False)])
def test_a_single_sentence_that_is_longer_than_was_asked_for_is_too_long(
    most: int, passed: bool
) -> None:
    task = SummaryTask("article", "../lintu-strike.md", most)

    attempt = graded(make_summary(claim(SAID), words=60), BERG, task=task)

    assert attempt.passed is passed
    if not passed:
        assert attempt.reasons == ("has 10 words, and at most 9 were asked for",)


def test_words_are_counted_over_all_claims_and_so_are_those_in_brackets() -> None:
    short = SummaryTask("article", "../lintu-strike.md", 14)
    added = Claim(f"[In Lintu] {FRIDAY}", (make_citation(FRIDAY),))

    attempt = graded(make_summary(claim(SAID), added), BERG, task=short)

    assert "has 16 words, and at most 14 were asked for" in attempt.reasons


def test_a_summary_that_is_refused_fails_and_has_no_length() -> None:
    attempt = graded(make_refusal(), DOCKERS)

    assert attempt.passed is False
    assert attempt.reasons == ("refused, though the articles tell it: No article says it.",)
    assert attempt.facts[0].verdict.kind == "missing"
    refused = make_summary_case("refused", attempt)
    assert value("length_respected", refused).count == 0
    assert value("wrong_refusals", refused).value == 1.0


def test_a_summary_of_an_article_may_quote_no_other() -> None:
    beside = claim(FRIDAY, paths=("/news/other.md",), title="Another strike")

    attempt = graded(make_summary(claim(SAID), beside), BERG)

    assert attempt.passed is False
    assert attempt.reasons == ("a quote is of another article, “Another strike”",)
    across = graded(make_summary(claim(SAID), beside), BERG, task=TOPIC)
    assert across.passed is True


def test_a_quote_that_is_not_in_its_article_fails_a_summary_and_closes_the_gate() -> None:
    attempt = graded(make_summary(claim("All 120 dockers are back.")), DOCKERS)

    assert attempt.passed is False
    report = make_report(make_summary_case("invented", attempt))
    assert [one.rule for one in gate(report, None, None).regressions] == ["quote"]


def test_the_length_is_measured_over_summaries_alone() -> None:
    long = make_summary(Claim("word " * 61, (make_citation(),)))
    results = (*make_cases(), make_summary_case(), make_summary_case("long", make_attempt(long)))

    found = value("length_respected", *results)

    assert (found.value, found.count, found.unmeasured) == (0.5, 2, 0)
    assert value("length_respected", *make_cases()).value is None


@pytest.mark.parametrize("name", RANKED)
def test_summaries_change_nothing_of_what_is_measured_of_retrieval(name: str) -> None:
    alone = measure([make_summary_case()])

    assert value(name, *make_cases(), make_summary_case()) == value(name, *make_cases())
    assert next(metric for metric in alone if metric.name == name).count == 0


def test_the_facts_of_summaries_count_with_those_of_answers() -> None:
    missing = make_attempt(make_summary(), facts=(make_fact("missing"),), retrieved=())

    assert value("fact_recall", make_case(), make_summary_case("m", missing)).value == 0.5


def regressions(before: Report, now: Report) -> list[Regression]:
    baseline = baseline_of(before, "as it should be", "2024-05-06T10:00:00+00:00", None)
    return [*gate(now, baseline, "rag eval accept").regressions]


def test_a_summary_that_grew_too_long_closes_the_gate() -> None:
    long = make_attempt(
        make_summary(Claim(f"{SAID} " * 7, (make_citation(),))), passed=False, retrieved=()
    )
    before, now = make_report(make_summary_case()), make_report(make_summary_case("", long))
    now = replace(now, cases=(replace(now.cases[0], case=before.cases[0].case),))

    found = {one.about for one in regressions(before, now)}

    assert {"strike-summary", "length_respected", "correctness"} <= found


def test_a_summary_that_lost_a_fact_closes_the_gate_with_both_texts() -> None:
    poor = make_attempt(
        make_summary(claim(FRIDAY)), passed=False, facts=(make_fact("missing"),), retrieved=()
    )
    before = make_report(make_summary_case())
    now = make_report(make_summary_case("strike-summary", poor))

    lost = next(one for one in regressions(before, now) if one.rule == "case")

    assert lost.before == f"{SAID} [stated: {STATED.statement}]"
    assert lost.now == f"{FRIDAY} [missing: {STATED.statement}]"


def test_a_baseline_from_before_summaries_were_measured_is_not_comparable() -> None:
    report = make_report(make_summary_case())
    accepted = baseline_of(report, "old", "2024-05-06T10:00:00+00:00", None)
    older = replace(
        accepted,
        instrument=replace(accepted.instrument, scorer="0" * 12),
        metrics=tuple(one for one in accepted.metrics if one.name != "length_respected"),
    )

    [regression] = gate(report, older, "rag eval accept").regressions

    assert regression.rule == "not-comparable"
    assert "the code that grades" in regression.message


def test_a_report_with_summaries_is_read_back_as_it_was() -> None:
    report = make_report(make_summary_case(), make_summary_case("topic", task=TOPIC), make_case())

    assert decode(Report, json.loads(report_json(report))) == replace(
        report,
        cases=tuple(
            replace(one, case=replace(one.case, file=Path(one.case.file.name)))
            for one in report.cases
        ),
    )


def test_a_report_from_before_there_were_summaries_is_still_read() -> None:
    data = json.loads(report_json(make_report(make_case())))
    del data["cases"][0]["case"]["summary"]

    assert decode(Report, data).cases[0].case.summary is None


def test_another_length_or_topic_is_another_case() -> None:
    case = make_summary_case().case
    longer, topic = (
        replace(case, summary=task)
        for task in (SummaryTask("article", "../news/lintu-strike.md", 61), TOPIC)
    )

    assert len({digest([one]) for one in (case, longer, topic)}) == 3


def test_a_summary_is_asked_for_in_words() -> None:
    assert make_summary_case().case.asked == "Summarise lintu-strike.md in at most 60 words"
    assert make_summary_case(task=TOPIC).case.asked == (
        "Summarise “the strike in Lintu” in at most 120 words"
    )
    assert make_case().case.asked == "Who spoke of the strike?"


FAILED = make_summary_case(
    "failed-summary",
    make_attempt(make_summary(), passed=False, retrieved=(), reasons=("too long",)),
)


def test_a_summary_that_failed_is_shown_with_what_was_asked_for_and_what_was_written() -> None:
    report = make_report(FAILED)
    asked = FAILED.case.asked
    out = io.StringIO()
    Console(file=out, width=200).print(render_report(report, None))
    [failure] = ET.fromstring(report_junit(report, None)).iter("failure")  # noqa: S314 - our own

    for text in (out.getvalue(), report_markdown(report, None), failure.text or ""):
        assert asked in text
        assert SAID in text
    assert "length respected" in out.getvalue()
    assert "nan" not in out.getvalue().lower()


def test_the_page_shows_a_summary_with_its_length_and_without_ranks() -> None:
    page = report_page(make_report(FAILED), None)

    assert FAILED.case.asked in page
    assert "<h4>Summary, 10 words</h4>" in page
    assert f'data-title="{ARTICLE.title}"' in page
    assert "retrieved" not in page.split("<main>")[1].split('id="made"')[0].lower()
    refused = report_page(make_report(make_summary_case("no", make_attempt(make_refusal()))), None)
    assert "<h4>Refused</h4>" in refused


def test_the_new_measure_stands_with_the_others_and_is_gated() -> None:
    [measure_of_length] = [one for one in MEASURES if one.name == "length_respected"]

    assert (measure_of_length.unit, measure_of_length.gated) == ("share", True)
