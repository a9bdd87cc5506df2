"""What the summary of a CI step shows."""

from __future__ import annotations

from dataclasses import replace

from markdown_it import MarkdownIt
from report_making import (
    INSTRUMENT,
    SUBJECT,
    make_answer,
    make_attempt,
    make_case,
    make_metric,
    make_report,
    with_metric,
)

from rag.domain.baselines import Accepted, Baseline, Change, GateResult, Regression
from rag.domain.measures import MEASURES
from rag.domain.replies import Claim
from rag.domain.reports import Agreement, Calls
from rag.rendering.reports.markdown import report_markdown

BASELINE = Baseline(
    (Accepted("2024-05-01T10:00:00+00:00", "Read by two editors"),),
    INSTRUMENT,
    SUBJECT,
    1,
    (make_metric("mrr", 0.75),),
    (),
)


def as_html(markdown: str) -> str:
    """GitHub's dialect: tables, and HTML blocks as they stand."""
    return MarkdownIt("commonmark").enable("table").render(markdown)


def test_the_measures_are_a_table_with_a_row_for_each() -> None:
    html = as_html(report_markdown(make_report(), None, BASELINE))

    assert html.startswith("<h2>2 of 4 cases passed</h2>")
    for measure in MEASURES:
        assert f"<td>{measure.label}</td>" in html
    assert '<td style="text-align:right">75.0 %</td>' in html


def test_what_could_not_be_measured_is_a_dash_with_its_number() -> None:
    nothing = make_metric("fact_recall", None, count=0, unmeasured=7)
    text = report_markdown(with_metric(make_report(), nothing), None)

    assert "| fact recall | **–** | unmeasured: 7 | 0 | 7 |" in text
    assert "nan" not in text.lower()


def test_a_failing_case_folds_out_to_its_reasons_and_what_was_said() -> None:
    html = as_html(report_markdown(make_report(), None))

    assert html.count("<details>") == html.count("</details>") == 2
    assert "<summary><b>strikers</b> How many dockers were on strike?</summary>" in html
    assert "<li>contradicts “120 dockers were on strike.”: it says 200</li>" in html
    assert "<blockquote>\n<p>200 dockers had stopped work.</p>\n</blockquote>" in html


def test_the_gate_is_told_with_before_and_now_and_what_changed() -> None:
    regression = Regression("case", "strikers", "It never passes now.", "120 did.", "200 did.")
    gate = GateResult((regression,), (Change("k", "8", "4"),))
    html = as_html(report_markdown(make_report(), gate, BASELINE))

    assert "<strong>The gate is closed: 1 regression.</strong>" in html
    assert "<strong>strikers</strong>: It never passes now." in html
    assert "<li>before: 120 did.</li>\n<li>now: 200 did.</li>" in html
    assert "<li>k: 8 → 4</li>" in html
    assert "Baseline accepted 2024-05-01: Read by two editors" in html


def test_an_article_can_neither_close_a_tag_nor_break_a_table_nor_link() -> None:
    evil = "</details><script>x</script> | **b** [l](http://evil.example) \x1b \u202e"
    attempt = make_attempt(make_answer(Claim(evil, ())), passed=False, reasons=(evil,))
    case = make_case("a|b</summary>", attempt, question=evil, tags=("x|y",))
    gate = GateResult((Regression("case", evil, evil, evil, evil),), (Change(evil, evil, evil),))
    html = as_html(report_markdown(make_report(case), gate, BASELINE))

    assert "<script" not in html
    assert "<a " not in html
    assert "<strong>b</strong>" not in html
    assert html.count("</summary>") == html.count("</details>") == 1
    assert "<td>x|y</td>" in html
    assert not {"\x1b", "\u202e"} & set(html)


def test_flaky_cases_the_judge_and_unused_recordings_are_named() -> None:
    report = make_report(make_case("moody", make_attempt(), make_attempt(passed=None)))
    agreement = Agreement("gpt judge@0123456789ab", 40, 38, 0.83, 0.99, ())
    calls = Calls(2, 3, ("answer-0f1e.json",))
    html = as_html(report_markdown(replace(report, agreement=agreement, calls=calls), None))

    assert "<strong>moody</strong>: of 2 runs 1 could not be graded, 1 passed" in html
    assert "agreed with people on 38 of 40 pairs (95 % interval 83.0 % – 99.0 %)" in html
    assert "2 sent, 3 replayed; 1 recording not used:" in html
    assert "<li>answer-0f1e.json</li>" in html
