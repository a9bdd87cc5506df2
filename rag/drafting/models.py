"""A language model that is asked for structure, and asked once more when it errs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from rag.calls import Call, Written
from rag.endpoint import Endpoint, explain, find_endpoint
from rag.errors import BadReplyError, ModelError, RagError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage

    from rag.calls import CallStore
    from rag.drafting.forms import Form, FormT
    from rag.prompting import Prompt

ValueT = TypeVar("ValueT")

#: What a model is asked to write at: its likeliest words, which are nearly the same each time.
TEMPERATURE = 0.0

#: Seconds. A 1.5B model on two cores reads 35 tokens a second and writes 5 to 14: eight
#: passages of 250 tokens and an answer of 200 take it up to 110 s, and other work doubles that.
TIMEOUT = 300.0

#: Of the SDK: after HTTP 429 and 5xx, broken connections and timeouts, with growing pauses.
MAX_RETRIES = 2


@dataclass(frozen=True, slots=True)
class Asked(Generic[ValueT]):
    """What a model replied, and the tokens of all calls that it took.

    Tokens are 0 where the server does not count them.
    """

    value: ValueT
    input_tokens: int
    output_tokens: int


class LanguageModel:
    """A chat model by a name that `init_chat_model` knows, ``openai:NAME`` for one.

    Construction is cheap and offline; the packages behind it load when a request
    is first sent. ``openai:`` speaks Chat Completions, so it also reaches any
    compatible server through ``OPENAI_BASE_URL``.

    Args:
        name: Provider and model.
        calls: Answers what it has recorded; only the rest is sent.
        timeout: Seconds to wait for a reply.
        max_retries: How often a failed request is sent again.

    Raises:
        UsageError: The name has no provider before a colon.
        MissingKeyError: It is an ``openai:`` name, there is neither a key nor a
            base URL, and without ``calls`` every request will be sent.
    """

    def __init__(
        self,
        name: str,
        calls: CallStore | None = None,
        *,
        timeout: float = TIMEOUT,
        max_retries: int = MAX_RETRIES,
    ) -> None:
        self.name = name
        self._provider, _, self._model = name.partition(":")
        if not (self._provider and self._model):
            raise _not_a_model(name)
        self._calls = calls
        self._timeout = timeout
        self._max_retries = max_retries
        self._temperature: float | None = TEMPERATURE
        self._chats: dict[float | None, BaseChatModel] = {}
        self._loading = Lock()
        if calls is None:
            _ = self._endpoint  # a missing key is better named now than after a search

    def ask(self, prompt: Prompt, form: type[FormT], values: Mapping[str, str]) -> Asked[FormT]:
        """Ask, read the reply; if it cannot be read say what is wrong, and ask once more.

        Args:
            prompt: Its ``system``, ``json`` and ``user`` open the conversation; its
                ``repair`` may also use ``{problem}``.
            form: What the reply must be.
            values: Of the prompt's other variables.

        Raises:
            BadReplyError: The second reply could not be read either.
            MissingRecordingError: The call is not recorded, and may not be sent.
            ModelError: The model could not be asked.
        """
        from rag.drafting.forms import read_form

        opening = [
            ("system", f"{prompt.fill('system', **values)}\n\n{prompt.fill('json', **values)}"),
            ("human", prompt.fill("user", **values)),
        ]
        first = self._invoke(opening, form)
        try:
            value = read_form(form, first.text)
            return Asked(value, first.input_tokens, first.output_tokens)
        except ValueError as error:
            repair = prompt.fill("repair", **values, problem=str(error))
        again = [*opening, ("ai", first.text), ("human", repair)]
        second = self._invoke(again, form)
        try:
            value = read_form(form, second.text)
        except ValueError as error:
            if self._calls is not None:
                self._calls.forget([self._call(opening, form), self._call(again, form)])
            raise BadReplyError(
                f"{self.name} replied twice in a form that cannot be read: {error}",
                hint="Name another model, or none to answer without one.",
            ) from error
        return Asked(
            value,
            first.input_tokens + second.input_tokens,
            first.output_tokens + second.output_tokens,
        )

    def _invoke(self, messages: list[tuple[str, str]], form: type[Form]) -> Written:
        if self._calls is None:
            return self._send(messages, form)
        call = self._call(messages, form)
        [reply] = self._calls.answers(Written, [call], lambda _: [self._send(messages, form)])
        return reply

    def _call(self, messages: Sequence[tuple[str, str]], form: type[Form]) -> Call:
        # what is wished for: a model that insists on a temperature of its own has its
        # reply kept under this wish, so that whoever wishes the same finds it
        wished = {"temperature": TEMPERATURE, **self._style}
        return Call("chat", self.name, tuple(messages), wished, form.model_json_schema())

    def _send(self, messages: list[tuple[str, str]], form: type[Form]) -> Written:
        temperature = self._temperature
        try:
            chat = self._load(temperature).with_structured_output(
                form.model_json_schema(), include_raw=True, **self._style
            )
            reply: Any = chat.invoke(messages)
        except RagError:
            raise
        except Exception as error:
            if temperature is not None and _is_about_temperature(error):
                self._temperature = None
                return self._send(messages, form)
            where = self._endpoint.where if self._endpoint else self._provider
            raise explain(error, model=self._model, where=where) from error
        message: AIMessage = reply["raw"]
        return Written(_text(message), *_tokens(message), temperature)

    @property
    def _style(self) -> dict[str, str | bool]:
        """How a form is asked for."""
        strict = {"strict": True} if self._provider == "openai" else {}
        return {"method": "json_schema", **strict}

    @cached_property
    def _endpoint(self) -> Endpoint | None:
        return find_endpoint() if self._provider == "openai" else None

    def _load(self, temperature: float | None) -> BaseChatModel:
        with self._loading:  # clients that threads make at once would leave connections open
            if temperature not in self._chats:
                self._chats[temperature] = self._make(temperature)
            return self._chats[temperature]

    def _make(self, temperature: float | None) -> BaseChatModel:
        from langchain.chat_models import init_chat_model

        settings: dict[str, Any] = {"timeout": self._timeout, "max_retries": self._max_retries}
        if temperature is not None:
            settings["temperature"] = temperature
        if self._endpoint:
            settings["api_key"] = self._endpoint.api_key
            settings["base_url"] = self._endpoint.base_url
        try:
            chat: BaseChatModel = init_chat_model(
                self._model, model_provider=self._provider, **settings
            )
        except ImportError as error:
            raise _not_installed(self.name, error) from error
        except ValueError as error:
            if "provider" not in str(error):
                raise
            raise _not_a_model(self.name) from error
        return chat


def _text(reply: AIMessage) -> str:
    """The reply's text; from models that reply by a tool call, its arguments."""
    if reply.tool_calls:
        return json.dumps(reply.tool_calls[0]["args"], ensure_ascii=False)
    refusal = reply.additional_kwargs.get("refusal")
    return refusal if isinstance(refusal, str) else reply.text


def _tokens(reply: AIMessage) -> tuple[int, int]:
    usage = reply.usage_metadata
    return (usage["input_tokens"], usage["output_tokens"]) if usage else (0, 0)


def _is_about_temperature(error: Exception) -> bool:
    """Some models think at a temperature of their own, and reject a request that names one."""
    status = getattr(error, "status_code", None)
    return status == HTTPStatus.BAD_REQUEST and "temperature" in str(error)


def _not_a_model(name: str) -> UsageError:
    return UsageError(
        f"{name!r} does not name a language model",
        hint="Name a provider and a model, for example openai:gpt-5-mini or ollama:qwen3.",
    )


def _not_installed(name: str, error: ImportError) -> ModelError:
    cause = error.__cause__ if isinstance(error.__cause__, ImportError) else error
    package = (cause.name or "the provider's package").partition(".")[0].replace("_", "-")
    return ModelError(
        f"The model {name} needs a package that is not installed: {package}",
        hint=f"Install it: pip install {package}",
    )
