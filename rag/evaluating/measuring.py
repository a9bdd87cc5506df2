"""From the attempts at all cases to the measures.

Each measure looks at one attempt and says what it finds there: an item is a number, or
None if it could not be graded. A measure's value is the mean (of latencies: a quantile)
of all its items, whichever case and run they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rag.domain.measures import MEASURES, Measure, Metric, TagMetrics
from rag.domain.replies import Refusal
from rag.evaluating import ranking, statistics
from rag.evaluating.grading import words_of

if TYPE_CHECKING:
    from rag.domain.cases import Case
    from rag.domain.reports import Attempt, CaseResult, FactResult

Items = Iterable[float | None]


def measure(results: Sequence[CaseResult]) -> tuple[Metric, ...]:
    """One metric for each of `MEASURES`, in their order.

    An interval is a bootstrap over cases; see `statistics.interval`. Where all cases are
    alike it is the exact one of a share, and for other units there is none.
    """
    return tuple(_metric(kind, results) for kind in MEASURES)


def by_tag(results: Sequence[CaseResult]) -> tuple[TagMetrics, ...]:
    """The measures over the cases with each tag, in alphabetical order."""
    tags = sorted({tag for result in results for tag in result.case.tags})
    return tuple(
        TagMetrics(tag, len(tagged), measure(tagged))
        for tag in tags
        if (tagged := [result for result in results if tag in result.case.tags])
    )


def items(name: str, result: CaseResult) -> list[list[float | None]]:
    """What a measure finds in each run of a case; empty where it does not apply."""
    return [[*_ITEMS[name](result.case, attempt)] for attempt in result.attempts]


def graded(name: str, result: CaseResult) -> list[float]:
    """The items of all runs of a case that could be graded."""
    return [item for run in items(name, result) for item in run if item is not None]


def statistic(name: str, cases: Sequence[Sequence[float]]) -> statistics.Statistic:
    """How a measure is computed from the items of its cases."""
    share = _QUANTILES.get(name)
    return statistics.mean_of(cases) if share is None else statistics.quantile_of(cases, share)


def _metric(kind: Measure, results: Sequence[CaseResult]) -> Metric:
    found = [items(kind.name, result) for result in results]
    most = max((len(case) for case in found), default=0)
    runs = [_measured(case[run : run + 1] for case in found) for run in range(most)]
    cases = _measured(found)
    unmeasured = sum(item is None for case in found for run in case for item in run)
    if not cases:
        return Metric(kind.name, None, None, None, 0, unmeasured, (None,) * len(runs))
    low, high = _interval(kind, cases)
    return Metric(
        kind.name,
        _value(kind, cases),
        low,
        high,
        sum(map(len, cases)),
        unmeasured,
        tuple(_value(kind, run) for run in runs),
    )


def _measured(found: Iterable[Sequence[Sequence[float | None]]]) -> list[list[float]]:
    """The graded items of each case that has any."""
    cases = ([item for run in case for item in run if item is not None] for case in found)
    return [case for case in cases if case]


def _value(kind: Measure, cases: Sequence[Sequence[float]]) -> float | None:
    return statistics.value(statistic(kind.name, cases), len(cases)) if cases else None


def _interval(
    kind: Measure, cases: Sequence[Sequence[float]]
) -> tuple[float, float] | tuple[None, None]:
    computed = statistic(kind.name, cases)
    if kind.unit == "share":
        return statistics.interval_of_share(computed, len(cases))
    return statistics.interval(computed, len(cases)) or (None, None)


def _correctness(_: Case, attempt: Attempt) -> Items:
    yield attempt.passed


def _fact_recall(case: Case, attempt: Attempt) -> Items:
    return (_stated(fact) for fact in attempt.facts if case.answerable)


def _stated(fact: FactResult) -> bool | None:
    return None if fact.verdict.kind == "ungraded" else fact.verdict.kind == "stated"


def _forbidden(_: Case, attempt: Attempt) -> Items:
    made = [_stated(fact) for fact in attempt.forbidden]
    if made:
        yield True if True in made else None if None in made else False


def _length_respected(case: Case, attempt: Attempt) -> Items:
    if case.summary and attempt.claims:
        yield words_of(attempt.claims) <= case.summary.words


def _citation_precision(_: Case, attempt: Attempt) -> Items:
    return (
        cited.support.holds
        for claim in attempt.claims
        for cited in claim.citations
        if cited.citation.role == "evidence"
    )


def _citation_recall(_: Case, attempt: Attempt) -> Items:
    return (claim.support.holds for claim in attempt.claims)


def _quote_fidelity(_: Case, attempt: Attempt) -> Items:
    return (cited.faithful for claim in attempt.claims for cited in claim.citations)


def _refused(*, answerable: bool) -> Callable[[Case, Attempt], Items]:
    def refused(case: Case, attempt: Attempt) -> Items:
        if case.answerable is answerable:
            yield isinstance(attempt.reply, Refusal) and not attempt.unreadable

    return refused


def _seconds(attempt: Attempt) -> Items:
    yield attempt.reply.provenance.seconds if attempt.timed else None


def _is_searched(case: Case) -> bool:
    """Whether passages are found for it that could be gold; a summary's are not ranked."""
    return bool(case.gold) and case.summary is None


def _hit(most: int | None) -> Callable[[Case, Attempt], Items]:
    def hit(case: Case, attempt: Attempt) -> Items:
        if _is_searched(case):
            yield ranking.hit(_gains(attempt), most)

    return hit


def _reciprocal_rank(case: Case, attempt: Attempt) -> Items:
    if _is_searched(case):
        yield ranking.reciprocal_rank(_gains(attempt))


def _ndcg(case: Case, attempt: Attempt) -> Items:
    if _is_searched(case):
        yield ranking.ndcg(_gains(attempt), len(case.gold))


def _gains(attempt: Attempt) -> list[int]:
    """How many gold quotes each passage holds that no passage before it held."""
    gains: list[int] = []
    found: set[int] = set()
    for passage in attempt.retrieved:
        gains.append(len(set(passage.gold) - found))
        found.update(passage.gold)
    return gains


_QUANTILES = {"latency_p50": 0.5, "latency_p95": 0.95}

_ITEMS: dict[str, Callable[[Case, Attempt], Items]] = {
    "correctness": _correctness,
    "fact_recall": _fact_recall,
    "forbidden_rate": _forbidden,
    "length_respected": _length_respected,
    "citation_precision": _citation_precision,
    "citation_recall": _citation_recall,
    "quote_fidelity": _quote_fidelity,
    "right_refusals": _refused(answerable=False),
    "wrong_refusals": _refused(answerable=True),
    "hit_1": _hit(1),
    "hit_3": _hit(3),
    "hit_k": _hit(None),
    "mrr": _reciprocal_rank,
    "ndcg": _ndcg,
    "latency_p50": lambda _, attempt: _seconds(attempt),
    "latency_p95": lambda _, attempt: _seconds(attempt),
    "input_tokens": lambda _, attempt: [attempt.reply.provenance.input_tokens],
    "output_tokens": lambda _, attempt: [attempt.reply.provenance.output_tokens],
    "cost": lambda _, attempt: [attempt.reply.provenance.cost],
}
