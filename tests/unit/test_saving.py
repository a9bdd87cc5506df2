"""The JSON of reports and baselines: nothing is lost, and what is broken is named."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_making import make_case, make_metric, make_report, with_metric

from rag.domain.baselines import Baseline
from rag.domain.cases import AllOf, AnyOf, Name, Quantity, Recogniser, ReferenceFact, Wording
from rag.domain.replies import Dropped, Unanswered
from rag.domain.reports import Agreement, Report
from rag.evaluating.decoding import MalformedError, decode
from rag.evaluating.gating import baseline_of, gate
from rag.evaluating.saving import baseline_json, report_data, report_json

TEXTS = st.text(max_size=8)
LISTS = st.lists(TEXTS, max_size=3).map(tuple)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
RECOGNISERS = st.recursive(
    st.builds(Wording, LISTS)
    | st.builds(Quantity, NUMBERS, LISTS, NUMBERS)
    | st.builds(Name, TEXTS, LISTS),
    lambda parts: (
        st.builds(AllOf, st.lists(parts, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(parts, max_size=3).map(tuple))
    ),
    max_leaves=5,
)


def by_name(report: Report) -> Report:
    """The report with case files named as they are saved."""
    cases = tuple(
        replace(result, case=replace(result.case, file=Path(result.case.file.name)))
        for result in report.cases
    )
    return replace(report, cases=cases)


def again(report: Report) -> Report:
    return decode(Report, json.loads(report_json(report)))


def test_a_report_comes_back_as_it_was_but_for_the_folder_of_its_case_files() -> None:
    report = make_report()

    assert again(report) == by_name(report) != report
    assert report_json(again(report)) == report_json(report)


def test_every_part_that_a_report_can_have_comes_back() -> None:
    report = make_report()
    (result, *others) = report.cases
    (attempt,) = result.attempts
    reply = replace(
        attempt.reply,
        unanswered=(Unanswered("Why?", "No article says it."),),
        dropped=(Dropped("It ended.", "it has no quote"),),
        notes=("one",),
    )
    result = replace(result, attempts=(replace(attempt, reply=reply),) * 2)
    report = replace(
        with_metric(report, make_metric(value=None)),
        cases=(result, *others),
        agreement=Agreement("m judge@1", 40, 38, 0.83, 0.99, ("a: stated, missing (b)",)),
    )

    assert again(report) == by_name(report)


@given(RECOGNISERS, TEXTS)
def test_reference_facts_come_back_whatever_they_hold(rule: Recogniser, statement: str) -> None:
    fact = ReferenceFact(statement, rule, rule)
    report = make_report(make_case(facts=(fact,)), metrics=(), tags=())

    assert again(report).cases[0].case.facts == (fact,)


def test_what_a_report_is_stands_first_and_a_newline_last() -> None:
    text = report_json(make_report())

    assert text.startswith('{\n  "schema": 1,\n  "kind": "evaluation-report",\n  "created"')
    assert text.endswith("\n}\n")


def test_a_saved_report_does_not_say_where_its_case_files_were() -> None:
    assert "/news/evals" not in report_json(make_report())


def test_the_gates_verdict_is_shown_with_a_report_and_skipped_in_reading() -> None:
    report = make_report()
    verdict = gate(report, None, "evals/baseline.json")

    data = report_data(report, verdict)

    assert data["gate"]["regressions"][0]["rule"] == "no-baseline"
    assert "gate" not in report_data(report)
    assert decode(Report, json.loads(json.dumps(data, default=str))) == by_name(report)


def test_a_baseline_comes_back_as_it_was() -> None:
    first = baseline_of(make_report(), "the first", "2024-05-06T10:00:00+00:00", None)
    baseline = baseline_of(make_report(), "a “second”", "2024-05-07T10:00:00+00:00", first)
    text = baseline_json(baseline)

    assert decode(Baseline, json.loads(text)) == baseline
    assert text.startswith('{\n  "schema": 1,\n  "kind": "evaluation-baseline",\n  "accepted"')


@pytest.mark.parametrize(
    ("way", "value", "message"),
    [
        (("runs",), "one", "runs is not a whole number"),
        (("runs",), True, "runs is not a whole number"),
        (("metrics", 2, "value"), "high", "metrics[2].value is not a number"),
        (("metrics", 2, "value"), float("nan"), "metrics[2].value is not a number"),
        (("metrics", 2), [], "metrics[2] is not an object"),
        (("cases",), {}, "cases is not a list"),
        (("instrument", "judge"), {"kind": "m"}, "instrument.judge is not text"),
        (
            ("cases", 0, "attempts", 0, "reply"),
            "yes",
            "cases[0].attempts[0].reply is not one of answer, summary, refusal",
        ),
        (("created",), None, "created is not text"),
        (("cases", 0, "case", "answerable"), 1, "cases[0].case.answerable is not true or false"),
        (("cases", 0, "case", "file"), 1, "cases[0].case.file is not a path"),
        (
            ("cases", 0, "attempts", 0, "reply", "kind"),
            "poem",
            "cases[0].attempts[0].reply is not one of answer, summary, refusal",
        ),
        (
            ("cases", 0, "attempts", 0, "facts", 0, "verdict", "kind"),
            "maybe",
            (
                "cases[0].attempts[0].facts[0].verdict.kind is not one of "
                "stated, missing, contradicted, ungraded"
            ),
        ),
        (
            ("cases", 0, "attempts", 0, "claims", 0, "claim", "citations", 0, "published"),
            "May",
            "cases[0].attempts[0].claims[0].claim.citations[0].published is not a date",
        ),
    ],
)
def test_a_broken_value_is_named_with_its_place(
    way: tuple[str | int, ...], value: object, message: str
) -> None:
    data = json.loads(report_json(make_report()))
    place = data
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = value

    with pytest.raises(MalformedError) as caught:
        decode(Report, data)

    assert str(caught.value) == message


def test_a_missing_field_is_named_with_its_place() -> None:
    data = json.loads(report_json(make_report()))
    del data["metrics"][1]["low"]

    with pytest.raises(MalformedError, match=r"^metrics\[1\] has no field low$"):
        decode(Report, data)


def test_a_field_with_a_default_may_be_missing() -> None:
    data = json.loads(report_json(make_report()))
    del data["cases"][0]["attempts"][0]["facts"][0]["verdict"]["judge"]

    assert decode(Report, data) == by_name(make_report())
