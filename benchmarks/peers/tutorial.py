"""What LangChain's introductions build: its splitter, its Chroma store, the four nearest pieces.

The embedding model runs on onnxruntime, not on torch, which would cost more.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

import minilm
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.runnables import Runnable, RunnableLambda
from langchain_text_splitters import RecursiveCharacterTextSplitter


class MiniLm(Embeddings):
    """The model, as LangChain wants one."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Of pieces."""
        return minilm.passages(texts)

    def embed_query(self, text: str) -> list[float]:
        """Of a question."""
        return minilm.question(text)


def opened(store: str) -> Chroma:
    """The store in a folder."""
    return Chroma("articles", embedding_function=MiniLm(), persist_directory=store)


def index(file: str, store: str) -> dict[str, object]:
    """Cut, embed and store articles."""
    with Path(file).open(encoding="utf-8") as lines:
        documents = [
            Document(row["text"], metadata={"title": row["title"]})
            for row in map(json.loads, lines)
        ]
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=1000, chunk_overlap=200, add_start_index=True
    )
    pieces = splitter.split_documents(documents)
    library = opened(store)
    for start in range(0, len(pieces), 5000):  # Chroma takes no more at once
        library.add_documents(pieces[start : start + 5000])
    return {"passages": len(pieces)}


def retrieve(store: str, question: str) -> dict[str, object]:
    """The text of the four nearest pieces, and no more."""
    return {"passages": 4, "answer": _retrieval(store).invoke(question)}


def ask(store: str, question: str) -> dict[str, object]:
    """The prompt for a language model; that is made ready and not asked, which would cost more."""
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_core.runnables import RunnablePassthrough
    from langchain_openai import ChatOpenAI

    ChatOpenAI(model="gpt-5-mini", api_key="none")
    prompt = ChatPromptTemplate.from_template(
        "Answer from this context only:\n\n{context}\n\nQuestion: {question}"
    )
    chain = {"context": _retrieval(store), "question": RunnablePassthrough()} | prompt
    return {"passages": 4, "answer": chain.invoke(question).to_string()}


def _retrieval(store: str) -> Runnable[str, str]:
    """From a question to the four nearest pieces."""
    return opened(store).as_retriever(search_kwargs={"k": 4}) | RunnableLambda(
        lambda found: "\n\n".join(document.page_content for document in found)
    )


def warm(store: str, questions: str) -> dict[str, object]:
    """Milliseconds of each of many questions, embedding included: CPU time and the clock's."""
    library = opened(store)
    library.similarity_search("warm", k=4)
    times, walls = [], []
    for line in Path(questions).read_text(encoding="utf-8").splitlines():
        asked, began, started = json.loads(line)["question"], perf_counter(), process_time()
        library.similarity_search(asked, k=4)
        times.append(1000 * (process_time() - started))
        walls.append(1000 * (perf_counter() - began))
    return {"passages": 4 * len(times), "cpu ms": times, "ms": walls}


def main(command: str, *arguments: str) -> None:
    """Do one of the four."""
    commands = {"index": index, "ask": ask, "retrieve": retrieve, "warm": warm}
    print(json.dumps(commands[command](*arguments)))


if __name__ == "__main__":
    main(*sys.argv[1:])
