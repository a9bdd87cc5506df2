"""What a search reads: vectors, words, filters."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pytest
from library_making import FINGERPRINT, article, create, entry, location, many, question, unit

from rag.domain.articles import Filters
from rag.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from rag.library.view import View
    from rag.ports import Vector

pytestmark = pytest.mark.usefixtures("both_homes")

ALL = Filters()


def assert_exact(
    snapshot: View, ids: list[str], vector: Vector, filters: Filters, k: int = 100
) -> None:
    """The k nearest are those of brute force over the stored vectors, but for ties."""
    stored = snapshot.vectors(ids)
    cosines = snapshot.cosines(ids, vector)
    assert cosines == {name: float(stored[name].passage @ vector) for name in ids}
    found = snapshot.nearest(vector, k, filters)
    best = sorted(cosines.values(), reverse=True)[:k]
    assert len({name for name, _ in found}) == min(k, len(ids))
    np.testing.assert_allclose([cosine for _, cosine in found], best, atol=1e-6)
    np.testing.assert_allclose([cosines[name] for name, _ in found], best, atol=1e-6)


def test_the_nearest_hundred_of_1500_are_the_true_ones_even_after_changes(tmp_path: Path) -> None:
    entries = many(500)
    with create(tmp_path, entries) as library:
        changed = [
            entry(article(f"{old.article.text}\nMore {n}."), location(old.location.path, file="2"))
            for n, old in enumerate(entries[:150])
        ]
        library.put(changed)
        ids = [p.id for e in [*changed, *entries[150:]] for p in e.passages]
        with library.reading() as snapshot:
            assert snapshot.size == len(ids) == 1650
            for n in range(20):
                assert_exact(snapshot, ids, unit(f"question {n}", 1)[0], ALL)


def test_a_line_that_a_hundred_articles_share_hides_nothing(tmp_path: Path) -> None:
    entries = [
        entry(
            article(f"A {n}.\nB {n}.\nC {n}." + ("\nSubscribe now." if n < 100 else "")),
            location(f"/{n}.txt"),
        )
        for n in range(500)
    ]
    ids = [p.id for e in entries for p in e.passages]
    with create(tmp_path, entries) as library, library.reading() as snapshot:
        for n in range(20):
            assert_exact(snapshot, ids, unit(f"question {n}", 1)[0], ALL)
        assert_exact(snapshot, ids, question(entries[0], 3), ALL, 300)


@pytest.mark.parametrize("outlet", ["RARE", "COMMON"])
def test_a_filter_finds_the_best_whether_few_pass_or_nearly_all(
    tmp_path: Path, outlet: str
) -> None:
    entries = [
        entry(
            article(f"A {n}.\nB {n}.\nC {n}.", source="Rare" if n % 50 == 0 else "Common"),
            location(f"/{n}.txt"),
        )
        for n in range(500)
    ]
    rare = {p.id for e in entries[::50] for p in e.passages}
    passing = [p.id for e in entries for p in e.passages if (p.id in rare) == (outlet == "RARE")]
    filters = Filters(sources=(outlet,))
    with create(tmp_path, entries) as library, library.reading() as snapshot:
        for k in (3, 10, 100, 2000):
            assert_exact(snapshot, passing, unit("question", 1)[0], filters, k)
            words = snapshot.matching(["a", "b", "7"], k, filters)
            assert words == snapshot.matching(["a", "b", "7"], 9999, filters)[:k]
            assert {name for name, _ in words} <= set(passing)


def dated(tmp_path: Path) -> Library:
    """Five articles with the word Kursk in them."""
    cards = [
        ("The Gazette", date(2024, 1, 31)),
        ("the gazette", date(2024, 2, 1)),
        ("Straße", date(2024, 2, 29)),
        ("The Gazette", None),
        (None, None),
    ]
    entries = [
        entry(article(f"Kursk {n}.", source=source, published=day), location(f"/{n}.txt"))
        for n, (source, day) in enumerate(cards)
    ]
    return create(tmp_path, entries)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (ALL, {"0", "1", "2", "3", "4"}),
        (Filters(since=date(2024, 2, 1)), {"1", "2"}),
        (Filters(until=date(2024, 2, 1)), {"0", "1"}),
        (Filters(since=date(2024, 2, 1), until=date(2024, 2, 1)), {"1"}),
        (Filters(sources=("THE GAZETTE",)), {"0", "1", "3"}),
        (Filters(sources=("STRASSE", "nobody")), {"2"}),
        (Filters(since=date(2024, 1, 1), sources=("The Gazette", "Straße")), {"0", "1", "2"}),
        (Filters(since=date(2025, 1, 1)), set()),
    ],
)
def test_words_and_vectors_obey_the_same_filters(
    tmp_path: Path, filters: Filters, expected: set[str]
) -> None:
    with dated(tmp_path) as library, library.reading() as snapshot:
        near = [name for name, _ in snapshot.nearest(unit("q", 1)[0], 99, filters)]
        words = [name for name, _ in snapshot.matching(["kursk"], 99, filters)]
        for names in (near, words):
            texts = {snapshot.passages([name])[name][0].text for name in names}
            assert texts == {f"Kursk {n}." for n in expected}


def test_undated_articles_of_the_chosen_sources_are_counted(tmp_path: Path) -> None:
    with dated(tmp_path) as library, library.reading() as snapshot:
        assert snapshot.undated(Filters(since=date(2024, 1, 1))) == 2
        assert snapshot.undated(Filters(sources=("the gazette",))) == 1
        assert snapshot.undated(Filters(sources=("Straße",))) == 0


def test_words_are_stemmed_in_title_and_text_and_scored_like_bm25(tmp_path: Path) -> None:
    entries = [
        entry(article("He warned them.", "Warnings"), location("/0")),
        entry(article("A warning to all.\nNothing here.", "Élysée"), location("/1")),
        entry(article("Silence.", "Silence"), location("/2")),
    ]
    with create(tmp_path, entries) as library, library.reading() as snapshot:
        found = snapshot.matching(["warn"], 9, ALL)
        assert [name for name, _ in found] == [entries[0].passages[0].id, entries[1].passages[0].id]
        assert found[0][1] > found[1][1] > 0
        assert snapshot.frequencies(["warns", "elysee", "kursk"]) == {
            "warns": 2,
            "elysee": 2,
            "kursk": 0,
        }
        assert len(snapshot.matching(["warn", "silence"], 2, ALL)) == 2
        with sqlite3.connect(tmp_path / "library.sqlite") as db:
            query = "SELECT -bm25(words) FROM words WHERE words MATCH 'warn' ORDER BY rank"
            assert [score for _, score in found] == [row[0] for row in db.execute(query)]
        db.close()


def test_words_are_ranked_alike_whether_or_not_a_filter_is_set_that_lets_all_pass(
    tmp_path: Path,
) -> None:
    entries = [
        entry(article(f"Troops {'march ' * (n % 3)}by {n}.", source="Post"), location(f"/{n}.txt"))
        for n in range(40)  # three scores, so that there are ties on either side of any limit
    ]
    with create(tmp_path, entries) as library, library.reading() as snapshot:
        everything = Filters(sources=("Post",))
        for k in (1, 7, 13, 14, 39, 40, 99):
            found = snapshot.matching(["troops", "march"], k, ALL)
            assert len(found) == min(k, 40)
            assert found == snapshot.matching(["troops", "march"], k, everything)


def test_no_word_can_be_an_operator(tmp_path: Path) -> None:
    odd = ['"', 'a"b', "AND", "NEAR(", "*", "text:", "-", "", "\0", "\ud800", "^x", "(", "{"]
    with create(tmp_path, many(2)) as library, library.reading() as snapshot:
        assert snapshot.matching(odd, 9, ALL) == []
        assert len(snapshot.matching([*odd, "line", *map(str, range(3000))], 9, ALL)) == 6
        assert snapshot.frequencies(odd) == dict.fromkeys(odd, 0)
        assert snapshot.matching([], 9, ALL) == []


def test_an_empty_library_finds_nothing_without_an_error(tmp_path: Path) -> None:
    with create(tmp_path) as library, library.reading() as snapshot:
        assert snapshot.size == 0
        assert snapshot.nearest(unit("q", 1)[0], 10, ALL) == []
        assert snapshot.matching(["kursk"], 10, ALL) == []
        assert snapshot.passages([]) == snapshot.vectors([]) == {}


def test_reading_can_be_nested_and_calls_go_on_inside(tmp_path: Path) -> None:
    entries = many(2)
    with create(tmp_path, entries) as library, library.reading() as outer:
        with library.reading() as inner:
            assert inner.nearest(question(entries[0]), 1, ALL) == outer.nearest(
                question(entries[0]), 1, ALL
            )
        assert len(library.articles()) == 2
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert library.status().passages == 6
