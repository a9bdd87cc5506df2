"""How many of the sources that an answer draws on are cited, on ``quotesum``?

People answered each question from several sources; those that any of them drew on are to be
cited. Beside it: how many are without the articles that say the same, or something else.
"""

from __future__ import annotations

import re

import numpy as np
from data import _rows, folder, library, quotesum, save

from rag.domain.replies import Answer


def covered() -> dict[str, set[str]]:
    """Texts of the sources that an annotator drew on, by question."""
    found: dict[str, set[str]] = {}
    for row in _rows(folder() / "quotesum" / "dev.jsonl"):
        drawn = {int(number) for number in re.findall(r"\[ (\d+) ", row["answer"])}
        texts = {source["text"] for source in row["sources"] if source["n"] in drawn}
        found.setdefault(row["question"], set()).update(texts)
    return found


def main() -> None:
    """Ask each question once."""
    data, wanted = quotesum(), covered()
    recall, alone, precision, articles, differing = [], [], [], [], 0
    with library(data) as (news, ids):
        named = {row["text"]: ids.get(name) for name, row in data.articles.items()}
        for case in data.cases:
            gold = {named[text] for text in wanted[case.question]} - {None}
            reply = news.ask(case.question)
            if not gold or not isinstance(reply, Answer):
                continue
            cited = [
                [one.article_id for one in claim.citations if one.role == "evidence"]
                for claim in reply.claims
            ]
            every = {name for names in cited for name in names}
            recall.append(len(every & gold) / len(gold))
            alone.append(len({cited[0][0]} & gold) / len(gold))
            precision.append(len(every & gold) / len(every))
            articles.append(max(claim.articles for claim in reply.claims))
            differing += bool(reply.differences)
    results = {
        "questions": len(data.cases),
        "answered": len(recall),
        "sources cited, of those drawn on": round(float(np.mean(recall)), 4),
        "the same of the first quote alone": round(float(np.mean(alone)), 4),
        "drawn on, of the sources cited": round(float(np.mean(precision)), 4),
        "answers with a claim of several articles": sum(count > 1 for count in articles),
        "answers in which articles are said to differ": differing,
    }
    print(results)
    save("sources", results)


if __name__ == "__main__":
    main()
