"""Which of the invented groups' articles are said to agree, and which to differ?

Pairs of articles are counted: two that are cited for one claim are said to agree, two on
either side of a difference to differ. A reprint agrees with nobody.
"""

from __future__ import annotations

import sys
from collections import Counter
from itertools import combinations
from typing import TYPE_CHECKING

from data import HERE, Data, library, save

from rag.domain.replies import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rag.domain.replies import Citation, Reply

sys.path.insert(0, str(HERE.parent / "tests"))
from several_articles import GROUPS, Group

Pairs = set[frozenset[str]]


def gold(group: Group) -> tuple[Pairs, Pairs, Pairs]:
    """Pairs that agree, that differ, and that are one text."""
    agree, differ, same = set(), set(), set()
    for one, other in combinations(group.articles, 2):
        pair = frozenset((one.id, other.id))
        points = {one.point.rstrip("="), other.point.rstrip("=")}
        if "-" in points:
            continue
        reprint = "=" in other.point and (one is group.articles[0] or "=" in one.point)
        if reprint:
            same.add(pair)
        if len(points) > 1:
            differ |= {pair} if group.differ else set()
        elif not reprint:
            agree.add(pair)
    return agree, differ, same


def said(reply: Reply, ids: dict[str, str]) -> tuple[Pairs, Pairs, Pairs]:
    """The same, as a reply has it."""
    agree, differ, same = set(), set(), set()
    if isinstance(reply, Answer):
        for claim in reply.claims:
            cited = [one for one in claim.citations if one.role == "evidence"]
            agree |= _pairs(cited, cited, ids)
            for one in cited:
                prints = [ids[name] for name in (one.article_id, *_reprints(one))]
                same |= set(map(frozenset, combinations(prints, 2)))
        for difference in reply.differences:
            for one, other in combinations(difference.answers, 2):
                differ |= _pairs(one, other, ids)
    return agree, differ, same


def _reprints(citation: Citation) -> Iterator[str]:
    return (reprint.article_id for reprint in citation.reprints)


def _pairs(ones: Iterable[Citation], others: Iterable[Citation], ids: dict[str, str]) -> Pairs:
    return {
        frozenset((ids[one.article_id], ids[other.article_id]))
        for one in ones
        for other in others
        if one.article_id != other.article_id
    }


def replies() -> Iterator[tuple[Group, Reply, dict[str, str]]]:
    """What is answered to each group's question, all groups in one library."""
    articles = {
        one.id: {
            "id": one.id, "title": one.title, "text": one.text, "source": one.source,
            "published": one.published,
        }
        for group in GROUPS
        for one in group.articles
    }  # fmt: skip
    with library(Data("several", articles)) as (news, stored):
        ids = {article: name for name, article in stored.items()}
        for group in GROUPS:
            yield group, news.ask(group.question), ids


def main() -> None:
    """Count the pairs of those that were tuned on, and of the fresh ones."""
    counts: dict[str, Counter[str]] = {"tuned": Counter(), "fresh": Counter()}
    for group, reply, ids in replies():
        half = "fresh" if group.fresh else "tuned"
        for relation, right, shown in zip(
            ("agree", "differ", "one text"), gold(group), said(reply, ids), strict=True
        ):
            counts[half][f"{relation}: right"] += len(right & shown)
            counts[half][f"{relation}: wrong"] += len(shown - right)
            counts[half][f"{relation}: there"] += _there(group, relation, right)
            if "-v" in sys.argv and (shown - right or (right and not right & shown)):
                state = "wrong" if shown - right else "missed"
                print(f"{half} {state} {relation}: {group.name}: {group.question}")
                for claim in reply.claims if isinstance(reply, Answer) else ():
                    print("   ", claim.articles, claim.text)
        counts[half]["answered"] += isinstance(reply, Answer)
        counts[half]["groups"] += 1
    results = {half: dict(sorted(found.items())) for half, found in counts.items()}
    for half, found in results.items():
        print(half, found)
    save("several", results)


def _there(group: Group, relation: str, right: Pairs) -> int:
    """How many pairs could be found: those who agree are cited once for each text."""
    copies = {one.id for one in group.articles if "=" in one.point}
    return sum(pair.isdisjoint(copies) for pair in right) if relation == "agree" else len(right)


if __name__ == "__main__":
    main()
