"""Each rule of the gate: a planted regression closes it, and without one it stays open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from report_making import (
    INSTRUMENT,
    SUBJECT,
    make_answer,
    make_attempt,
    make_case,
    make_cases,
    make_citation,
    make_fact,
    make_metric,
    make_refusal,
    make_report,
    with_metric,
)

from rag.domain.baselines import Accepted, Baseline, Change, Regression
from rag.domain.measures import MEASURES, Metric
from rag.domain.replies import Claim
from rag.errors import UsageError
from rag.evaluating.gating import baseline_of, gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.domain.reports import Attempt, Report

ACCEPT = 'rag eval accept --cases mine --reason "…"'
PASSED, FAILED, UNGRADED = (make_attempt(passed=passed) for passed in (True, False, None))


def accepted(report: Report) -> Baseline:
    return baseline_of(report, "as it should be", "2024-05-06T10:00:00+00:00", None)


def regressions(report: Report, baseline: Baseline | None, rule: str) -> list[Regression]:
    return [each for each in gate(report, baseline, ACCEPT).regressions if each.rule == rule]


def test_a_report_passes_against_itself() -> None:
    report = make_report()

    assert gate(report, accepted(report), ACCEPT) == gate(report, None, None)
    assert gate(report, None, None).regressions == ()


def test_a_missing_baseline_closes_the_gate_and_says_how_to_accept_one() -> None:
    (found,) = gate(make_report(), None, ACCEPT).regressions

    assert found.rule == "no-baseline"
    assert found.message.endswith(f"accept it: {ACCEPT}")


@pytest.mark.parametrize(
    ("part", "now", "words"),
    [
        ("cases", "c0ffee", "the cases changed from cccccccccccc to c0ffee"),
        ("articles", "c0ffee", "the articles that the cases name changed from aaaaaaaaaaaa to"),
        ("scorer", "c0ffee", "the code that grades changed from 555555555555 to c0ffee"),
        ("judge", "m judge@1", "the judge changed from none to m judge@1"),
    ],
)
def test_a_changed_instrument_is_not_comparable(part: str, now: str, words: str) -> None:
    worse = make_report(make_case("berg-strike", FAILED))
    report = replace(worse, instrument=replace(INSTRUMENT, **{part: now}))

    result = gate(report, accepted(make_report(make_case("berg-strike"))), ACCEPT)

    (found,) = result.regressions
    assert found.rule == "not-comparable"
    assert words in found.message
    assert f"accept it: {ACCEPT}; if not" in found.message
    assert [change.now for change in result.changes] == [now]


def invented() -> Report:
    quote = "The strike is over."
    reply = make_answer(Claim("It is over [they say].", (make_citation(quote),)))
    attempt = make_attempt(reply, faithful=False)
    return make_report(make_case("berg-strike", PASSED, attempt, attempt))


def test_a_quote_that_is_not_in_its_article_closes_the_gate_once_for_each_case() -> None:
    (found,) = regressions(invented(), accepted(runs(PASSED)), "quote")

    assert found.about == "berg-strike"
    assert "“The strike is over.” does not stand in “Harbour of Lintu" in found.message
    assert found.now == "It is over [they say]."


def test_the_quote_rule_needs_no_baseline_and_no_equal_instrument() -> None:
    other = replace(accepted(make_report()), instrument=replace(INSTRUMENT, cases="other"))

    assert [each.rule for each in gate(invented(), None, None).regressions] == ["quote"]
    assert [each.rule for each in gate(invented(), None, ACCEPT).regressions] == [
        "no-baseline",
        "quote",
    ]
    assert [each.rule for each in gate(invented(), other, ACCEPT).regressions] == [
        "not-comparable",
        "quote",
    ]


def runs(*attempts: Attempt) -> Report:
    return make_report(make_case("berg-strike", *attempts))


def test_a_case_that_always_passed_and_now_never_does_is_told_with_both_replies() -> None:
    reply = make_refusal("Nobody says it.")
    now = make_attempt(
        reply, passed=False, facts=(make_fact("missing"),), reasons=("refused, but answerable",)
    )

    (found,) = regressions(runs(now), accepted(runs(PASSED)), "case")

    assert found.about == "berg-strike"
    assert "now it never does: refused, but answerable" in found.message
    assert found.before == (
        "Mayor Anna Berg said that 120 dockers had stopped work. "
        "[stated: Anna Berg spoke of the strike.]"
    )
    assert "Nobody says it." in found.now
    assert found.now.endswith("[missing: Anna Berg spoke of the strike.]")


def test_a_forbidden_claim_is_told_with_the_verdicts() -> None:
    now = make_attempt(passed=False, forbidden=(make_fact("stated", "200 were."),))

    (found,) = regressions(runs(now), accepted(runs(PASSED)), "case")

    assert found.now.endswith("; forbidden: 200 were.]")


def test_a_case_without_facts_is_told_without_verdicts() -> None:
    before = make_case("strike-pay", answerable=False)
    now = replace(before, attempts=(make_attempt(passed=False, facts=()),))

    (found,) = regressions(make_report(now), accepted(make_report(before)), "case")

    assert found.now == "Mayor Anna Berg said that 120 dockers had stopped work."


def test_a_case_that_can_no_longer_be_graded_is_no_longer_passed() -> None:
    (found,) = regressions(runs(UNGRADED, UNGRADED), accepted(runs(PASSED)), "case")

    assert "can no longer be graded as passed" in found.message


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ((PASSED,), (PASSED,)),
        ((PASSED, PASSED), (FAILED, PASSED)),
        ((PASSED, FAILED), (FAILED, FAILED)),
        ((PASSED, UNGRADED), (FAILED, FAILED)),
        ((FAILED,), (FAILED,)),
        ((UNGRADED,), (FAILED,)),
    ],
)
def test_a_case_that_sometimes_fails_is_no_lost_case(
    before: tuple[Attempt, ...], now: tuple[Attempt, ...]
) -> None:
    assert regressions(runs(*now), accepted(runs(*before)), "case") == []


def means(before: Metric, now: Metric) -> list[str]:
    """What the rule of means says of one measure that moved."""
    baseline = accepted(with_metric(make_report(), before))
    found = regressions(with_metric(make_report(), now), baseline, "mean")
    assert {each.about for each in found} <= {before.name}
    return [each.message for each in found]


def test_a_mean_that_fell_closes_the_gate() -> None:
    (message,) = means(make_metric(value=0.9), make_metric(value=0.8))

    assert message.startswith("fell from 90.00 % to 80.00 %; no noise was meas")


def test_a_rate_that_should_be_low_closes_the_gate_when_it_rises() -> None:
    low, high = (make_metric("wrong_refusals", value) for value in (0.1, 0.2))

    (message,) = means(low, high)

    assert message.startswith("rose from 10.00 % to 20.00 %")
    assert means(high, low) == []


def test_a_mean_that_rose_or_stayed_keeps_the_gate_open() -> None:
    assert means(make_metric(value=0.8), make_metric(value=0.9)) == []
    assert means(make_metric(value=2 / 3), make_metric(value=2 / 3)) == []


def test_a_drop_within_the_noise_of_the_baseline_keeps_the_gate_open() -> None:
    before = make_metric(value=0.9, runs=(0.95, 0.85))

    assert means(before, make_metric(value=0.81)) == []
    (message,) = means(before, make_metric(value=0.79))
    assert "runs of the baseline differ by no more than 10.00 %" in message


def test_answers_that_became_flaky_do_not_excuse_themselves() -> None:
    (message,) = means(make_metric(value=0.9), make_metric(value=0.6, runs=(0.9, 0.3)))

    assert message.startswith("fell from 90.00 % to 60.00 %")


def test_runs_that_do_not_differ_are_said_to_be_measured() -> None:
    (message,) = means(make_metric(value=0.9, runs=(0.9, 0.9)), make_metric(value=0.8))

    assert "runs of the baseline do not differ" in message


@pytest.mark.parametrize("name", ["correctness", "wrong_refusals"])
def test_what_was_right_and_cannot_be_graded_now_closes_the_gate(name: str) -> None:
    good = 1.0 if name == "correctness" else 0.0
    before = make_metric(name, good, count=10)
    (message,) = means(before, make_metric(name, good, count=8, unmeasured=2))

    assert message.startswith("what is certainly right fell from 100.00 % to 80.00 %")
    assert "2 could not be graded now (0 before)" in message


def test_what_was_wrong_and_cannot_be_graded_now_keeps_the_gate_open() -> None:
    before = make_metric(value=0.6, count=10)

    assert means(before, make_metric(value=1.0, count=6, unmeasured=4)) == []


def without_cases(baseline: Baseline) -> Baseline:
    return replace(baseline, cases=())


def without_metrics(baseline: Baseline) -> Baseline:
    return replace(baseline, metrics=baseline.metrics[1:])


def without_runs(baseline: Baseline) -> Baseline:
    return replace(baseline, cases=tuple(replace(case, passed=()) for case in baseline.cases))


@pytest.mark.parametrize("edited", [without_cases, without_metrics, without_runs])
def test_a_baseline_that_was_edited_by_hand_is_refused(
    edited: Callable[[Baseline], Baseline],
) -> None:
    report = make_report()

    with pytest.raises(UsageError, match="changed after it was accepted"):
        gate(report, edited(accepted(report)), ACCEPT)


def test_a_mean_that_cannot_be_measured_any_more_closes_the_gate() -> None:
    (message,) = means(
        make_metric(value=0.9), make_metric(value=None, runs=(None,), count=0, unmeasured=7)
    )

    assert message == "was 90.00 % and cannot be measured now"


def test_a_mean_that_was_not_measured_before_has_nothing_to_fall_from() -> None:
    assert means(make_metric(value=None), make_metric(value=0.1)) == []


def test_what_depends_on_the_machine_is_not_gated() -> None:
    assert means(make_metric("latency_p95", 1.0), make_metric("latency_p95", 9.0)) == []


def test_what_changed_is_named_in_plain_words() -> None:
    report = make_report()
    subject = replace(SUBJECT, model="openai:m", prompt="answer@0123456789ab", k=4)

    result = gate(replace(report, subject=subject), accepted(report), ACCEPT)

    assert result.regressions == ()
    assert result.changes == (
        Change("model", "extractive", "openai:m"),
        Change("prompt", "", "answer@0123456789ab"),
        Change("passages given to the writer (k)", "8", "4"),
    )


def test_a_baseline_keeps_every_reason() -> None:
    first = baseline_of(make_report(), "the first", "2024-05-06", None)
    second = baseline_of(make_report(), " better prompt ", "2024-06-01", first)

    assert second.accepted == (
        Accepted("2024-05-06", "the first"),
        Accepted("2024-06-01", "better prompt"),
    )


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_baseline_needs_a_reason(reason: str) -> None:
    with pytest.raises(UsageError, match="without a reason"):
        baseline_of(make_report(), reason, "2024-05-06", None)


def test_a_report_with_an_invented_quote_is_never_accepted() -> None:
    with pytest.raises(UsageError, match=r"berg-strike: The quote “The strike is over\.”"):
        baseline_of(invented(), "it is nearly right", "2024-05-06", None)


def test_a_baseline_holds_what_is_gated_and_reads_well() -> None:
    baseline = accepted(make_report())

    assert [m.name for m in baseline.metrics] == [m.name for m in MEASURES if m.gated]
    assert baseline.metrics[0].value == 0.666667
    assert baseline.metrics[0].runs == (0.666667,)
    assert [case.id for case in baseline.cases] == sorted(r.case.id for r in make_cases())
    assert {case.id: case.passed for case in baseline.cases}["saar-mood"] == (None,)
