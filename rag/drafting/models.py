"""A language model that is asked for structure, and asked once more when it errs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from rag.calls import Call, Written
from rag.drafting.chats import REPLY, TEMPERATURE, not_a_model
from rag.drafting.sending import MAX_RETRIES, TIMEOUT, Rejected, Sender
from rag.drafting.sources import BYTES_A_TOKEN, most_around
from rag.drafting.ways import WAYS, Ways
from rag.endpoint import BASE_URL, Endpoint, find_endpoint, without_credentials
from rag.errors import BadReplyError, ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from rag.calls import CallStore
    from rag.drafting.forms import Form, FormT
    from rag.drafting.ways import Way
    from rag.prompting import Prompt

    Messages = tuple[tuple[str, str], ...]
    Tell = Callable[[str], None]

ValueT = TypeVar("ValueT")

#: Tokens that are taken to fit where nothing is known: what Ollama gives a model if nobody
#: asks for more. It cuts a longer prompt without a word.
WINDOW = 4096

#: Tokens that a local model is given: `rag.wiring.settings.PASSAGES` passages with the rules
#: and a reply take some 4,000; the memory for them grows with their number.
LOCAL_WINDOW = 8192

#: Tokens of a reply that cannot be read, that are sent back with what is wrong.
ECHO = 250


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
    compatible server through a base URL. ``local:FILE`` runs a GGUF file in this process.

    Args:
        name: Provider and model.
        calls: Answers what it has recorded; only the rest is sent.
        base_url: Of an OpenAI-compatible server; by default ``OPENAI_BASE_URL``.
        timeout: Seconds to wait for a reply.
        max_retries: How often a failed request is sent again.
        tell: Is told what takes long, in words for the user.

    Raises:
        UsageError: The name has no provider before a colon, or a base URL is given for
            a provider that has its own.
        MissingKeyError: It is an ``openai:`` name, there is neither a key nor a
            base URL, and without ``calls`` every request will be sent.
    """

    def __init__(  # noqa: PLR0913 - what a user may choose, and where it is told
        self,
        name: str,
        calls: CallStore | None = None,
        *,
        base_url: str | None = None,
        timeout: float = TIMEOUT,
        max_retries: int = MAX_RETRIES,
        tell: Tell = lambda _: None,
    ) -> None:
        self.name = name
        self._provider, _, self._model = name.partition(":")
        if not (self._provider and self._model):
            raise not_a_model(name)
        if base_url and self._provider != "openai":
            raise UsageError(
                f"{name} cannot be asked at {without_credentials(base_url)}",
                hint="A base URL goes with openai: models; name the model that the server has.",
            )
        self._calls = calls
        self._base_url = base_url
        self._timeout, self._max_retries = timeout, max_retries
        self._tell = tell
        self._ways = Ways(calls)
        if calls is None and self._provider != "local":
            _ = self._endpoint  # a missing key is better named now than after a search

    @property
    def is_local(self) -> bool:
        """Whether it runs in this process."""
        return self._provider == "local"

    @property
    def window(self) -> int:
        """Tokens of prompt and reply that are known to fit."""
        from rag.drafting.prices import price_of

        if self.is_local:
            return LOCAL_WINDOW
        price = None if self._elsewhere else price_of(self.name)
        return price.window if price else WINDOW

    def room(self, prompt: Prompt, asked: str) -> int:
        """Tokens that are left for sources beside a prompt, what is asked, and two replies."""
        return self.window - REPLY - ECHO - most_around(prompt, asked)

    def cost(self, input_tokens: int, output_tokens: int) -> float | None:
        """US dollars for so many tokens; None where no price is known."""
        from rag.drafting.prices import cost

        if self.is_local:
            return 0.0
        return None if self._elsewhere else cost(self.name, input_tokens, output_tokens)

    @property
    def _elsewhere(self) -> bool:
        """Whether the model is not at its vendor; needs no key, since calls may be recorded."""
        return self.is_local or bool(self._base_url or os.environ.get(BASE_URL))

    def close(self) -> None:
        """Give up requests that wait for another try."""
        if "_sender" in self.__dict__:
            self._sender.close()

    def ask(
        self,
        prompt: Prompt,
        form: type[FormT],
        values: Mapping[str, str],
        hear: Callable[[str, Way], None] | None = None,
    ) -> Asked[FormT]:
        """Ask, read the reply; if it cannot be read say what is wrong, and ask once more.

        Args:
            prompt: Its ``system`` and ``user`` open the conversation; its
                ``repair`` may also use ``{problem}``.
            form: What the reply must be.
            values: Of the prompt's other variables.
            hear: Is given what has been written so far and how it is written, again and
                again, while the model writes. Nothing is heard of a reply that was recorded.

        Raises:
            BadReplyError: The second reply could not be read either.
            MissingRecordingError: The call is not recorded, and may not be sent.
            ModelError: The model could not be asked.
        """
        first = self._ways.of(self.name)
        rejected: Rejected | None = None
        for way in WAYS[WAYS.index(first) :]:
            try:
                asked = self._ask(prompt, form, values, way, hear)
            except Rejected as rejection:
                rejected = rejected or rejection
                continue
            except BadReplyError:
                raise
            except ModelError:
                if rejected is None:
                    raise
                break  # what was wrong at first is better named than what followed
            self._ways.remember(self.name, way)
            return asked
        assert rejected is not None  # noqa: S101 - there is at least one way
        raise rejected.told from rejected.__cause__

    def _ask(
        self,
        prompt: Prompt,
        form: type[FormT],
        values: Mapping[str, str],
        way: Way,
        hear: Callable[[str, Way], None] | None,
    ) -> Asked[FormT]:
        as_markers = way == "plain" and prompt.markers is not None
        read = form.read_markers if as_markers else form.read_json
        rules = [prompt.fill("system", **values)]
        rules.append(prompt.fill("markers" if as_markers else "json", **values))
        opening = (("system", "\n\n".join(rules)), ("human", prompt.fill("user", **values)))
        listen = (lambda text: hear(text, way)) if hear else None
        first = self._invoke(opening, form, way, listen)
        try:
            return Asked(read(first.text), first.input_tokens, first.output_tokens)
        except ValueError as error:
            repair = prompt.fill("repair", **values, problem=str(error))
        # an endless reply is not worth repeating to the end
        again = (*opening, ("ai", first.text[: ECHO * BYTES_A_TOKEN]), ("human", repair))
        second = self._invoke(again, form, way, listen)
        try:
            value = read(second.text)
        except ValueError as error:
            if self._calls is not None:
                self._calls.forget([_call(self.name, each, form, way) for each in (opening, again)])
            raise BadReplyError(
                f"{self.name} replied twice in a form that cannot be read: {error}",
                hint="Name another model, or none to answer without one.",
            ) from error
        return Asked(
            value,
            first.input_tokens + second.input_tokens,
            first.output_tokens + second.output_tokens,
        )

    def _invoke(
        self, messages: Messages, form: type[Form], way: Way, hear: Callable[[str], None] | None
    ) -> Written:
        schema = form.model_json_schema()
        if self._calls is None:
            return self._sender.send(messages, schema, way, hear)
        call = _call(self.name, messages, form, way)
        [reply] = self._calls.answers(
            Written, [call], lambda _: [self._sender.send(messages, schema, way, hear)]
        )
        return reply

    @cached_property
    def _sender(self) -> Sender:
        if self.is_local:
            from rag.drafting.local import serve

            endpoint: Endpoint | None = serve(self._model, LOCAL_WINDOW, self._tell)
            provider, model = "openai", Path(self._model).name
        else:
            endpoint, provider, model = self._endpoint, self._provider, self._model
        return Sender(
            provider, model, endpoint, timeout=self._timeout, max_retries=self._max_retries
        )

    @cached_property
    def _endpoint(self) -> Endpoint | None:
        return find_endpoint(base_url=self._base_url) if self._provider == "openai" else None


def _call(model: str, messages: Messages, form: type[Form], way: Way) -> Call:
    """What is wished for.

    A model that insists on a temperature of its own has its reply kept under this wish, so
    that whoever wishes the same finds it.
    """
    schema = None if way == "plain" else form.model_json_schema()
    return Call("chat", model, messages, {"temperature": TEMPERATURE, "way": way}, schema)
