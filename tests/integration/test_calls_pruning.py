"""A cache of calls that is held to a size, by many processes at once."""

from __future__ import annotations

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from rag.calls import Call, CallStore, Written
from rag.calls.pruning import ABANDONED, is_measured_after, prune

KB = 1024
LIMIT = 300 * KB
UNFINISHED = f"{'a' * 64}.01234567.unfinished"


def call(number: int) -> Call:
    return Call("chat", "openai:tiny", (("human", f"question {number}"),))


def reply(number: int) -> Written:
    """Two kilobytes that say which call they reply to."""
    return Written(f"reply {number}\n" + f"{number} " * (2000 // len(f"{number} ")), 1, 1, 0.0)


def ask(store: CallStore, number: int) -> Written:
    [said] = store.answers(Written, [call(number)], lambda _: [reply(number)])
    return said


def calls(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*/*.json"))


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def aged(path: Path, seconds: float) -> Path:
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def ask_all(folder: Path, start: int, turns: int, limit: int) -> tuple[int, int]:
    """Asks in an order of its own; how many calls it sent, and how many were kept."""
    store = CallStore(folder, "cache", limit=limit)
    for turn in range(turns):
        number = (start + 7 * turn) % turns
        assert ask(store, number) == reply(number)
    return store.sent, store.replayed


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "calls"


@pytest.mark.parametrize(
    ("calls_of_all", "limit"), [(400, LIMIT), (60, 10_000 * KB)], ids=["too many", "room for all"]
)
def test_processes_that_write_and_read_the_same_calls_stay_right_and_within_bounds(
    folder: Path, calls_of_all: int, limit: int
) -> None:
    spawn = multiprocessing.get_context("spawn")  # as separate commands are, with nothing shared
    with ProcessPoolExecutor(4, mp_context=spawn) as pool:
        asked = [pool.submit(ask_all, folder, at, calls_of_all, limit) for at in (0, 1, 100, 101)]
        counts = [each.result(timeout=120) for each in asked]

    assert sum(sum(count) for count in counts) == 4 * calls_of_all
    assert sum(replayed for _, replayed in counts) > 0
    assert size(folder) < 1.1 * limit
    assert not list(folder.rglob("*.unfinished"))
    store = CallStore(folder, "read")  # in which a torn file would be an error
    for number in range(calls_of_all):
        if store._path(call(number)).exists():
            assert ask(store, number) == reply(number)
    assert store.replayed == len(calls(folder)) > 0
    assert (store.replayed == calls_of_all) == (limit > LIMIT)


def test_what_was_not_used_for_longest_goes_first(folder: Path) -> None:
    store = CallStore(folder, "cache")
    for number in range(100):
        ask(store, number)
        aged(store._path(call(number)), 1000 - number)
    for number in range(10):  # the oldest, but somebody wants them again
        ask(store, number)

    prune(folder, size(folder) // 2)

    kept = [number for number in range(100) if store._path(call(number)).exists()]
    assert kept[:10] == list(range(10))
    assert 30 < len(kept) < 50
    assert kept[10:] == list(range(100 - len(kept) + 10, 100))


def test_a_cache_within_its_limit_loses_nothing(folder: Path) -> None:
    store = CallStore(folder, "cache")
    for number in range(10):
        ask(store, number)

    prune(folder, size(folder))

    assert len(calls(folder)) == 10


@pytest.mark.parametrize("mode", ["read", "record"])
def test_recordings_are_never_pruned_nor_touched(folder: Path, mode: str) -> None:
    recording = CallStore(folder, "record", limit=KB)
    for number in range(50):
        ask(recording, number)
    old = aged(recording._path(call(1)), 10_000)
    used = old.stat().st_mtime

    store = CallStore(folder, mode, limit=KB)
    for number in range(50):
        ask(store, number)

    assert len(calls(folder)) == 50
    assert old.stat().st_mtime == used


def test_unfinished_files_of_dead_writers_are_removed_and_those_of_living_ones_stay(
    folder: Path,
) -> None:
    ask(CallStore(folder, "cache"), 1)
    [kept] = calls(folder)
    dead = kept.with_name(UNFINISHED)
    dead.write_bytes(b"{")
    aged(dead, ABANDONED + 60)
    living = kept.with_name(UNFINISHED.replace("a", "b"))
    living.write_bytes(b"{")

    prune(folder, LIMIT)

    assert not dead.exists()
    assert living.exists()
    assert kept.exists()


def test_what_is_not_named_like_a_call_is_never_removed(folder: Path) -> None:
    ask(CallStore(folder, "cache"), 1)
    [kept] = calls(folder)
    others = [
        folder / "notes.json",
        folder / "chat" / kept.name,
        kept.with_name("notes.json"),
        kept.with_name("notes.unfinished"),
        kept.with_name(f"{'a' * 63}.json"),
    ]
    for path in others:
        path.write_bytes(b"x" * 5000)
        aged(path, 100_000)

    prune(folder, 0)

    assert not kept.exists()
    assert all(path.exists() for path in others)


def test_only_one_process_prunes_at_a_time_and_nobody_waits(folder: Path) -> None:
    from filelock import FileLock

    ask(CallStore(folder, "cache"), 1)
    with FileLock(folder / "pruning.lock"):
        started = time.monotonic()
        prune(folder, 0)
        assert time.monotonic() - started < 1
        assert calls(folder)

    prune(folder, 0)
    assert not calls(folder)


def test_a_cache_that_cannot_be_pruned_is_no_error(folder: Path) -> None:
    prune(folder / "of nobody", 0)
    folder.joinpath("file").write_text("not a folder")
    prune(folder / "file", 0)


def test_a_cache_is_measured_once_for_each_hundredth_of_its_limit_on_average() -> None:
    paths = [Path(f"{call(number).key}.json") for number in range(10_000)]

    measured = sum(is_measured_after(path, 10 * KB, 200 * KB * KB) for path in paths)

    assert 30 < measured < 70  # 49 are expected
    assert all(is_measured_after(path, 3 * KB * KB, 200 * KB * KB) for path in paths)
