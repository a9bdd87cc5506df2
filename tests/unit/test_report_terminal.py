"""What a person reads on a terminal after an evaluation."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from report_making import (
    INSTRUMENT,
    SUBJECT,
    make_answer,
    make_attempt,
    make_case,
    make_metric,
    make_refused,
    make_report,
    with_metric,
)
from rich.cells import cell_len
from rich.console import Console

from rag.domain.baselines import Accepted, Baseline, Change, GateResult, Regression
from rag.domain.measures import MEASURES, Metric, TagMetrics
from rag.domain.replies import Claim
from rag.domain.reports import Agreement, Calls
from rag.rendering.reports.terminal import render_report

if TYPE_CHECKING:
    from rag.domain.reports import Report

OPEN = GateResult((), ())
HALVES = tuple(make_metric(measure.name, 0.5) for measure in MEASURES)


def printed(
    report: Report,
    gate: GateResult | None = None,
    baseline: Baseline | None = None,
    *,
    wrap: bool = True,
) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=80, markup=False, highlight=False, emoji=False)
    console.print(render_report(report, gate, baseline), soft_wrap=not wrap)
    return stream.getvalue()


def row(text: str, label: str) -> str:
    [line] = [line for line in text.splitlines() if re.match(rf"{re.escape(label)}(  |$)", line)]
    return " ".join(line.split())


def make_baseline(*metrics: Metric) -> Baseline:
    accepted = (Accepted("2024-05-01T10:00:00+00:00", "Read by two editors"),)
    return Baseline(accepted, INSTRUMENT, SUBJECT, 1, metrics, ())


def test_every_measure_has_its_row_both_refusals_among_them() -> None:
    text = printed(make_report(metrics=HALVES))

    for measure in MEASURES:
        assert row(text, measure.label)
    assert row(text, "right refusals") == "right refusals 50.0 % 40.0 – 60.0 % 4"
    assert row(text, "wrong refusals") == "wrong refusals 50.0 % 40.0 – 60.0 % 4"


def test_what_could_not_be_measured_is_a_dash_with_its_number_and_never_nan() -> None:
    nothing = make_metric("fact_recall", None, count=0, unmeasured=7)
    text = printed(with_metric(make_report(), nothing))

    assert row(text, "fact recall") == "fact recall – unmeasured: 7 0 7"
    assert "nan" not in text.lower()


@pytest.mark.parametrize(
    ("name", "label", "value", "shown"),
    [
        ("quote_fidelity", "quote fidelity", 0.9999, "> 99.9 %"),
        ("quote_fidelity", "quote fidelity", 1.0, "100.0 %"),
        ("wrong_refusals", "wrong refusals", 0.0004, "< 0.1 %"),
        ("wrong_refusals", "wrong refusals", 0.0, "0.0 %"),
        ("latency_p50", "latency p50", 0.0312, "31 ms"),
        ("latency_p95", "latency p95", 12.345, "12.35 s"),
        ("input_tokens", "tokens read", 1830.4, "1,830"),
        ("cost", "cost", 0.00123, "$0.0012"),
        ("cost", "cost", 0.0, "$0"),
    ],
)
def test_values_are_shown_in_their_unit_and_never_rounded_to_a_whole(
    name: str, label: str, value: float, shown: str
) -> None:
    text = printed(with_metric(make_report(), make_metric(name, value)))

    assert row(text, label).startswith(f"{label} {shown} ")


def test_the_baselines_values_stand_beside_the_reports() -> None:
    text = printed(make_report(), OPEN, make_baseline(make_metric("mrr", 0.75)))

    assert row(text, "MRR").endswith(" 75.0 %")
    assert row(text, "nDCG@k").endswith(" –")
    assert "Baseline accepted 2024-05-01: Read by two editors" in text


def test_each_tag_has_a_row_of_the_telling_measures() -> None:
    text = printed(make_report(tags=(TagMetrics("who-said", 3, HALVES),)))

    assert row(text, "who-said") == "who-said 3 50.0 % 50.0 % 50.0 % 50.0 % 50.0 %"


def test_cases_to_look_at_are_listed_with_their_reasons_and_what_was_said() -> None:
    text = printed(make_report())

    assert text.startswith("2 of 4 cases passed; 1 failed, 1 could not be graded (extractive,")
    assert (
        "Failed: 1\n"
        "  strikers  How many dockers were on strike?\n"
        "    - contradicts “120 dockers were on strike.”: it says 200\n"
        "    said: 200 dockers had stopped work.\n"
    ) in text
    assert "Could not be graded: 1\n  saar-mood  How was Saar?\n" in text
    assert "berg-strike" not in text


def test_a_case_that_fails_only_sometimes_has_failed_and_is_called_flaky() -> None:
    failed = make_attempt(make_refused().reply, passed=False, reasons=("it was refused",))
    text = printed(make_report(make_case("moody", make_attempt(), failed, make_attempt())))

    assert "Failed: 1\n  moody  Who spoke of the strike?\n    - it was refused\n" in text
    assert "said: Not in these articles: No article says it.\n" in text
    assert "Flaky: 1\n  moody: of 3 runs 1 failed, 2 passed\n" in text


def test_a_closed_gate_says_what_was_said_before_and_now_and_what_changed() -> None:
    regression = Regression("case", "strikers", "It never passes now.", "120 did.", "200 did.")
    lower = Regression("mean", "fact_recall", "It fell by 9 points.")
    changes = (Change("prompt", "answer@aaaaaaaaaaaa", "answer@bbbbbbbbbbbb"),)
    text = printed(make_report(), GateResult((regression, lower), changes), make_baseline())

    assert text.endswith(
        "The gate is closed: 2 regressions.\n"
        "Baseline accepted 2024-05-01: Read by two editors\n"
        "  - strikers: It never passes now.\n"
        "    before: 120 did.\n"
        "    now:    200 did.\n"
        "  - fact recall: It fell by 9 points.\n"
        "What changed since the baseline:\n"
        "  prompt: answer@aaaaaaaaaaaa → answer@bbbbbbbbbbbb\n"
    )


def test_a_regression_with_nothing_changed_says_so() -> None:
    gate = GateResult((Regression("mean", "mrr", "It fell."),), ())

    assert printed(make_report(), gate, make_baseline()).endswith(
        "Model, prompt, embedder, library and retrieval are the baseline's.\n"
    )


def test_an_open_gate_and_no_gate_are_told_apart() -> None:
    assert printed(make_report(), OPEN).endswith("The gate is open: no regression.\n")
    assert printed(make_report()).endswith("No gate: nothing was compared with a baseline.\n")


def test_the_judges_agreement_and_unused_recordings_are_told() -> None:
    agreement = Agreement("gpt judge@0123456789ab", 40, 38, 0.83, 0.99, ("A: stated, missing",))
    calls = Calls(2, 1200, ("answer-0f1e.json",))
    text = " ".join(printed(replace(make_report(), agreement=agreement, calls=calls)).split())

    assert "agreed with people on 38 of 40 pairs: 95.0 %, 95 % interval 83.0 % to 99.0 %" in text
    assert "- A: stated, missing" in text
    assert "2 sent, 1,200 replayed; 1 recording not used: - answer-0f1e.json" in text


@pytest.mark.parametrize("wrap", [True, False])
def test_control_characters_of_an_article_are_seen_and_not_obeyed(wrap: bool) -> None:
    claim = Claim("Red \x1b[31m and \u202eturned", ())
    attempt = make_attempt(make_answer(claim), passed=False, reasons=("has \x07",))
    text = printed(make_report(make_case("bell", attempt, tags=("\x1b",))), wrap=wrap)

    assert "said: Red ␛[31m and \\u202eturned" in text
    assert "- has ␇" in text
    assert not {"\x1b", "\x07", "\u202e"} & set(text)


def test_no_line_is_wider_than_the_terminal() -> None:
    tags = ("a-tag-with-a-very-long-name-that-nobody-would-choose",)
    report = make_report(make_case("long-" * 12, make_attempt(passed=False), tags=tags))
    gate = GateResult((Regression("case", "x" * 90, "y" * 200, "z " * 99),), ())

    lines = printed(report, gate, make_baseline(make_metric("mrr"))).splitlines()
    assert max(map(cell_len, lines)) <= 80
