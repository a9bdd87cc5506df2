"""``rag add``, ``remove``, ``rebuild``, ``list``, ``show`` and ``status`` as they are typed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_wiring import ARTICLE, CARD, NOTHING, PATH, SENTENCE

from rag.adding import AddEvent, Failed

if TYPE_CHECKING:
    from collections.abc import Callable

    from fake_wiring import News
    from typed import Typed

    Type = Callable[..., Typed]

FAILURE = Failed("/a/bro\x1bken.pdf", "", "It is no PDF", "Open it in a viewer.")


def test_adding_prints_plain_lines_and_counts_last(news: News, typed: Type) -> None:
    here = Path.cwd()
    news.events = [
        AddEvent(f"{here}/seeds/a.md", "added", 1, 4),
        AddEvent("/a/b.md", "replaced", 2, 4),
        AddEvent("/a/c.md", "unchanged", 3, 4),
        AddEvent("/a/d.md", "failed", 4, 4),
    ]
    news.report = replace(NOTHING, added=9, replaced=1, unchanged=2)
    result = typed("rag", "add", "seeds", "/a")
    assert news.added == (["seeds", "/a"], False)
    assert news.created
    assert (result.code, result.out) == (0, "added 9, replaced 1, unchanged 2, failed 0\n")
    assert result.err == "added seeds/a.md\nreplaced /a/b.md\n"


def test_a_file_that_failed_is_named_with_its_reason(news: News, typed: Type) -> None:
    record = Failed("/a/wire.jsonl", "line 3", "It has no text", "Give it a text.")
    named = Failed(
        f"{Path.cwd()}/a.txt", "", f"Cannot read {Path.cwd()}/a.txt: it is empty", "Fill."
    )
    news.report = replace(NOTHING, added=1, failed=(FAILURE, record, named))
    result = typed("rag", "add", "/a")
    assert result.code == 4
    assert result.out.endswith("added 1, replaced 0, unchanged 0, failed 3\n")
    assert result.err == (
        "failed: /a/bro␛ken.pdf: It is no PDF\n"
        "  hint: Open it in a viewer.\n"
        "failed: /a/wire.jsonl (record line 3): It has no text\n"
        "  hint: Give it a text.\n"
        "failed: Cannot read a.txt: it is empty\n"
        "  hint: Fill.\n"
    )


def test_pruning_is_passed_on_and_counted(news: News, typed: Type) -> None:
    news.report = replace(NOTHING, unchanged=2, removed=3)
    result = typed("rag", "add", "/a", "--prune", "--embedder", "openai:e", "--library", "/l")
    assert news.added == (["/a"], True)
    assert result.out == "added 0, replaced 0, unchanged 2, removed 3, failed 0\n"
    assert news.settings is not None
    assert (news.settings.embedder, news.settings.library) == ("openai:e", Path("/l"))


def test_json_of_adding(news: News, typed: Type) -> None:
    news.events = [AddEvent("/a/b.md", "added", 1, 1)]
    news.report = replace(NOTHING, added=1, failed=(FAILURE,))
    result = typed("rag", "add", "/a", "--format", "json")
    assert (result.code, result.err) == (4, "")
    assert json.loads(result.out) == {
        "schema": 1,
        "kind": "added",
        "added": 1,
        "replaced": 0,
        "unchanged": 0,
        "removed": 0,
        "failed": [
            {
                "path": "/a/bro\x1bken.pdf",
                "record": "",
                "message": "It is no PDF",
                "hint": "Open it in a viewer.",
            }
        ],
    }


def test_rebuilding_reports_as_adding_does(news: News, typed: Type) -> None:
    news.report = replace(NOTHING, replaced=9)
    result = typed("rag", "rebuild", "--embedder", "openai:e")
    assert (result.code, result.out) == (0, "added 0, replaced 9, unchanged 0, failed 0\n")
    assert news.settings is not None
    assert news.settings.embedder == "openai:e"
    assert not news.created


def test_removing_names_places_and_the_articles_that_went(news: News, typed: Type) -> None:
    result = typed("rag", "remove", PATH)
    assert (result.code, result.err) == (0, "")
    assert (
        result.out == "removed seeds/worries.md\n"
        f"removed article {ARTICLE.id}: Washington worries\n"
    )
    assert news.closed


@pytest.mark.usefixtures("news")
def test_removing_goes_on_after_an_article_that_is_not_there(typed: Type) -> None:
    result = typed("rag", "remove", "nonsense", ARTICLE.id)
    assert result.code == 4
    assert result.out.startswith("removed seeds/worries.md\n")
    assert result.err == "error: No article nonsense\nhint: See rag list.\n"


@pytest.mark.usefixtures("news")
def test_removing_nothing_at_all_is_an_error_of_the_library(typed: Type) -> None:
    result = typed("rag", "remove", "nonsense")
    assert (result.code, result.out) == (5, "")
    assert result.err == "error: No article nonsense\nhint: See rag list.\n"


@pytest.mark.usefixtures("news")
def test_json_of_removing(typed: Type) -> None:
    result = typed("rag", "remove", ARTICLE.id, "nonsense", "--format", "json")
    assert result.code == 4
    assert json.loads(result.out) == {
        "schema": 1,
        "kind": "removed",
        "locations": [{"path": PATH, "record": "", "file_sha256": "f" * 64}],
        "articles": [{"id": ARTICLE.id, "title": "Washington worries"}],
        "failed": [
            {
                "code": "article-not-found",
                "message": "No article nonsense",
                "hint": "See rag list.",
            }
        ],
    }


def test_a_list_has_one_article_a_line(news: News, typed: Type) -> None:
    news.cards.append(replace(CARD, published=None, source=None))
    assert typed("rag", "list").out == (
        f"{ARTICLE.id}  2024-11-02  Washington worries · The Example Post\n"
        f"{ARTICLE.id}  undated     Washington worries\n"
    )


def test_an_empty_list_says_so(news: News, typed: Type) -> None:
    news.cards = []
    assert typed("rag", "list").out == "There is no article yet.\n"


@pytest.mark.usefixtures("news")
def test_json_of_a_list(typed: Type) -> None:
    data = json.loads(typed("rag", "list", "--format", "json").out)
    assert (data["schema"], data["kind"]) == (1, "articles")
    assert data["articles"] == [
        {
            "id": ARTICLE.id,
            "title": "Washington worries",
            "source": "The Example Post",
            "author": None,
            "url": None,
            "published": "2024-11-02",
            "paths": [PATH],
            "added": "2024-11-05T06:07:08+00:00",
            "passages": 1,
            "characters": len(ARTICLE.text),
        }
    ]


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize("target", [ARTICLE.id, PATH])
def test_an_article_is_shown_whole(typed: Type, target: str) -> None:
    assert typed("rag", "show", target).out == (
        "Washington worries\n"
        f"id         {ARTICLE.id}\n"
        "source     The Example Post\n"
        "published  2024-11-02\n"
        f"sha256     {ARTICLE.sha256}\n"
        "path      seeds/worries.md\n"
        "  added   2024-11-05 06:07 UTC\n"
        f"  sha256  {'f' * 64}\n"
        "\n"
        f"{SENTENCE}\n"
        "Nobody came.\n"
    )


@pytest.mark.usefixtures("news")
def test_json_of_an_article(typed: Type) -> None:
    assert json.loads(typed("rag", "show", ARTICLE.id, "--format", "json").out) == {
        "schema": 1,
        "kind": "article",
        "id": ARTICLE.id,
        "title": "Washington worries",
        "text": ARTICLE.text,
        "source": "The Example Post",
        "author": None,
        "url": None,
        "published": "2024-11-02",
        "sha256": ARTICLE.sha256,
        "paths": [PATH],
        "locations": [
            {
                "path": PATH,
                "record": "",
                "file_sha256": "f" * 64,
                "added": "2024-11-05T06:07:08+00:00",
            }
        ],
    }


@pytest.mark.usefixtures("news")
def test_an_article_that_is_not_there_is_an_error_of_the_library(typed: Type) -> None:
    result = typed("rag", "show", "nonsense", "--format", "json")
    assert (result.code, json.loads(result.out)["code"]) == (5, "article-not-found")


@pytest.mark.usefixtures("news")
def test_the_status_says_where_how_large_and_built_with_what(typed: Type) -> None:
    assert typed("rag", "status").out == (
        "library     /lib\n"
        "articles    9, 3 of them undated\n"
        "locations   10\n"
        "passages    40\n"
        "size        2.3 MB\n"
        "built with  minilm@0f1e (384 dimensions, sentences-1)\n"
        "schema      1\n"
    )


@pytest.mark.usefixtures("news")
def test_json_of_the_status(typed: Type) -> None:
    data = json.loads(typed("rag", "status", "--format", "json").out)
    assert (data["kind"], data["folder"], data["articles"]) == ("status", "/lib", 9)
    assert data["fingerprint"] == {
        "embedder": "minilm@0f1e",
        "dimension": 384,
        "splitter": "sentences-1",
    }
