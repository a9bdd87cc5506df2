"""Which of the invented groups' articles are said to agree, and which to differ?

Pairs of articles are counted: two that are cited for one claim are said to agree, two on
either side of a difference to differ. Then each setting is moved.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from data import FIELDS, HERE, Data, library, save

from rag.domain.replies import Answer
from rag.evidence.agreeing import comparing, counting

if TYPE_CHECKING:
    from rag.wiring import News

sys.path.insert(0, str(HERE.parent / "tests"))
from several_articles import GROUPS, Group, gold, said

RELATIONS = ("agree", "differ", "one text")
SETTINGS = {
    "SAME_SUBJECT": (comparing, (0.3, 0.4, 0.7)),
    "SUBJECT": (comparing, (0.4, 0.5, 0.7, 0.8, 0.9)),
    "COUNTS_NEAR": (comparing, (0.5, 0.6, 0.7, 0.75)),
    "NEAR": (comparing, (0.7, 0.75, 0.85)),
    "OVERLAP": (comparing, (0.1, 0.15, 0.25, 0.3)),
    "APART": (comparing, (60, 1000, 10000)),
    "ABOUT": (counting, (0.05, 0.2)),
    "ROUND": (counting, (0.0, 0.05)),
}


def counted(news: News, ids: dict[str, str], groups: list[Group]) -> dict[str, int]:
    """Pairs of some groups that are found, found wrongly, and there to be found."""
    counts: Counter[str] = Counter(groups=len(groups))
    for group in groups:
        reply = news.ask(group.question)
        for relation, right, shown in zip(RELATIONS, gold(group), said(reply, ids), strict=True):
            counts[f"{relation}: right"] += len(right & shown)
            counts[f"{relation}: wrong"] += len(shown - right)
            counts[f"{relation}: there"] += _there(group, relation, right)
            if "-v" in sys.argv and (shown - right or (right and not right & shown)):
                state = "wrong" if shown - right else "missed"
                print(f"{state} {relation}: {group.name}: {group.question}")
                for claim in reply.claims if isinstance(reply, Answer) else ():
                    print("   ", claim.articles, claim.text)
        counts["answered"] += isinstance(reply, Answer)
    return dict(sorted(counts.items()))


def _there(group: Group, relation: str, right: set[frozenset[str]]) -> int:
    """How many pairs could be found: those who agree are cited once for each text."""
    copies = {one.id for one in group.articles if "=" in one.point}
    return sum(pair.isdisjoint(copies) for pair in right) if relation == "agree" else len(right)


def main() -> None:
    """Those that were tuned on, the fresh ones, and all of them with other settings."""
    articles = {
        one.id: {field: getattr(one, field) for field in FIELDS if hasattr(one, field)}
        for group in GROUPS
        for one in group.articles
    }
    with library(Data("several", articles)) as (news, stored):
        ids = {article: name for name, article in stored.items()}
        results: dict[str, object] = {
            "tuned": counted(news, ids, [group for group in GROUPS if not group.fresh]),
            "fresh": counted(news, ids, [group for group in GROUPS if group.fresh]),
        }
        print(results)
        for name, (module, values) in SETTINGS.items():
            usual = getattr(module, name)
            for value in values:
                setattr(module, name, value)
                results[f"all, with {name} {value}"] = counted(news, ids, list(GROUPS))
            setattr(module, name, usual)
    save("several", results)


if __name__ == "__main__":
    main()
