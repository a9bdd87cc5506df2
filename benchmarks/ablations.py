"""What each part is worth: all questions again with one part switched off.

A part is switched off where it stands in the code: its weight becomes zero, or its function
one that has nothing to say. What the program gains by it is paired with its interval, over
fewer questions than in `quality.py`. The rest of results/ablations.json is kept as it is.
"""

from __future__ import annotations

import argparse
import importlib
import json
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, nullcontext
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from data import HERE, library, sets
from quality import Asked, differences, run, write
from systems import Product

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from data import Data
    from quality import Run

    Switch = tuple[str, str, object]  # module, name in it (dotted for a class), and what it becomes

QUESTIONS = 150  # of each group at most
RESULTS = HERE / "results" / "ablations.json"
SEARCH, CANDIDATES = "rag.retrieving.search", "rag.evidence.candidates"
CHOOSING, MINILM = "rag.evidence.choosing", "rag.embedding.minilm"


def unjudged(hits: Sequence[object], *_: object) -> Sequence[object]:
    """The hits as they are."""
    return hits


def nothing(*_: object) -> None:
    """No objection."""


PARTS: dict[str, list[Switch]] = {
    "vectors in the search": [(SEARCH, "DENSE_WEIGHT", 0.0)],
    "words in the search": [(SEARCH, "DENSE_WEIGHT", 1.0)],
    "a look into sentences": [(SEARCH, "_by_best_sentence", unjudged)],
    "coverage in the search": [(SEARCH, "COVERAGE", 0.0)],
    "coverage in the choice": [(CANDIDATES, "COVERAGE", 0.0)],
    "coverage beside the sentence": [(CANDIDATES, "BESIDE", 0.0)],
    "the passage's score": [(CANDIDATES, "PRIOR", 0.0)],
    "the type asked for": [(CANDIDATES, "TYPED", 0.0)],
    "objections": [(CHOOSING, "objection", nothing)],
    "unspoken words": [("rag.evidence.unspoken", "FAR", -1.0)],
}
REBUILT: dict[str, list[Switch]] = {"the title in the vector": [(MINILM, "MiniLm.title_tokens", 0)]}
"""Parts that decide what stands in the library; it is made again without them."""


def off(switches: Sequence[Switch]) -> AbstractContextManager[object]:
    """While this lasts, every switch is off."""
    stack = ExitStack()
    for module, name, value in switches:
        importlib.import_module(module)
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
            found[part] = differences(answered(product, asked, switches), whole)
            print(f"{data.name}: without {part}", flush=True)
    for part, switches in REBUILT.items():
        with off(switches), library(data) as (news, ids):
            product = Product(news, {key: name for name, key in ids.items()})
            found[part] = differences(answered(product, asked, []), whole)
    return found


def answered(product: Product, asked: Asked, switches: Sequence[Switch]) -> Run:
    """All questions with these switches off."""
    with off(switches) if switches else nullcontext():
        return run(product, asked)


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
