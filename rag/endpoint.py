"""The way to a model behind HTTP: its address, its key, and what its failures mean."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from http import HTTPStatus
from json import JSONDecodeError
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.errors import BadReplyError, MissingKeyError, ModelError
from rag.redacting import redacted

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The variables that the OpenAI SDK reads, too.
BASE_URL = "OPENAI_BASE_URL"
API_KEY = "OPENAI_API_KEY"

#: Sent where a base URL is set and no key: local servers need none, but the SDK wants one.
PLACEHOLDER_KEY = "not-needed"

#: A server's own words are shown up to this many characters, enough for a sentence or two.
LONGEST_DETAIL = 300

#: What SDKs raise where they take for granted that a reply is one; their words help nobody.
_STUMBLES = (AttributeError, LookupError, TypeError, JSONDecodeError, UnicodeDecodeError)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where an OpenAI-compatible server is, and the key to it.

    Attributes:
        base_url: Up to and including ``/v1``; None is OpenAI's own.
        api_key: Never shown.
    """

    base_url: str | None
    api_key: str = field(repr=False)

    @property
    def where(self) -> str:
        """For messages."""
        if not self.base_url:
            return "OpenAI's API"
        return without_credentials(self.base_url) or f"{BASE_URL}'s server"


def find_endpoint(
    environment: Mapping[str, str] | None = None, *, base_url: str | None = None
) -> Endpoint:
    """Read the endpoint from the environment; an empty variable counts as unset.

    Args:
        environment: By default that of this process.
        base_url: Comes before that of the environment.

    Raises:
        MissingKeyError: Neither a key nor a base URL is set, or the key is none.
    """
    environment = os.environ if environment is None else environment
    base_url = base_url or environment.get(BASE_URL, "").strip() or None
    api_key = environment.get(API_KEY, "").strip()
    if not api_key and base_url is None:
        raise MissingKeyError(
            f"The OpenAI API needs a key, and {API_KEY} is not set",
            hint=f"Set {API_KEY}, or set {BASE_URL} to the address of a server that needs no key.",
        )
    if not (api_key.isascii() and api_key.isprintable() and " " not in api_key):
        # an HTTP header could not hold it, and whoever says so would repeat it
        raise MissingKeyError(
            f"{API_KEY} holds characters that no key has",
            hint="Set it again, from where the key was given to you.",
        )
    return Endpoint(base_url, api_key or PLACEHOLDER_KEY)


def without_credentials(address: str) -> str:
    """An address without name, password and query; empty where it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return parts._replace(netloc=host, query="", fragment="").geturl()


def explain(error: Exception, *, model: str, where: str) -> ModelError:
    """What a vendor's exception means for the user; to be raised ``from error``.

    It is read by its HTTP status or, where it has none, by the names of its
    classes, because every vendor's SDK has an exception tree of its own and all
    of them follow this convention.
    """
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _explain_status(status, error, model=model, where=where)
    names = {cls.__name__ for cls in type(error).__mro__}
    if any("Timeout" in name for name in names):
        return ModelError(
            f"{where} did not reply in time when asked for {model}",
            hint="Try again, or name a faster model.",
        )
    if any("Connect" in name for name in names):
        return ModelError(
            f"{where} cannot be reached",
            hint=f"Check the network and {BASE_URL}; a local server has to be running.",
        )
    if isinstance(error, _STUMBLES):
        return ModelError(
            f"{model} at {where} failed: what came is no reply of a language model",
            hint="Check the address: an OpenAI-compatible server has to be there, and often its"
            " address ends in /v1.",
        )
    if any("FinishReason" in name for name in names):
        return BadReplyError(
            f"{model} stopped in the middle of its reply, which had become too long",
            hint="Ask a narrower question, or name a model that may write more.",
        )
    return ModelError(
        f"{model} at {where} failed: {_detail(error)}",
        hint="Check the model's name and its settings, then try again.",
    )


def _explain_status(status: int, error: Exception, *, model: str, where: str) -> ModelError:
    if status in {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
    }:  # the server's words may repeat the key: they are left out
        return ModelError(
            f"{where} refused the API key (HTTP {status})",
            hint=f"Check the key (for OpenAI and compatible servers: {API_KEY}).",
        )
    if status == HTTPStatus.NOT_FOUND:
        return ModelError(
            f"{where} knows no model {model} (HTTP 404)",
            hint=f"Check the model's name, and that {BASE_URL} ends as the server wants it"
            " (often in /v1).",
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ModelError(
            f"{where} takes no more requests for now (HTTP 429): {_detail(error)}",
            hint="Wait a minute and try again, or check the quota of the account.",
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ModelError(
            f"{where} failed (HTTP {status}): {_detail(error)}",
            hint="Try again later; if it is a server of yours, look at its log.",
        )
    return ModelError(
        f"{where} rejected the request to {model} (HTTP {status}): {_detail(error)}",
        hint="Check that the model takes this kind of request and this much text.",
    )


def _detail(error: Exception) -> str:
    """The error's words on one line, without control characters and secrets."""
    words = redacted(" ".join(str(error).split())) or type(error).__name__
    printable = "".join(c if c.isprintable() else "�" for c in words)
    return printable if len(printable) <= LONGEST_DETAIL else printable[:LONGEST_DETAIL] + "…"
