"""Chat models of LangChain's providers, each made when it is first asked."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import finalize

from rag.drafting.bounding import bounded_client
from rag.errors import ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from rag.drafting.ways import Way
    from rag.endpoint import Endpoint

#: What a model is asked to write at: its likeliest words, which are nearly the same each time.
TEMPERATURE = 0.0

#: Tokens of a reply from servers other than OpenAI's own, which know models that never end.
#: The replies that are recorded for the evaluation take 132 on average, and 366 at most.
REPLY = 1000

#: A reply may take so many timeouts in all, if each of its pieces comes in time.
PATIENCE = 4


class Chats:
    """One model, as it is asked with and without the fields that its server declines.

    Construction is cheap; the packages behind it load with the first chat. For several threads.

    Args:
        provider: As `init_chat_model` knows it.
        model: The provider's name for it.
        endpoint: Where it is, for providers that are told; else None.
        timeout: Seconds to wait for a reply, or for its next piece.
    """

    def __init__(
        self, provider: str, model: str, endpoint: Endpoint | None, timeout: float
    ) -> None:
        self._provider, self._model = provider, model
        self._endpoint = endpoint
        self._timeout = timeout
        self._made: dict[frozenset[str], BaseChatModel] = {}
        self._making = Lock()

    def chat(
        self, schema: Mapping[str, Any], way: Way, declined: frozenset[str]
    ) -> Runnable[Any, Any]:
        """The model, bound to a way of asking for structure.

        Args:
            schema: What the reply must be; left out where the way is ``plain``.
            way: How it is asked for.
            declined: Fields that are left out, as `declined_field` names them.

        Raises:
            ModelError: A package is not installed.
            UsageError: There is no such provider.
        """
        with self._making:  # clients that threads make at once would leave connections open
            if declined not in self._made:
                self._made[declined] = self._make(declined)
        return _asked_for(self._made[declined], schema, way, self._provider)

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


def declined_field(error: Exception) -> str | None:
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


def _not_installed(name: str, error: ImportError) -> ModelError:
    cause = error.__cause__ if isinstance(error.__cause__, ImportError) else error
    package = (cause.name or "the provider's package").partition(".")[0].replace("_", "-")
    return ModelError(
        f"The model {name} needs a package that is not installed: {package}",
        hint=f"Install it: pip install {package}",
    )
