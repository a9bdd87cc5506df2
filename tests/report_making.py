"""Small evaluation reports for tests: an article, four cases, and what was answered.

`make_report()` holds a case that passed, one that failed, a right refusal and one that
could not be graded, under the tags ``who-said`` and ``how-many``. Everything in it can be
replaced, part by part; its measures are computed from its cases.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.domain.articles import Article
from rag.domain.cases import (
    AllOf,
    Case,
    GoldCitation,
    Name,
    Quantity,
    ReferenceFact,
    SummaryTask,
    Wording,
)
from rag.domain.measures import Metric, TagMetrics
from rag.domain.replies import Answer, Citation, Claim, Nearest, Provenance, Refusal
from rag.domain.reports import (
    Attempt,
    Calls,
    CaseResult,
    CitationResult,
    ClaimResult,
    FactResult,
    Instrument,
    Report,
    ReportArticle,
    Retrieved,
    Subject,
    Support,
    Verdict,
)
from rag.domain.summaries import Summary
from rag.evaluating.measuring import by_tag, measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.replies import Role
    from rag.domain.reports import VerdictKind

ARTICLE = Article.of(
    title="Harbour of Lintu closed by a strike",
    text=(
        "The harbour of Lintu closed on Monday after a strike. "
        "Mayor Anna Berg said that 120 dockers had stopped work.\n\n"
        "“We are tired of waiting,” said the docker Ilmo Saar. Talks begin on Friday."
    ),
    source="The Harbour Post",
    author="Mira Koval",
    url="https://example.org/lintu-strike",
    published=date(2024, 5, 6),
)
PATH = "/news/lintu-strike.md"
SAID = "Mayor Anna Berg said that 120 dockers had stopped work."
INSTRUMENT = Instrument(cases="c" * 12, articles="a" * 12, scorer="5" * 12, judge=None)
SUBJECT = Subject(
    model="extractive",
    prompt=None,
    embedder="minilm@0123456789ab",
    library="1" * 12,
    k=8,
    version="0.1.0",
)
_measure, _by_tag = lru_cache(measure), lru_cache(by_tag)  # most tests ask for the same cases
STATED = FactResult("Anna Berg spoke of the strike.", Verdict("stated", "it names her", ("Berg",)))


def make_provenance(
    seconds: float = 0.5,
    *,
    input_tokens: int = 0,
    output_tokens: int = 0,
    cost: float | None = None,
) -> Provenance:
    """How a reply came about, by the extractive writer."""
    return Provenance(
        model=SUBJECT.model,
        prompt=SUBJECT.prompt,
        embedder=SUBJECT.embedder,
        library="/library",
        k=SUBJECT.k,
        fallback=None,
        version=SUBJECT.version,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cost=cost,
        seconds=seconds,
    )


def make_citation(quote: str = SAID, *, role: Role = "evidence") -> Citation:
    """A citation into `ARTICLE`; a quote that stands nowhere is given the offsets 0 and length."""
    start = max(ARTICLE.text.find(quote), 0)
    return Citation(
        role=role,
        article_id=ARTICLE.id,
        title=ARTICLE.title,
        source=ARTICLE.source,
        author=ARTICLE.author,
        published=ARTICLE.published,
        url=ARTICLE.url,
        paths=(PATH,),
        start=start,
        end=start + len(quote),
        quote=quote,
    )


def make_answer(
    *claims: Claim,
    question: str = "Who spoke of the strike?",
    provenance: Provenance | None = None,
) -> Answer:
    """An answer; without claims, its one claim is the mayor's sentence and its quote."""
    return Answer(
        question=question,
        claims=claims or (Claim(SAID, (make_citation(),)),),
        unanswered=(),
        dropped=(),
        notes=(),
        provenance=provenance or make_provenance(),
    )


def make_summary(*claims: Claim, words: int = 60, provenance: Provenance | None = None) -> Summary:
    """A summary of `ARTICLE`; without claims, its one claim is the mayor's sentence."""
    return Summary(
        scope="article",
        subject=ARTICLE.title,
        article_ids=(ARTICLE.id,),
        words=words,
        claims=claims or (Claim(SAID, (make_citation(),)),),
        statements=(),
        figures=(),
        differences=(),
        dropped=(),
        notes=(),
        provenance=provenance or make_provenance(),
    )


def make_refusal(
    reason: str = "No article says it.",
    *,
    question: str = "Who pays for the strike?",
    provenance: Provenance | None = None,
) -> Refusal:
    """A refusal with the mayor's sentence as the nearest passage."""
    start = ARTICLE.text.index(SAID)
    nearest = Nearest(ARTICLE.id, ARTICLE.title, start, start + len(SAID), SAID, 0.4)
    return Refusal(
        question=question,
        reason=reason,
        nearest=(nearest,),
        unanswered=(),
        dropped=(),
        notes=(),
        provenance=provenance or make_provenance(),
    )


def make_fact(kind: VerdictKind = "stated", statement: str = STATED.statement) -> FactResult:
    """A fact with a verdict of this kind."""
    return FactResult(statement, Verdict(kind, f"made to be {kind}"))


def make_retrieved(*gold: Sequence[int]) -> tuple[Retrieved, ...]:
    """Passages in order of rank, each with the numbers of the gold quotes that it overlaps."""
    return tuple(
        Retrieved(
            rank=rank,
            passage=f"{ARTICLE.id}:{rank - 1}",
            article_id=ARTICLE.id,
            title=ARTICLE.title,
            start=0,
            end=len(ARTICLE.text),
            text=ARTICLE.text,
            score=1 / rank,
            gold=tuple(numbers),
        )
        for rank, numbers in enumerate(gold, start=1)
    )


def make_claims(
    answer: Answer | Summary, *, supported: bool | None = True, faithful: bool = True
) -> tuple[ClaimResult, ...]:
    """The claims of an answer, all with the same outcome."""
    support = Support(supported, "made so")
    context = Support(None, "it explains a word")
    return tuple(
        ClaimResult(
            claim,
            support,
            tuple(
                CitationResult(cited, faithful, support if cited.role == "evidence" else context)
                for cited in claim.citations
            ),
        )
        for claim in answer.claims
    )


def make_attempt(
    reply: Answer | Summary | Refusal | None = None,
    *,
    passed: bool | None = True,
    facts: tuple[FactResult, ...] = (STATED,),
    forbidden: tuple[FactResult, ...] = (),
    supported: bool | None = True,
    faithful: bool = True,
    retrieved: tuple[Retrieved, ...] | None = None,
    reasons: tuple[str, ...] = (),
) -> Attempt:
    """A run that answered, passed, and found the gold quote first, unless told otherwise."""
    reply = reply or make_answer()
    claims = (
        ()
        if isinstance(reply, Refusal)
        else make_claims(reply, supported=supported, faithful=faithful)
    )
    return Attempt(
        reply=reply,
        retrieved=make_retrieved((0,), ()) if retrieved is None else retrieved,
        facts=facts,
        forbidden=forbidden,
        claims=claims,
        passed=passed,
        reasons=reasons,
    )


def make_refused(*, passed: bool = True) -> Attempt:
    """A run that refused an unanswerable question."""
    return make_attempt(make_refusal(), passed=passed, facts=(), retrieved=make_retrieved((), ()))


def make_case(
    id: str = "berg-strike",  # noqa: A002 - the field's name
    *attempts: Attempt,
    question: str = "Who spoke of the strike?",
    answerable: bool = True,
    gold: tuple[str, ...] = (SAID,),
    facts: tuple[ReferenceFact, ...] = (
        ReferenceFact(STATED.statement, Name("Anna Berg", ("Berg",))),
    ),
    forbidden: tuple[ReferenceFact, ...] = (),
    tags: tuple[str, ...] = ("who-said",),
    line: int = 3,
) -> CaseResult:
    """A case and its runs; without runs, one that passed. Unanswerable ones have no gold."""
    case = Case(
        id=id,
        question=question,
        articles=("../news",),
        answerable=answerable,
        facts=facts if answerable else (),
        forbidden=forbidden,
        gold=tuple(GoldCitation("../news/lintu-strike.md", q) for q in gold) if answerable else (),
        tags=tags,
        file=Path("/news/evals/harbour.yaml"),
        line=line,
    )
    default = make_attempt() if answerable else make_refused()
    return CaseResult(case, attempts or (default,))


def make_summary_case(
    id: str = "strike-summary",  # noqa: A002 - the field's name
    *attempts: Attempt,
    task: SummaryTask | None = None,
) -> CaseResult:
    """A case that asks for a summary, and its runs; without runs, one that passed."""
    task = task or SummaryTask("article", "../news/lintu-strike.md", 60)
    made = make_case(id, tags=("summary",), line=40)
    passed = make_attempt(make_summary(), retrieved=())
    return CaseResult(replace(made.case, question="", summary=task), attempts or (passed,))


def make_cases() -> tuple[CaseResult, ...]:
    """One case that passed, one that failed, a right refusal, one that is ungraded."""
    wrong = "200 dockers had stopped work."
    strikers = "How many dockers were on strike?"
    number = "120 dockers were on strike."
    mood = "Ilmo Saar was tired."
    tired = "“We are tired of waiting,” said the docker Ilmo Saar."
    failed = make_attempt(
        make_answer(Claim(wrong, (make_citation(),)), question=strikers),
        passed=False,
        facts=(FactResult(number, Verdict("contradicted", "it says 200", ("200 dockers",))),),
        forbidden=(FactResult("200 were.", Verdict("stated", "it says 200", ("200 dockers",))),),
        supported=False,
        retrieved=make_retrieved((), (0,)),
        reasons=("contradicts “120 dockers were on strike.”: it says 200",),
    )
    ungraded = make_attempt(
        make_answer(Claim(tired, (make_citation(tired),)), question="How was Saar?"),
        passed=None,
        facts=(FactResult(mood, Verdict("ungraded", "no rule recognises it, and no judge")),),
        reasons=("“Ilmo Saar was tired.” could not be graded",),
    )
    return (
        make_case(),
        make_case(
            "strikers",
            failed,
            question=strikers,
            facts=(ReferenceFact(number, Quantity(120, ("dockers", "people"))),),
            forbidden=(
                ReferenceFact("200 were.", AllOf((Quantity(200, ()), Wording(("dockers",))))),
            ),
            tags=("how-many", "who-said"),
            line=14,
        ),
        make_case(
            "strike-pay",
            make_refused(),
            question="Who pays for the strike?",
            answerable=False,
            tags=("who-said",),
            line=25,
        ),
        make_case(
            "saar-mood",
            ungraded,
            question="How was Saar?",
            gold=(tired,),
            facts=(ReferenceFact(mood, None),),
            tags=(),
            line=31,
        ),
    )


def make_metric(
    name: str = "correctness",
    value: float | None = 0.5,
    *,
    runs: tuple[float | None, ...] | None = None,
    count: int = 4,
    unmeasured: int = 0,
) -> Metric:
    """A measure's value with an interval of 0.1 to both sides, of one run unless told otherwise."""
    low, high = (None, None) if value is None else (max(value - 0.1, 0.0), value + 0.1)
    return Metric(name, value, low, high, count, unmeasured, runs or (value,))


def make_report(
    *cases: CaseResult,
    metrics: tuple[Metric, ...] | None = None,
    tags: tuple[TagMetrics, ...] | None = None,
    instrument: Instrument = INSTRUMENT,
    subject: Subject = SUBJECT,
) -> Report:
    """A report of these cases, or of `make_cases`."""
    cases = cases or make_cases()
    return Report(
        created="2024-05-07T08:30:00+00:00",
        instrument=instrument,
        subject=subject,
        runs=len(cases[0].attempts),
        cases=cases,
        metrics=_measure(cases) if metrics is None else metrics,
        tags=_by_tag(cases) if tags is None else tags,
        agreement=None,
        calls=Calls(sent=0, replayed=0, unused=()),
        articles=(ReportArticle(ARTICLE.id, ARTICLE.title, PATH, ARTICLE.text),),
    )


def with_metric(report: Report, metric: Metric) -> Report:
    """The report with this value of a measure in place of its own."""
    metrics = tuple(metric if own.name == metric.name else own for own in report.metrics)
    return replace(report, metrics=metrics)
