"""When do two sentences make the same point?

People's summaries of one news text make the same point; sentences of one text that are near
to each other do not. The title stands for the question. All are articles of one library, so
that their vectors are those that an answer has.
"""

from __future__ import annotations

import json
import random
from itertools import combinations
from typing import TYPE_CHECKING

from data import Data, detokenised, folder, library, save

from rag import words
from rag.evidence.agreement import NEAR, OVERLAP, overlap

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIRS = 3000
OVERLAPS = (0.2, 0.3, 0.4, 0.5, 0.6)
COSINES = (0.4, 0.5, 0.6, 0.7, 0.8)
SUMS = (0.9, 1.0, 1.1, 1.2, 1.3, 1.4)


def main() -> None:
    """Overlap and cosine of both kinds of pairs, and what thresholds make of them."""
    same, others = [list(found) for found in measured()]
    results = {"thresholds": {"overlap": OVERLAP, "cosine": NEAR}}
    for name, pairs in (("summaries of one text", same), ("sentences of one text", others)):
        taken = {
            f"overlap {least}, cosine {near}": round(
                sum(o >= least and c >= near for o, c in pairs) / len(pairs), 4
            )
            for least in OVERLAPS
            for near in COSINES
        }
        taken |= {
            f"overlap + cosine {least}": round(
                sum(o + c >= least for o, c in pairs) / len(pairs), 4
            )
            for least in SUMS
        }
        results[name] = {"pairs": len(pairs), "taken for the same point": taken}
        print(name, results[name])
    save("agreement", results)


def measured() -> Iterator[Iterator[tuple[float, float]]]:
    """Overlap and cosine of each pair: first those of summaries, then those of sentences."""
    rows = [json.loads(line) for line in (folder() / "wikinews" / "docs.jsonl").open()]
    articles = {}
    for row in rows:
        for number, text in enumerate(row["human_summaries"]):
            name = f"{row['id']}/{number}"
            articles[name] = {"id": name, "title": row["title"], "text": text}
        text = "\n".join(map(detokenised, row["sentences_tokenized"]))
        articles[row["id"]] = {"id": row["id"], "title": row["title"], "text": text}
    with library(Data("agreement", articles)) as (news, ids):
        found = {name: list(_sentences(news, ids[name])) for name in articles if name in ids}
    same, others = [], []
    for row in rows:
        asked = words.stems(row["title"])
        summaries = [
            found[name]
            for number in range(len(row["human_summaries"]))
            if len(found.get(name := f"{row['id']}/{number}", ())) == 1
        ]
        same += [(asked, one[0], two[0]) for one, two in combinations(summaries, 2)]
        others += [(asked, one, two) for one, two in combinations(found.get(row["id"], ()), 2)]
    others = random.Random(7).sample(others, PAIRS)
    for pairs in same, others:
        yield ((overlap(a[0], b[0], asked), float(a[1] @ b[1])) for asked, a, b in pairs)


def _sentences(news, name: str):  # noqa: ANN001, ANN202
    """Sentences of an article with their vectors, as they are stored."""
    with news._open().reading() as snapshot:  # noqa: SLF001 - nobody else asks for vectors
        text = news.article(name).article.text
        count = next(card.passages for card in news.articles() if card.id == name)
        passages = [f"{name}:{number}" for number in range(count)]
        stored, vectors = snapshot.passages(passages), snapshot.vectors(passages)
    for passage in passages:
        for span, vector in zip(
            stored[passage][0].sentences, vectors[passage].sentences, strict=True
        ):
            yield text[span.start : span.end], vector


if __name__ == "__main__":
    main()
