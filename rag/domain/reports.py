"""What an evaluation found: verdicts, attempts, reports.

``None`` always means that something could not be measured; it counts neither as right
nor as wrong, and the report says how often and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from rag.domain.cases import Case
    from rag.domain.measures import Metric, TagMetrics
    from rag.domain.replies import Answer, Citation, Claim, Refusal
    from rag.domain.summaries import Summary

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
        retrieved: What the writer was given, best first; of a summary it is not kept.
        facts: In the order of the case.
        forbidden: In the order of the case; ``stated`` is the failure here.
        claims: In the order of the reply; empty for a refusal.
        passed: Whether it is right; None where that depends on what could not be graded.
        reasons: Why it failed or could not be graded; empty where it passed.
        timed: Whether its time is that of an answer; not so where a recording replied.
        unreadable: Whether the model's reply could not be read: then it failed, and
            its refusal is none.
    """

    reply: Answer | Summary | Refusal
    retrieved: tuple[Retrieved, ...]
    facts: tuple[FactResult, ...]
    forbidden: tuple[FactResult, ...]
    claims: tuple[ClaimResult, ...]
    passed: bool | None
    reasons: tuple[str, ...]
    timed: bool = True
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case and all its runs."""

    case: Case
    attempts: tuple[Attempt, ...]

    @property
    def flaky(self) -> bool:
        """Whether its runs differ in outcome."""
        return len({attempt.passed for attempt in self.attempts}) > 1


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
