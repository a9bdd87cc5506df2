"""Which language models can be used here, and what the others lack."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from http import HTTPStatus
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from rag.domain.choices import Choice
from rag.drafting.prices import price_of
from rag.endpoint import API_KEY, BASE_URL, Endpoint, explain, find_endpoint
from rag.errors import MissingKeyError, ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Names the model that is used if nothing is said.
DEFAULT = "RAG_MODEL"

#: Seconds for the list of a server's models, which takes no thinking.
PATIENCE = 3.0

#: Variables that the packages of LangChain's providers usually read a key from; one of each
#: group will do. They can be given credentials in other ways, too, which are not looked at, and
#: providers without a key are not here.
KEYS = {
    "anthropic": [["ANTHROPIC_API_KEY"]],
    "azure_openai": [["AZURE_OPENAI_API_KEY"], ["AZURE_OPENAI_ENDPOINT"], ["OPENAI_API_VERSION"]],
    "cohere": [["COHERE_API_KEY"]],
    "deepseek": [["DEEPSEEK_API_KEY"]],
    "fireworks": [["FIREWORKS_API_KEY"]],
    "google_genai": [["GOOGLE_API_KEY", "GEMINI_API_KEY"]],
    "groq": [["GROQ_API_KEY"]],
    "langsmith": [["LANGSMITH_GATEWAY_API_KEY", "LANGSMITH_API_KEY"]],
    "mistralai": [["MISTRAL_API_KEY"]],
    "nvidia": [["NVIDIA_API_KEY"]],
    "openrouter": [["OPENROUTER_API_KEY"]],
    "perplexity": [["PERPLEXITY_API_KEY", "PPLX_API_KEY"]],
    "together": [["TOGETHER_API_KEY"]],
    "upstage": [["UPSTAGE_API_KEY"]],
    "xai": [["XAI_API_KEY"]],
}


def list_models(base_url: str | None = None) -> tuple[Choice, ...]:
    """Every choice there is, the default first.

    The server that ``base_url`` or else ``OPENAI_BASE_URL`` names is asked what it serves;
    nobody else is asked anything, and keys are neither tried nor shown.
    """
    environment = {**os.environ, BASE_URL: base_url} if base_url else os.environ
    choices = [
        Choice("extractive", True, "whole sentences of the articles; no language model"),
        *_openai(environment),
        _local(),
        *_others(environment),
    ]
    default = _default(environment.get(DEFAULT, "").strip() or "extractive", choices)
    if default.name.startswith("openai:") and environment.get(BASE_URL, "").strip():
        default = replace(default, price=None)  # it is another server's model
    return (default, *(choice for choice in choices if choice.name != default.name))


def _openai(environment: Mapping[str, str]) -> list[Choice]:
    try:
        endpoint = find_endpoint(environment)
    except MissingKeyError:
        return [Choice("openai:NAME", False, f"neither {API_KEY} nor {BASE_URL} is set")]
    if endpoint.base_url is None:
        return [Choice("openai:NAME", True, f"a chat model of the OpenAI API; {API_KEY} is set")]
    where = endpoint.where
    try:
        names = _served(endpoint, where)
    except ModelError as error:
        return [Choice("openai:NAME", False, error.message)]
    if names is None:
        return [Choice("openai:NAME", True, f"{where} does not say which models it serves")]
    if not names:
        return [Choice("openai:NAME", False, f"{where} serves no model")]
    return [Choice(f"openai:{name}", True, f"served by {where}") for name in names]


def _served(endpoint: Endpoint, where: str) -> list[str] | None:
    """The names that a server lists, or None if it lists none at all.

    Raises:
        ModelError: It does not answer, or not as it should.
    """
    from openai import OpenAI

    try:
        with OpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key,
            timeout=PATIENCE,
            max_retries=0,
        ) as client:
            reply = client.models.with_raw_response.list().text
    except Exception as error:
        if getattr(error, "status_code", None) == HTTPStatus.NOT_FOUND:
            return None
        raise explain(error, model="its models", where=where) from error
    try:
        return list(dict.fromkeys(str(model["id"]) for model in json.loads(reply)["data"]))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ModelError(
            f"{where} replied, but not with a list of models",
            hint=f"Check that {BASE_URL} ends as the server wants it (often in /v1).",
        ) from error


def _local() -> Choice:
    name = "local:FILE.gguf"
    if find_spec("xllamacpp"):
        return Choice(name, True, "a model file, loaded into this process")
    needed = "a model file; needs the package xllamacpp: pip install '.[local]'"
    return Choice(name, False, needed)


def _others(environment: Mapping[str, str]) -> list[Choice]:
    """The providers that LangChain can make a chat model of by their name."""
    # There is no public list: the only other place that has it is the text of an error.
    from langchain.chat_models.base import _BUILTIN_PROVIDERS

    return [
        _other(provider, module.partition(".")[0], environment)
        for provider, (module, *_) in _BUILTIN_PROVIDERS.items()
        if provider != "openai"
    ]


def _other(provider: str, module: str, environment: Mapping[str, str]) -> Choice:
    name = f"{provider}:NAME"
    if find_spec(module) is None:
        package = module.replace("_", "-")
        return Choice(name, False, f"needs a package: pip install {package}", package)
    unset = [
        " or ".join(group)
        for group in KEYS.get(provider, [])
        if not any(environment.get(key, "").strip() for key in group)
    ]
    if unset:
        return Choice(name, False, f"not set: {', '.join(unset)}")
    return Choice(name, True, "its package is installed, nothing else was tried")


def _default(name: str, choices: Sequence[Choice]) -> Choice:
    """The choice that ``name`` is, or is one of."""
    price = price_of(name)
    for choice in choices:
        if choice.name == name:
            return replace(choice, default=True, price=price)
    provider, _, model = name.partition(":")
    of_provider = [each for each in choices if each.name.partition(":")[0] == provider]
    if not (of_provider and model):
        return Choice(name, False, "this names no language model", default=True)
    kind = of_provider[0]
    if kind.name.startswith("openai:") and kind.name != "openai:NAME":
        return Choice(name, False, f"not {kind.note}, by its own list", default=True)
    if provider == "local" and kind.usable and not Path(model).expanduser().is_file():
        return Choice(name, False, "there is no such file", default=True)
    return replace(kind, name=name, default=True, price=price)
