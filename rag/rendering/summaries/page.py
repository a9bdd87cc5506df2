"""A summary as one HTML page with its articles beside it; see `rag.rendering.pages`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.domain.replies import Refusal
from rag.rendering.pages.templates import fill
from rag.rendering.pages.texts import Place, Texts
from rag.rendering.remarks import excerpt, remarks
from rag.rendering.sources import carried_by, printed_too, safe_url, spoken_places
from rag.rendering.summaries.parts import DIFFER, FIGURES, SAID, introduced, read_for, told_figures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rag.domain.replies import Citation, Claim
    from rag.domain.summaries import Summary


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote under its number.

    Attributes:
        number: Counted from 1 in the order in which a reader meets them.
        cited: The citation.
        place: Where to see it in its article; None where the page has not got that.
        spoken: Whether a claim is this quote, word for word.
    """

    number: int
    cited: Citation
    place: Place | None
    spoken: bool


@dataclass(frozen=True, slots=True)
class Cited:
    """An article with all its quotes.

    Attributes:
        cited: The first citation of it; all have the article's title, outlet and so on.
        quotes: In the order of their numbers.
    """

    cited: Citation
    quotes: tuple[Quote, ...]


def summary_page(reply: Summary | Refusal, texts: Mapping[str, str]) -> str:
    """HTML to be opened from a file: a click on a citation shows its quote in the article.

    Args:
        reply: What came of summarising.
        texts: The texts of the cited articles by id; a quote of an article that is not
            among them is shown, but leads nowhere.
    """
    stored = Texts()
    quotes = {} if isinstance(reply, Refusal) else _numbered(reply, texts, stored)
    values = {
        "reply": reply,
        "refused": isinstance(reply, Refusal),
        "remarks": remarks(reply),
        "excerpt": excerpt,
        "readable": any(quote.place for quote in quotes.values()),
        **({} if isinstance(reply, Refusal) else _shown(reply, quotes, texts, stored)),
    }
    return fill(__package__, "page", values, stored)


def _shown(
    summary: Summary,
    quotes: Mapping[tuple[str, int, str], Quote],
    texts: Mapping[str, str],
    stored: Texts,
) -> dict[str, object]:
    """What the template needs of a summary, beside the summary itself."""

    def of(claim: Claim) -> list[Quote]:
        return list(dict.fromkeys(quotes[_key(cited)] for cited in claim.citations))

    def place(cited: Citation) -> Place | None:
        return _place(cited, texts, stored)

    return {
        "said": SAID,
        "figures_title": FIGURES,
        "differ": DIFFER,
        "read": read_for(summary),
        "sources": _sources(quotes),
        "figures": told_figures(summary),
        "quotes_of": of,
        "place_of": place,
        "carried_by": carried_by,
        "introduced": introduced,
        "printed_too": printed_too,
        "safe_url": safe_url,
    }


def _numbered(
    summary: Summary, texts: Mapping[str, str], stored: Texts
) -> dict[tuple[str, int, str], Quote]:
    found: dict[tuple[str, int, str], Quote] = {}
    for claim in summary.claims:
        spoken = spoken_places(claim)
        for at, cited in enumerate(claim.citations):
            place = _place(cited, texts, stored)
            found.setdefault(_key(cited), Quote(len(found) + 1, cited, place, at in spoken))
    return found


def _sources(quotes: Mapping[tuple[str, int, str], Quote]) -> list[Cited]:
    by_article: dict[str, list[Quote]] = {}
    for quote in quotes.values():
        by_article.setdefault(quote.cited.article_id, []).append(quote)
    return [Cited(each[0].cited, tuple(each)) for each in by_article.values()]


def _key(cited: Citation) -> tuple[str, int, str]:
    return cited.article_id, cited.start, cited.quote


def _place(cited: Citation, texts: Mapping[str, str], stored: Texts) -> Place | None:
    text = texts.get(cited.article_id)
    return stored.place(text, cited.start, cited.end) if text is not None else None
