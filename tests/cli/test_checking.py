"""What a person sees of `rag check`, and what becomes of a library that cannot be made."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

import rag

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typed import Typed


@pytest.fixture
def library(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    for number in range(25):
        (tmp_path / "news" / f"{number}.txt").write_text(f"Title {number}\n\nThe ferry {number}.")
    with rag.open(tmp_path / "library") as news:
        news.add(tmp_path / "news")
    return tmp_path / "library"


def spoil(library: Path, statement: str) -> None:
    with closing(sqlite3.connect(library / "library.sqlite", isolation_level=None)) as db:
        db.execute(statement)


def test_a_sound_library_is_said_to_be_sound(library: Path, typed: Callable[..., Typed]) -> None:
    result = typed("rag", "check", "--library", library)
    assert (result.code, result.err) == (0, "")
    assert result.out == (
        "All is as it was stored: 25 articles, 25 passages,"
        " their offsets, hashes, words and vectors.\n"
    )


def test_problems_are_named_with_what_to_do(library: Path, typed: Callable[..., Typed]) -> None:
    spoil(library, "UPDATE articles SET text = replace(text, 'ferry', 'fairy')")
    result = typed("rag", "check", "--library", library)
    assert result.code == 5
    assert ": it is not what was stored\n" in result.out
    assert result.out.count("  Run `rag rebuild`, which leaves these out, then ") == 1
    assert result.out.endswith(" problems found.\n")
    asked = typed("ask", "Which ferry?", "--library", library)
    assert asked.code == 5
    assert asked.out == ""
    assert "rag check" in asked.err


def test_many_problems_of_one_kind_are_not_all_shown(
    library: Path, typed: Callable[..., Typed]
) -> None:
    spoil(library, "UPDATE passages SET vector = zeroblob(768)")
    result = typed("rag", "check", "--library", library)
    assert "… and 30 more\n" in result.out
    assert result.out.count("its vectors are not what was stored") == 20
    found = json.loads(typed("rag", "check", "--library", library, "--format", "json").out)
    assert (found["kind"], found["sound"], len(found["problems"])) == ("check", False, 50)
    assert set(found["problems"][0]) == {"subject", "message", "hint"}


def test_a_rebuild_names_what_it_leaves_out_and_adding_brings_it_back(
    library: Path, typed: Callable[..., Typed]
) -> None:
    spoil(library, "UPDATE articles SET title = 'Tible 3' WHERE title = 'Title 3'")
    rebuilt = typed("rag", "rebuild", "--library", library)
    assert rebuilt.code == 4
    assert "an article was damaged in the library" in rebuilt.err
    assert "hint: Add it again: rag add " in rebuilt.err
    news = library.parent / "news"
    added = typed("rag", "add", news, "--library", library)
    assert added.out == "added 1, replaced 0, unchanged 24, failed 0\n"
    assert typed("rag", "check", "--library", library).code == 0


@pytest.mark.parametrize("name", ["missing", "picture.png"])
def test_what_cannot_be_added_leaves_no_library_behind(
    tmp_path: Path, typed: Callable[..., Typed], name: str
) -> None:
    (tmp_path / "picture.png").touch()
    result = typed("rag", "add", tmp_path / name, "--library", tmp_path / "library")
    assert result.code == 4
    assert name in result.err
    assert not (tmp_path / "library").exists()
    assert typed("rag", "list", "--library", tmp_path / "library").code == 5
