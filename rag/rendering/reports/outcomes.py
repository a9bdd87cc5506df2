"""How cases came out, and what a gate made of it, in words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from rag.domain.measures import MEASURES
from rag.domain.replies import Refusal

if TYPE_CHECKING:
    from rag.domain.baselines import Baseline, GateResult, Regression, Rule
    from rag.domain.replies import Reply
    from rag.domain.reports import Attempt, CaseResult, Report
    from rag.domain.summaries import Summary

Outcome = Literal["failed", "ungraded", "passed"]

RULES: dict[Rule, str] = {
    "no-baseline": "there is a baseline",
    "not-comparable": "the baseline was measured with the same instrument",
    "quote": "every quote stands in its article",
    "case": "no case that always passed now never does",
    "mean": "no mean is worse than the baseline's by more than noise",
}
BLINDING: tuple[Rule, ...] = ("no-baseline", "not-comparable")
"""Rules that, once broken, leave nothing to compare cases and means with."""

_LABELS = {measure.name: measure.label for measure in MEASURES}
_DAY = len("2024-11-02")

UNCHANGED = "Model, prompt, embedder, library and retrieval are the baseline's."


def outcome(result: CaseResult) -> Outcome:
    """Failed if any run did; ungraded if none failed and one could not be graded."""
    passed = {attempt.passed for attempt in result.attempts}
    if False in passed:
        return "failed"
    return "ungraded" if None in passed else "passed"


def those(report: Report, wanted: Outcome) -> list[CaseResult]:
    """The cases that came out so, in the report's order."""
    return [result for result in report.cases if outcome(result) == wanted]


def shown_attempt(result: CaseResult) -> Attempt:
    """The first run that came out as the case did."""
    passed = {"failed": False, "ungraded": None, "passed": True}[outcome(result)]
    return next(attempt for attempt in result.attempts if attempt.passed is passed)


def runs_note(result: CaseResult) -> str:
    """``2 of 3 runs failed, 1 passed``, for a flaky case; empty for others."""
    if not result.flaky:
        return ""
    words = {False: "failed", None: "could not be graded", True: "passed"}
    counts = Counter(attempt.passed for attempt in result.attempts)
    parts = [f"{counts[passed]} {word}" for passed, word in words.items() if counts[passed]]
    return f"of {len(result.attempts)} runs " + ", ".join(parts)


def said(reply: Reply | Summary) -> str:
    """What a reply says, in one paragraph."""
    if isinstance(reply, Refusal):
        return f"Not in these articles: {reply.reason}"
    return " ".join(claim.text for claim in reply.claims)


def headline(report: Report) -> str:
    """``61 of 64 cases passed``."""
    return f"{len(those(report, 'passed'))} of {counted(len(report.cases), 'case')} passed"


def subline(report: Report) -> str:
    """What became of the others; empty if there are none."""
    failed, ungraded = len(those(report, "failed")), len(those(report, "ungraded"))
    flaky = sum(result.flaky for result in report.cases)
    parts = [
        f"{failed} failed" if failed else "",
        f"{ungraded} could not be graded" if ungraded else "",
        f"{flaky} came out differently from run to run" if flaky else "",
    ]
    return ", ".join(filter(None, parts))


def gate_line(gate: GateResult | None) -> str:
    """Whether the gate is open, in a sentence."""
    if gate is None:
        return "No gate: nothing was compared with a baseline."
    if gate.regressions:
        return f"The gate is closed: {counted(len(gate.regressions), 'regression')}."
    return "The gate is open: no regression."


def baseline_line(baseline: Baseline | None) -> str:
    """When and why the baseline was accepted; empty without one."""
    if baseline is None or not baseline.accepted:
        return ""
    last = baseline.accepted[-1]
    return f"Baseline accepted {last.at[:_DAY]}: {last.reason}"


def about(regression: Regression) -> str:
    """A case's id or a measure's label; empty for a regression that is about neither."""
    return _LABELS.get(regression.about, regression.about)


def counted(number: int, noun: str) -> str:
    """``1 case``, ``2 cases``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
