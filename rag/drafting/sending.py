"""Requests to a chat model, sent again where that is worth another try."""

from __future__ import annotations

import logging
from threading import BoundedSemaphore
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rag.calls import Written
from rag.drafting.chats import TEMPERATURE, Chats, declined_field
from rag.drafting.receiving import receive, text_of, tokens_of
from rag.drafting.retrying import Pause, is_worth_another, our_own, pause_before_another
from rag.drafting.ways import is_rejected
from rag.endpoint import explain
from rag.errors import ModelError, RagError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenacity import RetryCallState

    from rag.drafting.receiving import Hear, Messages
    from rag.drafting.ways import Way
    from rag.endpoint import Endpoint

_log = logging.getLogger(__name__)

#: Seconds. A 1.5B model on two cores reads 35 tokens a second and writes 5 to 14: eight
#: passages of 250 tokens and an answer of 200 take it up to 110 s, and other work doubles that.
TIMEOUT = 300.0

#: How often a failed request is sent again.
MAX_RETRIES = 2

#: Requests at once, of all threads together, so that a batch does not run into a server's limit
#: at its start; not measured.
AT_ONCE = 4


class Rejected(Exception):  # noqa: N818 - a message between two modules, never shown
    """The server does not give a reply in the way that was asked for.

    Attributes:
        told: What to tell the user if no other way works either.
    """

    def __init__(self, told: ModelError) -> None:
        super().__init__(told.message)
        self.told = told


class Sender:
    """Sends conversations to one model; may be used from several threads.

    Construction is cheap; the packages behind it load when a request is first sent.

    Args:
        provider: As `init_chat_model` knows it.
        model: The provider's name for it.
        endpoint: Where it is, for providers that are told; else None.
        timeout: Seconds to wait for a reply, or for its next piece.
        max_retries: How often a failed request is sent again.
    """

    def __init__(
        self,
        provider: str,
        model: str,
        endpoint: Endpoint | None,
        *,
        timeout: float = TIMEOUT,
        max_retries: int = MAX_RETRIES,
    ) -> None:
        self._provider, self._model = provider, model
        self._endpoint = endpoint
        self._max_retries = max_retries
        self._declined: frozenset[str] = frozenset()
        self._chats = Chats(provider, model, endpoint, timeout)
        self._places = BoundedSemaphore(AT_ONCE)
        self._pause = Pause()

    def close(self) -> None:
        """Give up what waits for another try; nothing can be sent any more."""
        self._pause.end()

    def send(
        self, messages: Messages, schema: Mapping[str, Any], way: Way, hear: Hear | None = None
    ) -> Written:
        """Send a conversation and wait for the whole reply.

        Args:
            messages: Role and text of each.
            schema: What the reply must be; left out where the way is ``plain``.
            way: How it is asked for.
            hear: Is given what has been written so far, again and again, while the model
                writes; after a broken connection it begins anew.

        Raises:
            Rejected: The server does not know this way.
            ModelError: The model could not be asked.
        """
        from tenacity import Retrying, retry_if_exception, stop_after_attempt

        attempts = Retrying(
            stop=stop_after_attempt(1 + self._max_retries),
            retry=retry_if_exception(is_worth_another),
            wait=pause_before_another,
            sleep=self._pause.begin,
            before_sleep=self._log_another,
            reraise=True,
        )
        try:
            return attempts(self._send, messages, schema, way, hear)
        except RagError:
            raise
        except Exception as error:
            if ours := our_own(error):
                raise ours from error
            told = explain(error, model=self._model, where=self._where)
            if is_rejected(error):
                raise Rejected(told) from error
            raise told from error

    def _send(
        self, messages: Messages, schema: Mapping[str, Any], way: Way, hear: Hear | None
    ) -> Written:
        declined = self._declined
        started = perf_counter()
        try:
            with self._places:
                self._pause.keep()
                reply = receive(self._chats.chat(schema, way, declined), messages, hear)
        except Exception as error:
            field = declined_field(error)
            if field is None or field in declined:
                raise
            self._declined = declined | {field}
            return self._send(messages, schema, way, hear)
        temperature = None if "temperature" in declined else TEMPERATURE
        seconds, tokens = perf_counter() - started, tokens_of(reply)
        _log.info(
            "%s at %s replied in %.1f s: %d tokens read, %d written",
            self._model,
            self._where,
            seconds,
            *tokens,
        )
        return Written(text_of(reply, self._model), *tokens, temperature)

    @property
    def _where(self) -> str:
        return self._endpoint.where if self._endpoint else self._provider

    def _log_another(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        what = getattr(error, "status_code", None) or type(error).__name__
        _log.info(
            "%s at %s failed (%s) and is asked again in %.1f s",
            self._model,
            self._where,
            what,
            state.upcoming_sleep,
        )
