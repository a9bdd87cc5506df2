"""What is stored of a text, and what its title is."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.reading.encodings import decode
from rag.reading.normalising import cut, normalise, one_line
from rag.reading.results import Unreadable
from rag.reading.titles import titled, without_boilerplate

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # lone surrogates included


@given(ANY_TEXT)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANY_TEXT)
def test_stored_text_can_be_encoded_and_has_one_line_ending(text: str) -> None:
    stored = normalise(text)
    stored.encode()
    assert {c for c in stored if unicodedata.category(c) == "Cc"} <= {"\n", "\t"}
    assert not {"\u2028", "\u2029", "\ufeff"} & set(stored)
    assert "\n\n\n" not in stored
    assert stored == stored.strip()


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("a\r\nb\rc\x85d\u2028e", "a\nb\nc\nd\ne"),
        ("a \t\n\n\n\n  b", "a\n\n  b"),
        ("It \x1b[1;31mwould\x1b[0m cost 5.", "It would cost 5."),
        ("See \x1b]8;;http://e.example\x1b\\here\x1b]8;;\x1b\\.\x1b]0;title\x07", "See here."),
        ("never \x1b]0;ended\nand \x1b[31", "never ]0;ended\nand [31"),
        ("Vladi\u00admir\u200b Pu\x00tin", "Vladimir Putin"),
        ("\ufeffcafe\u0301", "café"),
        ("a\ud800b", "a\ufffdb"),
        ("“it’s” – \u00a0ok", "“it’s” – \u00a0ok"),
    ],
)
def test_only_what_cannot_be_seen_is_changed(written: str, stored: str) -> None:
    assert normalise(written) == stored


def test_a_letter_keeps_a_few_of_a_great_many_accents_at_once() -> None:
    began = time.monotonic()
    stored = normalise("e" + "\u0301\u0316" * 200_000 + "a\u0301")
    assert len(stored) <= 32
    assert stored.endswith("á")
    assert time.monotonic() - began < 20  # it took hours


@given(st.text(st.sampled_from("e\u0301\u0316\u0344\u0f73 “"), min_size=30, max_size=300))
def test_text_of_many_accents_is_normalised_once_and_for_all(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANY_TEXT, st.integers(10, 80))
def test_a_cut_line_keeps_to_its_limit(text: str, limit: int) -> None:
    assert len(cut(one_line(text), limit)) <= limit


def test_a_first_line_that_is_a_headline_becomes_the_title_and_leaves_the_text() -> None:
    assert titled("Troops in Kursk\n\nThey came.", None) == ("Troops in Kursk", "They came.")


@pytest.mark.parametrize(
    "text",
    ["The troops came.\n\nThey stayed.", "No blank line\nfollows here.", "Only a line", "x " * 99],
)
def test_a_first_line_that_is_no_headline_stays_and_lends_its_words(text: str) -> None:
    title, body = titled(text, None)
    assert body == text
    assert text.startswith(title.removesuffix("…"))
    assert len(title) <= 70


def test_a_title_that_the_file_gives_is_not_repeated_by_the_text() -> None:
    assert titled("TROOPS in  Kursk\nThey came.", "Troops in Kursk")[1] == "They came."
    assert titled("Troops in Kursk", "Troops in Kursk")[1] == "Troops in Kursk"


def test_boilerplate_goes_from_the_end_only() -> None:
    assert (
        without_boilerplate("Read more\nText.\n\nRelated Posts\nShare this:") == "Read more\nText."
    )


WESTERN = "Le président a déclaré : « c’est préoccupant ». L’été dernier, à Genève, il était prêt."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (WESTERN, "utf-8"),
        (WESTERN, "utf-8-sig"),
        (WESTERN, "utf-16"),
        (WESTERN, "utf-16-le"),
        (WESTERN, "utf-16-be"),
        (WESTERN, "utf-32"),
        (WESTERN, "cp1252"),
        ("naïve résumé", "latin-1"),
        ("“It is no longer passive support,” Blinken said — and Kim’s troops fought.", "cp1252"),
        ("Źródła potwierdziły, że żołnierze są już w obwodzie kurskim.", "cp1250"),
        ("Москва заявила, что войска останутся в Курской области.", "cp1251"),
        ("Москва заявила, что войска останутся в Курской области.", "koi8_r"),
        ("日本の岸田首相は国家安全保障会議を招集した。", "shift_jis"),
        ("日本首相召开了国家安全会议。朝鲜部队。", "gb18030"),
        ("북한군이 러시아에 파병되었다고 국방부가 밝혔다.", "euc_kr"),
    ],
)
def test_common_encodings_are_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_utf8_with_a_broken_byte_stays_utf8() -> None:
    assert decode(WESTERN.encode() + b"\xff") == WESTERN + "\ufffd"


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x00\x01\x02\x03",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        bytes(50),
        b"PK\x03\x04\x14\x00\x00\x00",
    ],
)
def test_binary_content_is_no_text(data: bytes) -> None:
    with pytest.raises(Unreadable, match="binary"):
        decode(data)
