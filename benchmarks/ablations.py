"""What each part is worth: all questions again with one part switched off.

A part is switched off where it stands in the code: its weight becomes zero, or its function
one that has nothing to say. What the program gains by it is paired with its interval, over
fewer questions than in `quality.py`.

Only ``parts`` of results/ablations.json is written here. What `report.py` shows beside it is
kept: ``left out`` has for each set and group of questions the AUROC ``fitted`` and ``left
out``, as `figures.Curve.figures` gives it, and ``did not help`` lines of text.
"""

from __future__ import annotations

import argparse
import json
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from data import HERE, library, sets
from quality import Asked, differences, run, write
from systems import Product

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data import Data

    Switch = tuple[str, str, object]  # module, name in it, what it becomes

QUESTIONS = 100  # of each group at most; all parts on all sets take half an hour
RESULTS = HERE / "results" / "ablations.json"
SEARCH, WEIGHING = "rag.retrieving.search", "rag.evidence.choice.weighing"
CANDIDATES, CHOOSING = "rag.evidence.choice.candidates", "rag.evidence.choice.choosing"


def nothing(*_: object) -> None:
    """No objection, and no sentence."""


PARTS: dict[str, list[Switch]] = {
    "vectors in the search": [(SEARCH, "DENSE_WEIGHT", 0.0)],
    "words in the search": [(SEARCH, "DENSE_WEIGHT", 1.0)],
    "the best sentence of a passage": [(SEARCH, "BEST_SENTENCE", 0.0)],
    "a second opinion on sentences": [(WEIGHING, "RELEVANCE", 0.0)],
    "the question's words in a sentence": [(WEIGHING, "COVERAGE", 0.0)],
    "the question's words beside it": [(CANDIDATES, "BESIDE", 0.0)],
    "the passage's score": [(CANDIDATES, "PRIOR", 0.0)],
    "the type asked for": [(CANDIDATES, "TYPED", 0.0)],
    "more sentences where undecided": [(CHOOSING, "UNDECIDED", 0.0)],
    "the sentence that goes on": [(CHOOSING, "following", nothing)],
    "objections": [(CHOOSING, "objection", nothing)],
    "unspoken words": [("rag.evidence.choice.unspoken", "FAR", -1.0)],
}
REBUILT: dict[str, list[Switch]] = {
    "the title in the vector": [("rag.embedding.minilm", "MiniLm.title_tokens", 0)]
}
"""Parts that decide what stands in the library; it is made again without them."""


def off(switches: Sequence[Switch]) -> ExitStack:
    """While this lasts, every switch is off."""
    stack = ExitStack()
    for module, name, value in switches:
        stack.enter_context(patch(f"{module}.{name}", value))
    return stack


def measure(data: Data, others: Sequence[Data], most: int) -> dict[str, Any]:
    """What is gained by each part on one set."""
    asked = Asked.of(data, others, most)
    found = {}
    with library(data) as (news, ids):
        product = Product(news, {key: name for name, key in ids.items()})
        whole = run(product, asked)
        for part, switches in PARTS.items():
            with off(switches):
                found[part] = differences(run(product, asked), whole)
            print(f"{data.name}: without {part}", flush=True)
    for part, switches in REBUILT.items():
        with off(switches), library(data) as (news, ids):
            product = Product(news, {key: name for name, key in ids.items()})
            found[part] = differences(run(product, asked), whole)
    return found


def main() -> None:
    """Measure every part on every set, two sets at once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", metavar="SET", help="measure this set")
    parser.add_argument("--questions", type=int, default=QUESTIONS, metavar="N")
    given = parser.parse_args()
    everything = sets()
    chosen = [data for data in everything if not given.only or data.name in given.only]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        running = {
            data.name: pool.submit(
                measure, data, [each for each in everything if each is not data], given.questions
            )
            for data in chosen
        }
        measured = {name: future.result() for name, future in running.items()}
    kept = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    parts = {
        part: {name: found[part] for name, found in measured.items()} for part in [*PARTS, *REBUILT]
    }
    write({**kept, "parts": parts}, RESULTS)


if __name__ == "__main__":
    main()
