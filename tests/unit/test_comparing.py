"""Two reports against each other, over the cases that both could grade."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from report_making import INSTRUMENT, make_attempt, make_case, make_fact, make_refusal, make_report

from rag.domain.baselines import Difference
from rag.domain.measures import MEASURES
from rag.errors import UsageError
from rag.evaluating.comparing import compare

if TYPE_CHECKING:
    from rag.domain.reports import Attempt, Report

PASSED, FAILED, UNGRADED = (make_attempt(passed=passed) for passed in (True, False, None))


def report(*attempts: Attempt) -> Report:
    return make_report(*(make_case(f"case-{at}", each) for at, each in enumerate(attempts)))


def difference(name: str, before: Report, after: Report) -> Difference:
    return next(each for each in compare(before, after) if each.name == name)


def test_every_measure_is_compared_in_order() -> None:
    assert [d.name for d in compare(make_report(), make_report())] == [m.name for m in MEASURES]


def test_a_report_does_not_differ_from_itself() -> None:
    found = difference("correctness", make_report(), make_report())

    assert (found.difference, found.low, found.high, found.p) == (0.0, None, None, 1.0)


def test_a_clear_difference_has_an_interval_off_zero_and_a_small_p() -> None:
    before = report(*[FAILED] * 12, *[PASSED] * 28)
    after = report(*[PASSED] * 40)

    found = difference("correctness", before, after)

    assert (found.before, found.after, found.cases) == (0.7, 1.0, 40)
    assert found.difference == pytest.approx(0.3)
    assert found.low is not None
    assert found.high is not None
    assert 0.1 < found.low < 0.3 < found.high < 0.5
    assert found.p is not None
    assert found.p < 0.01


def test_the_sign_says_what_came_after() -> None:
    found = difference("correctness", report(PASSED, PASSED), report(PASSED, FAILED))

    assert found.difference == -0.5


def test_pairing_sees_what_two_intervals_would_not() -> None:
    """Half of the cases pass in both; the two that changed changed for the better."""
    before = report(*[FAILED, PASSED] * 20, *[FAILED] * 6)
    after = report(*[FAILED, PASSED] * 20, *[PASSED] * 6)

    found = difference("correctness", before, after)

    assert found.low is not None
    assert found.low > 0


def test_a_case_that_one_report_could_not_grade_is_left_out_of_both() -> None:
    found = difference(
        "correctness", report(PASSED, PASSED, FAILED), report(PASSED, UNGRADED, PASSED)
    )

    assert (found.before, found.after, found.cases) == (0.5, 1.0, 2)


def test_cases_are_paired_by_their_id() -> None:
    before = make_report(make_case("a", PASSED), make_case("b", FAILED), make_case("c", PASSED))
    after = make_report(make_case("b", PASSED), make_case("a", PASSED))

    found = difference("correctness", before, after)

    assert (found.before, found.after, found.cases) == (0.5, 1.0, 2)


def test_a_case_with_more_facts_weighs_more_as_it_does_in_the_measure() -> None:
    many = [make_attempt(facts=(make_fact(kind),) * 3) for kind in ("missing", "stated")]

    found = difference("fact_recall", report(many[0], PASSED), report(many[1], PASSED))

    assert (found.before, found.after) == (0.25, 1.0)


def test_nothing_to_compare_is_none() -> None:
    found = difference("citation_recall", report(make_attempt(make_refusal())), report(PASSED))

    assert found == Difference("citation_recall", None, None, None, None, None, None, 0)


def test_reports_of_two_instruments_are_not_compared() -> None:
    other = replace(make_report(), instrument=replace(INSTRUMENT, scorer="c0ffee", judge="m j@1"))

    with pytest.raises(UsageError, match="not comparable: the code that grades changed") as caught:
        compare(make_report(), other)

    assert "the judge changed from none to m j@1" in caught.value.message
    assert "Measure both again" in caught.value.hint
