"""Ten processes at one library for a while: eight ask, two add and remove; one more gets killed.

Every article has a number that no other has and stands in the library once. The writers publish,
in shared memory, how far their additions and removals have come; an asker reads that before it
asks and after it was answered, so that it knows what must be found and what must not.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import re
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.queues import Queue
    from multiprocessing.sharedctypes import SynchronizedArray
    from multiprocessing.synchronize import Barrier, Event

    from rag.wiring import News

ASKERS, WRITERS = 8, 2
KEPT = 4  # articles that a writer leaves in the library at a time
SPAWN = multiprocessing.get_context("spawn")
NAMES = ("added", "removing", "removed")


@dataclass(frozen=True)
class Stage:
    """What all processes have in common."""

    library: str
    news: str
    shared: dict[str, SynchronizedArray[int]]
    queue: Queue[tuple[str, str, float]]
    go: Barrier
    stop: Event


@dataclass
class Load:
    """What was done and what went wrong."""

    seconds: float = 0.0
    done: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    slowest: float = 0.0  # seconds, of one operation


def article(writer: int, number: int) -> str:
    """A text whose code word is the writer's, and the number its own."""
    word = ("quennet", "zorvale")[writer]
    return (
        f"Depot {word}{number}x reopens\n\nThe {word}{number}x depot reopened on Monday, said"
        f" Ines Valder. The {word}{number}x depot holds {number + 10} wagons."
    )


def under_load(folder: Path, seconds: float, *, askers: int = ASKERS) -> Load:
    """Run it for that long, and collect what every process saw."""
    news, library = folder / "news", folder / "library"
    news.mkdir(parents=True)
    for number in range(10):
        (news / f"base{number}.txt").write_text(
            f"Base report {number}\n\nThe weather office of region {number} expects rain."
        )
    shared = {name: SPAWN.Array("l", [-1] * WRITERS) for name in NAMES}
    queue: Queue[tuple[str, str, float]] = SPAWN.Queue()
    go, stop = SPAWN.Barrier(askers + WRITERS + 1), SPAWN.Event()
    _fill(library, news)
    stage = Stage(str(library), str(news), shared, queue, go, stop)
    children = [SPAWN.Process(target=_write, args=(n, stage)) for n in range(WRITERS)]
    children += [SPAWN.Process(target=_ask, args=(n, stage)) for n in range(askers)]
    for child in children:
        child.start()
    go.wait(300)
    result = Load()
    ends = time.monotonic() + seconds
    began = time.monotonic()
    while time.monotonic() < ends:
        _kill_a_holder(library, result)
        _collect(queue, result, 2)
    stop.set()
    for child in children:
        while child.is_alive():
            _collect(queue, result, 0.2)
        child.join()
        if child.exitcode:
            result.failures.append(f"a process ended with {child.exitcode}")
    _collect(queue, result, 0.2)
    result.seconds = time.monotonic() - began
    from rag.library import check

    result.failures += [f"check: {problem}" for problem in check(library).problems]
    return result


def _fill(library: Path, news: Path) -> None:
    import rag

    with rag.open(library) as opened:
        opened.add(news)


def _collect(queue: Queue[tuple[str, str, float]], result: Load, seconds: float) -> None:
    """Count what the processes tell, for some seconds."""
    ends = time.monotonic() + seconds
    while (left := ends - time.monotonic()) > 0:
        try:
            what, failure, took = queue.get(timeout=left)
        except Empty:
            return
        result.done[what] += 1
        result.slowest = max(result.slowest, took)
        if failure:
            result.failures.append(f"{what}: {failure}")


def _hold(library: str, held: Event, *, exclusive: bool) -> None:
    """Take a lock of the library, and never let go of it."""
    from rag.library.library import LOCKS
    from rag.library.locks import Locks

    locks = Locks(Path(library) / LOCKS, 120)
    with locks.writing():
        if exclusive:
            with locks.exclusive():
                held.set()
                time.sleep(600)
        held.set()
        time.sleep(600)


def _kill_a_holder(library: Path, result: Load) -> None:
    """Let a process die while it holds a lock, each of the two in turn."""
    held = SPAWN.Event()
    exclusive = result.done["lock holder killed"] % 2 == 0
    child = SPAWN.Process(target=_hold, args=(str(library), held), kwargs={"exclusive": exclusive})
    child.start()
    if not held.wait(120):
        result.failures.append("lock holder killed: it did not get the lock")
    if child.pid:
        os.kill(child.pid, signal.SIGKILL)
    child.join()
    result.done["lock holder killed"] += 1


def _write(own: int, stage: Stage) -> None:
    """Add an article, then remove the oldest of one's own, and so on."""
    import rag

    number = 0
    opened = rag.open(stage.library)
    stage.go.wait(300)
    with opened:
        while not stage.stop.is_set():
            file = Path(stage.news, f"writer{own}-{number}.txt")
            file.write_text(article(own, number))
            _timed(stage, "add", lambda file=file: _one(opened.add(file).added))
            stage.shared["added"][own] = number
            if (old := number - KEPT) >= 0:
                gone = str(Path(stage.news, f"writer{own}-{old}.txt"))
                stage.shared["removing"][own] = old
                _timed(stage, "remove", lambda gone=gone: _one(len(opened.remove(gone).articles)))
                stage.shared["removed"][own] = old
            number += 1


def _one(count: int) -> str:
    return "" if count == 1 else f"{count} articles instead of 1"


def _ask(own: int, stage: Stage) -> None:
    """Ask for articles that are there, were there, or will be."""
    import rag

    chance = random.Random(own)  # noqa: S311 - to be repeated
    opened = rag.open(stage.library)
    opened.ask("What does the weather office expect?")
    stage.go.wait(300)
    with opened:
        while not stage.stop.is_set():
            writer = chance.randrange(WRITERS)
            newest = stage.shared["added"][writer]
            number = max(0, newest - chance.randrange(-1, KEPT + 3))
            _timed(stage, "ask", lambda w=writer, n=number: _asked(opened, stage.shared, w, n))


def _asked(
    opened: News, shared: dict[str, SynchronizedArray[int]], writer: int, number: int
) -> str:
    """Ask for an article; returns what is wrong with the answer."""
    word = ("quennet", "zorvale")[writer]
    gone = [shared["removed"][w] for w in range(WRITERS)]
    there = number <= shared["added"][writer]
    hits = opened.search(f"{word}{number}x depot")
    between = [shared["removed"][w] for w in range(WRITERS)]
    reply = opened.ask(f"How many wagons does the {word}{number}x depot hold?")
    stays = number > shared["removing"][writer]
    told = [(hit.article.title, gone) for hit in hits]
    for claim in getattr(reply, "claims", ()):
        told += [(citation.title, between) for citation in claim.citations]
        texts = {hit.article.id: hit.article.text for hit in hits}
        for citation in claim.citations:
            text = texts.get(citation.article_id)
            if text is not None and text[citation.start : citation.end] != citation.quote:
                return f"a quote is no slice: {citation}"
    for title, known in told:
        if (named := re.search(r"(quennet|zorvale)(\d+)x", title)) is not None:
            its = ("quennet", "zorvale").index(named[1])
            if int(named[2]) <= known[its]:
                return f"{title!r} had been removed before, up to {known[its]}"
    if there and stays and not any(f"{word}{number}x" in hit.article.title for hit in hits):
        return f"{word}{number}x was there and was not found"
    return ""


def _timed(stage: Stage, what: str, act: Callable[[], str]) -> None:
    began = time.monotonic()
    try:
        failure = act()
    except Exception as error:  # noqa: BLE001 - is what we look for
        failure = f"{type(error).__name__}: {error}"
    stage.queue.put((what, failure, time.monotonic() - began))
