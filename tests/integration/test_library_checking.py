"""`rag check` finds whatever is not as it was stored, and `rag rebuild` mends it."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from library_making import FINGERPRINT, create, entry, many, question

from rag.domain.articles import Filters
from rag.errors import DamagedLibraryError, EmptyLibraryError, LibraryMismatchError
from rag.library import UNKNOWN, FileRead, Library, check, rebuilding
from rag.library.folders import FolderIndex

if TYPE_CHECKING:
    from pathlib import Path

    from rag.library import Entry, Rebuild

ALL = Filters()


def change(folder: Path, *statements: str) -> None:
    """Change rows behind the library's back, as a failing disk does."""
    with closing(sqlite3.connect(folder / "library.sqlite", isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


def without_seals(catalogue: Path) -> None:
    """Make the tables what they were in version 1."""
    with closing(sqlite3.connect(catalogue, isolation_level=None)) as db:
        db.execute("PRAGMA legacy_alter_table = ON")
        for table in ("articles", "locations", "passages"):
            query = "SELECT sql FROM sqlite_master WHERE name = ?"
            (definition,) = db.execute(query, (table,)).fetchone()
            lines = [line for line in definition.split("\n") if "seal" not in line]
            old = re.sub(r",(\s*(--[^\n]*)?\n\))", r"\1", "\n".join(lines))
            db.execute(f"ALTER TABLE {table} RENAME TO was")
            db.execute(old)
            names = ", ".join(row[1] for row in db.execute(f"PRAGMA table_info({table})"))
            db.execute(f"INSERT INTO {table} SELECT {names} FROM was")  # noqa: S608 - ours
            db.execute("DROP TABLE was")
        db.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")


def put_all(rebuild: Rebuild) -> None:
    rebuild.put([entry(what, where) for what, where in rebuild.articles()])


def subjects(folder: Path) -> set[str]:
    return {problem.subject.split(" ")[0] for problem in check(folder).problems}


@pytest.fixture
def entries(tmp_path: Path) -> list[Entry]:
    made = many(4)
    create(tmp_path, made).close()
    return made


def test_a_sound_library_has_no_problems(tmp_path: Path, entries: list[Entry]) -> None:
    steps: list[tuple[int, int, str]] = []
    checked = check(tmp_path, lambda *step: steps.append(step))

    assert (checked.problems, checked.articles, checked.passages) == ((), len(entries), 12)
    assert steps[0][:2] == (0, 7)
    assert steps[-1] == (7, 7, "")


@pytest.mark.parametrize(
    ("statement", "subject"),
    [
        ("UPDATE articles SET text = replace(text, 'line 1', 'line 7') WHERE rowid = 2", "article"),
        ("UPDATE articles SET title = 'Tible 1' WHERE rowid = 2", "article"),
        ("UPDATE articles SET published = 20240101 WHERE rowid = 2", "article"),
        ("UPDATE articles SET url = 'https://example.org' WHERE rowid = 2", "article"),
        ("DELETE FROM passages WHERE key = 2", "article"),
        ("DELETE FROM locations WHERE path = '/news/1.txt'", "article"),
        ("UPDATE locations SET path = '/nems/1.txt' WHERE path = '/news/1.txt'", "place"),
        ("UPDATE passages SET start = start + 1 WHERE key = 2", "passage"),
        ("UPDATE passages SET sentences = '[[0, 1]' WHERE key = 2", "passage"),
        ("UPDATE passages SET vector = zeroblob(48) WHERE key = 2", "passage"),
        ("UPDATE passages SET sentence_vectors = x'' WHERE key = 2", "passage"),
        ("UPDATE words SET text = 'other words' WHERE rowid = 2", "passage"),
        ("DELETE FROM words WHERE rowid = 2", "passage"),
        ("INSERT INTO words (rowid, title, text) VALUES (99, 'a', 'b')", "words"),
        ("DELETE FROM words_data WHERE id > 10", "words"),
        ("DELETE FROM articles WHERE rowid = 2", "catalogue"),
    ],
)
def test_whatever_is_changed_is_found_and_mended(
    tmp_path: Path, entries: list[Entry], statement: str, subject: str
) -> None:
    change(tmp_path, "PRAGMA foreign_keys = OFF", statement)

    found = check(tmp_path).problems
    assert subject in {problem.subject.split(" ")[0] for problem in found}
    assert all("`rag " in problem.hint for problem in found)

    with rebuilding(tmp_path, FINGERPRINT) as rebuild:
        put_all(rebuild)
    assert check(tmp_path).problems == ()
    with Library.open(tmp_path, FINGERPRINT) as library:
        kept = {card.id: library.article(card.id).article for card in library.articles()}
    sound = {each.article.id: each.article for each in entries}
    assert kept.items() <= sound.items()
    assert len(kept) == len(sound) - ("articles SET" in statement or "articles W" in statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE articles SET text = replace(text, 'line 1', 'line 7') WHERE rowid = 2",
        "UPDATE articles SET published = 20240101 WHERE rowid = 2",
        "UPDATE passages SET start = start + 1 WHERE key = 4",
        "UPDATE locations SET path = '/nems/1.txt' WHERE path = '/news/1.txt'",
        "DELETE FROM articles WHERE rowid = 2",
    ],
)
def test_a_damaged_row_is_never_shown(tmp_path: Path, entries: list[Entry], statement: str) -> None:
    change(tmp_path, "PRAGMA foreign_keys = OFF", statement)
    with Library.open(tmp_path, FINGERPRINT) as library, library.reading() as view:
        (name, _), *_ = view.nearest(question(entries[1]), 1, ALL)
        with pytest.raises(DamagedLibraryError, match="damaged") as caught:
            view.passages([name])
    assert "rag check" in caught.value.hint


def test_a_damaged_vector_is_never_used(tmp_path: Path, entries: list[Entry]) -> None:
    change(tmp_path, "UPDATE passages SET vector = zeroblob(48) WHERE key = 2")
    with (
        Library.open(tmp_path, FINGERPRINT) as library,
        library.reading() as view,
        pytest.raises(DamagedLibraryError),
    ):
        view.vectors([entries[0].passages[1].id])


def test_a_damaged_article_can_be_removed_and_added_again(
    tmp_path: Path, entries: list[Entry]
) -> None:
    change(tmp_path, "UPDATE articles SET title = 'Tible 1' WHERE rowid = 2")
    with Library.open(tmp_path, FINGERPRINT) as library:
        with pytest.raises(DamagedLibraryError):
            library.article(entries[1].article.id)
        library.remove(entries[1].article.id)
        library.put([entries[1]])
    assert check(tmp_path).problems == ()


def test_what_a_rebuild_leaves_out_is_named_and_read_again(
    tmp_path: Path, entries: list[Entry]
) -> None:
    change(tmp_path, "UPDATE articles SET title = 'Tible 1' WHERE rowid = 2")
    with rebuilding(tmp_path, FINGERPRINT) as rebuild:
        put_all(rebuild)
    assert rebuild.lost == [entries[1].location]
    assert rebuild.unreadable == 1


@pytest.mark.parametrize("table", ["locations", "passages", "files"])
def test_articles_are_rescued_from_a_file_whose_other_tables_cannot_be_read(
    tmp_path: Path, entries: list[Entry], table: str
) -> None:
    catalogue = tmp_path / "library.sqlite"
    data = catalogue.read_bytes()
    catalogue.write_bytes(data.replace(f"CREATE TABLE {table}".encode(), b"?" * (13 + len(table))))
    (problem,) = check(tmp_path).problems
    assert "damaged" in problem.message

    with rebuilding(tmp_path, FINGERPRINT) as rebuild:
        put_all(rebuild)
    assert check(tmp_path).problems == ()
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert {card.id for card in library.articles()} == {each.article.id for each in entries}


def test_where_nothing_can_be_read_a_rebuild_says_to_begin_anew(
    tmp_path: Path, entries: list[Entry]
) -> None:
    (tmp_path / "library.sqlite").write_bytes(b"nonsense" * 4000)
    with (
        pytest.raises(DamagedLibraryError) as caught,
        rebuilding(tmp_path, FINGERPRINT) as rebuild,
    ):
        put_all(rebuild)
    assert "Move the folder" in caught.value.hint
    assert entries


def test_an_index_that_says_something_else_is_found(tmp_path: Path, entries: list[Entry]) -> None:
    (folder,) = (tmp_path / "vectors").iterdir()
    first = entries[0].passages[0]
    index = FolderIndex(folder)
    index.replace([first.id], [first.id], [entries[2].vectors[0].passage])
    index.close()
    found = {problem.subject: problem.message for problem in check(tmp_path).problems}
    assert found == {f"passage {first.id}": "the vector index has another vector"}


def test_a_lost_index_is_no_problem_because_it_is_made_anew(
    tmp_path: Path, entries: list[Entry]
) -> None:
    shutil.rmtree(tmp_path / "vectors")
    assert check(tmp_path).problems == ()
    assert entries


def test_turned_bits_in_the_graph_are_noticed_and_it_is_made_anew(tmp_path: Path) -> None:
    create(tmp_path, many(60)).close()
    (file,) = tmp_path.rglob("data_level0.bin")
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 4
    file.write_bytes(data)
    assert check(tmp_path).problems == ()
    assert not file.exists()


def test_there_must_be_a_library_to_check(tmp_path: Path) -> None:
    with pytest.raises(EmptyLibraryError):
        check(tmp_path / "none")


def test_a_library_of_the_version_before_is_brought_up_to_date(
    tmp_path: Path, entries: list[Entry]
) -> None:
    without_seals(tmp_path / "library.sqlite")
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert library.status().schema == 2
        assert library.article(entries[0].article.id).article == entries[0].article
    assert check(tmp_path).problems == ()


def test_a_library_of_a_later_version_is_refused_with_a_way_out(
    tmp_path: Path, entries: list[Entry]
) -> None:
    change(tmp_path, "UPDATE meta SET value = '3' WHERE key = 'schema'")
    with pytest.raises(LibraryMismatchError, match="version 3") as caught:
        check(tmp_path)
    assert "rag-news" in caught.value.hint
    assert entries


@pytest.mark.parametrize("statement", ["DELETE FROM meta", "UPDATE meta SET value = 'x'"])
def test_a_library_that_does_not_say_what_it_is_is_damaged(
    tmp_path: Path, entries: list[Entry], statement: str
) -> None:
    change(tmp_path, statement)
    with pytest.raises(DamagedLibraryError):
        Library.open(tmp_path, FINGERPRINT)
    assert {problem.subject for problem in check(tmp_path).problems} == {"catalogue"}
    assert entries


def test_a_file_is_read_again_if_it_may_have_held_what_is_lost(
    tmp_path: Path, entries: list[Entry]
) -> None:
    read = [FileRead(each.location.path, "f00d", frozenset({""})) for each in entries]
    with Library.open(tmp_path, FINGERPRINT) as library:
        library.put([], read)
    change(
        tmp_path,
        "UPDATE articles SET title = 'Tible 1' WHERE rowid = 2",
        "UPDATE locations SET article = 'feedfeedfeed' WHERE path = '/news/1.txt'",
    )
    with rebuilding(tmp_path, FINGERPRINT) as rebuild:
        put_all(rebuild)
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert "/news/1.txt" not in library.file_hashes()


def test_an_article_whose_file_was_unknown_has_it_back_once_that_is_added(
    tmp_path: Path, entries: list[Entry]
) -> None:
    change(tmp_path, "DELETE FROM locations WHERE path = '/news/1.txt'")
    with rebuilding(tmp_path, FINGERPRINT) as rebuild:
        put_all(rebuild)
    name = entries[1].article.id
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert [place.location.path for place in library.article(name).places] == [UNKNOWN]
        library.put([entries[1]])
        assert [place.location for place in library.article(name).places] == [entries[1].location]
