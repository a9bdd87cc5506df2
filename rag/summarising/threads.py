"""Work done by several threads, a little ahead of whoever takes the results."""

from __future__ import annotations

from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Item = TypeVar("Item")
Result = TypeVar("Result")


def spread(work: Callable[[Item], Result], items: Iterable[Item], workers: int) -> Iterator[Result]:
    """What work makes of each item, in the order in which it is done.

    One worker works in the calling thread. There are never more items under way than
    workers. Whoever stops taking, for a Ctrl-C for one, does not wait for what is under
    way: the threads end with the program.

    Args:
        work: Must not raise.
        items: Taken one by one; none is None.
        workers: At least 1.
    """
    if workers == 1:
        yield from map(work, items)
        return
    given: SimpleQueue[Item | None] = SimpleQueue()
    made: SimpleQueue[Result] = SimpleQueue()

    def toil() -> None:
        while (item := given.get()) is not None:
            made.put(work(item))

    for _ in range(workers):
        Thread(target=toil, daemon=True).start()
    under_way = 0
    try:
        for item in items:
            given.put(item)
            under_way += 1
            if under_way == workers:
                yield made.get()
                under_way -= 1
        for _ in range(under_way):
            yield made.get()
    finally:
        for _ in range(workers):
            given.put(None)
