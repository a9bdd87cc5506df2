"""Where calls are kept: replayed, recorded, or cached."""

from __future__ import annotations

import contextlib
import json
import logging
import re
from copy import copy
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from rag.calls.files import write_whole
from rag.calls.pruning import LIMIT, is_measured_after, prune, refresh
from rag.errors import MissingRecordingError, ModelError
from rag.redacting import without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Self

    from rag.calls.requests import Call, Kind

_log = logging.getLogger(__name__)

Mode = Literal["read", "record", "cache"]

#: Of what is missing, this many characters are shown.
SHOWN = 80

_SAMPLE = re.compile(r"-(\d+)$")


class Reply(Protocol):
    """What `rag.calls.requests` knows as a reply."""

    def recorded(self) -> dict[str, object]:
        """As it is written down."""

    @classmethod
    def read(cls, recorded: object) -> Self:
        """From what was written down; ValueError where that is something else."""


ReplyT = TypeVar("ReplyT", bound=Reply)


@dataclass(frozen=True, slots=True)
class Missed:
    """A call that was asked for, may not be sent, and is not recorded.

    Attributes:
        kind: Of the call.
        model: As the user names it.
        tokens: What it would send, estimated from its characters.
    """

    kind: Kind
    model: str
    tokens: int


@dataclass(slots=True)
class _Account:
    """What all samples of a store have in common."""

    guard: Lock = field(default_factory=Lock)
    locks: dict[Path, Lock] = field(default_factory=dict)
    asked: set[Path] = field(default_factory=set)
    missed: dict[Path, Missed] = field(default_factory=dict)
    sent: int = 0
    replayed: int = 0

    def lock(self, path: Path) -> Lock:
        with self.guard:
            return self.locks.setdefault(path, Lock())


class CallStore:
    """Stands where a request would leave, and answers what it has an answer to.

    One file a call, ``<kind>/<model>/<hash of the request>.json``; a text to be
    embedded is a call of its own, in whichever batch it is sent. Neither the
    server's address nor a key comes near it (one that a reply repeats is taken out), so
    two servers must not give one name to two models. Threads share a store: a call that
    two of them make at once is sent once. Processes share a folder: files appear whole,
    and the last one stays.

    Args:
        folder: Made when something is to be kept.
        mode: ``read`` never sends, and a miss is an error. ``record`` sends what
            is missing, and keeps it. So does ``cache``, for one user alone: only
            the owner may read its files, passages do not belong in it (a library
            keeps their vectors), a disk that is full costs no answer, and when it
            exceeds its limit the calls that were not used for longest go.
        sample: Chat calls of each number have replies of their own.
        command: What a user types to record what is missing.
        limit: Bytes that a cache may have; recordings have no limit.
    """

    def __init__(
        self,
        folder: Path,
        mode: Mode,
        *,
        sample: int = 0,
        command: str = "rag eval --record",
        limit: int = LIMIT,
    ) -> None:
        self.folder = folder
        self.mode = mode
        self.sample = sample
        self.command = command
        self._account = _Account()
        self._limit = limit

    def of_sample(self, sample: int) -> CallStore:
        """The same store, with the same accounts, for other replies to the same calls."""
        other = copy(self)
        other.sample = sample
        return other

    def keeps(self, kind: Kind) -> bool:
        """Whether calls of this kind belong here."""
        return not (self.mode == "cache" and kind == "passage")

    @property
    def sent(self) -> int:
        """How many calls a server answered."""
        return self._account.sent

    @property
    def replayed(self) -> int:
        """How many calls were answered from the folder."""
        return self._account.replayed

    @property
    def missed(self) -> tuple[Missed, ...]:
        """What was missing so far, each call once; only in mode ``read``."""
        with self._account.guard:
            return tuple(self._account.missed.values())

    def unused(self) -> tuple[str, ...]:
        """Recordings, relative to the folder, that nothing has asked for so far.

        Only those of a kind, a model and a sample that were asked for: a run with
        one model says nothing about the recordings of another. Never passages: a
        library that is there already has no need to ask for them.
        """
        with self._account.guard:
            asked = frozenset(self._account.asked)
        groups = {(path.parent, _sample_of(path)) for path in asked}
        recordings = {path for folder, _ in groups for path in folder.glob("*.json")}
        return tuple(
            sorted(
                path.relative_to(self.folder).as_posix()
                for path in recordings - asked
                if (path.parent, _sample_of(path)) in groups
            )
        )

    def answers(
        self,
        form: type[ReplyT],
        calls: Sequence[Call],
        send: Callable[[Sequence[Call]], Sequence[ReplyT]],
    ) -> list[ReplyT]:
        """Replies to the calls, in their order.

        Args:
            form: What the replies are.
            calls: Equal ones are answered once, and alike.
            send: Asks the server; is given what is not recorded, if anything is,
                and returns as many replies. What it raises comes out.

        Raises:
            MissingRecordingError: Some are not recorded, and may not be sent.
            ModelError: A recording is damaged and may not be replaced, or a reply
                cannot be kept.
        """
        paths = [self._path(call) for call in calls]
        distinct = dict(zip(paths, calls, strict=True))
        with contextlib.ExitStack() as held:
            for path in sorted(distinct):  # in one order, or two batches wait for each other
                held.enter_context(self._account.lock(path))
            found = {
                path: reply
                for path, call in distinct.items()
                if (reply := self._read(form, path, call)) is not None
            }
            missing = [path for path in distinct if path not in found]
            with self._account.guard:
                self._account.asked.update(
                    path for path, call in distinct.items() if call.kind != "passage"
                )
                self._account.replayed += len(found)
            _log.debug("%d of %d calls are kept already", len(found), len(distinct))
            if missing:
                if self.mode == "read":
                    raise self._missing({path: distinct[path] for path in missing})
                replies = send([distinct[path] for path in missing])
                for path, reply in zip(missing, replies, strict=True):
                    self._keep(path, distinct[path], reply)
                    found[path] = reply
                with self._account.guard:
                    self._account.sent += len(missing)
        return [found[path] for path in paths]

    def forget(self, calls: Sequence[Call]) -> None:
        """Drop replies that nobody can use from a cache, so that the next time asks anew.

        Recordings stay: what a model replied is what is measured.
        """
        if self.mode == "cache":
            for call in calls:
                with contextlib.suppress(OSError):  # it may be there no more, or be read-only
                    self._path(call).unlink()

    def _path(self, call: Call) -> Path:
        model = re.sub(r"[^\w.-]", "-", call.model, flags=re.ASCII)[:SHOWN]
        sample = f"-{self.sample}" if self.sample and call.kind == "chat" else ""
        return self.folder / call.kind / model / f"{call.key}{sample}.json"

    def _read(self, form: type[ReplyT], path: Path, call: Call) -> ReplyT | None:
        try:
            reply = form.read(_reply_to(call, path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError) as error:
            if self.mode != "read":
                return None
            raise ModelError(
                f"The recording {path} is damaged or cannot be read",
                hint=f"Delete it, then record it again: {self.command}",
            ) from error
        if self.mode == "cache":
            refresh(path)
        return reply

    def _missing(self, missing: dict[Path, Call]) -> MissingRecordingError:
        missed = {
            path: Missed(call.kind, call.model, call.tokens) for path, call in missing.items()
        }
        with self._account.guard:
            self._account.missed.update(missed)
        call = next(iter(missing.values()))
        about = call.about if len(call.about) <= SHOWN else call.about[: SHOWN - 1] + "…"
        others = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        return MissingRecordingError(
            f"No recording of what {call.model} is asked with “{about}”{others} is in"
            f" {self.folder}",
            hint=f"If it is a new case, or its prompt, sources or model have changed,"
            f" record it with {call.model} within reach: {self.command}",
        )

    def _keep(self, path: Path, call: Call, reply: Reply) -> None:
        recording = {"request": call.request(), "reply": reply.recorded()}
        text = json.dumps(recording, indent=2, ensure_ascii=False) + "\n"
        try:
            # a lone surrogate has no UTF-8; as a backslash escape it is JSON again
            data = without_secrets(text).encode(errors="backslashreplace")
            write_whole(path, data, private=self.folder if self.mode == "cache" else None)
        except OSError as error:
            if self.mode == "cache":
                _log.info("the reply is not kept in %s: %s", self.folder, error.strerror)
                return
            raise ModelError(
                f"The recording {path} cannot be written: {error.strerror}",
                hint="Check that the folder may be written to, and that its disk has room.",
            ) from error
        if self.mode == "cache" and is_measured_after(path, len(data), self._limit):
            prune(self.folder, self._limit)


def _reply_to(call: Call, data: bytes) -> object:
    recording = json.loads(data)
    if not isinstance(recording, dict) or recording.get("request") != call.request():
        raise ValueError("this is no recording of the call")
    return recording.get("reply")


def _sample_of(path: Path) -> int:
    found = _SAMPLE.search(path.stem)
    return int(found[1]) if found else 0
