"""The writer that asks a language model, over HTTP."""

from __future__ import annotations

import json

import pytest
from openai_server import OpenAIServer, Reply, chat, failure

from rag.domain.articles import Article, Hit, Passage
from rag.domain.replies import DraftCitation, DraftClaim, Unanswered
from rag.drafting.writing import NOT_TOLD, LlmWriter
from rag.errors import BadReplyError, MissingKeyError, ModelError, UsageError

CLAIM = {"text": "Patel warned.", "citations": [{"source": 1, "quote": "Patel warned Moscow."}]}
GOOD = json.dumps(
    {
        "claims": [CLAIM],
        "unanswered": [{"question": "when", "reason": "no date is given"}],
        "reason": "",
    }
)


def hit(text: str, title: str = "A warning") -> Hit:
    article = Article.of(title=title, text=text, source="The Example Post")
    passage = Passage(f"{article.id}:0", article.id, 0, len(text), text, ())
    return Hit(passage, article, ("a.txt",), 1.0, 0.7, ())


HITS = [hit("Patel warned Moscow. It did not listen.")]


def writer(**settings: float) -> LlmWriter:
    return LlmWriter("openai:tiny", **{"timeout": 20, "max_retries": 0, **settings})


def messages(server: OpenAIServer, request: int = -1) -> list[dict[str, str]]:
    return server.requests[request].body["messages"]


def test_a_reply_becomes_a_draft_with_its_quotes_and_open_parts(
    openai_server: OpenAIServer,
) -> None:
    openai_server.replies.append(chat(GOOD, tokens=(321, 45)))

    draft = writer().draft("who warned, and when?", HITS)

    quote = DraftCitation(1, "Patel warned Moscow.")
    assert draft.claims == (DraftClaim("Patel warned.", (quote,)),)
    assert draft.unanswered == (Unanswered("when", NOT_TOLD),)
    assert (draft.input_tokens, draft.output_tokens) == (321, 45)


def test_the_model_is_asked_for_our_json_schema_at_temperature_zero(
    openai_server: OpenAIServer,
) -> None:
    openai_server.replies.append(chat(GOOD))

    writer().draft("who?", HITS)

    [request] = openai_server.requests
    assert request.path == "/v1/chat/completions"
    assert request.body["model"] == "tiny"
    assert request.body["temperature"] == 0
    asked_for = request.body["response_format"]
    assert asked_for["type"] == "json_schema"
    assert asked_for["json_schema"]["strict"] is True
    schema = asked_for["json_schema"]["schema"]
    assert schema["required"] == ["claims", "unanswered", "reason"]
    assert schema["additionalProperties"] is False


def test_rules_come_first_then_the_numbered_sources_then_the_question(
    openai_server: OpenAIServer,
) -> None:
    openai_server.replies.append(chat(GOOD))

    writer().draft("who warned?", [hit("One."), hit("Two.", title="Second")])

    system, user = messages(openai_server)
    assert system["role"] == "system"
    assert "numbered news sources" in system["content"]
    assert user["role"] == "user"
    text = user["content"]
    parts = [text.index(part) for part in ("Source 1", "One.", "Source 2", "Title: Second", "Two.")]
    assert parts == sorted(parts)
    assert text.endswith("Question: who warned?")


def test_braces_in_an_article_or_question_reach_the_model_as_they_are(
    openai_server: OpenAIServer,
) -> None:
    openai_server.replies.append(chat(GOOD))
    text = 'Use {question} and {sources} or {{x}} or {"a": {0}} and %s $y.'

    writer().draft("what is {problem} or {sources}?", [hit(text)])

    sent = messages(openai_server)[1]["content"]
    assert text in sent
    assert sent.endswith("Question: what is {problem} or {sources}?")
    assert sent.count(text) == 1


def test_a_malformed_reply_is_repaired_once_and_both_calls_are_counted(
    openai_server: OpenAIServer,
) -> None:
    bad = '{"claims": [{"text": "x", "citations": [{"source": "1", "quote": "y"}]}], "reason": ""}'
    openai_server.replies += [chat(bad, tokens=(100, 10)), chat(GOOD, tokens=(150, 30))]

    draft = writer().draft("who?", HITS)

    assert len(draft.claims) == 1
    assert (draft.input_tokens, draft.output_tokens) == (250, 40)
    *_, echoed, repair = messages(openai_server)
    assert echoed == {"role": "assistant", "content": bad}
    assert repair["role"] == "user"
    assert "claims.0.citations.0.source" in repair["content"]
    assert "unanswered: Field required" in repair["content"]


@pytest.mark.parametrize(
    "content",
    [
        "Patel warned Moscow [1].",
        "",
        None,
        GOOD[:-20],
        "[]",
        GOOD + " I hope this helps!",
        GOOD.replace("Patel warned.", "\\ud800"),
        GOOD.replace('"reason": ""', '"reason": "", "confidence": 1'),
    ],
)
def test_a_reply_that_is_malformed_twice_is_an_error(
    openai_server: OpenAIServer, content: str | None
) -> None:
    openai_server.replies += [chat(content), chat(content)]

    with pytest.raises(BadReplyError, match="openai:tiny replied twice") as caught:
        writer().draft("who?", HITS)

    assert caught.value.hint
    assert len(openai_server.requests) == 2


def test_a_code_block_around_the_reply_is_taken_off(openai_server: OpenAIServer) -> None:
    openai_server.replies.append(chat(f"```json\n{GOOD}\n```"))

    assert len(writer().draft("who?", HITS).claims) == 1


def test_a_model_that_declines_is_quoted_in_the_second_request(openai_server: OpenAIServer) -> None:
    openai_server.replies += [chat(None, refusal="I can't do that."), chat(GOOD)]

    writer().draft("who?", HITS)

    assert messages(openai_server)[2]["content"] == "I can't do that."


def test_a_reply_cut_off_at_its_length_limit_says_so(openai_server: OpenAIServer) -> None:
    openai_server.replies.append(chat(GOOD[:30], finish_reason="length"))

    with pytest.raises(BadReplyError, match="middle of its reply"):
        writer().draft("who?", HITS)


def test_a_server_that_does_not_count_tokens_is_fine(openai_server: OpenAIServer) -> None:
    openai_server.replies.append(chat(GOOD, tokens=None))

    draft = writer().draft("who?", HITS)

    assert (draft.input_tokens, draft.output_tokens) == (0, 0)


def test_what_the_model_says_beside_its_claims_is_not_shown(openai_server: OpenAIServer) -> None:
    open_part = {"question": "who shot him (Putin did)", "reason": "Putin shot him in 2023."}
    reply = {"claims": [], "unanswered": [open_part], "reason": "Macron is president of France."}
    openai_server.replies.append(chat(json.dumps(reply)))

    draft = writer().draft("who?", HITS)

    assert draft.claims == ()
    assert draft.reason == NOT_TOLD
    assert draft.unanswered == (Unanswered("who?", NOT_TOLD),)


def test_without_hits_the_model_is_not_asked(openai_server: OpenAIServer) -> None:
    draft = writer().draft("who?", [])

    assert draft.claims == ()
    assert draft.reason
    assert openai_server.requests == []


def test_a_model_that_wants_its_own_temperature_is_asked_again_without_one(
    openai_server: OpenAIServer,
) -> None:
    words = "Unsupported value: 'temperature' does not support 0 with this model."
    openai_server.replies += [failure(400, words), chat(GOOD), chat(GOOD)]
    thinking = writer()

    thinking.draft("who?", HITS)
    thinking.draft("who?", HITS)

    bodies = [request.body for request in openai_server.requests]
    assert ["temperature" in body for body in bodies] == [True, False, False]


@pytest.mark.parametrize(
    ("reply", "message", "hint"),
    [
        (failure(401, "Incorrect API key: sk-secret"), "refused the API key", "OPENAI_API_KEY"),
        (failure(404, "no such model"), "knows no model tiny", "OPENAI_BASE_URL"),
        (failure(429, "You exceeded your quota"), "You exceeded your quota", "quota"),
        (failure(500, "out of memory"), "out of memory", "log"),
        (failure(400, "context is 2048 tokens"), "context is 2048 tokens", "much text"),
        (failure(503, "bad \x1b[31m\n colours"), r"bad �\[31m colours", "later"),
        (Reply(200, b"<html>Sign in</html>", content_type="text/html"), "failed", "Check"),
        (Reply(200, b'{"choices": null}'), "failed", "Check"),
        (Reply(200, b'{"cho'), "failed", "Check"),
    ],
)
def test_a_failing_server_is_explained(
    openai_server: OpenAIServer, reply: Reply, message: str, hint: str
) -> None:
    openai_server.replies.append(reply)

    with pytest.raises(ModelError, match=message) as caught:
        writer().draft("who?", HITS)

    assert hint in caught.value.hint
    assert "sk-secret" not in caught.value.message + caught.value.hint
    assert caught.value.__cause__ is not None


def test_a_busy_server_is_asked_again(openai_server: OpenAIServer) -> None:
    openai_server.replies += [failure(429, "slow down"), chat(GOOD)]

    assert writer(max_retries=1).draft("who?", HITS).claims


def test_a_slow_server_is_not_waited_for_longer_than_the_timeout(
    openai_server: OpenAIServer,
) -> None:
    slow = chat(GOOD)
    openai_server.replies.append(Reply(200, slow.body, delay=30))

    with pytest.raises(ModelError, match="did not reply in time"):
        writer(timeout=0.2).draft("who?", HITS)


def test_a_server_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with OpenAIServer() as gone:
        address = gone.base_url
    monkeypatch.setenv("OPENAI_BASE_URL", address)

    with pytest.raises(ModelError, match="cannot be reached") as caught:
        writer().draft("who?", HITS)

    assert address in caught.value.message
    assert "OPENAI_BASE_URL" in caught.value.hint


def test_a_key_is_sent_where_there_is_one_and_a_placeholder_elsewhere(
    openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    openai_server.replies += [chat(GOOD), chat(GOOD)]

    writer().draft("who?", HITS)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
    writer().draft("who?", HITS)

    keys = [request.headers["authorization"] for request in openai_server.requests]
    assert keys == ["Bearer not-needed", "Bearer sk-mine"]


@pytest.fixture
def no_openai_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("OPENAI_BASE_URL", "")


@pytest.mark.usefixtures("no_openai_settings")
def test_a_missing_key_is_named_before_anything_is_asked() -> None:
    with pytest.raises(MissingKeyError, match="OPENAI_API_KEY"):
        LlmWriter("openai:tiny")


@pytest.mark.parametrize("name", ["tiny", "openai:", ":tiny", ""])
def test_a_name_without_provider_and_model_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="does not name a language model"):
        LlmWriter(name)


def test_an_unknown_provider_is_refused() -> None:
    with pytest.raises(UsageError, match="'nobody:tiny' does not name a language model"):
        LlmWriter("nobody:tiny").draft("who?", HITS)


def test_a_provider_whose_package_is_missing_names_the_package() -> None:
    with pytest.raises(ModelError, match="langchain-anthropic") as caught:
        LlmWriter("anthropic:claude").draft("who?", HITS)

    assert caught.value.hint == "Install it: pip install langchain-anthropic"


def test_the_writer_says_which_model_and_prompt_it_uses(openai_server: OpenAIServer) -> None:
    assert writer().model == "openai:tiny"
    name, _, digest = writer().prompt.partition("@")
    assert name == "answer"
    assert len(digest) == 12
    assert openai_server.requests == []
