"""When a failed request is sent again, and after what pause.

It is after HTTP 408, 409, 429 and 5xx and after a broken connection, with growing pauses, or
after the pause that the server asks for; all threads keep it. It is not when the time is up:
whoever waited that long for nothing wants to know.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from rag.errors import ModelError, RagError

if TYPE_CHECKING:
    from tenacity import RetryCallState

#: Seconds that a server may ask us to wait; beyond that a person decides.
LONGEST_PAUSE = 60.0

_AGAIN = frozenset((HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS))


def is_worth_another(error: BaseException) -> bool:
    """Whether a request that failed so should be sent again."""
    if our_own(error):
        return False
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        pause = _asked_pause(error)
        again = status in _AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return (
            again
            and status != HTTPStatus.NOT_IMPLEMENTED
            and (pause is None or pause <= LONGEST_PAUSE)
        )
    names = {cls.__name__ for cls in type(error).__mro__}
    if any("Timeout" in name for name in names):
        return False
    return any("Connect" in name or "RemoteProtocol" in name for name in names)


def pause_before_another(state: RetryCallState) -> float:
    """The pause that the server asks for; else about 1, 2, 4, … seconds, at most 20."""
    from tenacity import wait_exponential_jitter

    error = state.outcome.exception() if state.outcome else None
    asked = _asked_pause(error) if error else None
    return wait_exponential_jitter(max=20)(state) if asked is None else asked


def our_own(error: BaseException | None) -> RagError | None:
    """Our own error, where an SDK has wrapped it."""
    while error is not None and not isinstance(error, RagError):
        error = error.__cause__ or error.__context__
    return error


class Pause:
    """A pause that one thread was asked to make and all threads keep."""

    def __init__(self) -> None:
        self._until = 0.0
        self._ended = Event()

    def begin(self, seconds: float) -> None:
        """Make a pause, and make it known."""
        self._until = max(self._until, monotonic() + seconds)
        self.keep()

    def keep(self) -> None:
        """Wait as long as it lasts.

        Raises:
            ModelError: It was ended; nothing is to be sent any more.
        """
        self._ended.wait(max(0.0, self._until - monotonic()))
        if self._ended.is_set():
            raise ModelError(
                "The question was given up before the model was asked",
                hint="Ask it again.",
            )

    def end(self) -> None:
        """Wake all that wait, and let nobody pass."""
        self._ended.set()


def _asked_pause(error: BaseException) -> float | None:
    """Seconds of a ``Retry-After`` header, which holds them or a date (RFC 9110, 10.2.3)."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    value = headers.get("retry-after", "")
    with suppress(ValueError):
        return max(0.0, float(value))
    with suppress(ValueError):
        when = parsedate_to_datetime(value)
        return max(0.0, (when.astimezone(UTC) - datetime.now(UTC)).total_seconds())
    return None
