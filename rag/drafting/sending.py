"""Requests to a chat model, each in the way that its server knows, and the replies to them."""

from __future__ import annotations

import json
import logging
from functools import cached_property
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from time import perf_counter
from typing import TYPE_CHECKING, Any
from weakref import finalize

from rag.calls import Written
from rag.drafting.bounding import bounded_client
from rag.drafting.retrying import Pause, is_worth_another, our_own, pause_before_another
from rag.drafting.ways import is_rejected
from rag.endpoint import explain
from rag.errors import BadReplyError, ModelError, RagError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import httpx2
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable
    from tenacity import RetryCallState

    from rag.drafting.ways import Way
    from rag.endpoint import Endpoint

    Messages = Sequence[tuple[str, str]]
    Hear = Callable[[str], None]

_log = logging.getLogger(__name__)

#: What a model is asked to write at: its likeliest words, which are nearly the same each time.
TEMPERATURE = 0.0

#: Seconds. A 1.5B model on two cores reads 35 tokens a second and writes 5 to 14: eight
#: passages of 250 tokens and an answer of 200 take it up to 110 s, and other work doubles that.
TIMEOUT = 300.0

#: How often a failed request is sent again.
MAX_RETRIES = 2

#: Requests at once, of all threads together, so that a batch does not run into a server's limit
#: at its start; not measured.
AT_ONCE = 4

#: Characters, to be safe from replies without end; the longest that is recorded for the
#: evaluation has 1,545.
LONGEST_REPLY = 200_000

#: Tokens of a reply from servers other than OpenAI's own, which know models that never end.
#: The replies that are recorded for the evaluation take 132 on average, and 366 at most.
REPLY = 1000

#: A reply may take so many timeouts in all, if each of its pieces comes in time.
PATIENCE = 4


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
        self._timeout, self._max_retries = timeout, max_retries
        self._declined: frozenset[str] = frozenset()
        self._chats: dict[frozenset[str], BaseChatModel] = {}
        self._loading = Lock()
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
                runnable = _asked_for(self._load(declined), schema, way, self._provider)
                reply = (
                    _heard(runnable, messages, hear) if hear else _raw(runnable.invoke(messages))
                )
        except Exception as error:
            field = _declined_field(error)
            if field is None or field in declined:
                raise
            self._declined = declined | {field}
            return self._send(messages, schema, way, hear)
        temperature = None if "temperature" in declined else TEMPERATURE
        seconds, tokens = perf_counter() - started, _tokens(reply)
        _log.info(
            "%s at %s replied in %.1f s: %d tokens read, %d written",
            self._model,
            self._where,
            seconds,
            *tokens,
        )
        return Written(_text(reply, self._model), *tokens, temperature)

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

    def _load(self, declined: frozenset[str]) -> BaseChatModel:
        with self._loading:  # clients that threads make at once would leave connections open
            if declined not in self._chats:
                self._chats[declined] = self._make(declined)
            return self._chats[declined]

    @cached_property
    def _client(self) -> httpx2.Client:
        client = bounded_client(PATIENCE * self._timeout)
        finalize(self, client.close)
        return client

    def _make(self, declined: frozenset[str]) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        settings: dict[str, Any] = {"timeout": self._timeout, "max_retries": 0}
        if "temperature" not in declined:
            settings["temperature"] = TEMPERATURE
        if self._endpoint:
            settings["api_key"] = self._endpoint.api_key
            settings["base_url"] = self._endpoint.base_url
            settings["http_client"] = self._client
            if self._endpoint.base_url:
                settings["extra_body"] = {"max_tokens": REPLY}
            settings["stream_usage"] = "stream_options" not in declined
        try:
            chat: BaseChatModel = init_chat_model(
                self._model, model_provider=self._provider, **settings
            )
        except ImportError as error:
            raise _not_installed(f"{self._provider}:{self._model}", error) from error
        except ValueError as error:
            if "provider" not in str(error):
                raise
            raise not_a_model(f"{self._provider}:{self._model}") from error
        return chat


def _asked_for(
    chat: BaseChatModel, schema: Mapping[str, Any], way: Way, provider: str
) -> Runnable[Any, Any]:
    if way == "plain":
        return chat
    if provider != "openai":
        return chat.with_structured_output(dict(schema), method=way, include_raw=True)
    # with_structured_output would read the reply, too: of text that is no JSON each beginning,
    # which takes minutes for 100,000 characters
    if way == "json_mode":
        return chat.bind(response_format={"type": "json_object"})
    wanted = {"name": schema["title"], "strict": True, "schema": dict(schema)}
    return chat.bind(response_format={"type": "json_schema", "json_schema": wanted})


def _heard(runnable: Runnable[Any, Any], messages: Messages, hear: Hear) -> AIMessage:
    """The pieces of a reply put together, while somebody listens."""
    whole: Any = None
    for piece in _pieces(runnable, messages):
        whole = piece if whole is None else whole + piece
        if len(whole.text) > LONGEST_REPLY:
            raise _too_long()
        if piece.text:
            hear(whole.text)
    if whole is None:
        raise BadReplyError("the model's reply is empty", hint="Ask again, or another model.")
    message: AIMessage = whole
    return message


def _pieces(runnable: Runnable[Any, Any], messages: Messages) -> Iterator[Any]:
    for piece in runnable.stream(list(messages)):
        if not isinstance(piece, dict):
            yield piece
        elif "raw" in piece:
            yield piece["raw"]


def _raw(reply: Any) -> AIMessage:  # noqa: ANN401 - LangChain types it so
    message: AIMessage = reply["raw"] if isinstance(reply, dict) else reply
    return message


def _text(reply: AIMessage, model: str) -> str:
    """The reply's text; from models that reply by a tool call, its arguments."""
    if reply.response_metadata.get("finish_reason") == "length":
        raise BadReplyError(
            f"{model} stopped in the middle of its reply, which had become too long",
            hint="Ask a narrower question, or name a model that may write more.",
        )
    if reply.tool_calls:
        return json.dumps(reply.tool_calls[0]["args"], ensure_ascii=False)
    refusal = reply.additional_kwargs.get("refusal")
    text = refusal if isinstance(refusal, str) else reply.text
    if len(text) > LONGEST_REPLY:
        raise _too_long()
    return text


def _too_long() -> BadReplyError:
    return BadReplyError(
        f"the model's reply has more than {LONGEST_REPLY:,} characters",
        hint="Ask again, or another model.",
    )


def _tokens(reply: AIMessage) -> tuple[int, int]:
    usage = reply.usage_metadata
    return (usage["input_tokens"], usage["output_tokens"]) if usage else (0, 0)


def _declined_field(error: Exception) -> str | None:
    """A field that we can do without, where a request is rejected because of it.

    Some models think at a temperature of their own, and some servers count no tokens
    while they stream.
    """
    if getattr(error, "status_code", None) not in (
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.UNPROCESSABLE_ENTITY,
    ):
        return None
    return next((name for name in ("temperature", "stream_options") if name in str(error)), None)


def not_a_model(name: str) -> UsageError:
    """That a name names no model."""
    return UsageError(
        f"{name!r} does not name a language model",
        hint="Name a provider and a model, for example openai:gpt-5-mini or ollama:qwen3;"
        " see: rag models",
    )


def _not_installed(name: str, error: ImportError) -> ModelError:
    cause = error.__cause__ if isinstance(error.__cause__, ImportError) else error
    package = (cause.name or "the provider's package").partition(".")[0].replace("_", "-")
    return ModelError(
        f"The model {name} needs a package that is not installed: {package}",
        hint=f"Install it: pip install {package}",
    )
