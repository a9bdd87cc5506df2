"""The process in which `rag.reading.apart` has files parsed: limited, and told nothing else.

It is given a line with the suffix and the length of a file, then the file; it answers
with a line of JSON: what was found in it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from rag.reading.formats import parse
from rag.reading.limits import MAX_MEMORY_BYTES
from rag.reading.results import RawArticle, Unreadable, broken

if TYPE_CHECKING:
    from collections.abc import Iterator

OUT_OF_MEMORY = 77
"""Exit status of a process whose memory did not suffice."""


def serve() -> None:
    """Answer what comes in on the standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what ends with it
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_AS", MAX_MEMORY_BYTES)
    while request := sys.stdin.buffer.readline():
        suffix, size, seconds = json.loads(request)
        file = io.BytesIO(sys.stdin.buffer.read(size))
        _limit("RLIMIT_CPU", int(sum(os.times()[:2])) + seconds)
        try:
            answer = json.dumps(list(_found(suffix, file))).encode()
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        answers.write(answer + b"\n")
        answers.flush()


def _limit(name: str, value: int) -> None:
    """Set a soft limit where the system has it; macOS takes no limit of the address space."""
    with contextlib.suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (soft, hard))


def _found(suffix: str, file: io.BytesIO) -> Iterator[dict[str, object]]:
    try:
        for one in parse(suffix, file):
            yield _article(one) if isinstance(one, RawArticle) else _reason(one)
    except MemoryError:
        raise
    except Unreadable as error:
        yield _reason(error)
    except Exception as error:  # noqa: BLE001 - parsers of broken files raise anything
        yield _reason(broken(error))


def _article(raw: RawArticle) -> dict[str, object]:
    return {**asdict(raw), "published": raw.published and raw.published.isoformat()}


def _reason(error: Unreadable) -> dict[str, object]:
    return {"why": error.why, "hint": error.hint}
