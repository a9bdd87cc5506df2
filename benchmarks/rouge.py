"""Summaries against people's, on Wikinews: ours, LEAD and TextRank, at equal length.

All are cut to as many words as the person wrote. LEAD is how the text begins; a second LEAD and
TextRank choose from the whole sentences that ours may choose from, without captions and the
like. ROUGE is that of the ``rouge-score`` package, with stems. Then each weight of ours is
moved, and the setting chosen on four fifths of the articles is measured on the rest.
"""

from __future__ import annotations

import json
import random
import re
from typing import TYPE_CHECKING

import numpy as np
from data import Data, detokenised, folder, library, plain, save
from rouge_score.rouge_scorer import RougeScorer

from rag import words
from rag.domain.summaries import LENGTHS
from rag.evidence.condensing import centrality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rag.wiring import News

MEASURES = ("rouge1", "rouge2", "rougeL")
DAMPING = 0.85  # R. Mihalcea and P. Tarau, "TextRank" (2004), like the similarity of sentences
MOVED = ("CENTRAL", "EARLY", "TITLED", "REPEATED", "LEANING", "UNNAMED", "TELLING", "ENOUGH")
FACTORS = (0.0, 0.5, 2.0)
DATELINE = re.compile(r"\w+day, \w+ \d{1,2}, \d{4}\.?")
FOLDS, DRAWS = 5, 2000


def main() -> None:
    """Table of the four, differences with intervals, and the settings."""
    rows = [json.loads(line) for line in (folder() / "wikinews" / "docs.jsonl").open()]
    with library(Data("rouge", {row["id"]: _article(row) for row in rows})) as (news, ids):
        names = [ids[row["id"]] for row in rows]
        people = [row["human_summaries"] for row in rows]
        whole = [_sentences(news, name) for name in names]
        found = {
            "ours": _scores([_ours(news, name) for name in names], people),
            "LEAD": _scores([[news.article(name).article.text] for name in names], people),
            "LEAD of whole sentences": _scores(whole, people),
            "TextRank": _scores([textrank(sentences) for sentences in whole], people),
        }
        settings = dict(_moved(news, names, people))
    results = {
        "articles": len(rows),
        "summaries": sum(map(len, people)),
        "systems": {name: _mean(scores) for name, scores in found.items()},
        "ours against": {
            name: _difference(found["ours"], found[name]) for name in found if name != "ours"
        },
        "with a weight moved": {name: _mean(scores) for name, scores in settings.items()},
        "setting chosen on other articles": _mean(
            _left_out({"as it is": found["ours"], **settings})
        ),
    }
    print(json.dumps(results, indent=2))
    save("rouge", results)


def textrank(sentences: list[str]) -> list[str]:
    """The sentences by their rank in the graph of words that they share, best first."""
    bags = [{token.key for token in words.tokens(text)} for text in sentences]
    size = len(bags)
    edges = np.zeros((size, size))
    for one in range(size):
        for other in range(size):
            if one != other and min(len(bags[one]), len(bags[other])) > 1:
                norm = np.log(len(bags[one])) + np.log(len(bags[other]))
                edges[one, other] = len(bags[one] & bags[other]) / norm
    degrees = edges.sum(axis=1, keepdims=True)
    moves = np.divide(edges, degrees, out=np.full_like(edges, 1 / size), where=degrees > 0)
    ranks = np.full(size, 1 / size)
    for _ in range(100):
        ranks = (1 - DAMPING) / size + DAMPING * moves.T @ ranks
    return [sentences[place] for place in np.argsort(-ranks, kind="stable")]


def _article(row: dict) -> dict:
    """A text whose title and date are fields, as files of articles have them."""
    tidy = map(detokenised, row["sentences_tokenized"])
    text = "\n".join(
        sentence
        for sentence in tidy
        if plain(sentence) != plain(row["title"]) and not DATELINE.fullmatch(sentence)
    )
    return {"id": row["id"], "title": row["title"], "published": row["date"], "text": text}


def _ours(news: News, name: str) -> list[str]:
    reply = news.summarise(name, LENGTHS["medium"])
    return [claim.citations[0].quote for claim in reply.claims]


def _sentences(news: News, name: str) -> list[str]:
    """What LEAD and TextRank choose from: the sentences that ours may choose, too."""
    with news.reading() as snapshot:
        names = snapshot.passages_of(name)
        found = snapshot.passages(names)
    texts = (
        found[each][1].text[span.start : span.end]
        for each in names
        for span in found[each][0].sentences
    )
    return [text for text in texts if centrality.may_stand(text)]


def _scores(summaries: list[list[str]], people: list[list[str]]) -> list[np.ndarray]:
    """Of each article, the mean over its people of the three F-measures."""
    scorer = RougeScorer(list(MEASURES), use_stemmer=True)
    scores = []
    for chosen, written in zip(summaries, people, strict=True):
        each = []
        for text in written:
            cut = " ".join(" ".join(chosen).split()[: len(text.split())])
            scored = scorer.score(text, cut)
            each.append([scored[name].fmeasure for name in MEASURES])
        scores.append(np.mean(each, axis=0))
    return scores


def _moved(
    news: News, names: list[str], people: list[list[str]]
) -> Iterator[tuple[str, list[np.ndarray]]]:
    for weight in MOVED:
        usual = getattr(centrality, weight)
        for factor in FACTORS:
            setattr(centrality, weight, usual * factor)
            yield f"{weight} × {factor:g}", _scores([_ours(news, name) for name in names], people)
        setattr(centrality, weight, usual)


def _left_out(settings: dict[str, list[np.ndarray]]) -> list[np.ndarray]:
    """Each article under the setting that is best on the articles of the other folds."""
    size = len(next(iter(settings.values())))
    order = random.Random(7).sample(range(size), size)
    chosen: dict[int, np.ndarray] = {}
    for fold in range(FOLDS):
        here = set(order[fold::FOLDS])
        elsewhere: Callable[[str], float] = lambda name, here=here: float(  # noqa: E731
            np.mean([score for place, score in enumerate(settings[name]) if place not in here])
        )
        best = settings[max(settings, key=elsewhere)]
        chosen.update({place: best[place] for place in here})
    return [chosen[place] for place in range(size)]


def _mean(scores: list[np.ndarray]) -> dict[str, float]:
    means = np.mean(scores, axis=0)
    return {name: round(float(mean), 4) for name, mean in zip(MEASURES, means, strict=True)}


def _difference(ours: list[np.ndarray], theirs: list[np.ndarray]) -> dict[str, list[float]]:
    """Mean difference and its 95 % interval, by a bootstrap over articles."""
    gains = np.array(ours) - np.array(theirs)
    draws = np.random.default_rng(7).integers(0, len(gains), (DRAWS, len(gains)))
    low, high = np.percentile(gains[draws].mean(axis=1), [2.5, 97.5], axis=0)
    return {
        name: [round(float(value), 4) for value in (gains[:, at].mean(), low[at], high[at])]
        for at, name in enumerate(MEASURES)
    }


if __name__ == "__main__":
    main()
