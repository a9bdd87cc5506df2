"""Models whose replies are wrong, false or strange, asked over HTTP: only what holds is shown."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hits_making import hits
from openai_server import OpenAIServer, Reply, Request, chat, failure
from rich.console import Console

import rag
from rag.domain.replies import Answer, Refusal
from rag.drafting.writing import LlmWriter
from rag.errors import BadReplyError, ModelError
from rag.rendering.data import dumps, reply_data
from rag.rendering.terminal import render_reply
from rag.wiring import open_news

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.wiring import News

QUESTION = "Who warned about Kursk?"
TEXT = "Patel warned Moscow. It did not listen."
QUOTE = "Patel warned Moscow."
HITS = hits(TEXT)


def claim(text: str = "Patel warned Moscow.", quote: str = QUOTE, source: int = 1) -> object:
    return {"citations": [{"source": source, "quote": quote}], "text": text}


def form(*claims: object, reason: str = "") -> str:
    return json.dumps({"claims": claims, "unanswered": [], "reason": reason})


GOOD = form(claim())
MARKED = f'{QUOTE} [1: "{QUOTE}"]'


def writer() -> LlmWriter:
    return LlmWriter("openai:tiny", timeout=20, max_retries=0)


@pytest.fixture
def news(seed_news: News, openai_server: OpenAIServer) -> Iterator[News]:
    """The demonstration articles and a model that says what the test wants."""
    with rag.open(seed_news.settings.library, model="openai:tiny") as asked:
        yield asked
    assert openai_server.requests


@pytest.fixture(scope="session")
def quote(seed_news: News) -> tuple[int, str]:
    """A sentence that stands in the passages for `QUESTION`, and the number of its source."""
    found = seed_news.search(QUESTION)
    number, hit = next(
        (number, hit) for number, hit in enumerate(found, 1) if "Kursk" in hit.passage.text
    )
    sentence = next(
        hit.article.text[span.start : span.end]
        for span in hit.passage.sentences
        if "Kursk" in hit.article.text[span.start : span.end]
    )
    return number, sentence


MALFORMED = {
    "no JSON": "I am afraid that I cannot answer this.",
    "half of it": GOOD[:40],
    "something behind it": GOOD + " I hope this helps!",
    "two at once": GOOD + GOOD,
    "single quotes": GOOD.replace('"', "'"),
    "a comma too many": GOOD[:-1] + ",}",
    "null": "null",
    "a list": f"[{GOOD}]",
    "a string": json.dumps(GOOD),
    "no claims": '{"reason": ""}',
    "a key too many": GOOD[:-1] + ', "confidence": 1}',
    "a number as a string": form(claim(source="1")),
    "a number with a fraction": form(claim(source=1.5)),
    "NaN": GOOD.replace(": 1,", ": NaN,"),
    "infinity": GOOD.replace(": 1,", ": 1e999,"),
    "a quote that is none": form(claim(quote=None)),
    "claims that are an object": GOOD.replace("[{", "{").replace("}]", "}"),
    "very many brackets": "[" * 9_000,
    "very many objects": '{"claims": ' * 9_000,
    "very many brackets that close": '{"claims": ' + "[" * 9_000 + "]" * 9_000 + "}",
    "half a surrogate": GOOD.replace(QUOTE, QUOTE + r"\ud83d"),
    "very many mistakes": form(*[1] * 30_000),
    "only white space": " \n" * 1000,
    "a zero byte": "\0",
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_malformed_reply_is_repaired_on_the_second_try(
    openai_server: OpenAIServer, kind: str
) -> None:
    openai_server.replies += [chat(MALFORMED[kind]), chat(GOOD)]

    draft = writer().draft("who?", HITS)

    assert [each.text for each in draft.claims] == [QUOTE]
    *_, sent_back, told = openai_server.requests[-1].body["messages"]
    assert len(told["content"]) < 3000
    assert len(sent_back["content"]) < 100_000


@pytest.mark.parametrize("kind", MALFORMED)
def test_a_model_that_errs_twice_is_one_clear_error(openai_server: OpenAIServer, kind: str) -> None:
    openai_server.otherwise = chat(MALFORMED[kind])

    started = time.monotonic()
    with pytest.raises(BadReplyError, match="openai:tiny replied twice") as caught:
        writer().draft("who?", HITS)

    assert time.monotonic() - started < 15
    assert len(openai_server.requests) == 2
    assert len(caught.value.message) < 1000
    assert caught.value.message.isprintable()
    assert caught.value.exit_code == 6


@pytest.mark.parametrize(
    "content",
    [
        GOOD.replace('"text"', '"text": "Putin warned.", "text"'),
        "\N{BYTE ORDER MARK}" + GOOD,
        f"```json\n{GOOD}\n```",
        f"```\n{GOOD}\n```",
        f"\n\n  {GOOD}\n",
    ],
    ids=["a key twice", "a byte order mark", "in a block", "in a plain block", "white space"],
)
def test_an_odd_reply_is_read_or_repaired(openai_server: OpenAIServer, content: str) -> None:
    openai_server.replies += [chat(content), chat(GOOD)]

    draft = writer().draft("who?", HITS)

    assert [each.text for each in draft.claims] == [QUOTE]


@pytest.mark.parametrize("reply", [chat(""), chat(None)], ids=["empty words", "no words at all"])
def test_an_empty_reply_is_asked_for_again_and_then_an_error(
    openai_server: OpenAIServer, reply: Reply
) -> None:
    openai_server.replies += [reply, chat(GOOD)]
    assert writer().draft("who?", HITS).claims

    openai_server.otherwise = reply
    with pytest.raises(BadReplyError):
        writer().draft("who?", HITS)


def knowing(*known: str) -> object:
    """A server that rejects every form of reply but these."""

    def reply(request: Request) -> Reply:
        wanted = request.body.get("response_format", {"type": "text"})["type"]
        if wanted not in known:
            return failure(400, f"response_format of type {wanted} is not supported")
        return chat(GOOD if wanted.startswith("json") else MARKED)

    return reply


@pytest.mark.parametrize(
    ("known", "first_time"),
    [(("json_schema",), 1), (("json_object", "text"), 2), (("text",), 3)],
    ids=["json_schema", "JSON mode", "plain text"],
)
def test_what_a_server_knows_is_found_out_once(
    openai_server: OpenAIServer, known: tuple[str, ...], first_time: int
) -> None:
    openai_server.otherwise = knowing(*known)
    asked = writer()

    drafts = [asked.draft(question, HITS) for question in ("who?", "who warned?")]

    for draft in drafts:
        assert [(each.text, each.citations[0].quote) for each in draft.claims] == [(QUOTE, QUOTE)]
    assert len(openai_server.requests) == first_time + 1


def test_a_server_that_rejects_everything_is_one_error_after_a_few_requests(
    openai_server: OpenAIServer,
) -> None:
    openai_server.otherwise = knowing()

    with pytest.raises(ModelError, match="HTTP 400"):
        writer().draft("who?", HITS)

    assert len(openai_server.requests) <= 4


def test_a_request_that_is_too_long_says_so(
    openai_server: OpenAIServer,
) -> None:
    openai_server.otherwise = failure(400, "This model's maximum context length is 2048 tokens")

    with pytest.raises(ModelError, match="2048 tokens"):
        writer().draft("who?", HITS)

    assert len(openai_server.requests) <= 3


INVENTED = "Secretary Blinken warned of war in Kursk"
FALSE = {
    "an invented quote": claim(INVENTED, INVENTED),
    "a source that was not given": claim(INVENTED, source=99),
    "source nought": claim(INVENTED, source=0),
    "a negative source": claim(INVENTED, source=-1),
    "a source beyond all numbers": claim(INVENTED, source=10**30),
    "an empty quote": claim(INVENTED, quote=""),
    "a quote of white space": claim(INVENTED, quote=" \n "),
    "a quote of one letter": claim(INVENTED, quote="a"),
    "a quote of dots": claim(INVENTED, quote="..."),
    "no quote": {"citations": [], "text": INVENTED},
    "an enormous quote": claim(INVENTED, quote="Kursk " * 10_000),
}


@pytest.mark.parametrize("kind", FALSE)
def test_what_a_model_invents_is_dropped_and_counted_and_never_shown(
    news: News, openai_server: OpenAIServer, kind: str
) -> None:
    openai_server.otherwise = chat(form(FALSE[kind]))

    reply = news.ask(QUESTION)

    _is_not_shown(reply, INVENTED)
    assert len(reply.dropped) == 1
    assert reply.dropped[0].reason


def test_of_a_reply_that_is_partly_false_the_rest_stands(
    news: News, openai_server: OpenAIServer, quote: tuple[int, str]
) -> None:
    number, sentence = quote
    true = claim(sentence, sentence, number)
    openai_server.otherwise = chat(form(true, *FALSE.values()))

    reply = news.ask(QUESTION)

    assert isinstance(reply, Answer)
    assert [each.text for each in reply.claims] == [sentence]
    assert len(reply.dropped) == len(FALSE)
    _is_not_shown(reply, INVENTED)


def test_very_many_claims_are_checked_in_time(news: News, openai_server: OpenAIServer) -> None:
    openai_server.otherwise = chat(form(*[claim(f"{INVENTED} {n}", INVENTED) for n in range(1000)]))

    started = time.monotonic()
    reply = news.ask(QUESTION)

    assert time.monotonic() - started < 30
    _is_not_shown(reply, INVENTED)


@pytest.mark.parametrize(
    "odd",
    ["\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "a\u202eb", "\r\rover", "\x00"],
    ids=["colour", "title", "direction", "return", "zero"],
)
def test_signs_that_steer_a_terminal_reach_it_as_words(
    news: News, openai_server: OpenAIServer, quote: tuple[int, str], odd: str
) -> None:
    number, sentence = quote
    openai_server.otherwise = chat(form(claim(f"{sentence} {odd}", sentence, number)))

    terminal = Console(file=StringIO(), width=100)
    terminal.print(render_reply(news.ask(QUESTION), Path.cwd()))

    assert sentence[:20] in terminal.file.getvalue()
    assert odd not in terminal.file.getvalue()


@pytest.mark.parametrize("again", [False, True])
def test_what_cannot_be_read_leaves_nothing_in_the_cache(
    seed_news: News, openai_server: OpenAIServer, tmp_path: Path, again: bool
) -> None:
    settings = replace(seed_news.settings, model="openai:tiny", cache=tmp_path / "calls")
    openai_server.replies += [chat("no"), chat("no")]
    with open_news(settings) as news:
        with pytest.raises(BadReplyError):
            news.ask(QUESTION)
        openai_server.replies += [*[chat("no")] * again, chat(form())]
        assert isinstance(news.ask(QUESTION), Refusal | Answer)


def _is_not_shown(reply: Answer | Refusal, words: str) -> None:
    """Dropped claims are data for those who look into why; nothing else may repeat them."""
    data = reply_data(reply)
    del data["dropped"]
    assert words not in dumps(data)
