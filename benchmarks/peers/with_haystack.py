"""What haystack's introduction builds: one pipeline that fills a store, one that asks it.

Documents are cut into pieces of 200 words, its own setting. The store is the one that comes with
it: in memory, written to a file of JSON, which is read whole before a question is asked. The ten
nearest pieces would be given to a language model; none is asked here.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # a benchmark is nobody's usage

import minilm
from haystack import Document, Pipeline, component
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore

NEAREST = 10  # its own


@component
class DocumentEmbedder:
    """The model, as a part of the pipeline that fills a store."""

    @component.output_types(documents=list[Document])
    def run(self, documents: list[Document]) -> dict[str, list[Document]]:
        """Give each document its vector."""
        rows = minilm.passages([document.content or "" for document in documents])
        pairs = zip(documents, rows, strict=True)
        return {"documents": [replace(document, embedding=row) for document, row in pairs]}


@component
class TextEmbedder:
    """The model, as a part of the pipeline that asks."""

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        """Give a question its vector."""
        return {"embedding": minilm.question(text)}


def index(file: str, store: str) -> dict[str, object]:
    """Cut, embed and store articles."""
    with Path(file).open(encoding="utf-8") as lines:
        documents = [
            Document(content=row["text"], meta={"title": row["title"]})
            for row in map(json.loads, lines)
        ]
    held = InMemoryDocumentStore()
    filling = Pipeline()
    filling.add_component("splitter", DocumentSplitter())
    filling.add_component("embedder", DocumentEmbedder())
    filling.add_component("writer", DocumentWriter(held))
    filling.connect("splitter", "embedder")
    filling.connect("embedder", "writer")
    written = filling.run({"splitter": {"documents": documents}})["writer"]["documents_written"]
    folder = Path(store)
    folder.mkdir(parents=True, exist_ok=True)
    held.save_to_disk(str(folder / "store.json"))
    return {"passages": written}


def opened(store: str) -> Pipeline:
    """What finds the nearest pieces of a store."""
    held = InMemoryDocumentStore.load_from_disk(str(Path(store) / "store.json"))
    asking = Pipeline()
    asking.add_component("embedder", TextEmbedder())
    asking.add_component("retriever", InMemoryEmbeddingRetriever(held))
    asking.connect("embedder.embedding", "retriever.query_embedding")
    return asking


def ask(store: str, question: str) -> dict[str, object]:
    """The text of the nearest pieces."""
    found = opened(store).run({"embedder": {"text": question}})["retriever"]["documents"]
    return {"passages": len(found), "answer": "\n\n".join(one.content for one in found)}


def warm(store: str, questions: str) -> dict[str, object]:
    """Milliseconds of each of many questions, embedding included: CPU time and the clock's."""
    pipeline = opened(store)
    pipeline.run({"embedder": {"text": "warm"}})
    times, walls = [], []
    for line in Path(questions).read_text(encoding="utf-8").splitlines():
        asked, began, started = json.loads(line)["question"], perf_counter(), process_time()
        pipeline.run({"embedder": {"text": asked}})
        times.append(1000 * (process_time() - started))
        walls.append(1000 * (perf_counter() - began))
    return {"passages": NEAREST * len(times), "cpu ms": times, "ms": walls}


def main(command: str, *arguments: str) -> None:
    """Do one of the three."""
    print(json.dumps({"index": index, "ask": ask, "warm": warm}[command](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
