"""Which articles are one text in print more than once.

A paper that takes over an agency's report gives it another headline, a byline, another
first line; it cuts it from the end. What stays is long runs of the same words. Two texts
are one where most such runs of the shorter text stand in the longer one: the containment
of A. Broder, "On the resemblance and containment of documents" (1997). They must come from
most of its sentences, or a short report with a long quotation were a reprint of another.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from rag import words
from rag.splitting import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rag.domain.articles import Article

RUN = 3
"""Words of a run: shorter ones stand in other articles, too, longer ones break at each edit."""

SAME_TEXT = 0.5
"""Least share of the shorter text's runs that stand in the longer one, and of its sentences.

This finds 327 of 344 altered copies of wikinews and 1,737 of 1,976 of the shorter passages of
squad2, and takes none of 31,574 pairs of other articles for one text, articles with two quoted
sentences in common among them (``benchmarks/reprints.py``).
"""


FEWEST, LONG = 3, 40
"""Sentences of a text that can be told for a reprint, or runs if it has fewer: two
papers can put one piece of news in the same sentence. Set by judgement; the shares
above are measured with them."""


def reprints(articles: Iterable[Article]) -> dict[str, frozenset[str]]:
    """For each article's id, the ids of those among the articles that are the same text.

    An article is among its own; a cut and another cut of one text are the same where the
    whole text is there to tell.
    """
    known = {article.id: article for article in articles}
    groups = {name: {name} for name in known}
    names = list(known)
    for place, one in enumerate(names):
        for other in names[place + 1 :]:
            if groups[one] is not groups[other] and one_text(known[one].text, known[other].text):
                groups[one] |= groups[other]
                for name in groups[other]:
                    groups[name] = groups[one]
    return {name: frozenset(group) for name, group in groups.items()}


def shared(one: str, other: str, run: int = RUN) -> float:
    """Share of the runs of words of the shorter text that stand in the longer one, too."""
    few, many = sorted((_runs(one, run), _runs(other, run)), key=len)
    return len(few & many) / len(few) if few else 0.0


def one_text(text: str, other: str) -> bool:
    """Whether two texts are one."""
    few, many = sorted((text, other), key=len)
    if shared(few, many) < SAME_TEXT:  # first, as it tells most pairs apart and costs least
        return False
    if len(_runs(few, RUN)) < LONG and len(sentences(few)) < FEWEST:
        return False
    return copied(few, many) > SAME_TEXT and _same_figures(few, many)


def copied(text: str, other: str) -> float:
    """Share of the sentences of a text most of whose runs stand in another."""
    theirs = _runs(other, RUN)
    own = [_runs(text[span.start : span.end], RUN) for span in sentences(text)]
    return sum(2 * len(runs & theirs) > len(runs) for runs in own) / len(own) if own else 0.0


def _same_figures(text: str, other: str) -> bool:
    """Whether no sentence that a text took over has a figure that is not in its original.

    The original is all that has a run in common with it: cuts join sentences.
    """
    theirs = [
        (_runs(written, RUN), words.numbers(written))
        for written in (other[span.start : span.end] for span in sentences(other))
    ]
    every = frozenset[int]().union(*(runs for runs, _ in theirs))
    for span in sentences(text):
        own = text[span.start : span.end]
        runs = _runs(own, RUN)
        figures = frozenset[str]().union(*(had for found, had in theirs if runs & found))
        if 2 * len(runs & every) > len(runs) and not words.numbers(own) <= figures:
            return False
    return True


@lru_cache(maxsize=256)
def _runs(text: str, run: int) -> frozenset[int]:
    """Hashes of all runs of words; of the whole text where it is shorter than one."""
    keys = list(map(words.key, words.forms(text)))
    if len(keys) < run:
        return frozenset({hash(tuple(keys))} if keys else ())
    return frozenset(map(hash, zip(*(keys[first:] for first in range(run)), strict=False)))
