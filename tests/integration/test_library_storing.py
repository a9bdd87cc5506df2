"""What goes into a library, and what becomes of what was there."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from library_making import DIMENSION, FINGERPRINT, article, create, entry, location, many, question

from rag.domain.articles import Filters
from rag.errors import ArticleNotFoundError, EmptyLibraryError, LibraryError, LibraryMismatchError
from rag.library import Counts, Entry, FileRead, Library
from rag.ports import PassageVectors

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("both_homes")

ALL = Filters()


def searchable(library: Library) -> set[str]:
    """Ids of all passages, after a look that words, vectors and rows agree."""
    with library.reading() as snapshot:
        probe = np.ones(DIMENSION, dtype=np.float32) / np.sqrt(np.float32(DIMENSION))
        dense = {name for name, _ in snapshot.nearest(probe, 10_000, ALL)}
        assert len(dense) == snapshot.size
        assert set(snapshot.passages(list(dense))) == set(snapshot.vectors(list(dense))) == dense
    with sqlite3.connect(library.folder / "library.sqlite") as db:
        rows = {name for (name,) in db.execute("SELECT id FROM passages")}
        keys = db.execute("SELECT key FROM passages ORDER BY key").fetchall()
        assert db.execute("SELECT rowid FROM words ORDER BY rowid").fetchall() == keys
    db.close()
    assert rows == dense
    return dense


def test_nothing_there_is_said_with_the_way_to_change_it(tmp_path: Path) -> None:
    with pytest.raises(EmptyLibraryError) as caught:
        Library.open(tmp_path / "none", FINGERPRINT)
    assert "rag add" in caught.value.hint
    assert not (tmp_path / "none").exists()


def test_what_was_put_is_found_after_reopening(tmp_path: Path) -> None:
    entries = many(4)
    with create(tmp_path, entries) as library:
        assert library.put(entries) == Counts(unchanged=4)
    with Library.open(tmp_path, FINGERPRINT) as library, library.reading() as snapshot:
        assert snapshot.size == 12
        best, cosine = snapshot.nearest(question(entries[2], 1), 5, ALL)[0]
        assert best == entries[2].passages[1].id
        assert cosine == pytest.approx(1, abs=1e-4)
        passage, stored, paths = snapshot.passages([best, "nobody:0"])[best]
        assert (passage, stored) == (entries[2].passages[1], entries[2].article)
        assert paths == ("/news/2.txt",)
        vectors = snapshot.vectors([best])[best]
        expected = entries[2].vectors[1]
        assert vectors.passage.dtype == vectors.sentences.dtype == np.float32
        np.testing.assert_allclose(vectors.passage, expected.passage, atol=1e-3)
        np.testing.assert_allclose(vectors.sentences, expected.sentences, atol=1e-3)
        np.testing.assert_allclose(np.linalg.norm(vectors.passage), 1, atol=1e-6)


def test_every_field_of_an_article_comes_back(tmp_path: Path) -> None:
    what = replace(
        article("Überall Text.\n𝔘nd mehr.", "Ein Titel", "Die Zeitung", date(2024, 2, 29)),
        author="A. N. Other",
        url="https://example.org/1",
    )
    with create(tmp_path, [entry(what, location("/a.html"))]) as library:
        stored = library.article(what.id)
        assert stored.article == what
        assert [place.location for place in stored.places] == [location("/a.html")]
        assert abs(datetime.now(UTC) - stored.places[0].added) < timedelta(minutes=1)
        (card,) = library.articles()
        assert (card.published, card.passages, card.characters) == (date(2024, 2, 29), 2, 23)
        assert card.paths == ("/a.html",)


def test_the_same_text_under_two_paths_is_one_article_with_two_locations(tmp_path: Path) -> None:
    what = article("Said once.")
    first, second = location("/a.txt"), location("/b.txt")
    with create(tmp_path, [entry(what, first)]) as library:
        assert library.need_vectors([(what, second)]) == [False]
        assert library.put([Entry(what, second)]) == Counts(added=1)
        assert [place.location for place in library.article("/b.txt").places] == [first, second]
        assert library.status().articles == 1
        assert library.remove("/a.txt").articles == ()
        assert len(searchable(library)) == 1
        assert library.remove("/b.txt").articles == ((what.id, "A title"),)
        assert searchable(library) == set()


def test_two_equal_new_texts_in_one_batch_need_one_embedding(tmp_path: Path) -> None:
    what = article("Said twice.")
    places = [(what, location("/a.txt")), (what, location("/b.txt"))]
    with create(tmp_path) as library:
        assert library.need_vectors(places) == [True, False]
        library.put([entry(*places[0]), Entry(*places[1])])
        assert len(library.article(what.id).places) == 2


def test_a_changed_file_replaces_its_article(tmp_path: Path) -> None:
    old, new = article("Before.\nAnd after."), article("Afterwards.")
    with create(tmp_path, [entry(old, location("/a.txt", file="1"))]) as library:
        counts = library.put([entry(new, location("/a.txt", file="2"))])
        assert counts == Counts(replaced=1)
        assert searchable(library) == {f"{new.id}:0"}
        with pytest.raises(ArticleNotFoundError):
            library.article(old.id)
        with library.reading() as snapshot:
            assert snapshot.matching(["before"], 9, ALL) == []
            assert snapshot.frequencies(["before", "afterwards"]) == {"before": 0, "afterwards": 1}


def test_a_changed_file_leaves_the_article_that_stands_elsewhere(tmp_path: Path) -> None:
    old, new = article("Before."), article("Afterwards.")
    entries = [entry(old, location("/a.txt")), Entry(old, location("/b.txt"))]
    with create(tmp_path, entries) as library:
        library.put([entry(new, location("/a.txt", file="2"))])
        assert searchable(library) == {f"{old.id}:0", f"{new.id}:0"}
        assert [place.location.path for place in library.article(old.id).places] == ["/b.txt"]


def test_two_files_that_swap_their_texts_need_no_vectors(tmp_path: Path) -> None:
    one, two = article("One."), article("Two.")
    a, b = location("/a.txt"), location("/b.txt")
    with create(tmp_path, [entry(one, a), entry(two, b)]) as library:
        assert library.need_vectors([(two, a), (one, b)]) == [False, False]
        assert library.put([Entry(two, a), Entry(one, b)]) == Counts(replaced=2)
        assert len(searchable(library)) == 2
        assert library.article("/a.txt").article == two


def test_new_metadata_of_the_only_location_replaces_card_words_and_vectors(tmp_path: Path) -> None:
    old = article("The text.", "Olden title", "Gazette", date(2024, 1, 1))
    new = replace(old, title="Newer title", source=None, published=None)
    where = location("/a.txt")
    with create(tmp_path, [entry(old, where)]) as library:
        added = library.article(old.id).places[0].added
        assert library.need_vectors([(new, where)]) == [True]
        assert library.put([entry(new, where)]) == Counts(replaced=1)
        assert library.article(old.id).article == new
        assert library.article(old.id).places[0].added == added
        with library.reading() as snapshot:
            assert snapshot.frequencies(["olden", "newer"]) == {"olden": 0, "newer": 1}
            assert snapshot.nearest(question(entry(new, where)), 1, ALL)[0][1] > 0.999
            # what Chroma knew of the outlet and the day is gone as well
            dated = Filters(since=date(2000, 1, 1), sources=("Gazette",))
            assert snapshot.nearest(question(entry(new, where)), 1, dated) == []


def test_new_metadata_of_one_of_two_locations_leaves_the_old(tmp_path: Path) -> None:
    old = article("The text.", "Old title")
    new = replace(old, title="New title")
    with create(tmp_path, [entry(old, location("/a.txt")), Entry(old, location("/b"))]) as library:
        assert library.need_vectors([(new, location("/b"))]) == [False]
        assert library.put([entry(new, location("/b", file="2"))]) == Counts(unchanged=1)
        assert library.article(old.id).article == old
        hashes = {place.location.file_sha256 for place in library.article(old.id).places}
        assert hashes == {location("", file="1").file_sha256, location("", file="2").file_sha256}


def test_only_files_that_were_read_to_their_end_are_skipped_later(tmp_path: Path) -> None:
    one, two = article("One."), article("Two.")
    with create(tmp_path, [entry(one, location("/a.jsonl", "1"))]) as library:
        assert library.file_hashes() == {}
        finished = FileRead("/a.jsonl", "f00d", frozenset({"1", "2"}))
        library.put([entry(two, location("/a.jsonl", "2"))], [finished])
        assert library.file_hashes() == {"/a.jsonl": "f00d"}
        library.remove(two.id)
        assert library.file_hashes() == {}


def test_records_that_a_file_has_no_longer_are_forgotten(tmp_path: Path) -> None:
    records = [entry(article(f"Text {n}."), location("/a.jsonl", str(n))) for n in range(3)]
    with create(tmp_path, records) as library:
        counts = library.put([], [FileRead("/a.jsonl", "f00d", frozenset({"1"}))])
        assert counts == Counts(removed=2)
        assert searchable(library) == {records[1].passages[0].id}
        assert library.file_hashes() == {"/a.jsonl": "f00d"}


def test_vanished_files_of_a_folder_can_be_found_and_forgotten(tmp_path: Path) -> None:
    entries = many(2, prefix="/news") + many(2, prefix="/newsroom")
    with create(tmp_path, entries) as library:
        under = library.locations_under("/news")
        assert [place.path for place in under] == ["/news/0.txt", "/news/1.txt"]
        removed = library.forget([*under, location("/never/seen")])
        assert removed.locations == tuple(under)
        assert len(removed.articles) == 2
        assert [card.paths[0] for card in library.articles()] == [
            "/newsroom/0.txt",
            "/newsroom/1.txt",
        ]


def test_a_folder_is_removed_with_all_below_it(tmp_path: Path) -> None:
    with create(tmp_path, many(3)) as library:
        assert len(library.remove("/news/").articles) == 3
        assert library.status().articles == library.status().locations == 0


def test_an_empty_name_is_not_the_folder_that_we_are_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    with create(tmp_path, many(3)) as library:
        for call in (library.remove, library.article):
            with pytest.raises(ArticleNotFoundError, match="An empty name stands for no article"):
                call("")
        assert library.status().articles == 3


def test_an_article_is_found_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    entries = many(40, lines=1)
    with create(tmp_path, entries) as library:
        target = entries[7].article
        assert library.article(target.id[:8].upper()).article == target
        first = target.id[0]
        fitting = [e.article.id for e in entries if e.article.id.startswith(first)]
        assert len(fitting) > 1, "choose another number of articles"
        with pytest.raises(ArticleNotFoundError) as caught:
            library.article(first)
        assert min(fitting) in caught.value.message
        with pytest.raises(ArticleNotFoundError):
            library.remove(first)
        for nobody in ("zzz", "%", "", "0" * 13, "/not/there.txt"):
            with pytest.raises(ArticleNotFoundError):
                library.article(nobody)
        assert library.status().articles == 40


def test_a_library_made_otherwise_is_refused_and_both_are_named(tmp_path: Path) -> None:
    create(tmp_path, many(1)).close()
    other = replace(FINGERPRINT, embedder="other:7")
    with pytest.raises(LibraryMismatchError, match=r"fake:1.*other:7") as caught:
        Library.open(tmp_path, other)
    assert "rag rebuild" in caught.value.hint
    with pytest.raises(LibraryMismatchError):
        Library.open(tmp_path, other, create=True)
    with Library.open(tmp_path, None) as library:
        assert library.fingerprint == FINGERPRINT
        assert len(library.articles()) == 1


def test_tables_of_another_version_are_refused(tmp_path: Path) -> None:
    create(tmp_path).close()
    with sqlite3.connect(tmp_path / "library.sqlite") as db:
        db.execute("UPDATE meta SET value = 99 WHERE key = 'schema'")
    db.close()
    with pytest.raises(LibraryMismatchError, match="99"):
        Library.open(tmp_path, None)


def test_vectors_that_do_not_fit_leave_the_library_as_it_was(tmp_path: Path) -> None:
    good, bad = many(2)
    short = PassageVectors(good.vectors[0].passage[:7], good.vectors[0].sentences)
    broken = PassageVectors(good.vectors[0].passage * np.nan, good.vectors[0].sentences)
    with create(tmp_path) as library:
        for wrong in (short, broken):
            with pytest.raises(LibraryError):
                library.put([good, replace(bad, vectors=(wrong, *bad.vectors[1:]))])
        with pytest.raises(LibraryError, match="without its passages"):
            library.put([good, replace(bad, passages=(), vectors=())])
        assert searchable(library) == set()


def test_listing_needs_no_vector_index(tmp_path: Path) -> None:
    create(tmp_path, many(2)).close()
    library = Library.open(tmp_path, None)
    library.articles()
    status = library.status()
    assert library._shared is None
    assert (status.articles, status.locations, status.passages, status.undated) == (2, 2, 6, 2)
    assert status.fingerprint == FINGERPRINT
    assert status.bytes > 10_000


def test_nothing_of_the_memory_is_written_into_a_new_index(tmp_path: Path, both_homes: str) -> None:
    if both_homes == "server":
        pytest.skip("its memory is its own")
    with create(tmp_path, many(2)) as library, library.reading() as snapshot:
        assert snapshot.nearest(question(many(2)[1]), 1, ALL)
        for name in ("data_level0.bin", "length.bin"):
            (file,) = tmp_path.rglob(name)
            assert not any(file.read_bytes())
