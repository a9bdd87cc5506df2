"""The second opinion on sentences: what it promises, on the weights that are shipped."""

from __future__ import annotations

import hashlib
from importlib import resources

import pytest

from rag.embedding import splade as module
from rag.embedding.splade import SpladeTiny
from rag.errors import ModelError

FERRY = "The ferry sank off the coast, and rescuers saved all forty passengers."
BANK = "The central bank raised interest rates."


@pytest.fixture(scope="module")
def splade() -> SpladeTiny:
    return SpladeTiny()


def test_the_data_files_are_the_ones_that_are_checked() -> None:
    folder = resources.files("rag.embedding").joinpath("data")
    found = {
        name: hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest()
        for name in ("splade-tiny.onnx", "splade-tiny.npz")
    }

    assert found == {
        "splade-tiny.onnx": module.LAYERS_SHA256,
        "splade-tiny.npz": module.TABLES_SHA256,
    }


def test_weights_that_were_tampered_with_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LAYERS_SHA256", "0" * 64)

    with pytest.raises(ModelError, match="onnx is not the one"):
        SpladeTiny().relevance("Who?", [FERRY])


def test_a_sentence_in_other_words_speaks_of_more_than_one_about_something_else(
    splade: SpladeTiny,
) -> None:
    same, other, repeated = splade.relevance(
        "How many people on the boat were rescued?",
        [FERRY, BANK, "How many people on the boat were rescued?"],
    )

    assert other < 0.2 < same < repeated
    assert repeated == pytest.approx(1, abs=0.01)


def test_a_text_gets_the_same_whatever_stands_beside_it_in_the_batch(splade: SpladeTiny) -> None:
    question = "Who saved the passengers?"
    texts = [FERRY, BANK, "", "Yes.", *(f"{BANK} {FERRY} " * n for n in range(1, 30))]

    together = splade.relevance(question, texts)

    assert together == pytest.approx(
        [splade.relevance(question, [text])[0] for text in texts], abs=1e-4
    )


def test_only_the_beginning_of_an_endless_sentence_is_looked_at(splade: SpladeTiny) -> None:
    [score] = splade.relevance("Who saved the passengers?", ["word " * 500 + FERRY])

    assert score < 0.1


@pytest.mark.parametrize("question", ["", "?", "\u200b", "👍"])
def test_a_question_without_words_weighs_nothing_special(splade: SpladeTiny, question: str) -> None:
    assert all(0 <= score <= 1 for score in splade.relevance(question, [FERRY, ""]))


def test_no_texts_are_no_work(splade: SpladeTiny) -> None:
    assert splade.relevance("Who?", []) == []
