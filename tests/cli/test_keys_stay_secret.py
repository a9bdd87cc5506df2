"""A key, or a password in an address, is sent to its server, and told to nobody else.

The server of these tests repeats all that it was sent in whatever it answers, as some do.
"""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openai_server import OpenAIServer, Reply, Request, chat
from seed_cases import CASES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from typed import Typed

    from rag.wiring import News

    Type = Callable[..., Typed]

KEY = "sk-planted-0123456789abcdef"
PASSWORD = "correct-horse-battery"  # noqa: S105 - planted
SECRETS = (KEY, PASSWORD, b64encode(f"ann:{PASSWORD}".encode()).decode()[:-4])
ROOT = Path(__file__).parents[2]


def everything(request: Request) -> str:
    """What a server knows of who asks."""
    return f"You sent {KEY} as {json.dumps(request.headers)} to http://ann:{PASSWORD}@here/v1"


def fails(status: int) -> Callable[[Request], Reply]:
    def reply(request: Request) -> Reply:
        error = {"error": {"message": everything(request), "code": "no", "param": KEY}}
        return Reply(status, json.dumps(error).encode())

    return reply


ANSWERS: dict[str, Callable[[Request], Reply]] = {
    **{str(status): fails(status) for status in (400, 401, 403, 404, 413, 422, 429, 500, 503)},
    "a page": lambda request: Reply(200, everything(request).encode(), content_type="text/html"),
    "json": lambda request: Reply(200, json.dumps([everything(request)]).encode()),
    "a reply of no form": lambda request: chat(everything(request)),
    "a reply": lambda request: chat(
        json.dumps({"claims": [], "unanswered": [everything(request)], "reason": ""})
    ),
    "cut off": lambda request: Reply(200, everything(request).encode(), broken=True),
}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    with OpenAIServer() as server:
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
        url = server.base_url.replace("//", f"//ann:{PASSWORD}@")
        monkeypatch.setenv("OPENAI_BASE_URL", url)
        yield server


@pytest.fixture
def place(tmp_path: Path, seed_news: News, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which all lies that is written."""
    shutil.copytree(seed_news.settings.library, tmp_path / "library")
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    (tmp_path / "cases.yaml").write_text(CASES, encoding="utf-8")
    monkeypatch.setenv("RAG_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("RAG_LOG", "debug")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("rag.drafting.sending.pause_before_another", lambda _: 0.0)
    monkeypatch.chdir(tmp_path)
    return tmp_path


MODEL = ("--model", "openai:tiny")
COMMANDS = [
    ("ask", "who warned about Kursk?", *MODEL, "--debug", "--format", "json"),
    ("models",),
    ("search", "Kursk", "--embedder", "openai:tiny", "--library", "other", "--debug"),
]
FURTHER = [
    ("ask", "who warned about Kursk?", *MODEL),
    ("ask", "--file", "questions.txt", *MODEL),
    ("summarise", "seeds/patel-kursk.md", *MODEL, "--debug"),
    ("summarise", "--all", "--out", "summaries", *MODEL),
    ("eval", "--cases", "cases.yaml", "--record", "--out", "r.json", "--out", "r.html", *MODEL),
    ("add", "seeds", "--embedder", "openai:tiny", "--library", "new", "--debug"),
]


@pytest.mark.parametrize(
    ("name", "commands"),
    [
        *((name, COMMANDS) for name in ANSWERS),
        *((name, FURTHER) for name in ("400", "a reply of no form", "a reply")),
    ],
    ids=lambda value: value if isinstance(value, str) else len(value),
)
def test_no_secret_is_printed_or_kept(
    typed: Type,
    place: Path,
    server: OpenAIServer,
    name: str,
    commands: Sequence[Sequence[str]],
) -> None:
    server.otherwise = ANSWERS[name]
    (place / "questions.txt").write_text("Who warned about Kursk?\n", encoding="utf-8")
    for words in commands:
        said = typed("rag", *words)
        for secret in SECRETS:
            assert secret not in said.out + said.err, words
    assert any(KEY in json.dumps(each.headers) for each in server.requests) or any(
        SECRETS[2] in json.dumps(each.headers) for each in server.requests
    ), "the server never learnt what it was to repeat"
    kept = [file for file in place.rglob("*") if file.is_file() and "seeds" not in file.parts]
    assert any(file.suffix == ".json" for file in kept) or commands is COMMANDS
    for file in kept:
        for secret in SECRETS:
            assert secret.encode() not in file.read_bytes(), file


@pytest.mark.parametrize("key", [f"{KEY}\x01more", f"{KEY} more", f"{KEY}\u2026", f"{KEY}\nmore"])
def test_a_key_that_no_header_can_hold_is_not_repeated(
    typed: Type, place: Path, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", key)
    said = typed("rag", "ask", "who warned about Kursk?", *MODEL, "--debug")
    assert said.code == 6
    assert "OPENAI_API_KEY" in said.err
    assert KEY not in said.out + said.err
    assert (server.requests, list(place.glob("cache/**/*.json"))) == ([], [])
