"""``rag models`` and ``rag prompts`` as they are typed."""

from __future__ import annotations

import io
import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openai_server import OpenAIServer, Reply, failure

from rag.drafting.prices import price_day
from rag.prompting import load_prompt
from rag.wiring import models

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from typed import Typed

    Type = Callable[..., Typed]

PROMPTS = Path(__file__).parents[2] / "prompts"


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an answer prompt of the user's own, and a name that is mistyped."""
    text = (PROMPTS / "answer.md").read_text(encoding="utf-8")
    text = text.replace("verbatim quotes", "Mine\u202e")
    for name in ("answer.md", "jugde.md"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("RAG_PROMPTS", str(tmp_path))
    return tmp_path


def test_prompts_are_listed_with_what_they_are_for(typed: Type) -> None:
    result = typed("rag", "prompts")

    assert (result.code, result.err) == (0, "")
    assert f"{load_prompt('answer').id}\n  Answers a question from numbered" in result.out
    assert "  variables: sources, question, problem\n  built in: " in result.out
    assert load_prompt("judge").id in result.out
    assert "Not used" not in result.out


@pytest.mark.usefixtures("own")
def test_a_prompt_of_the_users_own_is_marked_and_a_file_without_use_is_named(
    typed: Type, own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(own)
    result = typed("rag", "prompts")

    assert "  yours: answer.md\n" in result.out
    assert f"  built in: {PROMPTS / 'judge.md'}\n" in result.out
    assert result.out.endswith("\nNot used, since no prompt has this name:\n  jugde.md\n")
    assert "\u202e" not in result.out


def test_prompts_as_json(typed: Type, own: Path) -> None:
    data = json.loads(typed("rag", "prompts", "--format", "json").out)

    assert (data["schema"], data["kind"], data["unused"]) == (1, "prompts", [str(own / "jugde.md")])
    answer, judge, _summary = data["prompts"]
    assert answer["id"] == load_prompt("answer").id
    assert (answer["path"], answer["own"]) == (str(own / "answer.md"), True)
    assert (judge["name"], judge["own"]) == ("judge", False)
    assert judge["variables"] == ["statement", "text", "problem"]


def test_a_prompt_that_is_not_right_is_a_usage_error_that_names_its_file(
    typed: Type, own: Path
) -> None:
    (own / "answer.md").write_text("Answer!", encoding="utf-8")
    result = typed("rag", "prompts")

    assert (result.code, result.out) == (2, "")
    assert str(own / "answer.md") in result.err


KEY = "sk-very-secret"


@pytest.fixture(autouse=True)
def _no_keys_of_this_user(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [key for groups in models.KEYS.values() for group in groups for key in group]
    for name in (*keys, "OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The packages that are taken for installed."""
    names = {"langchain_openai"}
    monkeypatch.setattr(models, "find_spec", lambda name: name if name in names else None)
    return names


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    """A server that the environment points at, with a key."""
    with OpenAIServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        yield server


def serving(*names: str) -> Reply:
    data = [{"id": name, "object": "model"} for name in names]
    return Reply(200, json.dumps({"object": "list", "data": data}).encode())


def test_a_server_may_be_named_with_the_command(
    typed: Type, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL")
    server.replies.append(serving("qwen3"))
    result = typed("rag", "models", "--base-url", server.base_url)
    assert (result.code, result.err) == (0, "")
    assert "openai:qwen3: served by" in result.out


@pytest.mark.usefixtures("installed")
def test_without_any_setting_the_extractive_writer_is_the_default(typed: Type) -> None:
    result = typed("rag", "models")

    assert (result.code, result.err) == (0, "")
    usable, _, rest = result.out.partition("Not usable:\n")
    assert usable == (
        "Usable:\n  extractive (the default): whole sentences of the articles; no language model\n"
    )
    assert "  openai:NAME: neither OPENAI_API_KEY nor OPENAI_BASE_URL is set\n" in rest
    assert "  local:FILE.gguf: a model file; needs the package xllamacpp: pip install " in rest
    assert "  azure_openai:NAME: not set: AZURE_OPENAI_API_KEY, AZURE_OPENAI_ENDPOINT, " in rest
    assert "anthropic, anthropic_bedrock (langchain-aws), " in rest
    assert " ollama, " in rest


def test_a_package_that_is_there_is_not_asked_for(
    typed: Type, installed: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    installed |= {"xllamacpp", "langchain_ollama", "langchain_anthropic", "langchain_google_genai"}
    monkeypatch.setenv("GEMINI_API_KEY", KEY)
    usable, _, rest = typed("rag", "models").out.partition("Not usable:\n")

    assert "  local:FILE.gguf: a model file, loaded into this process\n" in usable
    assert "  ollama:NAME: " in usable
    assert "  google_genai:NAME: " in usable  # either of its two keys will do
    assert "  anthropic:NAME: not set: ANTHROPIC_API_KEY\n" in rest
    assert "anthropic, " not in rest
    assert KEY not in usable + rest


@pytest.mark.usefixtures("installed")
def test_the_default_has_its_price_with_its_day(
    typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_MODEL", "openai:gpt-4o-mini-2024-07-18")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    out = typed("rag", "models").out

    assert out.startswith(
        "Usable:\n"
        "  openai:gpt-4o-mini-2024-07-18 (the default): a chat model of the OpenAI API;"
        " OPENAI_API_KEY is set; $0.15 in, $0.60 out for a million tokens"
        f" ({price_day().isoformat()})\n"
        "  extractive: "
    )
    assert KEY not in out


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("gpt-5-mini", "this names no language model"),
        ("openai:", "this names no language model"),
        ("nobody:tiny", "this names no language model"),
        ("local:/nowhere/tiny.gguf", "there is no such file"),
        ("openai:tiny", "neither OPENAI_API_KEY nor OPENAI_BASE_URL is set"),
        ("ollama:qwen3", "needs a package: pip install langchain-ollama"),
    ],
)
def test_a_default_that_cannot_be_used_says_why(
    typed: Type, installed: set[str], monkeypatch: pytest.MonkeyPatch, name: str, note: str
) -> None:
    installed.add("xllamacpp")
    monkeypatch.setenv("RAG_MODEL", name)

    out = typed("rag", "models").out
    assert f"Not usable:\n  {name} (the default): {note}\n" in out
    assert out.count("(the default)") == 1


def test_a_model_file_that_is_there_can_be_the_default(
    typed: Type, installed: set[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    installed.add("xllamacpp")
    file = tmp_path / "tiny.gguf"
    file.write_bytes(b"GGUF")
    monkeypatch.setenv("RAG_MODEL", f"local:{file}")

    assert typed("rag", "models").out.startswith(f"Usable:\n  local:{file} (the default): ")


def test_a_server_of_the_users_is_asked_what_it_serves(
    typed: Type, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_MODEL", "openai:gpt-5-mini")
    server.replies.append(serving("qwen", "gpt-5-mini", "qwen", "ev\x1bil"))
    out = typed("rag", "models").out

    assert [request.path for request in server.requests] == ["/v1/models"]
    assert server.requests[0].headers["authorization"] == f"Bearer {KEY}"
    served = f"served by {server.base_url}\n"
    assert out.startswith(f"Usable:\n  openai:gpt-5-mini (the default): {served}")
    assert out.count(f"openai:qwen: {served}") == 1
    assert " openai:NAME" not in out
    assert "$" not in out  # nobody knows what another server's model costs
    assert "\x1b" not in out
    assert KEY not in out


def test_a_default_that_the_server_does_not_list_is_not_usable(
    typed: Type, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAG_MODEL", "openai:tiny")
    server.replies.append(serving("qwen"))

    assert (
        f"  openai:tiny (the default): not served by {server.base_url}, by its own list\n"
        in typed("rag", "models").out.partition("Not usable:\n")[2]
    )


def test_of_hundreds_of_models_the_first_are_shown_and_json_has_all(
    typed: Type, server: OpenAIServer
) -> None:
    names = [f"m{number}" for number in range(300)]
    server.replies += [serving(*names), serving(*names)]

    out = typed("rag", "models").out
    assert "  openai:m3: " in out
    assert " more (--format json has them all)\n" in out
    assert len(out.splitlines()) < 40
    listed = json.loads(typed("rag", "models", "--format", "json").out)["models"]
    assert {f"openai:{name}" for name in names} <= {each["name"] for each in listed}


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        (failure(401, f"no such key: {KEY}"), "refused the API key (HTTP 401)"),
        (failure(500, f"cannot log {KEY} in"), "cannot log (redacted) in"),
        (serving(), "serves no model"),
        (Reply(200, b"{}"), "replied, but not with a list of models"),
        (Reply(200, b'{"data": [null]}'), "replied, but not with a list of models"),
        (Reply(200, b"[" * 100_000), "replied, but not with a list of models"),
        (Reply(200, b"<html>", content_type="text/html"), "not with a list of models"),
    ],
)
def test_a_server_that_does_not_answer_as_it_should_is_named_with_the_reason(
    typed: Type, server: OpenAIServer, reply: Reply, note: str
) -> None:
    server.replies.append(reply)
    result = typed("rag", "models")

    [line] = [each for each in result.out.splitlines() if " openai:NAME" in each]
    assert line.startswith(f"  openai:NAME: {server.base_url} ")
    assert note in line
    assert result.out.index("Not usable:") < result.out.index(line)
    assert (result.code, result.err) == (0, "")
    assert KEY not in result.out
    assert len(server.requests) == 1


def test_a_server_without_a_list_of_models_may_still_serve_one(
    typed: Type, server: OpenAIServer
) -> None:
    server.replies.append(failure(404, "no such page"))

    usable = typed("rag", "models").out.partition("Not usable:")[0]
    assert f"openai:NAME: {server.base_url} does not say which models it serves\n" in usable


def test_a_server_that_hangs_is_not_waited_for(
    typed: Type, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models, "PATIENCE", 0.2)
    server.replies.append(Reply(200, b"{}", delay=30))
    started = time.monotonic()

    assert f"{server.base_url} did not reply in time" in typed("rag", "models").out
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"http://ada:{KEY}@127.0.0.1:9/v1?key={KEY}", "http://127.0.0.1:9/v1 cannot be reached"),
        ("nonsense", "nonsense cannot be reached"),
        ("http://[", "OPENAI_BASE_URL's server"),
    ],
)
def test_a_server_that_is_not_there_is_named_without_a_password(
    typed: Type, monkeypatch: pytest.MonkeyPatch, address: str, shown: str
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", address)
    result = typed("rag", "models")

    assert f"  openai:NAME: {shown}" in result.out
    assert KEY not in result.out
    assert (result.code, result.err) == (0, "")


@pytest.mark.usefixtures("installed")
def test_models_as_json(typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAG_MODEL", "openai:gpt-4o-mini")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    out = typed("rag", "models", "--format", "json").out
    data = json.loads(out)

    assert (data["schema"], data["kind"]) == (1, "models")
    assert data["price_day"] == price_day().isoformat()
    default, *others = data["models"]
    assert (default["name"], default["usable"], default["default"]) == (
        "openai:gpt-4o-mini", True, True,
    )  # fmt: skip
    assert default["price"]["output"] == 0.6
    assert not any(other["default"] for other in others)
    [ollama] = [other for other in others if other["name"] == "ollama:NAME"]
    assert (ollama["usable"], ollama["package"]) == (False, "langchain-ollama")
    assert KEY not in out


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("columns", [80, 40])
def test_models_fit_a_terminal(typed: Type, monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("TERM", "xterm")
    screen = Terminal()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", screen)
        typed("rag", "models")

    lines = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue()).splitlines()
    assert len(lines) < 24 * 80 // columns
    assert max(map(len, lines)) <= columns
