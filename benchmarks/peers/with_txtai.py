"""What txtai's introduction builds: an index that keeps its content, cut by txtai's paragraphs.

Importing it imports torch and transformers, though the model is handed in from outside and
neither is used. The three nearest pieces are found, its own number; no language model is asked.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

import minilm
from txtai import Embeddings
from txtai.pipeline import Segmentation

NEAREST = 3  # its own


def passages(texts: list[str]) -> list[list[float]]:
    """The model for pieces; txtai takes a function of this module, and no other object."""
    return minilm.passages(texts)


def questions(texts: list[str]) -> list[list[float]]:
    """The model for questions."""
    return [minilm.question(text) for text in texts]


def index(file: str, store: str) -> dict[str, object]:
    """Cut, embed and store articles."""
    cut = Segmentation(paragraphs=True)
    with Path(file).open(encoding="utf-8") as lines:
        pieces = [piece for row in map(json.loads, lines) for piece in cut(row["text"])]
    made = Embeddings(method="external", transform=passages, content=True)
    made.index(pieces)
    made.config.pop("transform")  # what is saved cannot hold a function
    made.save(store)
    return {"passages": made.count()}


def opened(store: str) -> Embeddings:
    """The store in a folder."""
    found = Embeddings()
    found.load(store, config={"transform": questions})
    return found


def ask(store: str, question: str) -> dict[str, object]:
    """The text of the nearest pieces."""
    found = opened(store).search(question, NEAREST)
    return {"passages": len(found), "answer": "\n\n".join(one["text"] for one in found)}


def warm(store: str, questions: str) -> dict[str, object]:
    """Milliseconds of each of many questions, embedding included: CPU time and the clock's."""
    library = opened(store)
    library.search("warm", NEAREST)
    times, walls = [], []
    for line in Path(questions).read_text(encoding="utf-8").splitlines():
        asked, began, started = json.loads(line)["question"], perf_counter(), process_time()
        library.search(asked, NEAREST)
        times.append(1000 * (process_time() - started))
        walls.append(1000 * (perf_counter() - began))
    return {"passages": NEAREST * len(times), "cpu ms": times, "ms": walls}


def main(command: str, *arguments: str) -> None:
    """Do one of the three."""
    print(json.dumps({"index": index, "ask": ask, "warm": warm}[command](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
