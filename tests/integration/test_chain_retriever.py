"""The LangChain retriever over search."""

from __future__ import annotations

import asyncio
import json
from datetime import date

from rag.chain.retriever import PassageRetriever
from rag.domain.articles import Article, Hit, Passage

ARTICLE = Article.of(
    title="A warning",
    text="Patel spoke. He warned Moscow.",
    source="The Example Post",
    author="A. Writer",
    url="https://example.org/1",
    published=date(2024, 10, 31),
)
PASSAGE = Passage(f"{ARTICLE.id}:1", ARTICLE.id, 13, 30, "He warned Moscow.", ())
HIT = Hit(PASSAGE, ARTICLE, ("a.txt", "b.txt"), 0.9, 0.7, ())


def test_a_hit_becomes_a_document_that_says_where_it_stands() -> None:
    asked: list[str] = []

    def search(question: str) -> list[Hit]:
        asked.append(question)
        return [HIT]

    [document] = PassageRetriever(search=search).invoke("who warned?")

    assert asked == ["who warned?"]
    assert document.id == PASSAGE.id
    assert document.page_content == "He warned Moscow."
    assert document.metadata == {
        "article_id": ARTICLE.id,
        "title": "A warning",
        "source": "The Example Post",
        "author": "A. Writer",
        "published": "2024-10-31",
        "url": "https://example.org/1",
        "paths": ["a.txt", "b.txt"],
        "start": 13,
        "end": 30,
        "score": 0.9,
    }
    assert json.dumps(document.metadata)


def test_the_retriever_keeps_the_order_of_the_search_and_can_be_awaited() -> None:
    other = Article.of(title="Other", text="Undated.")
    undated = Hit(Passage(f"{other.id}:0", other.id, 0, 8, "Undated.", ()), other, (), 0.1, 0.1, ())
    retriever = PassageRetriever(search=lambda _: [undated, HIT])

    documents = asyncio.run(retriever.ainvoke("who?"))

    assert [document.id for document in documents] == [f"{other.id}:0", PASSAGE.id]
    assert documents[0].metadata["published"] is None
