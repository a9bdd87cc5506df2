"""What each measure counts, what it leaves out, and where its interval comes from."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_making import (
    SAID,
    make_answer,
    make_attempt,
    make_case,
    make_cases,
    make_citation,
    make_fact,
    make_provenance,
    make_refusal,
    make_refused,
    make_retrieved,
)

from rag.domain.measures import MEASURES, Metric
from rag.domain.replies import Claim
from rag.domain.reports import Attempt, Support
from rag.evaluating.measuring import by_tag, items, measure

if TYPE_CHECKING:
    from rag.domain.reports import CaseResult, VerdictKind


def measured(name: str, *results: CaseResult) -> Metric:
    return next(metric for metric in measure(results) if metric.name == name)


def cases(*attempts: Attempt) -> list[CaseResult]:
    return [make_case(f"case-{number}", attempt) for number, attempt in enumerate(attempts)]


def test_every_measure_has_its_metric_in_order() -> None:
    assert [m.name for m in measure(make_cases())] == [m.name for m in MEASURES]


def test_correctness_leaves_out_what_could_not_be_graded() -> None:
    found = measured("correctness", *make_cases())

    assert (found.value, found.count, found.unmeasured) == (pytest.approx(2 / 3), 3, 1)


def test_nothing_measurable_is_none_and_not_a_number() -> None:
    ungraded = make_attempt(passed=None, facts=(make_fact("ungraded"),), supported=None)

    for name in ("correctness", "fact_recall", "citation_precision", "citation_recall"):
        assert measured(name, make_case("one", ungraded)) == Metric(
            name, None, None, None, 0, 1, (None,)
        )


def test_no_cases_give_no_values() -> None:
    assert {(m.value, m.low, m.count, m.runs) for m in measure([])} == {(None, None, 0, ())}


@pytest.mark.parametrize(
    ("kinds", "value", "unmeasured"),
    [
        (("stated", "missing"), 0.5, 0),
        (("stated", "contradicted", "missing", "missing"), 0.25, 0),
        (("stated", "ungraded", "missing"), 0.5, 1),
    ],
)
def test_fact_recall_is_over_facts(
    kinds: tuple[VerdictKind, ...], value: float, unmeasured: int
) -> None:
    facts = tuple(make_fact(kind) for kind in kinds)

    found = measured("fact_recall", make_case("one", make_attempt(facts=facts)))

    assert (found.value, found.unmeasured) == (value, unmeasured)


@pytest.mark.parametrize(
    ("kinds", "value"),
    [
        (("missing", "stated"), 1.0),
        (("ungraded", "stated"), 1.0),
        (("missing", "contradicted"), 0.0),
        (("ungraded", "missing"), None),
    ],
)
def test_a_case_makes_a_forbidden_claim_if_any_is_stated(
    kinds: tuple[VerdictKind, ...], value: float | None
) -> None:
    attempt = make_attempt(forbidden=tuple(make_fact(kind) for kind in kinds))

    assert measured("forbidden_rate", make_case("one", attempt)).value == value


def test_cases_that_forbid_nothing_do_not_count() -> None:
    forbidding = make_attempt(forbidden=(make_fact("stated"),))

    assert measured("forbidden_rate", *cases(forbidding, make_attempt())).value == 1.0


def with_context() -> Attempt:
    """One claim with an evidence and a context citation."""
    citations = (make_citation(), make_citation("Ilmo Saar", role="context"))
    return make_attempt(make_answer(Claim(SAID, citations)))


def test_citation_precision_is_over_evidence_only() -> None:
    assert measured("citation_precision", make_case("one", with_context())).count == 1
    assert measured("citation_precision", make_case("one", with_context())).unmeasured == 0


def test_citation_precision_and_recall_can_differ() -> None:
    attempt = with_context()
    (claim,) = attempt.claims
    claim = replace(claim, support=Support(holds=False, reason="not all of it"))
    one = make_case("one", replace(attempt, claims=(claim,)))

    assert measured("citation_precision", one).value == 1.0
    assert measured("citation_recall", one).value == 0.0


def test_quote_fidelity_is_over_context_citations_too() -> None:
    attempt = with_context()
    (claim,) = attempt.claims
    evidence, context = claim.citations
    claim = replace(claim, citations=(evidence, replace(context, faithful=False)))

    found = measured("quote_fidelity", make_case("one", replace(attempt, claims=(claim,))))

    assert (found.value, found.count) == (0.5, 2)


def test_right_and_wrong_refusals_have_their_own_cases() -> None:
    refused, answered = make_attempt(make_refusal()), make_attempt()
    results = [
        *cases(refused, answered, answered, answered),
        make_case("open", make_refused(), answerable=False),
        make_case("invented", answered, answerable=False),
    ]

    assert measured("wrong_refusals", *results).value == 0.25
    assert measured("right_refusals", *results).value == 0.5


@pytest.mark.parametrize(
    ("gold", "hits", "mrr"),
    [
        (((0,), ()), (1, 1, 1), 1.0),
        (((), (0,)), (0, 1, 1), 1 / 2),
        (((), (), (0,), (1,)), (0, 1, 1), 1 / 3),
        (((), (), (), (0,)), (0, 0, 1), 1 / 4),
        (((), ()), (0, 0, 0), 0.0),
        ((), (0, 0, 0), 0.0),
    ],
)
def test_hits_and_mrr_look_for_the_first_passage_with_gold(
    gold: tuple[tuple[int, ...], ...], hits: tuple[int, int, int], mrr: float
) -> None:
    one = make_case("one", make_attempt(retrieved=make_retrieved(*gold)), gold=("a", "b"))

    assert tuple(measured(name, one).value for name in ("hit_1", "hit_3", "hit_k")) == hits
    assert measured("mrr", one).value == mrr


SECOND, THIRD = 1 / math.log2(3), 1 / math.log2(4)


@pytest.mark.parametrize(
    ("gold", "ndcg"),
    [
        (((0,), (1,), ()), 1.0),
        (((), (0,), (1,)), (SECOND + THIRD) / (1 + SECOND)),
        (((0,), (0,), (1,)), (1 + THIRD) / (1 + SECOND)),
        (((0,), (), ()), 1 / (1 + SECOND)),
        (((0, 1), (), ()), 1.0),
        (((), (0, 1), ()), SECOND),
        (((0,),), 1.0),
        (((), ()), 0.0),
        ((), 0.0),
    ],
    ids=["best", "late", "twice", "one-of-two", "both-in-one", "both-late", "cut", "none", "empty"],
)
def test_ndcg_counts_each_gold_quote_once(gold: tuple[tuple[int, ...], ...], ndcg: float) -> None:
    one = make_case("one", make_attempt(retrieved=make_retrieved(*gold)), gold=("a", "b"))

    assert measured("ndcg", one).value == pytest.approx(ndcg)


@given(st.lists(st.sets(st.integers(0, 4)), max_size=8))
def test_ndcg_is_a_share(gold: list[set[int]]) -> None:
    retrieved = make_retrieved(*map(sorted, gold))
    one = make_case("one", make_attempt(retrieved=retrieved), gold=tuple("abcde"))

    ((value,),) = items("ndcg", one)

    assert value is not None
    assert 0 <= value <= 1
    assert (value > 0) == any(gold)


def test_retrieval_is_not_measured_without_gold() -> None:
    refused = make_case("open", make_refused(), answerable=False)

    for name in ("hit_1", "hit_3", "hit_k", "mrr", "ndcg"):
        assert measured(name, refused).value is None


def test_latency_is_a_quantile_of_all_runs() -> None:
    attempts = [
        make_attempt(make_answer(provenance=make_provenance(seconds)))
        for seconds in (1, 2, 3, 4, 100)
    ]

    assert measured("latency_p50", *cases(*attempts)).value == 3
    assert measured("latency_p95", *cases(*attempts)).value == pytest.approx(80.8)


def test_tokens_and_cost_are_means_a_question() -> None:
    dear = make_provenance(input_tokens=300, output_tokens=20, cost=0.5)
    free = make_provenance(input_tokens=100, output_tokens=10)
    results = cases(
        make_attempt(make_answer(provenance=dear)), make_attempt(make_answer(provenance=free))
    )

    assert measured("input_tokens", *results).value == 200
    assert measured("output_tokens", *results).value == 15
    cost = measured("cost", *results)
    assert (cost.value, cost.count, cost.unmeasured) == (0.5, 1, 1)


def test_every_run_counts_and_stands_by_itself() -> None:
    passed, failed, open_ = (make_attempt(passed=passed) for passed in (True, False, None))
    results = [make_case("one", passed, failed, open_), make_case("two", passed, passed, open_)]

    found = measured("correctness", *results)

    assert (found.value, found.count, found.unmeasured) == (0.75, 4, 2)
    assert found.runs == (1.0, 0.5, None)


def test_a_case_with_fewer_runs_counts_with_those_it_has() -> None:
    slow = make_attempt(make_answer(provenance=make_provenance(4.0)), passed=False)
    results = [make_case("one", make_attempt(), slow, slow), make_case("two")]

    assert measured("correctness", *results).runs == (1.0, 0.0, 0.0)
    latency = measured("latency_p50", *results)
    assert (latency.value, latency.count, latency.runs) == (2.25, 4, (0.5, 4.0, 4.0))
    assert latency.low == 0.5


def test_runs_of_a_case_make_no_narrower_interval() -> None:
    passed, failed = make_attempt(), make_attempt(passed=False)
    once = cases(*[passed, failed] * 5)
    often = [replace(result, attempts=result.attempts * 10) for result in once]

    assert measured("correctness", *often).count == 100
    assert measured("correctness", *often).low == measured("correctness", *once).low


def test_the_interval_of_a_mean_holds_the_mean() -> None:
    results = cases(*[make_attempt(passed=number % 4 > 0) for number in range(40)])

    found = measured("correctness", *results)

    assert found.low is not None
    assert found.high is not None
    assert 0.5 < found.low < 0.75 < found.high < 1.0


def test_cases_that_all_pass_have_the_exact_interval_and_no_certainty() -> None:
    found = measured("correctness", *cases(*[make_attempt()] * 20))

    assert (found.value, found.low, found.high) == (1.0, pytest.approx(0.025 ** (1 / 20)), 1.0)


def test_a_measure_without_spread_that_is_no_share_has_no_interval() -> None:
    found = measured("latency_p50", *cases(*[make_attempt()] * 3))

    assert (found.value, found.low, found.high) == (0.5, None, None)


def test_tags_are_measured_over_their_cases_in_alphabetical_order() -> None:
    how_many, who_said = by_tag(make_cases())

    assert (how_many.tag, how_many.cases) == ("how-many", 1)
    assert (who_said.tag, who_said.cases) == ("who-said", 3)
    assert how_many.metrics[0].value == 0.0
    assert who_said.metrics[0].value == pytest.approx(2 / 3)
    assert [m.name for m in who_said.metrics] == [m.name for m in MEASURES]
