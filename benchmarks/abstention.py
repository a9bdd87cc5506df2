"""Who is refused: fits the weights of `stands_out` on half of the questions, tests on the rest.

Answerable questions are asked of their own library, and as off-topic ones of the
other sets' libraries. Near misses (asked of their own library, but not answered
there) are reported and not fitted.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from data import library, passages, sample, save, wikinews
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from rag.answering.extractive import ExtractiveWriter
from rag.embedding.minilm import MiniLm
from rag.evidence import questions
from rag.evidence.candidates import candidates, known_names
from rag.evidence.choosing import INTERCEPT, THRESHOLD, WEIGHTS, admissible, features, stands_out
from rag.evidence.unspoken import unspoken
from rag.library import Library

QUESTIONS = 300
LEVELS = (0.3, THRESHOLD, 0.5)
Row = tuple[float, ...] | None  # features of the best candidate; None where all were turned down


def rows(news, asked_of: list[str]) -> list[Row]:  # noqa: ANN001
    """Features of the best admissible sentence for each question."""
    store = Library.open(news.settings.library, None)

    def frequencies(words):  # noqa: ANN001, ANN202
        with store.reading() as snapshot:
            return snapshot.size, snapshot.frequencies(words)

    writer = ExtractiveWriter(frequencies)
    nearest_words = MiniLm().nearest_words
    found: list[Row] = []
    for text in asked_of:
        hits = news.search(text)
        question = questions.read(text, known_names(hits))
        fit, _ = admissible(question, hits, candidates(question, hits, writer.weights(question)))
        turned_down = not fit or unspoken(question, fit[0], nearest_words)
        found.append(None if turned_down else features(fit[0], hits))
    return found


def collect() -> dict[tuple[str, str], list[Row]]:
    """Rows by what the questions are and whose library they are asked of."""
    sets = [passages("squad2"), passages("clapnq"), wikinews()]
    found: dict[tuple[str, str], list[Row]] = {}
    for data in sets:
        with library(data) as (news, _):
            for other in sets:
                cases = sample([case for case in other.cases if case.answerable], QUESTIONS)
                kind = "answerable" if other is data else f"off-topic ({other.name})"
                found[data.name, kind] = rows(news, [case.question for case in cases])
            misses = sample([case for case in data.cases if not case.answerable], QUESTIONS)
            found[data.name, "near miss"] = rows(news, [case.question for case in misses])
            print(data.name, "done")
    return found


def fit(found: dict[tuple[str, str], list[Row]]) -> tuple[float, list[float]]:
    """Weights from the even questions; every group counts the same within its class."""
    x, y, weight = [], [], []
    groups = defaultdict(int)
    for _, kind in found:
        groups[kind == "answerable"] += 1
    for (_, kind), all_rows in found.items():
        half = [row for row in all_rows[::2] if row]
        if kind != "near miss":
            x += half
            y += [kind == "answerable"] * len(half)
            weight += [1 / (max(len(half), 1) * groups[kind == "answerable"])] * len(half)
    scaled = np.array(weight) / np.mean(weight)
    model = LogisticRegression(C=10, max_iter=1000).fit(np.array(x), y, sample_weight=scaled)
    return float(model.intercept_[0]), [float(each) for each in model.coef_[0]]


def main() -> None:
    """Fit, and report what the weights in the code do on the odd questions."""
    found = collect()
    intercept, weights = fit(found)
    print("fitted: INTERCEPT, WEIGHTS =", round(intercept, 2), tuple(round(w, 2) for w in weights))
    scores = {
        key: [stands_out(row) if row else 0.0 for row in all_rows[1::2]]
        for key, all_rows in found.items()
    }
    results: dict[str, object] = {
        "in the code": {"threshold": THRESHOLD, "intercept": INTERCEPT, "weights": WEIGHTS},
        "fitted now": {"intercept": round(intercept, 2), "weights": [round(w, 2) for w in weights]},
    }
    for (name, kind), values in scores.items():
        answered = {
            str(level): round(float(np.mean([value >= level for value in values])), 4)
            for level in LEVELS
        }
        results[f"{name}, {kind}"] = {"questions": len(values), "answered": answered}
        print(f"{name:9} {kind:22} {len(values):4} questions, answered {answered}")
    own = [
        value for (_, kind), values in scores.items() if kind == "answerable" for value in values
    ]
    off = [value for (_, kind), values in scores.items() if "off" in kind for value in values]
    auroc = roc_auc_score([1] * len(own) + [0] * len(off), own + off)
    results["AUROC, answerable against off-topic"] = round(float(auroc), 4)
    save("abstention", results)


if __name__ == "__main__":
    main()
