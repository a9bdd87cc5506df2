"""Several threads and processes at one library."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from library_making import FINGERPRINT, article, create, entry, location, many, question, unit

from rag.domain.articles import Filters
from rag.errors import LibraryLockedError
from rag.library import Counts, Library

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier, Event
    from pathlib import Path

ALL = Filters()
SPAWN = multiprocessing.get_context("spawn")


def look(library: Library) -> int:
    """Search, and see that all that is found is there; returns the number of passages."""
    with library.reading() as snapshot:
        found = [name for name, _ in snapshot.nearest(unit("q", 1)[0], 9999, ALL)]
        assert set(snapshot.passages(found)) == set(found)
        assert len(found) == snapshot.size
        assert len(snapshot.matching(["line", "changed"], 9999, ALL)) == snapshot.size
        return snapshot.size


def create_and_put(folder: Path, barrier: Barrier, prefix: str) -> None:
    barrier.wait()
    with create(folder, many(5, prefix=prefix)) as library:
        look(library)


def test_processes_that_create_the_same_library_at_once_all_get_theirs_in(tmp_path: Path) -> None:
    for attempt in range(2):
        folder = tmp_path / str(attempt)
        barrier = SPAWN.Barrier(3)
        children = [
            SPAWN.Process(target=create_and_put, args=(folder, barrier, f"/p{n}")) for n in range(3)
        ]
        for child in children:
            child.start()
        for child in children:
            child.join()
        assert [child.exitcode for child in children] == [0, 0, 0]
        with Library.open(folder, FINGERPRINT) as library:
            assert look(library) == 45


def put_elsewhere(folder: Path) -> None:
    changed = entry(article("changed line."), location("/news/0.txt", file="2"))
    with Library.open(folder, FINGERPRINT) as library:
        assert library.put([changed]) == Counts(replaced=1)
        library.remove("/news/1.txt")


def test_a_long_lived_reader_sees_what_another_process_has_changed(tmp_path: Path) -> None:
    entries = many(4)
    with create(tmp_path, entries) as reader:
        assert look(reader) == 12
        child = SPAWN.Process(target=put_elsewhere, args=(tmp_path,))
        child.start()
        child.join()
        assert child.exitcode == 0
        assert look(reader) == 7
        with reader.reading() as snapshot:
            gone = {p.id for e in entries[:2] for p in e.passages}
            found = {name for name, _ in snapshot.nearest(question(entries[0]), 99, ALL)}
            assert not found & gone


def test_two_libraries_of_one_process_see_what_a_third_party_has_changed(tmp_path: Path) -> None:
    with create(tmp_path, many(4)) as one, Library.open(tmp_path, FINGERPRINT) as two:
        assert look(one) == look(two) == 12
        child = SPAWN.Process(target=put_elsewhere, args=(tmp_path,))
        child.start()
        child.join()
        assert look(one) == look(two) == 7
        one.put(many(1, prefix="/more"))
        assert look(two) == 10
        one.close()
        assert look(two) == 10


def read_until(folder: Path, started: Event, stop: Event) -> None:
    with Library.open(folder, FINGERPRINT) as library:
        look(library)
        started.set()
        while not stop.is_set():
            look(library)


def test_three_busy_readers_do_not_keep_a_writer_out(tmp_path: Path) -> None:
    stop = SPAWN.Event()
    with create(tmp_path, many(30)) as library:
        events = [SPAWN.Event() for _ in range(3)]
        children = [
            SPAWN.Process(target=read_until, args=(tmp_path, event, stop)) for event in events
        ]
        for child in children:
            child.start()
        for event in events:
            assert event.wait(60)
        began = time.monotonic()
        for n in range(5):
            library.put(many(2, prefix=f"/more{n}"))
            library.remove(f"/news/{n}.txt")
        took = time.monotonic() - began
        stop.set()
        for child in children:
            child.join()
        assert [child.exitcode for child in children] == [0, 0, 0]
        assert took < 30
        assert look(library) == 105


def test_eight_threads_read_while_one_writes(tmp_path: Path) -> None:
    stop = threading.Event()
    with create(tmp_path, many(10)) as library:

        def read() -> int:
            looks = 0
            while not stop.is_set():
                assert look(library) % 3 == 0
                looks += 1
            return looks

        with ThreadPoolExecutor(9) as pool:
            readers = [pool.submit(read) for _ in range(8)]
            for n in range(6):
                library.put(many(2, prefix=f"/more{n}"))
                library.remove(f"/news/{n}.txt")
            stop.set()
            assert all(reader.result() for reader in readers)
        assert look(library) == 48


def test_threads_that_write_at_once_wait_for_each_other(tmp_path: Path) -> None:
    with create(tmp_path) as library, ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(library.put, many(3, prefix=f"/{n}")) for n in range(8)]
        assert sum(job.result().added for job in jobs) == 24
        assert look(library) == 72


def hold(folder: Path, started: Event) -> None:
    with Library.open(folder, FINGERPRINT) as library, library.writing():
        started.set()
        time.sleep(60)


def test_a_writer_is_waited_for_no_longer_than_asked_and_reading_goes_on(tmp_path: Path) -> None:
    create(tmp_path, many(2)).close()
    started = SPAWN.Event()
    child = SPAWN.Process(target=hold, args=(tmp_path, started))
    child.start()
    assert started.wait(60)
    with Library.open(tmp_path, FINGERPRINT, wait=0.3) as library:
        with pytest.raises(LibraryLockedError) as caught:
            library.put(many(1))
        assert caught.value.hint
        assert look(library) == 6
        os.kill(child.pid or 0, signal.SIGKILL)
        child.join()
        assert library.put(many(3)).added == 1


def test_calls_inside_writing_do_not_wait_for_it(tmp_path: Path) -> None:
    with create(tmp_path, wait=0.3) as library, library.writing():
        with library.writing():
            library.put(many(2))
        assert library.need_vectors([(e.article, e.location) for e in many(3)]) == [
            False,
            False,
            True,
        ]
        library.remove("/news/0.txt")
        assert look(library) == 3


def test_writing_while_the_same_thread_reads_is_refused_at_once(tmp_path: Path) -> None:
    with (
        create(tmp_path, many(1)) as library,
        library.reading(),
        pytest.raises(LibraryLockedError, match="reading"),
    ):
        library.put(many(2))


def test_a_closed_library_can_be_used_again(tmp_path: Path) -> None:
    library = create(tmp_path, many(1))
    library.close()
    library.close()
    assert look(library) == 3
    library.close()
