"""The embedder behind an OpenAI-compatible endpoint, over HTTP."""

from __future__ import annotations

import numpy as np
import pytest
from openai_server import DIMENSION, OpenAIServer, Reply, embed, embeddings, failure

from rag.domain.articles import Span
from rag.embedding.compatible import BATCH, CompatibleEmbedder
from rag.errors import BadReplyError, MissingKeyError, ModelError, UsageError
from rag.ports import PassageText

TEXT = "Patel warned Moscow. It did not listen."
PASSAGE = PassageText("A warning", TEXT, (Span(0, 20), Span(21, 39)))


def embedder(**settings: float) -> CompatibleEmbedder:
    return CompatibleEmbedder("openai:tiny", **{"timeout": 20, "max_retries": 0, **settings})


def unit(text: str) -> np.ndarray:
    vector = np.array(embed(text), dtype=np.float32)
    return vector / np.linalg.norm(vector)


def test_a_passage_goes_with_its_title_and_each_sentence_by_itself(
    openai_server: OpenAIServer,
) -> None:
    [vectors] = embedder().embed_passages([PASSAGE])

    [request] = openai_server.requests
    assert request.path == "/v1/embeddings"
    assert request.body["model"] == "tiny"
    assert request.body["encoding_format"] == "float"
    sentences = ["Patel warned Moscow.", "It did not listen."]
    assert request.body["input"] == [f"A warning\n\n{TEXT}", *sentences]
    np.testing.assert_allclose(vectors.passage, unit(f"A warning\n\n{TEXT}"), rtol=1e-5)
    np.testing.assert_allclose(vectors.sentences, [unit(each) for each in sentences], rtol=1e-5)


def test_vectors_are_unit_vectors_of_float32(openai_server: OpenAIServer) -> None:
    openai_server.replies.append(embeddings([[3.0, 4.0]]))

    vector = embedder().embed_question("who?")

    assert vector.dtype == np.float32
    np.testing.assert_allclose(vector, [0.6, 0.8], rtol=1e-6)


def test_passages_keep_their_order_over_several_requests(openai_server: OpenAIServer) -> None:
    batch = [PassageText("", f"Text {n}. More.", (Span(0, 7),)) for n in range(BATCH)]

    vectors = embedder().embed_passages(batch)

    assert [len(request.body["input"]) for request in openai_server.requests] == [BATCH, BATCH]
    for passage, found in zip(batch, vectors, strict=True):
        np.testing.assert_allclose(found.sentences, [unit(passage.text[:7])], rtol=1e-5)


def test_vectors_are_put_in_order_by_their_index(openai_server: OpenAIServer) -> None:
    rows = [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    openai_server.replies.append(embeddings(rows, indexes=[2, 0, 1]))

    [vectors] = embedder().embed_passages([PASSAGE])

    assert vectors.passage.tolist() == [1.0, 0.0, 0.0]
    assert vectors.sentences.tolist() == [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def test_a_passage_without_sentences_has_an_empty_matrix(openai_server: OpenAIServer) -> None:
    [vectors] = embedder().embed_passages([PassageText("", "Patel warned.", ())])

    assert vectors.sentences.shape == (0, DIMENSION)
    assert openai_server.requests[0].body["input"] == ["Patel warned."]


def test_an_empty_batch_asks_nothing(openai_server: OpenAIServer) -> None:
    assert embedder().embed_passages([]) == []
    assert openai_server.requests == []


def test_the_dimension_is_found_by_one_request_and_remembered(openai_server: OpenAIServer) -> None:
    asked = embedder()

    assert asked.dimension == DIMENSION
    assert asked.dimension == DIMENSION
    assert len(openai_server.requests) == 1


def test_the_dimension_is_known_after_any_text(openai_server: OpenAIServer) -> None:
    asked = embedder()
    asked.embed_question("who?")

    assert asked.dimension == DIMENSION
    assert len(openai_server.requests) == 1


def test_a_long_title_is_cut_to_its_share_of_the_window(openai_server: OpenAIServer) -> None:
    asked = embedder()

    asked.embed_passages([PassageText("é" * 500, "Text.", ())])

    [sent] = openai_server.requests[0].body["input"]
    assert sent.startswith("é")
    assert sent.endswith("é\n\nText.")
    assert asked.count_tokens([sent])[0] < 80


def test_a_passage_that_fills_the_room_fits_the_window_with_its_title() -> None:
    asked = embedder()
    text = "x" * (2 * asked.room)

    assert asked.count_tokens([text, "", "é!"]) == [asked.room, 0, 2]
    assert asked.count_tokens(["x" * (2 * asked.room) + "y" * 128 + "\n\n"])[0] <= 512


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (embeddings([[1.0, 0.0]]), "one vector for each of 3"),
        (embeddings([[1.0], [1.0], [1.0], [1.0]]), "one vector for each of 3"),
        (embeddings([[1.0], [1.0], [1.0]], indexes=[0, 0, 1]), "one vector for each of 3"),
        (embeddings([[1.0], [1.0, 2.0], [1.0]]), "vectors of one length"),
        (embeddings([[1.0], [0.0], [1.0]]), "no direction"),
        (embeddings([[1.0], [float("nan")], [1.0]]), "no direction"),
        (embeddings([[], [], []]), "no direction"),
        (embeddings([]), "one vector for each of 3"),
        (Reply(200, b'{"data": null}'), "no list of vectors"),
        (Reply(200, b'{"data": [{"index": "a"}, {"index": 1}]}'), "no list of vectors"),
        (Reply(200, b'{"da'), "no list of vectors"),
        (Reply(200, b"[]"), "no list of vectors"),
        (Reply(200, b"<html></html>", content_type="text/html"), "no list of vectors"),
    ],
)
def test_vectors_that_cannot_be_right_are_refused(
    openai_server: OpenAIServer, reply: Reply, message: str
) -> None:
    openai_server.replies.append(reply)

    with pytest.raises(BadReplyError, match=message) as caught:
        embedder().embed_passages([PASSAGE])

    assert openai_server.base_url in caught.value.message


def test_a_dimension_that_changes_is_refused(openai_server: OpenAIServer) -> None:
    openai_server.replies += [embeddings([[1.0, 0.0]]), embeddings([[1.0, 0.0, 0.0]])]
    asked = embedder()
    asked.embed_question("who?")

    with pytest.raises(BadReplyError, match="3 numbers a vector, not 2 as before"):
        asked.embed_question("when?")


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (failure(401, "Incorrect key"), "refused the API key"),
        (failure(404, "no such model"), "knows no model tiny"),
        (failure(429, "slow down"), "slow down"),
        (failure(500, "input is too large"), "input is too large"),
        (Reply(200, b"{}", delay=30), "did not reply in time"),
    ],
)
def test_a_failing_server_is_explained(
    openai_server: OpenAIServer, reply: Reply, message: str
) -> None:
    openai_server.replies.append(reply)

    with pytest.raises(ModelError, match=message):
        embedder(timeout=0.3).embed_question("who?")


def test_a_server_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with OpenAIServer() as gone:
        address = gone.base_url
    monkeypatch.setenv("OPENAI_BASE_URL", address)

    with pytest.raises(ModelError, match=f"{address} cannot be reached"):
        embedder().embed_question("who?")


def test_a_key_is_missed_only_when_a_text_is_to_be_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    keyless = embedder()

    assert keyless.fingerprint == "openai:tiny"
    assert keyless.count_tokens(["four"]) == [2]
    with pytest.raises(MissingKeyError, match="OPENAI_API_KEY"):
        keyless.embed_question("who?")


@pytest.mark.parametrize("name", ["tiny", "openai:", "ollama:tiny", ""])
def test_a_name_of_another_form_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="does not name an embedding model"):
        CompatibleEmbedder(name)
