"""A library that may be read and not written: another user's, or one on a read-only disk."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from library_making import FINGERPRINT, create, many, question, unit

from rag.domain.articles import Filters
from rag.errors import LibraryError
from rag.library import Library, check
from rag.library.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.library import Entry

SPAWN = multiprocessing.get_context("spawn")
NOBODY = 65534
ALL = Filters()


@pytest.fixture
def locked_up() -> Iterator[tuple[Path, list[Entry]]]:
    """A library that nobody but root may write to."""
    room = Path(tempfile.mkdtemp())
    entries = many(30)
    create(room / "library", entries).close()
    for path in (room, *room.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield room / "library", entries
    for path in (room, *(one for one in room.rglob("*") if one.is_dir())):
        path.chmod(stat.S_IRWXU)
    shutil.rmtree(room)


def become_nobody() -> None:
    """Give up root's rights, with all modules loaded, for they may be where only root may read."""
    room = Path(tempfile.mkdtemp())
    with create(room, many(1)) as library, library.reading() as view:
        Scan(view._db, FINGERPRINT.dimension).nearest(unit("q", 1)[0], 1, ALL)
    check(room)
    shutil.rmtree(room)
    if os.geteuid() == 0:
        os.setuid(NOBODY)


def read_as_nobody(folder: Path) -> None:
    """Read all there is, as a user who may not write."""
    become_nobody()
    entries = many(30)
    before = sorted(path.name for path in folder.rglob("*"))
    with Library.open(folder, FINGERPRINT) as library:
        assert len(library.articles()) == 30
        assert library.article(entries[3].article.id).article == entries[3].article
        with library.reading() as view:
            for each in entries[:5]:
                best, cosine = view.nearest(question(each), 1, ALL)[0]
                assert (best, round(cosine, 3)) == (each.passages[0].id, 1)
        with pytest.raises(LibraryError) as caught:
            library.put(many(1, prefix="/more"))
        assert caught.value.hint
    checked = check(folder)
    assert (checked.articles, checked.problems) == (30, ())
    assert sorted(path.name for path in folder.rglob("*")) == before


def test_a_library_that_may_not_be_written_can_be_read(
    locked_up: tuple[Path, list[Entry]],
) -> None:
    child = SPAWN.Process(target=read_as_nobody, args=(locked_up[0],))
    child.start()
    child.join()
    assert child.exitcode == 0


def hold_and_look(folder: Path, looked: object, go: object) -> None:
    become_nobody()
    with Library.open(folder, FINGERPRINT) as library, library.reading() as view:
        looked.set()  # type: ignore[attr-defined]
        go.wait(60)  # type: ignore[attr-defined]
        assert view.size == 90


def test_a_writer_waits_for_readers_who_may_not_write(
    locked_up: tuple[Path, list[Entry]],
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may write to what all others may not")
    looked, go = SPAWN.Event(), SPAWN.Event()
    child = SPAWN.Process(target=hold_and_look, args=(locked_up[0], looked, go))
    child.start()
    assert looked.wait(60)
    with (
        Library.open(locked_up[0], FINGERPRINT, wait=0.3) as library,
        pytest.raises(LibraryError, match="in use"),
    ):
        library.put(many(1, prefix="/more"))
    go.set()
    child.join()
    assert child.exitcode == 0


def test_looking_at_every_vector_finds_what_the_index_finds(tmp_path: Path) -> None:
    entries = many(200)
    with create(tmp_path, entries) as library, library.reading() as view:
        scan = Scan(view._db, FINGERPRINT.dimension)
        for each in entries[::20]:
            asked = question(each)
            exact, found = scan.nearest(asked, 50, ALL), view.nearest(asked, 50, ALL)
            assert [name for name, _ in exact] == [name for name, _ in found]
            assert [cosine for _, cosine in exact] == pytest.approx([c for _, c in found], abs=1e-3)
        assert scan.nearest(asked, 5, Filters(sources=("nobody",))) == []
