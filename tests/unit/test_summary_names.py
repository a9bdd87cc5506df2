"""The names of files, and what makes an article's summary anew."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.library.entries import Card
from rag.summarising.records import Made, key_of, name_of

CARD = Card(
    "3f2a9c41d07e", "Title", None, None, None, None, ("/a.md",),
    datetime(2024, 1, 1, tzinfo=UTC), 1, 10,
)  # fmt: skip
MADE = Made("openai:m", "summary@0", "minilm@0", 120, "0.1.0")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Russia’s veto: “never again”", "russias-veto-never-again"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con"),
        ("Füße & Ärger", "füsse-ärger"),
        ("岸田首相が招集", "岸田首相が招集"),
        ("a\x00b\nc\\d/e", "a-b-c-d-e"),
        ("word " * 40, "-".join(["word"] * 16)),
        ("岸" * 100, "岸" * 26),
    ],
)
def test_a_file_is_named_after_its_article(title: str, name: str) -> None:
    assert name_of(replace(CARD, title=title)) == f"{name}-{CARD.id}"


def test_an_article_whose_title_has_no_letter_is_named_by_its_id() -> None:
    assert name_of(replace(CARD, title="… ?!")) == CARD.id


@given(st.text(st.characters()))
def test_every_name_can_be_a_file_anywhere(title: str) -> None:
    name = name_of(replace(CARD, title=title))
    assert len(f"{name}.html".encode()) < 128
    assert not re.search(r"[^\w-]", name)
    assert not name.startswith("-")


@pytest.mark.parametrize("field", [field.name for field in fields(Made)])
def test_whatever_decides_how_a_summary_reads_changes_its_key(field: str) -> None:
    assert key_of(CARD, replace(MADE, **{field: "another"})) != key_of(CARD, MADE)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "0" * 12}, {"title": "Other"}, {"source": "Post"}, {"author": "Ann"},
        {"url": "https://e.org"}, {"published": date(2024, 1, 1)}, {"paths": ("/b.md",)},
    ],
)  # fmt: skip
def test_whatever_shows_of_an_article_changes_its_key(changes: dict[str, object]) -> None:
    assert key_of(replace(CARD, **changes), MADE) != key_of(CARD, MADE)


def test_what_does_not_show_leaves_the_key_as_it_is() -> None:
    later = replace(CARD, added=datetime(2025, 1, 1, tzinfo=UTC), passages=2)
    assert key_of(later, MADE) == key_of(CARD, MADE)
