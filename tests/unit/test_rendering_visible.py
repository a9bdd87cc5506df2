"""Control characters are seen, not obeyed; everything else is left alone."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from rag.rendering.visible import escaped_json, visible, visible_lines, visible_text

ANY_TEXT = st.text(st.characters())


@given(ANY_TEXT)
def test_no_control_character_of_any_text_survives(text: str) -> None:
    for line in (visible(text), *visible_lines(text)):
        assert not {unicodedata.category(letter) for letter in line} & {"Cc", "Cs", "Zl", "Zp"}
        line.encode()


@given(ANY_TEXT)
def test_json_text_has_no_control_character_but_its_line_ends_and_decodes_to_the_same(
    text: str,
) -> None:
    encoded = escaped_json(json.dumps({"text": text}, ensure_ascii=False, indent=2))
    assert json.loads(encoded) == {"text": text}
    raw = encoded.replace("\n", "")
    assert not {unicodedata.category(letter) for letter in raw} & {"Cc", "Cs", "Zl", "Zp"}


def test_ordinary_text_of_any_script_is_left_alone() -> None:
    text = "“Žluťoučký kůň” – Володимир, 岸田, می‌خواهم, 👩‍👧, soft\u00adly"
    assert visible(text) == text


def test_line_breaks_become_one_space_each() -> None:
    assert visible("one\n\n  two\tthree\u2028four") == "one two three four"


def test_controls_without_a_picture_are_escaped() -> None:
    assert visible("\x1b\x00\x7f\x85\u2066\ufeff\udc80\U000e0041") == (
        "␛␀␡\\x85\\u2066\\ufeff\\udc80\\U000e0041"
    )
    assert visible("\ufffe\uffff") == "\\ufffe\\uffff"


@given(ANY_TEXT, ANY_TEXT)
def test_the_parts_of_a_text_are_shown_as_the_whole_is(head: str, tail: str) -> None:
    shown = visible_text(head + tail)
    assert shown == visible_text(head) + visible_text(tail)
    controls = {letter for letter in shown if unicodedata.category(letter) in {"Cc", "Cs"}}
    assert controls <= {"\n", "\t"}
    shown.encode()


def test_lines_keep_their_indents() -> None:
    assert visible_lines("a\n  b\x1b\n\tc") == ["a", "  b␛", "        c"]
