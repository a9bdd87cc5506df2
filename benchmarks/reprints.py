"""How much text do reprints share, and how much do other articles?

The articles of wikinews and the passages of squad2 are the other articles, those of one
page of squad2 among them. Reprints are made of them, each in the ways in which papers
change a report; so are articles that quote two sentences of another one.
"""

from __future__ import annotations

import random
import re
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from data import passages, save, wikinews

from rag.evidence.agreeing.reprints import RUN, SAME_TEXT, one_text, shared
from rag.splitting import sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUNS = (2, 3, 4, 5, 8)
LEVELS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
SWAPS = {
    "said": "says", "about": "around", "also": "too", "because": "since", "but": "yet",
    "many": "numerous", "however": "though", "over": "above", "people": "persons",
    "which": "that", "began": "started", "after": "following",
}  # fmt: skip

FEWEST = 4
"""Sentences of an article; of twice as many, where it is to quote two of another one."""

Sentences = list[str]


def edited(text: Sentences, _: Sentences) -> Sentences:
    """Common words exchanged all over."""
    swap = re.compile(rf"\b({'|'.join(SWAPS)})\b")
    return [swap.sub(lambda found: SWAPS[found[0]], sentence) for sentence in text]


def thinned(text: Sentences, _: Sentences) -> Sentences:
    """Every ninth word gone: an editor who tightens each sentence."""
    return [
        " ".join(word for place, word in enumerate(sentence.split()) if (place + 1) % 9)
        for sentence in text
    ]


WAYS: dict[str, Callable[[Sentences, Sentences], Sentences]] = {
    "byline": lambda text, _: ["By our correspondent.", *text],
    "another first sentence": lambda text, other: [other[0], *text[1:]],
    "cut to the first half": lambda text, _: text[: (len(text) + 1) // 2],
    "cut to a third, another first sentence": lambda text, other: [
        other[0], *text[1 : max(2, len(text) // 3)]
    ],
    "every third sentence left out": lambda text, _: [
        sentence for place, sentence in enumerate(text) if (place + 1) % 3
    ],
    "two sentences added": lambda text, other: [*text, *other[-2:]],
    "common words exchanged": edited,
    "every ninth word left out": thinned,
}  # fmt: skip


def quoting(text: Sentences, other: Sentences) -> Sentences:
    """An article of its own that takes over two sentences."""
    return [*other[: len(other) // 2], *text[1:3], *other[len(other) // 2 :]]


def texts() -> Iterator[tuple[str, list[Sentences]]]:
    """The sets, as articles of a few sentences."""
    for data in (wikinews(), passages("squad2")):
        whole = [row["text"] for row in data.articles.values()]
        split = [[text[s.start : s.end] for s in sentences(text)] for text in whole]
        yield data.name, [text for text in split if len(text) >= FEWEST]


def measure(articles: list[Sentences], run: int) -> dict[str, object]:
    """One set at one length of run."""
    chance = random.Random(7)
    joined = [" ".join(text) for text in articles]
    others = [chance.choice([one for one in articles if one is not text]) for text in articles]
    reprints = {
        name: [
            shared(whole, " ".join(way(text, other)), run)
            for whole, text, other in zip(joined, articles, others, strict=True)
        ]
        for name, way in WAYS.items()
    }
    apart = [shared(one, other, run) for one, other in combinations(joined, 2)]
    quoted = [
        shared(whole, " ".join(quoting(text, other)), run)
        for whole, text, other in zip(joined, articles, others, strict=True)
        if min(len(text), len(other)) > 2 * FEWEST
    ]
    every = [share for shares in reprints.values() for share in shares]
    return {
        "lowest share of reprints, by way": {
            name: round(min(shares), 3) for name, shares in reprints.items()
        },
        "highest share of other articles": round(max(apart), 3),
        "highest share of articles that quote": round(max(quoted, default=0.0), 3),
        "reprints found, by threshold": {
            str(level): round(float(np.mean([share >= level for share in every])), 4)
            for level in LEVELS
        },
        "others taken for reprints, by threshold": {
            str(level): sum(share >= level for share in (*apart, *quoted)) for level in LEVELS
        },
        "pairs": {"reprints": len(every), "others": len(apart), "quoting": len(quoted)},
    }


def told(articles: list[Sentences]) -> dict[str, str]:
    """What the product takes for one text."""
    chance = random.Random(7)
    found, wrong, pairs = [], [], list(combinations(map(" ".join, articles), 2))
    for text in articles:
        other = chance.choice([one for one in articles if one is not text])
        whole = " ".join(text)
        found += [one_text(whole, " ".join(way(text, other))) for way in WAYS.values()]
        wrong.append(one_text(whole, " ".join(quoting(text, other))))
    wrong += [one_text(*pair) for pair in pairs]
    return {
        "reprints": f"{sum(found)} of {len(found)}",
        "others": f"{sum(wrong)} of {len(wrong)}",
    }


def main() -> None:
    """Measure each set at each length."""
    results: dict[str, object] = {"threshold": SAME_TEXT, "run": RUN}
    for name, articles in texts():
        results[name] = {str(run): measure(articles, run) for run in RUNS}
        results[f"{name}, taken for one text"] = told(articles)
        print(name, results[f"{name}, taken for one text"])
    save("reprints", results)


if __name__ == "__main__":
    main()
