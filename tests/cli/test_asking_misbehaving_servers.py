"""What a person sees who asks a server that misbehaves: an answer, or one error and no more."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openai_server import OpenAIServer, Reply, Scripted, broken, chat, failure

if TYPE_CHECKING:
    from rag.wiring import News

ASK = Path(sys.executable).parent / "ask"
INVENTED = "Secretary Blinken warned of war in Kursk"
FALSE = {
    "claims": [{"citations": [{"source": 1, "quote": INVENTED}], "text": INVENTED}],
    "unanswered": [],
    "reason": "",
}
NO_FORM = chat("I cannot say.")


def ask(news: News, server: OpenAIServer, *words: str) -> subprocess.CompletedProcess[str]:
    library = {"RAG_LIBRARY": str(news.settings.library), "OPENAI_BASE_URL": server.base_url}
    return subprocess.run(
        [ASK, "who warned about Kursk?", "--model", "openai:tiny", "--no-cache", *words],
        env={**os.environ, **library},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ([failure(500, "out of memory")] * 3, "out of memory"),
        ([failure(429, "quota is used up", headers={"Retry-After": "999"})], "quota is used up"),
        ([broken(NO_FORM)] * 3, "cannot be reached"),
        ([NO_FORM, NO_FORM], "cannot be read"),
        ([Reply(200, b"<html>Sign in", content_type="text/html")], "no reply of a language"),
    ],
    ids=["fails", "is busy", "breaks off", "does not keep the form", "is a proxy"],
)
def test_a_server_that_fails_is_one_error_and_one_hint(
    seed_news: News, openai_server: OpenAIServer, script: list[Scripted], words: str
) -> None:
    openai_server.replies += script

    asked = ask(seed_news, openai_server)

    assert (asked.returncode, asked.stdout) == (6, "")
    error, hint = asked.stderr.splitlines()
    assert error.startswith("error: ")
    assert words in error
    assert hint.startswith("hint: ")
    assert openai_server.replies == []


def test_as_json_an_error_is_json(seed_news: News, openai_server: OpenAIServer) -> None:
    openai_server.replies += [NO_FORM, NO_FORM]

    asked = ask(seed_news, openai_server, "--format", "json")

    assert (asked.returncode, asked.stderr) == (6, "")
    assert json.loads(asked.stdout)["code"] == "model-reply"


@pytest.mark.parametrize("form", ["text", "md", "json"])
def test_an_invented_quote_is_shown_only_where_it_is_said_that_it_was_dropped(
    seed_news: News, openai_server: OpenAIServer, form: str
) -> None:
    openai_server.replies.append(chat(json.dumps(FALSE)))

    asked = ask(seed_news, openai_server, "--format", form)

    assert asked.returncode in (0, 3)  # ours stands in, or there is none
    if form == "json":
        reply = json.loads(asked.stdout)
        assert [each["text"] for each in reply.pop("dropped")] == [INVENTED]
        assert INVENTED not in json.dumps(reply)
    else:
        lines = [line.strip("*") for line in asked.stdout.splitlines()]
        [remark] = [line for line in lines if line.startswith("1 claim was dropped: ")]
        assert not [line for line in lines if INVENTED in line and line != remark]
