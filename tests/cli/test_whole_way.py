"""The installed commands on a real library, from the first article to the last removal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAMS = Path(sys.executable).parent
PATEL = """---
title: Washington worries
source: The Example Post
date: 2024-11-02
---
Vedant Patel, a spokesman of the State Department, warned on Thursday of soldiers in Kursk.

He said that allies would be consulted within days.
"""
HARVEST = "Farmers in Brno brought in 4,000 tonnes of apples this year.\nPrices fell by a third.\n"


class Newsroom:
    """A folder of articles, a library beside it, and a shell in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.articles = folder / "articles"
        self.articles.mkdir()
        (self.articles / "patel.md").write_text(PATEL, encoding="utf-8")
        (self.articles / "harvest.txt").write_text(HARVEST, encoding="utf-8")
        (self.articles / "broken.pdf").write_bytes(b"%PDF-1.7 and nothing more")

    def type(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        program, *arguments = words
        kept = {name: value for name, value in os.environ.items() if "OPENAI" not in name}
        library = {"RAG_LIBRARY": str(self.folder / "library")}
        return subprocess.run(
            [str(PROGRAMS / program), *arguments],
            cwd=self.folder,
            env={**kept, **library, **variables},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    def json(self, *words: str) -> Any:  # noqa: ANN401 - as json.loads
        return json.loads(self.type(*words, "--format", "json").stdout)


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    room = Newsroom(tmp_path_factory.mktemp("newsroom"))
    added = room.type("rag", "add", "articles")
    assert added.returncode == 4
    assert added.stdout == "added 2, replaced 0, unchanged 0, failed 1\n"
    assert "broken.pdf" in added.stderr
    return room


def test_adding_the_same_again_changes_nothing(newsroom: Newsroom) -> None:
    again = newsroom.type("rag", "add", "articles/patel.md")
    assert again.returncode == 0
    assert again.stdout == "added 0, replaced 0, unchanged 1, failed 0\n"
    assert again.stderr == ""


def test_an_answer_names_its_source_and_its_quote_stands_there(newsroom: Newsroom) -> None:
    shown = newsroom.type("ask", "who", "warned", "about", "Kursk?")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("Vedant Patel, a spokesman of the State Department, warned")
    assert "[1] Washington worries · The Example Post · 2024-11-02 · articles/patel.md" in (
        shown.stdout
    )
    reply = newsroom.json("ask", "who warned about Kursk?")
    for citation in reply["claims"][0]["citations"]:
        article = newsroom.json("rag", "show", citation["article_id"])
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_what_no_article_says_is_refused(newsroom: Newsroom) -> None:
    refused = newsroom.type("ask", "who is the prime minister of Canada?")
    assert refused.returncode == 3
    assert refused.stdout.startswith("Not in these articles: ")


def test_a_filter_that_leaves_out_undated_articles_says_so(newsroom: Newsroom) -> None:
    found = newsroom.json("rag", "search", "apples", "--since", "2024-01-01")
    assert {passage["title"] for passage in found["passages"]} == {"Washington worries"}
    assert "1 undated article" in found["notes"][0]


def test_the_articles_can_be_listed_and_shown(newsroom: Newsroom) -> None:
    listed = newsroom.json("rag", "list")["articles"]
    assert {article["published"] for article in listed} == {"2024-11-02", None}
    shown = newsroom.type("rag", "show", "articles/harvest.txt")
    assert shown.stdout.endswith(f"\n\n{HARVEST}")
    status = newsroom.json("rag", "status")
    assert (status["articles"], status["undated"], status["locations"]) == (2, 1, 2)


def test_rebuilding_keeps_every_answer(newsroom: Newsroom) -> None:
    rebuilt = newsroom.type("rag", "rebuild")
    assert (rebuilt.returncode, rebuilt.stdout[-11:]) == (0, ", failed 0\n")
    assert newsroom.type("ask", "who warned about Kursk?").returncode == 0


def test_a_model_without_a_key_says_which_variable_to_set(newsroom: Newsroom) -> None:
    failed = newsroom.type("ask", "How many tonnes of apples?", "--model", "openai:some-model")
    assert failed.returncode == 6
    assert "OPENAI_API_KEY" in failed.stderr


def test_without_a_library_the_way_to_one_is_shown(newsroom: Newsroom) -> None:
    failed = newsroom.type("ask", "who?", "--library", "nowhere")
    assert (failed.returncode, failed.stdout) == (5, "")
    assert "rag add" in failed.stderr
    assert not (newsroom.folder / "nowhere").exists()


def test_another_embedder_is_refused_with_the_way_to_change_it(newsroom: Newsroom) -> None:
    failed = newsroom.type(
        "ask", "who?", "--embedder", "openai:e", OPENAI_BASE_URL="http://127.0.0.1:9/v1"
    )
    assert failed.returncode in (5, 6)
    assert "Traceback" not in failed.stderr


def test_an_answer_without_a_language_model_loads_none(newsroom: Newsroom) -> None:
    code = (
        "import sys\n"
        "from rag.cli import ask\n"
        "try:\n"
        "    ask()\n"
        "finally:\n"
        "    print(sorted({'openai', 'langchain_openai'} & set(sys.modules)), file=sys.stderr)\n"
    )
    library = str(newsroom.folder / "library")
    result = subprocess.run(
        [sys.executable, "-c", code, "who warned about Kursk?", "--library", library],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert (result.returncode, result.stderr) == (0, "[]\n")


def test_removed_articles_are_gone(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.type("rag", "add", "articles/patel.md", "articles/harvest.txt")
    removed = room.type("rag", "remove", "articles/patel.md")
    assert (removed.returncode, removed.stderr) == (0, "")
    assert "Washington worries" in removed.stdout
    assert room.type("ask", "who warned about Kursk?").returncode == 3
    (room.articles / "harvest.txt").unlink()
    pruned = room.type("rag", "add", "articles", "--prune")
    assert pruned.stdout == "added 1, replaced 0, unchanged 0, removed 1, failed 1\n"
