"""A small summary for tests, of the article of `report_making` and of one more."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from report_making import ARTICLE, SAID, make_citation, make_provenance

from rag.domain.articles import Article
from rag.domain.replies import Claim, Difference, Refusal, Reprint
from rag.domain.summaries import Figure, Statement, Summary

CLOSED = "The harbour of Lintu closed on Monday after a strike."
TIRED = "“We are tired of waiting,” said the docker Ilmo Saar."
OTHER = Article.of(
    title="Lintu dockers walk out",
    text="In Lintu 140 dockers walked out on Monday. The harbour was shut.",
    source="Coast Radio",
    published=date(2024, 5, 7),
)
WALKED = "In Lintu 140 dockers walked out on Monday."
TEXTS = {ARTICLE.id: ARTICLE.text, OTHER.id: OTHER.text}


def cited_other(quote: str = WALKED):  # noqa: ANN201 - a citation, as make_citation has it
    """A citation into `OTHER`."""
    start = OTHER.text.index(quote)
    return replace(
        make_citation(),
        article_id=OTHER.id,
        title=OTHER.title,
        source=OTHER.source,
        author=None,
        url=None,
        published=OTHER.published,
        paths=("/news/coast.md",),
        start=start,
        end=start + len(quote),
        quote=quote,
    )


def make_summary(**changes: object) -> Summary:
    """Of one article: three claims, a statement, two figures."""
    whole = Summary(
        scope="article",
        subject=ARTICLE.title,
        article_ids=(ARTICLE.id,),
        words=60,
        claims=tuple(Claim(text, (make_citation(text),)) for text in (CLOSED, SAID, TIRED)),
        statements=(
            Statement(1, "Mayor Anna Berg", "said", "120 dockers had stopped work"),
            Statement(2, "the docker Ilmo Saar", "said", "“We are tired of waiting,”"),
        ),
        figures=(Figure(0, "Monday", date(2024, 5, 6)), Figure(1, "120 dockers")),
        differences=(),
        dropped=(),
        notes=(),
        provenance=make_provenance(),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def make_topic(**changes: object) -> Summary:
    """Of two articles that differ, the first of which is printed once more."""
    reprint = Reprint("f" * 12, "Strike in Lintu", "Evening Wire", date(2024, 5, 6), None, ())
    shut = replace(make_citation(CLOSED), reprints=(reprint,))
    both = Claim("The harbour closed.", (shut, cited_other("The harbour was shut.")))
    number, hers = make_citation("120 dockers"), cited_other("140 dockers")
    whole = make_summary(
        scope="topic",
        subject="strike in Lintu",
        article_ids=(ARTICLE.id, OTHER.id),
        claims=(both, Claim(SAID, (make_citation(),)), Claim(WALKED, (cited_other(),))),
        statements=(Statement(1, "Mayor Anna Berg, of Lintu", "said", "120 had stopped work"),),
        differences=(Difference(((number,), (hers,))),),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def make_refused(reason: str = "no sentence could stand in a summary") -> Refusal:
    """The refusal of an article."""
    return Refusal(ARTICLE.title, reason, (), (), (), (), make_provenance())
