"""How a server can be asked for structure; found out once, and remembered.

OpenAI's servers hold a reply to a JSON Schema; others know only "JSON mode", or nothing of
the kind. A server that rejects a request for one way is asked in the next.
"""

from __future__ import annotations

import json
from contextlib import suppress
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Literal, get_args

from rag.calls.files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from rag.calls import CallStore

Way = Literal["json_schema", "json_mode", "plain"]

WAYS: tuple[Way, ...] = get_args(Way)
"""From the strictest to none; ``plain`` is text with markers, where a prompt has them."""

FILE = "ways.json"

#: What servers answer to a field that they do not know, or know and do not have.
_REJECTED = frozenset(
    (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_IMPLEMENTED)
)


def is_rejected(error: Exception) -> bool:
    """Whether a vendor's exception may mean that a reply cannot be had in this way."""
    if isinstance(error, NotImplementedError):  # of a LangChain package, before anything is sent
        return True
    about_length = "context" in str(error) or "too long" in str(error)
    return getattr(error, "status_code", None) in _REJECTED and not about_length


class Ways:
    """The way that works with each model, kept beside the calls of a store.

    Args:
        calls: In whose folder the file is; None remembers as long as the process lives.
    """

    def __init__(self, calls: CallStore | None) -> None:
        self._calls = calls
        self._known: dict[str, Way] = {}
        self._guard = Lock()

    def of(self, model: str) -> Way:
        """The way to ask a model first: the one that worked, or the strictest."""
        with self._guard:
            if not self._known and self._file:
                self._known = _read(self._file)
            return self._known.get(model, WAYS[0])

    def remember(self, model: str, way: Way) -> None:
        """Keep what worked; a file that cannot be written costs one more try next time."""
        with self._guard:
            if self._known.get(model, WAYS[0]) == way:
                return
            self._known[model] = way
            if self._calls is None or self._file is None or self._calls.mode == "read":
                return
            private = self._calls.folder if self._calls.mode == "cache" else None
            kept = _read(self._file) | {model: way}
            with suppress(OSError):
                text = json.dumps(kept, indent=2, sort_keys=True) + "\n"
                write_whole(self._file, text.encode(), private=private)

    @property
    def _file(self) -> Path | None:
        return self._calls.folder / FILE if self._calls else None


def _read(file: Path) -> dict[str, Way]:
    try:
        kept = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(kept, dict):
        return {}
    return {model: way for model, way in kept.items() if way in WAYS}
