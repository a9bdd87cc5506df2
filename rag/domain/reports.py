"""What an evaluation found: verdicts, measures, reports, baselines and regressions.

``None`` always means that something could not be measured; it counts neither as right
nor as wrong, and the report says how often and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rag.domain.cases import Case
    from rag.domain.replies import Answer, Citation, Claim, Refusal

VerdictKind = Literal["stated", "missing", "contradicted", "ungraded"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a reply says a fact.

    Attributes:
        kind: The verdict.
        reason: Why, in words for the user.
        words: The words of the reply that it rests on, as they stand there.
        judge: Name of the model that gave it; None for the rules.
    """

    kind: VerdictKind
    reason: str
    words: tuple[str, ...] = ()
    judge: str | None = None


@dataclass(frozen=True, slots=True)
class FactResult:
    """A reference fact, or a forbidden claim, and its verdict."""

    statement: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Support:
    """Whether quotes support a claim; None where that could not be graded."""

    holds: bool | None
    reason: str


@dataclass(frozen=True, slots=True)
class CitationResult:
    """A citation with role ``evidence`` or ``context``, checked again.

    Attributes:
        citation: As it was shown.
        faithful: Whether the quote stands in its article at its offsets, to the letter.
        support: Whether this quote supports its claim, or a part of it. A context
            citation explains a word and need not: for it None.
    """

    citation: Citation
    faithful: bool
    support: Support


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """A claim, and whether all its evidence together supports it."""

    claim: Claim
    support: Support
    citations: tuple[CitationResult, ...]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A passage that the writer was given.

    Attributes:
        rank: Counted from 1.
        passage: Its id.
        article_id: Its article.
        title: Of the article.
        start: Offset in the article's text.
        end: Offset behind its last character.
        text: The passage.
        score: Of the search.
        gold: Numbers, counted from 0, of the case's gold citations that it overlaps.
    """

    rank: int
    passage: str
    article_id: str
    title: str
    start: int
    end: int
    text: str
    score: float
    gold: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One run of one case.

    Attributes:
        reply: What was answered.
        retrieved: What the writer was given, best first.
        facts: In the order of the case.
        forbidden: In the order of the case; ``stated`` is the failure here.
        claims: In the order of the reply; empty for a refusal.
        passed: Whether it is right; None where that depends on what could not be graded.
        reasons: Why it failed or could not be graded; empty where it passed.
    """

    reply: Answer | Refusal
    retrieved: tuple[Retrieved, ...]
    facts: tuple[FactResult, ...]
    forbidden: tuple[FactResult, ...]
    claims: tuple[ClaimResult, ...]
    passed: bool | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case and all its runs."""

    case: Case
    attempts: tuple[Attempt, ...]

    @property
    def flaky(self) -> bool:
        """Whether its runs differ in outcome."""
        return len({attempt.passed for attempt in self.attempts}) > 1


Unit = Literal["share", "seconds", "tokens", "dollars"]
Better = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured.

    Attributes:
        name: In JSON.
        label: For people.
        unit: ``share`` lies in [0, 1].
        better: Which way is better.
        gated: Whether getting worse stops a build; what depends on the machine does not.
        explained: One sentence for people: a mean of what, over what.
    """

    name: str
    label: str
    unit: Unit
    better: Better
    gated: bool
    explained: str


@dataclass(frozen=True, slots=True)
class Metric:
    """A measure's value.

    Attributes:
        name: Of the `Measure`.
        value: Mean (or quantile) over all runs; None if nothing could be measured.
        low: Lower end of the 95 % interval.
        high: Upper end of it.
        count: How many things went into it, over all runs.
        unmeasured: How many were left out because they could not be graded.
        runs: The value of each run by itself.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    count: int
    unmeasured: int
    runs: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class TagMetrics:
    """The measures over the cases with one tag."""

    tag: str
    cases: int
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """What measures; two reports can be compared if it is the same. Hashes are 12 hex digits.

    Attributes:
        cases: Hash of all cases.
        articles: Hash of the files that the cases name.
        scorer: Hash of the code that grades.
        judge: ``model prompt@hash`` of the judge; None without one.
    """

    cases: str
    articles: str
    scorer: str
    judge: str | None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured.

    Attributes:
        model: Who writes.
        prompt: Its identity, if there is one.
        embedder: Name and hash of the embedding model.
        library: Hash of the articles' texts as they were read, and how they were cut.
        k: How many passages the writer is given.
        version: Of this package.
    """

    model: str
    prompt: str | None
    embedder: str
    library: str
    k: int
    version: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """How often a judge agrees with people.

    Attributes:
        judge: As in `Instrument`.
        pairs: How many hand-labelled pairs it was given.
        agreed: In how many it gave the same verdict.
        low: Lower end of the 95 % interval of the share.
        high: Upper end of it.
        disagreements: ``statement: label, verdict (reason)`` of the others.
    """

    judge: str
    pairs: int
    agreed: int
    low: float
    high: float
    disagreements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls of remote models.

    Attributes:
        sent: How many went to a server.
        replayed: How many were answered by a recording.
        unused: Names of recordings that nothing asked for.
    """

    sent: int
    replayed: int
    unused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an evaluation would send to remote models.

    Attributes:
        cases: How many.
        runs: How often each is asked.
        replayed: Calls that are recorded already.
        missing: Calls that would be sent, as far as they can be known beforehand.
        input_tokens: Estimate of what these calls hold.
        open_ends: What is not known before the answers are, in words.
    """

    cases: int
    runs: int
    replayed: int
    missing: int
    input_tokens: int
    open_ends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportArticle:
    """An article that a reply cites or a gold citation names."""

    id: str
    title: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that an evaluation found.

    Attributes:
        created: When, ISO 8601 with the zone.
        instrument: What measured.
        subject: What was measured.
        runs: How often each case was run.
        cases: In the order of their files.
        metrics: One for each measure, in the order of `MEASURES`.
        tags: The same for each tag, in alphabetical order.
        agreement: Of the judge; None without one.
        calls: Of remote models.
        articles: Those that are cited or gold.
    """

    created: str
    instrument: Instrument
    subject: Subject
    runs: int
    cases: tuple[CaseResult, ...]
    metrics: tuple[Metric, ...]
    tags: tuple[TagMetrics, ...]
    agreement: Agreement | None
    calls: Calls
    articles: tuple[ReportArticle, ...]


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


def _shares(*rows: tuple[str, str, Better, str]) -> tuple[Measure, ...]:
    return tuple(
        Measure(name, label, "share", better, gated=True, explained=explained)
        for name, label, better, explained in rows
    )


MEASURES: tuple[Measure, ...] = (
    *_shares(
        ("correctness", "answer correctness", "higher", "cases that passed, of all cases"),
        ("fact_recall", "fact recall", "higher", "facts stated, of all facts of answerable cases"),
        (
            "forbidden_rate",
            "forbidden claims",
            "lower",
            "cases in which a forbidden claim was made, of those that name one",
        ),
        (
            "citation_precision",
            "citation precision",
            "higher",
            "evidence citations whose quote supports its claim, of all that were shown",
        ),
        (
            "citation_recall",
            "citation recall",
            "higher",
            "claims that their quotes support, of all that were shown",
        ),
        (
            "quote_fidelity",
            "quote fidelity",
            "higher",
            "quotes that stand in their article to the letter, of all that were shown",
        ),
        ("right_refusals", "right refusals", "higher", "unanswerable cases that were refused"),
        ("wrong_refusals", "wrong refusals", "lower", "answerable cases that were refused"),
        ("hit_1", "hit@1", "higher", "cases whose first passage holds a gold quote"),
        ("hit_3", "hit@3", "higher", "cases with a gold quote among the first 3 passages"),
        ("hit_k", "hit@k", "higher", "cases with a gold quote among all passages given"),
        ("mrr", "MRR", "higher", "one over the rank of the first passage with a gold quote"),
        ("ndcg", "nDCG@k", "higher", "discounted gain of the gold quotes, each counted once"),
    ),
    Measure("latency_p50", "latency p50", "seconds", "lower", gated=False, explained="median"),
    Measure("latency_p95", "latency p95", "seconds", "lower", gated=False, explained="95th of 100"),
    Measure("input_tokens", "tokens read", "tokens", "lower", gated=False, explained="a question"),
    Measure(
        "output_tokens", "tokens written", "tokens", "lower", gated=False, explained="a question"
    ),
    Measure("cost", "cost", "dollars", "lower", gated=False, explained="a question"),
)
