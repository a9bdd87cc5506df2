"""How often the chosen sentence holds the answer, and how right a second sentence is."""

from __future__ import annotations

import numpy as np
from data import Case, Data, library, passages, plain, sample, save, wikinews

from rag.answering.extractive import ExtractiveWriter
from rag.embedding.minilm import MiniLm
from rag.evidence import questions
from rag.evidence.candidates import Candidate, candidates, known_names
from rag.library import Library

QUESTIONS = 400


def right(case: Case, text: str) -> bool:
    """Whether a sentence is a gold one, or holds an accepted answer where those are short."""
    shown = plain(text)
    if case.sentences:
        return any(plain(gold) in shown or shown in plain(gold) for gold in case.sentences)
    return any(plain(answer) in shown for answer in case.answers)


def ranked(case: Case, news, writer: ExtractiveWriter) -> list[Candidate]:  # noqa: ANN001
    """The sentences that could stand as evidence, before anything is refused."""
    hits = news.search(case.question)
    asked = questions.read(case.question, known_names(hits))
    return candidates(asked, hits, writer.weights(asked))


def measure(data: Data) -> dict[str, float]:
    """One set."""
    cases = sample([case for case in data.cases if case.answerable], QUESTIONS)
    first, third, any_of, shown, seconds = [], [], [], [], []
    with library(data) as (news, _):
        store = Library.open(news.settings.library, None)

        def frequencies(words):  # noqa: ANN001, ANN202
            with store.reading() as snapshot:
                return snapshot.size, snapshot.frequencies(words)

        writer = ExtractiveWriter(frequencies, MiniLm().nearest_words)
        for case in cases:
            order = [right(case, candidate.text) for candidate in ranked(case, news, writer)]
            first.append(any(order[:1]))
            third.append(any(order[:3]))
            any_of.append(any(order))
            draft = writer.draft(case.question, news.search(case.question))
            quotes = [claim.citations[0].quote for claim in draft.claims]
            shown.append(any(right(case, quote) for quote in quotes))
            seconds.extend(right(case, quote) for quote in quotes[1:])
    return {
        "questions": len(cases),
        "best sentence is right": round(float(np.mean(first)), 4),
        "one of the best three is right": round(float(np.mean(third)), 4),
        "any candidate is right": round(float(np.mean(any_of)), 4),
        "what is shown is right": round(float(np.mean(shown)), 4),
        "second sentences": len(seconds),
        "second sentence is right": round(float(np.mean(seconds)), 4) if seconds else 0.0,
    }


def main() -> None:
    """Measure each set."""
    results = {}
    for data in (passages("squad2"), passages("clapnq"), wikinews()):
        results[data.name] = measure(data)
        print(data.name, results[data.name])
    save("evidence", results)


if __name__ == "__main__":
    main()
