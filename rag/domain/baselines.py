"""What people accepted, and what is no longer as it was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rag.domain.measures import Metric
    from rag.domain.reports import Instrument, Subject


@dataclass(frozen=True, slots=True)
class Accepted:
    """Why and when a baseline was written."""

    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class BaselineCase:
    """What a case did when the baseline was accepted.

    Attributes:
        id: Of the case.
        passed: One entry for each run.
        said: The text of the first run's reply.
        verdicts: ``stated: statement`` and so on, of its facts.
    """

    id: str
    passed: tuple[bool | None, ...]
    said: str
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Baseline:
    """A report that people accepted, cut down to what a comparison needs."""

    accepted: tuple[Accepted, ...]
    instrument: Instrument
    subject: Subject
    runs: int
    metrics: tuple[Metric, ...]
    cases: tuple[BaselineCase, ...]


Rule = Literal["no-baseline", "not-comparable", "quote", "case", "mean"]


@dataclass(frozen=True, slots=True)
class Regression:
    """A reason to stop a build.

    Attributes:
        rule: Which rule of the gate found it.
        about: A case's id, a measure's name, or empty.
        message: What happened, and what to do.
        before: What was said before, for a case.
        now: What is said now.
    """

    rule: Rule
    about: str
    message: str
    before: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A part of the instrument or the subject that is not as it was."""

    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class GateResult:
    """What the gate says; it is open if there are no regressions."""

    regressions: tuple[Regression, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure in two reports, over the cases for which both could measure it.

    Attributes:
        name: Of the `Measure`.
        before: Its value in the first report over these cases; None if there are none.
        after: The same in the second.
        difference: ``after - before``.
        low: Lower end of its 95 % interval; None where all cases differ alike.
        high: Upper end of it.
        p: How likely so large a difference is if nothing has changed.
        cases: How many cases were compared.
    """

    name: str
    before: float | None
    after: float | None
    difference: float | None
    low: float | None
    high: float | None
    p: float | None
    cases: int
