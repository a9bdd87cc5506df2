"""``import rag``: what the README promises to those who write Python."""

from __future__ import annotations

import asyncio
import inspect
import os
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest

import rag
from rag.domain.articles import Filters
from rag.domain.replies import Answer, Refusal
from rag.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from rag.wiring import News


def test_open_is_the_whole_of_it() -> None:
    assert rag.__all__ == ["Filters", "open"]
    assert [*inspect.signature(rag.open).parameters] == [
        "library",
        "embedder",
        "model",
        "k",
        "base_url",
        "chroma_url",
    ]


def test_articles_go_in_and_a_checked_answer_comes_out(tmp_path: Path) -> None:
    article = tmp_path / "articles" / "bridge.md"
    article.parent.mkdir()
    article.write_text(
        "---\ntitle: Bridge closed\nsource: The Post\npublished: 2031-02-03\n---\n"
        "Engineer Ada Quill found cracks in the Vanter Bridge on Monday.\n"
    )

    with rag.open(str(tmp_path / "library")) as news:
        news.add([str(article.parent)])
        reply = news.ask("Who found cracks in the Vanter Bridge?")

    assert isinstance(reply, Answer)
    [claim] = reply.claims
    [citation] = claim.citations
    assert claim.text == citation.quote
    assert claim.text == "Engineer Ada Quill found cracks in the Vanter Bridge on Monday."
    assert (citation.title, citation.source, citation.published, citation.paths) == (
        "Bridge closed",
        "The Post",
        date(2031, 2, 3),
        (str(article),),
    )


def test_no_folder_means_the_library_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_LIBRARY", str(tmp_path / "library"))

    assert rag.open().settings.library == tmp_path / "library"


def test_k_is_how_many_passages_a_writer_is_given(seed_news: News) -> None:
    with rag.open(seed_news.settings.library, k=2) as news:
        assert len(news.search("Kursk")) == 2
        assert news.ask("Who warned about Kursk?").provenance.k == 2


def test_aask_answers_without_blocking(seed_news: News) -> None:
    async def both() -> list[object]:
        return list(
            await asyncio.gather(
                seed_news.aask("Who warned about Kursk?"),
                seed_news.aask("Who is the prime minister of Canada?"),
            )
        )

    answer, refusal = asyncio.run(both())

    assert isinstance(answer, Answer)
    assert "Vedant Patel" in answer.claims[0].text
    assert isinstance(refusal, Refusal)


def test_the_runnable_is_langchains_and_can_be_piped(seed_news: News) -> None:
    from langchain_core.runnables import Runnable, RunnableLambda

    runnable = seed_news.runnable
    assert isinstance(runnable, Runnable)
    assert runnable is seed_news.runnable

    first_claim = runnable | RunnableLambda(lambda reply: reply.claims[0].text)

    assert "Vedant Patel" in first_claim.invoke("Who warned about Kursk?")
    [streamed] = runnable.stream("Who warned about Kursk?")
    assert isinstance(streamed, Answer)


def test_the_retriever_is_langchains_and_gives_slices_of_the_articles(seed_news: News) -> None:
    from langchain_core.retrievers import BaseRetriever

    retriever = seed_news.retriever(Filters(sources=("meridian wire",)))
    assert isinstance(retriever, BaseRetriever)

    found = retriever.invoke("Who warned about Kursk?")

    assert {each.metadata["source"] for each in found} == {"Meridian Wire"}
    for each in found:
        text = seed_news.article(each.metadata["article_id"]).article.text
        assert text[each.metadata["start"] : each.metadata["end"]] == each.page_content


def test_progress_is_told_file_by_file(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(f"Report {name}.")
    told: list[tuple[int, int]] = []
    with rag.open(tmp_path / "library") as news:
        news.add(
            [tmp_path / "a.txt", tmp_path / "b.txt"],
            progress=lambda e: told.append((e.done, e.total)),
        )

    assert told == [(1, 2), (2, 2)]


def test_the_catalogue_can_be_read(seed_news: News) -> None:
    cards = seed_news.articles()
    [patel] = [card for card in cards if card.author == "Dana Whitfield"]

    stored = seed_news.article(patel.id[:6])

    assert len(cards) == seed_news.status().articles == 12
    assert stored.article.title == patel.title
    assert len(stored.article.text) == patel.characters
    assert stored.article.sha256.startswith(patel.id)


def test_a_folder_may_be_named_alone(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Mayor Lena Falk opened the bridge on Monday.")
    with rag.open(tmp_path / "library") as news:
        report = news.add(str(tmp_path / "a.txt"))

    assert report.added == 1


@pytest.mark.parametrize("k", [0, -3])
def test_a_number_of_passages_that_is_none_is_refused(tmp_path: Path, k: int) -> None:
    with pytest.raises(UsageError, match="passages"):
        rag.open(tmp_path / "library", k=k)


def test_nothing_of_the_model_runtime_reports_home(tmp_path: Path) -> None:
    environment = {**os.environ, "HOME": str(tmp_path), "RAG_LIBRARY": str(tmp_path / "library")}
    (tmp_path / "a.txt").write_text("Mayor Lena Falk opened the bridge on Monday.")
    command = [sys.executable, "-m", "rag", "add", str(tmp_path / "a.txt")]
    subprocess.run(command, env=environment, check=True, capture_output=True)

    left = {path.name for path in tmp_path.rglob("*")}
    assert "library.sqlite" in left
    assert not {name for name in left if "onnxruntime" in name.lower() or name == "deviceid"}
