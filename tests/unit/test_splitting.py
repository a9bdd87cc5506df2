"""Sentences and passages are ranges of the text itself, and nothing of it is lost."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rag.domain.articles import Article, Passage
from rag.splitting import passages, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence


def words(texts: Sequence[str]) -> list[int]:
    """A token is a word."""
    return [len(text.split()) for text in texts]


def letters(texts: Sequence[str]) -> list[int]:
    """A token is a character that is no white space."""
    return [sum(not letter.isspace() for letter in text) for text in texts]


def cut(text: str, room: int = 40, count_tokens: object = words) -> list[Passage]:
    return passages(Article.of(title="A title", text=text), count_tokens, room)  # type: ignore[arg-type]


def said(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


# Arbitrary characters, and text that looks like news: both find other mistakes.
NEWS = st.lists(
    st.sampled_from(
        [
            *("He", "said", "the", "U.S.", "Mr.", "Kim", "Jong-un", "1,500.5", "troops", "No", "5"),
            *(".", "?", "!", "…", "...", '"', "“", "”", "’", "«", ",", ";", "(", ")", "-", "—"),
            *(" ", " ", " ", " ", "\n", "\n\n", "\t", "\u00a0", "\u2028", "\x85", "\x1c", "\u200b"),
            *(
                "é",
                "e\u0301",
                "👩‍👩‍👧",
                "北",
                "朝鮮。",
                "ﬁ",
                "İ",
                "ß",
                "\ufeff",
                "\U0001f1fa\U0001f1f8",
            ),
        ]
    ),
    max_size=120,
).map("".join)
TEXT = st.one_of(st.text(max_size=300), NEWS)
ROOM = st.integers(1, 30)
COUNT = st.sampled_from([words, letters])


@given(TEXT, ROOM, COUNT)
@example("", 1, words)
@example(" \n\t ", 3, letters)
@example("a" * 500, 7, letters)
def test_a_passage_is_a_slice_of_its_article(text: str, room: int, count: object) -> None:
    for passage in cut(text, room, count):
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""


@given(TEXT, ROOM, COUNT)
def test_sentences_lie_in_order_inside_their_passage_and_fill_it(
    text: str, room: int, count: object
) -> None:
    for passage in cut(text, room, count):
        at = passage.start
        for span in passage.sentences:
            assert at <= span.start < span.end <= passage.end
            assert text[at : span.start].strip() == ""
            at = span.end
        assert (passage.sentences[0].start, at) == (passage.start, passage.end)


@given(TEXT, ROOM, COUNT)
def test_every_character_but_white_space_is_in_exactly_one_passage(
    text: str, room: int, count: object
) -> None:
    seen = [0] * len(text)
    for passage in cut(text, room, count):
        for place in range(passage.start, passage.end):
            seen[place] += 1

    assert max(seen, default=0) <= 1
    assert all(seen[place] for place, letter in enumerate(text) if not letter.isspace())


@given(TEXT, ROOM, COUNT)
def test_no_passage_has_more_tokens_than_there_is_room_for(
    text: str, room: int, count: object
) -> None:
    for passage in cut(text, room, count):
        assert count([passage.text])[0] <= room  # type: ignore[operator]


@given(TEXT)
def test_a_line_break_always_ends_a_sentence(text: str) -> None:
    assert not any("\n" in sentence for sentence in said(text))


@given(TEXT, ROOM)
def test_passages_are_numbered_in_the_order_of_the_text(text: str, room: int) -> None:
    found = cut(text, room)
    article = Article.of(title="A title", text=text)

    assert [passage.id for passage in found] == [f"{article.id}:{n}" for n in range(len(found))]
    assert [passage.start for passage in found] == sorted(passage.start for passage in found)
    assert {passage.article_id for passage in found} <= {article.id}


def test_the_title_is_in_no_passage() -> None:
    article = Article.of(title="Harbour reopens", text="The ferries sail again.")

    assert [passage.text for passage in passages(article, words, 40)] == ["The ferries sail again."]


def test_sentences_end_at_full_stops_and_not_at_abbreviations() -> None:
    assert said("Mr. Ito left at 5 p.m. on Monday. He paid 3.5 million. Why? Nobody asked!") == [
        "Mr. Ito left at 5 p.m. on Monday.",
        "He paid 3.5 million.",
        "Why?",
        "Nobody asked!",
    ]
    assert said("The U.S. Senate met Gen. Ana Ruiz.") == ["The U.S. Senate met Gen. Ana Ruiz."]


@pytest.mark.parametrize(
    "text",
    [
        "The strike is over, U.S. Secretary of Labor Ann Poe confirmed in Boston.",
        "It was planned by U.K. Prime Minister Joan Hill and her staff.",
        "The order was signed by Lt. Col. Peter Amsel.",
    ],
)
def test_an_abbreviation_before_an_office_ends_no_sentence(text: str) -> None:
    assert said(text) == [text]


def test_an_abbreviation_may_end_a_sentence() -> None:
    assert said("He is from the U.S. She is not.") == ["He is from the U.S.", "She is not."]


@pytest.mark.parametrize(("opening", "closing"), ["“”", '""'])
def test_a_quotation_of_several_sentences_is_kept_whole(opening: str, closing: str) -> None:
    quotation = f"{opening}It is late. We go home. Nobody stays,{closing} she said."

    assert said(f"The talks failed. {quotation} They left.") == [
        "The talks failed.",
        quotation,
        "They left.",
    ]


def test_a_quotation_that_is_never_closed_swallows_nothing() -> None:
    spoken = [f"Sentence number {n} was spoken." for n in range(10)]

    assert said("“" + " ".join(spoken)) == ["“" + spoken[0], *spoken[1:]]


def test_a_quotation_is_not_looked_for_across_a_line_break() -> None:
    assert said("“It is late. We go.\nNobody stays,” she said.") == [
        "“It is late.",
        "We go.",
        "Nobody stays,” she said.",
    ]


def test_a_sentence_longer_than_a_passage_is_cut_between_words() -> None:
    text = " ".join(f"word{n}" for n in range(100)) + "."

    found = cut(text, room=30)

    assert len(found) == 4
    assert " ".join(passage.text for passage in found) == text


def test_a_long_sentence_is_not_cut_inside_a_word_that_would_not_fit() -> None:
    found = cut("abcd efgh ijkl mnop qrst uvwx", room=10, count_tokens=letters)

    assert [passage.text for passage in found] == ["abcd efgh", "ijkl mnop", "qrst uvwx"]


def test_a_word_longer_than_a_passage_is_cut_inside() -> None:
    found = cut("x" * 100, room=30, count_tokens=letters)

    assert [len(passage.text) for passage in found] == [30, 30, 30, 10]


def test_short_sentences_share_a_passage_until_it_is_full() -> None:
    found = cut("One two three. " * 7, room=10)

    assert [len(passage.sentences) for passage in found] == [3, 3, 1]


def test_a_passage_ends_early_rather_than_tear_the_next_paragraph() -> None:
    first = "One two three. " * 2 + "One two three."
    second = "Four five six seven."

    assert [passage.text for passage in cut(f"{first}\n\n{second} {second}", room=16)] == [
        first,
        f"{second} {second}",
    ]


class Counted:
    """Counts tokens, and what it costs to do so."""

    def __init__(self) -> None:
        self.calls = 0
        self.read = 0

    def __call__(self, texts: Sequence[str]) -> list[int]:
        self.calls += 1
        self.read += sum(map(len, texts))
        return letters(texts)


def test_the_work_grows_in_proportion_to_a_text_without_a_space_or_line_break() -> None:
    costs = []
    for size in (250_000, 1_000_000):
        count = Counted()
        found = cut("x" * size, 222, count)
        assert sum(len(passage.text) for passage in found) == size
        costs.append((count.calls, count.read))

    (few_calls, little_read), (calls, read) = costs
    assert 3.9 < calls / few_calls < 4.1
    assert 3.9 < read / little_read < 4.1
    assert read < 100 * 1_000_000


class Watched(list):  # type: ignore[type-arg]
    """A list that counts how many of its entries were handed out."""

    given = 0

    def __getitem__(self, key: int | slice) -> object:  # type: ignore[override]
        found = super().__getitem__(key)
        self.given += len(found) if isinstance(key, slice) else 1
        return found


def test_the_work_grows_in_proportion_to_the_number_of_short_lines() -> None:
    from rag import splitting

    text = "ab\n" * 5_000
    pieces = Watched(splitting._fit(text, sentences(text), words, 222))

    groups = list(splitting._group(text, pieces, 222))

    assert sum(map(len, groups)) == len(pieces) == 5_000
    assert pieces.given < 20 * len(pieces)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He left at 10 p.m. Turnout was 73%.", ["He left at 10 p.m.", "Turnout was 73%."]),
        ("It left at 5 p.m. Monday.", ["It left at 5 p.m. Monday."]),
        ("He said no. They went.", ["He said no.", "They went."]),
        ("See No. Five for more.", ["See No. Five for more."]),
    ],
)
def test_a_word_that_could_be_an_abbreviation_ends_a_sentence_where_another_begins(
    text: str, expected: list[str]
) -> None:
    assert [text[span.start : span.end] for span in sentences(text)] == expected


@pytest.mark.parametrize("word", ["bank", "park", "cancer", "month", "call", "century", "sun"])
def test_an_everyday_word_ends_a_sentence_before_a_capital(word: str) -> None:
    text = f"Two men spoke about the {word}. Police arrested them."

    assert [text[span.start : span.end] for span in sentences(text)] == [
        f"Two men spoke about the {word}.",
        "Police arrested them.",
    ]


@pytest.mark.parametrize("short", ["approx. Five men", "the dept. Head", "acme inc. Group"])
def test_an_abbreviation_in_small_letters_ends_none(short: str) -> None:
    text = f"They met {short} left."

    assert len(sentences(text)) == 1


@pytest.mark.parametrize("word", ["!", "Ah!", "."])
def test_a_word_without_an_end_takes_no_time_without_one(word: str) -> None:
    text = word * (150_000 // len(word))
    began = time.monotonic()
    spans = sentences(text)
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert time.monotonic() - began < 20  # it took minutes
