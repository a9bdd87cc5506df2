"""A library made anew with another embedder, and what becomes of the old one."""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from library_making import FINGERPRINT, create, entry, location, many, question, unit

from rag.domain.articles import Filters
from rag.errors import EmptyLibraryError, LibraryError, LibraryLockedError, LibraryMismatchError
from rag.library import Entry, FileRead, Library, rebuilding

if TYPE_CHECKING:
    from pathlib import Path

    from rag.library import Rebuild

ALL = Filters()
OTHER = replace(FINGERPRINT, embedder="other:2", dimension=40)
SPAWN = multiprocessing.get_context("spawn")


def put_all(rebuild: Rebuild) -> None:
    batch = [entry(what, where, OTHER) for what, where in rebuild.articles()]
    for start in range(0, len(batch), 50):
        rebuild.put(batch[start : start + 50])


def put_all_and_stop(rebuild: Rebuild) -> None:
    put_all(rebuild)
    raise KeyboardInterrupt


def put_first(rebuild: Rebuild) -> None:
    what, where = next(rebuild.articles())
    rebuild.put([entry(what, where, OTHER)])


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_rebuilt_library_that_cannot_take_its_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path, many(3)).close()

    def full(_self: Path, _target: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(type(tmp_path), "replace", full)
        again = rebuilding(tmp_path, OTHER)
        with (
            pytest.raises(LibraryError, match=r"take the place of .*: No space left"),
            again as new,
        ):
            put_all(new)
    assert names(tmp_path) == {"library.sqlite", "locks", "vectors"}
    with Library.open(tmp_path, FINGERPRINT) as library:
        assert len(library.articles()) == 3


def test_a_rebuilt_library_keeps_texts_places_and_dates(tmp_path: Path) -> None:
    entries = many(120)
    twice = Entry(entries[0].article, location("/copies/0.txt"))
    with create(tmp_path, entries) as library:
        library.put([twice], [FileRead("/copies/0.txt", "f00d", frozenset({""}))])
        before = {card.id: library.article(card.id) for card in library.articles()}
    with rebuilding(tmp_path, OTHER) as rebuild:
        assert rebuild.size == 120
        put_all(rebuild)
    assert names(tmp_path) == {"library.sqlite", "locks", "vectors"}
    assert len(names(tmp_path / "vectors")) == 1
    with Library.open(tmp_path, OTHER) as library:
        assert {card.id: library.article(card.id) for card in library.articles()} == before
        assert library.file_hashes() == {"/copies/0.txt": "f00d"}
        with library.reading() as snapshot:
            asked = question(entry(entries[7].article, entries[7].location, OTHER))
            assert snapshot.nearest(asked, 1, ALL)[0][0] == entries[7].passages[0].id
            assert len(snapshot.nearest(asked, 999, ALL)) == snapshot.size == 360
        assert library.put(entries).unchanged == 120


def test_a_reader_goes_on_with_the_old_library_and_then_refuses_the_new(tmp_path: Path) -> None:
    entries = many(3)
    with create(tmp_path, entries) as reader, Library.open(tmp_path, None) as lister:
        with rebuilding(tmp_path, OTHER) as rebuild:
            put_all(rebuild)
            with reader.reading() as snapshot:
                found = snapshot.nearest(question(entries[0]), 1, ALL)
            assert found[0][0] == entries[0].passages[0].id
        with pytest.raises(LibraryMismatchError), reader.reading():
            pass
        assert lister.fingerprint == OTHER
        with lister.reading() as snapshot:
            assert len(snapshot.nearest(unit("q", 1, OTHER.dimension)[0], 99, ALL)) == 9


def test_an_interrupted_rebuild_leaves_the_old_library(tmp_path: Path) -> None:
    create(tmp_path, many(3)).close()
    with pytest.raises(KeyboardInterrupt), rebuilding(tmp_path, OTHER) as rebuild:
        put_all_and_stop(rebuild)
    assert names(tmp_path) == {"library.sqlite", "locks", "vectors"}
    with Library.open(tmp_path, FINGERPRINT) as library, library.reading() as snapshot:
        assert len(snapshot.nearest(unit("q", 1)[0], 99, ALL)) == 9


def rebuild_and_die(folder: Path, moment: str) -> None:
    from rag.library import rebuild as module

    def die(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with module.rebuilding(folder, OTHER) as rebuild:
        put_all(rebuild)
        if moment == "before the swap":
            die()
        module.sweep = die  # type: ignore[assignment]


def test_a_rebuild_killed_before_the_swap_changes_nothing_and_can_be_repeated(
    tmp_path: Path,
) -> None:
    create(tmp_path, many(3)).close()
    child = SPAWN.Process(target=rebuild_and_die, args=(tmp_path, "before the swap"))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with Library.open(tmp_path, FINGERPRINT) as library, library.reading() as snapshot:
        assert len(snapshot.nearest(unit("q", 1)[0], 99, ALL)) == 9
    with rebuilding(tmp_path, OTHER) as rebuild:
        put_all(rebuild)
    assert names(tmp_path) == {"library.sqlite", "locks", "vectors"}


def test_a_rebuild_killed_after_the_swap_is_done(tmp_path: Path) -> None:
    create(tmp_path, many(3)).close()
    child = SPAWN.Process(target=rebuild_and_die, args=(tmp_path, "after the swap"))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    with Library.open(tmp_path, OTHER) as library, library.reading() as snapshot:
        assert len(snapshot.nearest(unit("q", 1, OTHER.dimension)[0], 99, ALL)) == 9


def test_a_rebuild_that_left_articles_out_is_refused(tmp_path: Path) -> None:
    create(tmp_path, many(3)).close()
    with pytest.raises(LibraryError, match="2 articles"), rebuilding(tmp_path, OTHER) as rebuild:
        put_first(rebuild)
    assert Library.open(tmp_path, FINGERPRINT).status().articles == 3


def test_nobody_writes_while_a_library_is_rebuilt(tmp_path: Path) -> None:
    with create(tmp_path, many(1), wait=0.2) as library, rebuilding(tmp_path, OTHER) as rebuild:
        with pytest.raises(LibraryLockedError):
            library.put(many(2))
        put_all(rebuild)


def test_there_must_be_a_library_to_rebuild(tmp_path: Path) -> None:
    with pytest.raises(EmptyLibraryError), rebuilding(tmp_path / "none", OTHER):
        pass
