"""What a machine that reads test results is told."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml
from report_making import make_answer, make_attempt, make_case, make_provenance, make_report

from rag.domain.baselines import GateResult, Regression
from rag.domain.replies import Claim
from rag.rendering.reports.junit import report_junit


def suites(text: str) -> dict[str, ET.Element]:
    root = ET.fromstring(text.encode())  # noqa: S314 - our own
    return {suite.get("name", ""): suite for suite in root}


def counts(element: ET.Element) -> tuple[str | None, ...]:
    return tuple(element.get(name) for name in ("tests", "failures", "skipped", "errors"))


def failures(suite: ET.Element) -> dict[str | None, ET.Element]:
    found = ((test.get("name"), test.find("failure")) for test in suite.iter("testcase"))
    return {name: failure for name, failure in found if failure is not None}


def test_a_case_is_a_test_and_a_failing_case_fails_with_its_reason() -> None:
    [cases] = suites(report_junit(make_report(), None)).values()

    assert counts(cases) == ("4", "1", "1", "0")
    [(name, failure)] = failures(cases).items()
    assert name == "strikers"
    assert failure.get("message") == "contradicts “120 dockers were on strike.”: it says 200"
    assert failure.text == "How many dockers were on strike?\n200 dockers had stopped work."


def test_a_test_is_named_after_its_case_file_and_takes_as_long_as_its_runs() -> None:
    runs = [make_attempt(make_answer(provenance=make_provenance(each))) for each in (0.25, 1.5)]
    [test] = suites(report_junit(make_report(make_case("slow", *runs)), None))["cases"].iter(
        "testcase"
    )

    assert (test.get("classname"), test.get("name"), test.get("time")) == (
        "harbour",
        "slow",
        "1.750",
    )


def test_an_ungraded_case_is_skipped_with_the_reason() -> None:
    cases = suites(report_junit(make_report(), None))["cases"]

    [skipped] = cases.iter("skipped")
    assert skipped.get("message") == "“Ilmo Saar was tired.” could not be graded"


def test_a_flaky_case_fails_and_says_how_often() -> None:
    runs = (make_attempt(), make_attempt(passed=False, reasons=("fact missing",)))
    cases = suites(report_junit(make_report(make_case("moody", *runs)), None))["cases"]

    assert failures(cases)["moody"].get("message") == "fact missing; of 2 runs 1 failed, 1 passed"


def test_an_open_gate_is_a_passing_test_for_each_rule() -> None:
    gate = suites(report_junit(make_report(), GateResult((), ())))["gate"]

    assert counts(gate) == ("5", "0", "0", "0")


def test_a_regression_is_a_failing_test_of_the_gate() -> None:
    found = (
        Regression("case", "strikers", "It never passes now.", "120 did.", "200 did."),
        Regression("mean", "fact_recall", "It fell."),
    )
    gate = suites(report_junit(make_report(), GateResult(found, ())))["gate"]

    assert counts(gate) == ("5", "2", "0", "0")
    assert failures(gate)["strikers"].get("message") == "It never passes now."
    assert failures(gate)["strikers"].text == "before: 120 did.\nnow: 200 did."
    assert failures(gate)["fact recall"].get("message") == "It fell."


def test_without_a_baseline_nothing_that_needs_one_passes() -> None:
    lost = GateResult((Regression("no-baseline", "", "There is no baseline."),), ())
    gate = suites(report_junit(make_report(), lost))["gate"]

    assert counts(gate) == ("5", "1", "3", "0")
    changed = GateResult((Regression("not-comparable", "", "The cases changed."),), ())
    gate = suites(report_junit(make_report(), changed))["gate"]
    assert counts(gate) == ("5", "1", "2", "0")


@given(st.text(st.characters()))
def test_the_xml_is_valid_whatever_an_article_contains(text: str) -> None:
    attempt = make_attempt(make_answer(Claim(text, ())), passed=False, reasons=(text,))
    gate = GateResult((Regression("case", text, text, text, text),), ())
    found = suites(report_junit(make_report(make_case(text, attempt, question=text)), gate))

    assert counts(found["cases"]) == ("1", "1", "0", "0")


def test_a_library_that_reads_junit_files_reads_it() -> None:
    parsed = JUnitXml.fromstring(report_junit(make_report(), GateResult((), ())).encode())

    assert (parsed.tests, parsed.failures, parsed.skipped) == (9, 1, 1)
    assert [suite.name for suite in parsed] == ["cases", "gate"]
