"""What the rule of unspoken words costs and saves, at several thresholds.

Of the questions that would be answered without it: how many are turned down, of those
whose best sentence is right, and of near misses.
"""

from __future__ import annotations

from data import Case, Data, library, passages, right, sample, save, wikinews

from rag.answering.extractive import ExtractiveWriter
from rag.embedding.minilm import MiniLm
from rag.evidence import questions
from rag.evidence.candidates import candidates, known_names
from rag.evidence.choosing import THRESHOLD, admissible, features, stands_out
from rag.evidence.unspoken import unspoken
from rag.library import Library

QUESTIONS = 300
LEVELS = (0.2, 0.25, 0.3, 0.35)


def lowest(case: Case, news, writer: ExtractiveWriter, model: MiniLm) -> float | None:  # noqa: ANN001
    """The least cosine of a word that the best sentence lacks; None where nothing is counted.

    That is where the question is refused anyway, or answered, but not rightly.
    """
    hits = news.search(case.question)
    asked = questions.read(case.question, known_names(hits))
    fit, _ = admissible(asked, hits, candidates(asked, hits, writer.weights(asked)))
    if not fit or stands_out(features(fit[0], hits)) < THRESHOLD:
        return None
    if case.answerable and not right(case, fit[0].text):
        return None
    seen = [1.0]

    def watched(*given):  # noqa: ANN002, ANN202
        cosines = model.nearest_words(*given)
        seen.extend(cosines)
        return cosines

    unspoken(asked, fit[0], watched)
    return min(seen)


def measure(data: Data) -> dict[str, object]:
    """One set."""
    model = MiniLm()
    found: dict[str, object] = {}
    with library(data) as (news, _):
        store = Library.open(news.settings.library, None)

        def frequencies(words):  # noqa: ANN001, ANN202
            with store.reading() as snapshot:
                return snapshot.size, snapshot.frequencies(words)

        writer = ExtractiveWriter(frequencies)
        for kind, answerable in (("rightly answered", True), ("near misses", False)):
            cases = sample([c for c in data.cases if c.answerable is answerable], QUESTIONS)
            low = [one for c in cases if (one := lowest(c, news, writer, model)) is not None]
            turned_down = {str(level): sum(one < level for one in low) for level in LEVELS}
            found[kind] = {"questions": len(low), "turned down": turned_down}
    return found


def main() -> None:
    """Measure each set."""
    results = {}
    for data in (passages("squad2"), passages("clapnq"), wikinews()):
        results[data.name] = measure(data)
        print(data.name, results[data.name])
    save("unspoken", results)


if __name__ == "__main__":
    main()
