"""When do two sentences make the same point?

People's summaries of one news text make the same point; sentences of one text that are near
to each other do not. The title stands for the question. All are articles of one library, so
that their vectors are those that an answer has.
"""

from __future__ import annotations

import json
import random
from itertools import combinations

from data import Data, detokenised, folder, library, save

from rag.evidence.agreeing.comparing import NEAR, OVERLAP
from rag.evidence.agreeing.overlapping import overlap

PAIRS = 300  # of a text
OVERLAPS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4)
COSINES = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85)


def main() -> None:
    """Overlap and cosine of both kinds of pairs, and what thresholds make of them."""
    same, others = measured()
    results = {"thresholds": {"overlap": OVERLAP, "cosine": NEAR}}
    for name, pairs in (("summaries of one text", same), ("sentences of one text", others)):
        taken = {
            f"overlap {least}, cosine {near}": round(
                sum(o >= least and c >= near for o, c in pairs) / len(pairs), 4
            )
            for least in OVERLAPS
            for near in COSINES
        }
        results[name] = {"pairs": len(pairs), "taken for the same point": taken}
        print(name, results[name])
    save("agreement", results)


def measured() -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
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
            summaries = [
                found[name][0]
                for number in range(len(row["human_summaries"]))
                if len(found.get(name := f"{row['id']}/{number}", ())) == 1
            ]
            pairs = list(combinations(found.get(row["id"], ()), 2))
            pairs = random.Random(7).sample(pairs, min(PAIRS, len(pairs)))
            for kind, chosen in (same, combinations(summaries, 2)), (others, pairs):
                for one, two in chosen:
                    shared = overlap(one[0], two[0], row["title"], news.frequencies)
                    kind.append((shared, float(one[1] @ two[1])))
    return same, others


def _sentences(news, name: str):  # noqa: ANN001, ANN202
    """Sentences of an article with their vectors, as they are stored."""
    with news.reading() as snapshot:
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
