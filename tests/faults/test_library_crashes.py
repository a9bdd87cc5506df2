"""Killed at the worst moments, damaged on disk: what is there afterwards is whole."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sqlite3
from typing import TYPE_CHECKING

import pytest
from library_making import (
    FINGERPRINT,
    article,
    create,
    entry,
    location,
    many,
    question,
    unit,
)

from rag.domain.articles import Filters
from rag.errors import LibraryError
from rag.library import Library
from rag.library.folders import FolderIndex
from rag.library.index import Index

if TYPE_CHECKING:
    from pathlib import Path

    from rag.library import Entry

ALL = Filters()
SPAWN = multiprocessing.get_context("spawn")


def old_and_new() -> tuple[list[Entry], list[Entry]]:
    """What is stored before the kill, and what is being put: a change, a card, an addition."""
    old = many(6)
    changed = entry(article("Changed text.\nOf a file."), location("/news/0.txt", file="2"))
    renamed = entry(article(old[1].article.text, "Another title"), location("/news/1.txt"))
    return old, [changed, renamed, *many(3, prefix="/more")]


def put_and_die(folder: Path, moment: str) -> None:
    """Put the new entries; the process is killed at the given moment."""

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    from chromadb.api.models.Collection import Collection

    if moment == "between SQLite and Chroma":
        Index.replace = die  # type: ignore[method-assign]
    elif moment == "between dropping and writing":
        Collection.add = die  # type: ignore[method-assign]
    else:
        FolderIndex.state = die  # type: ignore[method-assign, assignment]
    Library.open(folder, FINGERPRINT).put(old_and_new()[1])


def rename_and_die(folder: Path) -> None:
    """Put a change that leaves the number of passages as it was, and die before Chroma knows."""

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    Index.replace = die  # type: ignore[method-assign]
    Library.open(folder, FINGERPRINT).put([old_and_new()[1][1]])


def assert_whole(library: Library, entries: list[Entry]) -> None:
    """These passages and no others are found, by vector and by words."""
    expected = {passage.id for each in entries for passage in each.passages}
    with library.reading() as snapshot:
        assert snapshot.size == len(expected)
        assert {name for name, _ in snapshot.nearest(unit("q", 1)[0], 999, ALL)} == expected
        for each in entries:
            best, cosine = snapshot.nearest(question(each), 1, ALL)[0]
            assert (best, round(cosine, 3)) == (each.passages[0].id, 1)
            stored = snapshot.passages([best])[best][1]
            assert stored == each.article
            words = [f"{word.strip('./')}" for word in each.passages[0].text.split()]
            assert best in {name for name, _ in snapshot.matching(words, 999, ALL)}


@pytest.mark.parametrize(
    "moment",
    [
        "between SQLite and Chroma",
        "between dropping and writing",
        "between Chroma and the outbox",
    ],
)
def test_a_writer_killed_after_its_commit_has_written_everything(
    tmp_path: Path, moment: str
) -> None:
    old, new = old_and_new()
    with create(tmp_path, old) as reader, reader.reading():
        pass
    child = SPAWN.Process(target=put_and_die, args=(tmp_path, moment))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert_whole(library, [*new, *old[2:]])
    assert_whole(reader, [*new, *old[2:]])
    reader.close()


def test_a_killed_change_is_made_up_even_if_it_changes_no_number(tmp_path: Path) -> None:
    old, new = old_and_new()
    create(tmp_path, old).close()
    child = SPAWN.Process(target=rename_and_die, args=(tmp_path,))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert_whole(library, [old[0], new[1], *old[2:]])


def test_a_writer_killed_before_its_commit_has_written_nothing(tmp_path: Path) -> None:
    old, _ = old_and_new()
    create(tmp_path, old).close()
    child = SPAWN.Process(target=kill_in_transaction, args=(tmp_path,))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert_whole(library, old)


def kill_in_transaction(folder: Path) -> None:
    """Die inside the SQLite transaction, when its pages have been written to the file."""
    from rag.library import changes

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    changes._drop_homeless = die  # type: ignore[assignment]
    Library.open(folder, FINGERPRINT).put(old_and_new()[1])


def test_a_writer_interrupted_from_the_keyboard_goes_on_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chromadb.api.models.Collection import Collection

    old, new = old_and_new()
    new += many(100, prefix="/enough/to/be/synchronised")
    add = Collection.add

    def interrupted(self: Collection, **values: object) -> None:
        add(self, **values)
        raise KeyboardInterrupt

    with create(tmp_path, old) as library:
        before = index_folder(tmp_path)
        with monkeypatch.context() as patch:
            patch.setattr(Collection, "add", interrupted)
            with pytest.raises(KeyboardInterrupt):
                library.put(new)
        assert_whole(library, [*new, *old[2:]])
        assert index_folder(tmp_path) == before


def index_folder(folder: Path) -> Path:
    (found,) = (folder / "vectors").iterdir()
    return found


def test_a_lost_vector_index_is_made_anew_without_embedding(tmp_path: Path) -> None:
    old, _ = old_and_new()
    create(tmp_path, old).close()
    before = index_folder(tmp_path)
    shutil.rmtree(before)
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert_whole(library, old)
        shutil.rmtree(tmp_path / "vectors")
        library.put(many(2, prefix="/more"))
        assert_whole(library, [*old, *many(2, prefix="/more")])
    assert index_folder(tmp_path) != before


@pytest.mark.parametrize("name", ["data_level0.bin", "chroma.sqlite3", "header.bin"])
def test_a_damaged_vector_index_is_made_anew(tmp_path: Path, name: str) -> None:
    entries = many(100)
    create(tmp_path, entries).close()
    (file,) = index_folder(tmp_path).rglob(name)
    os.truncate(file, file.stat().st_size // 3)
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert_whole(library, entries)


def test_an_index_that_lost_vectors_is_made_anew(tmp_path: Path) -> None:
    old, _ = old_and_new()
    create(tmp_path, old).close()
    index = FolderIndex(index_folder(tmp_path))
    index.replace([old[0].passages[0].id], [], [])
    index.close()
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert_whole(library, old)


def test_a_sound_index_is_not_made_anew(tmp_path: Path) -> None:
    create(tmp_path, many(400)).close()
    before = index_folder(tmp_path)
    for _ in range(3):
        with Library.open(tmp_path, FINGERPRINT) as library, library.reading() as snapshot:
            assert snapshot.nearest(unit("q", 1)[0], 100, ALL)
    assert index_folder(tmp_path) == before


def test_a_moved_or_copied_library_works_as_it_did(tmp_path: Path) -> None:
    old, _ = old_and_new()
    create(tmp_path / "a", old).close()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    before = index_folder(tmp_path / "b")
    with Library.open(tmp_path / "b", FINGERPRINT) as library:
        assert_whole(library, old)
    assert index_folder(tmp_path / "b") == before


@pytest.mark.parametrize("damage", ["not a database", "cut short", "another database"])
def test_a_damaged_catalogue_is_an_error_with_a_hint(tmp_path: Path, damage: str) -> None:
    create(tmp_path, many(50)).close()
    catalogue = tmp_path / "library.sqlite"
    whole = catalogue.read_bytes()
    if damage == "not a database":
        catalogue.write_bytes(b"nonsense" * 1000)
    elif damage == "cut short":
        catalogue.write_bytes(whole[: len(whole) // 2])
    else:
        catalogue.unlink()
        with sqlite3.connect(catalogue) as db:
            db.execute("CREATE TABLE other (a)")
        db.close()
    with pytest.raises(LibraryError) as caught, Library.open(tmp_path, FINGERPRINT) as library:
        library.articles()
    assert str(catalogue) in caught.value.message
    assert caught.value.hint


def test_a_file_in_the_place_of_the_folder_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError) as caught:
        Library.open(tmp_path / "file" / "library", FINGERPRINT, create=True)
    assert caught.value.hint


def test_a_creation_that_was_killed_can_be_done_again(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").touch()
    with pytest.raises(LibraryError, match="no library"):
        Library.open(tmp_path, FINGERPRINT)
    with create(tmp_path, many(1)) as library:
        assert library.status().articles == 1


def test_what_stands_where_the_vectors_belong_is_named_and_searching_goes_on(
    tmp_path: Path,
) -> None:
    old = many(3)
    create(tmp_path, old).close()
    shutil.rmtree(tmp_path / "vectors")
    (tmp_path / "vectors").touch()
    with Library.open(tmp_path, FINGERPRINT) as library:
        with pytest.raises(LibraryError, match=r"vectors cannot be made: File exists") as caught:
            library.put(many(1, prefix="/more"))
        assert "nothing else is there" in caught.value.hint
        with library.reading() as view:
            best, _ = view.nearest(question(old[1]), 1, ALL)[0]
            assert best == old[1].passages[0].id
        (tmp_path / "vectors").unlink()
        library.put(many(1, prefix="/more"))
        assert len(library.articles()) == 4


def test_a_panic_of_chroma_is_an_error_of_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException("Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr("chromadb.PersistentClient", panic)
        with pytest.raises(LibraryError, match="cannot be used: Too many open files"):
            create(tmp_path, many(2))
    with Library.open(tmp_path, FINGERPRINT) as library:
        library.put(many(2))
        assert len(library.articles()) == 2
