"""What llama-index's introduction builds: its index over documents, kept in its own store.

Everything is as it comes but for one line: pieces are of 256 tokens instead of 1,024, since the
model reads no more. The store is files of JSON, which are read whole before a question is asked.
The two nearest pieces would be given to a language model; none is asked here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

import minilm
from llama_index.core import (
    Document,
    Settings,
    StorageContext,
    VectorStoreIndex,
    load_index_from_storage,
)
from llama_index.core.embeddings import BaseEmbedding

NEAREST = 2  # its own


class MiniLm(BaseEmbedding):
    """The model, as llama-index wants one."""

    def _get_text_embedding(self, text: str) -> list[float]:
        return minilm.passages([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return minilm.passages(texts)

    def _get_query_embedding(self, query: str) -> list[float]:
        return minilm.question(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return minilm.question(query)


def index(file: str, store: str) -> dict[str, object]:
    """Cut, embed and store articles."""
    with Path(file).open(encoding="utf-8") as lines:
        documents = [
            Document(text=row["text"], metadata={"title": row["title"]})
            for row in map(json.loads, lines)
        ]
    made = VectorStoreIndex.from_documents(documents)
    made.storage_context.persist(persist_dir=store)
    return {"passages": len(made.docstore.docs)}


def opened(store: str):  # noqa: ANN201 - as llama-index gives it
    """What finds the nearest pieces of a store."""
    return load_index_from_storage(StorageContext.from_defaults(persist_dir=store)).as_retriever()


def ask(store: str, question: str) -> dict[str, object]:
    """The text of the nearest pieces."""
    found = opened(store).retrieve(question)
    return {"passages": len(found), "answer": "\n\n".join(one.get_content() for one in found)}


def warm(store: str, questions: str) -> dict[str, object]:
    """Milliseconds of each of many questions, embedding included: CPU time and the clock's."""
    retriever = opened(store)
    retriever.retrieve("warm")
    times, walls = [], []
    for line in Path(questions).read_text(encoding="utf-8").splitlines():
        asked, began, started = json.loads(line)["question"], perf_counter(), process_time()
        retriever.retrieve(asked)
        times.append(1000 * (process_time() - started))
        walls.append(1000 * (perf_counter() - began))
    return {"passages": NEAREST * len(times), "cpu ms": times, "ms": walls}


def main(command: str, *arguments: str) -> None:
    """Do one of the three."""
    Settings.embed_model = MiniLm()
    Settings.chunk_size = minilm.WINDOW
    print(json.dumps({"index": index, "ask": ask, "warm": warm}[command](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
