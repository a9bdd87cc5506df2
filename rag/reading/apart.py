"""Parsing in a process of its own, so that what a hostile file does, it does there.

A PDF of 300 bytes can fill any memory or crash its parser, a megabyte of HTML can keep
its own busy for a minute; nothing inside the process stops them. So the formats that
`rag.reading.formats` marks are parsed by `rag.reading.child`, with limits of time and
memory, and the worst that a file can do is to end that process. The next one gets
another.
"""

from __future__ import annotations

import json
import signal
import sys
from contextlib import suppress
from datetime import date
from typing import IO, TYPE_CHECKING, BinaryIO, NamedTuple, cast

from rag.reading.child import OUT_OF_MEMORY
from rag.reading.formats import FORMATS, parse
from rag.reading.limits import MAX_MEMORY_BYTES, MAX_SECONDS, MAX_WAIT_SECONDS, MB
from rag.reading.results import RawArticle, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from subprocess import Popen
    from types import TracebackType
    from typing import Self

# It imports what this process would import, from nowhere else.
_CHILD = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from rag.reading.child import serve
serve()
"""
_PATIENCE = 2.0
"""Seconds that it has for ending by itself."""
_LEAVE_OUT = "Save its text as .txt, or leave it out."


class _Child(NamedTuple):
    process: Popen[bytes]
    requests: IO[bytes]
    answers: IO[bytes]


class Apart:
    """Parses files in another process, which is started when the first one needs it.

    Not for several threads at once, but for `interrupt`. Leaving the ``with`` block ends the
    process.
    """

    def __init__(self) -> None:
        self._child: _Child | None = None
        self._interrupted = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def parse(self, suffix: str, file: BinaryIO) -> Iterator[RawArticle | Unreadable]:
        """The same as `rag.reading.formats.parse`, for any file within a bounded time.

        Raises:
            Unreadable: And whatever a parser raises that needs no process of its own.
        """
        form = FORMATS[suffix]
        if not form.apart:
            yield from parse(suffix, file)
            return
        for found in json.loads(self._ask(suffix, file.read(form.max_bytes or -1))):
            if "why" in found:
                yield Unreadable(found["why"], found["hint"])
            else:
                day = found["published"]
                yield RawArticle(**{**found, "published": day and date.fromisoformat(day)})

    def interrupt(self) -> None:
        """End the process, whatever it is at; the file that it parses is unreadable then."""
        self._interrupted = True
        if child := self._child:
            child.process.kill()

    def _ask(self, suffix: str, data: bytes) -> bytes:
        """The child's answer, a line of JSON."""
        from threading import Timer

        child = self._child = self._child or _started()
        if self._interrupted:  # while it was started
            child.process.kill()
        watch = Timer(MAX_WAIT_SECONDS, child.process.kill)
        watch.start()
        try:
            child.requests.write(
                json.dumps([suffix, len(data), MAX_SECONDS]).encode() + b"\n" + data
            )
            child.requests.flush()
            answer = child.answers.readline()
        except BrokenPipeError:
            answer = b""
        finally:
            in_time = watch.is_alive()
            watch.cancel()
        if answer.endswith(b"\n"):
            return answer
        raise _why(self._end(), in_time=in_time)

    def _end(self) -> int:
        """The child's exit status; it has ended, or waits for a file, and none comes any more."""
        from subprocess import TimeoutExpired

        child, self._child = self._child, None
        if child is None:
            return 0
        with suppress(BrokenPipeError):  # the rest of a file that it did not live to read
            child.requests.close()
        child.answers.close()
        try:
            return child.process.wait(_PATIENCE)
        except TimeoutExpired:  # it is in the midst of a file: somebody interrupted us
            child.process.kill()
            return child.process.wait()


def _started() -> _Child:
    from subprocess import DEVNULL, PIPE, Popen

    command = [sys.executable, "-P", "-c", _CHILD, json.dumps(sys.path)]
    process = Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 - ourselves
    return _Child(process, cast("IO[bytes]", process.stdin), cast("IO[bytes]", process.stdout))


def _why(status: int, *, in_time: bool) -> Unreadable:
    """What to say of a file that ended the process which parsed it."""
    if not in_time or status == -getattr(signal, "SIGXCPU", 0):
        return Unreadable(f"reading it takes more than {MAX_SECONDS} seconds of work", _LEAVE_OUT)
    memory = f"{MAX_MEMORY_BYTES // MB:,} MB of memory"
    if status == OUT_OF_MEMORY:
        return Unreadable(f"reading it takes more than {memory}", _LEAVE_OUT)
    return Unreadable(
        f"it crashes the program that reads it, or takes more than {memory}", _LEAVE_OUT
    )
