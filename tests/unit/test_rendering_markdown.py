"""Replies as Markdown: read back with a CommonMark parser, not by eye."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.domain.replies import (
    Answer,
    Citation,
    Claim,
    Difference,
    Dropped,
    Nearest,
    Provenance,
    Refusal,
    Reprint,
)
from rag.rendering.markdown import escaped, reply_markdown

HERE = PurePosixPath("/home/ann")
PROVENANCE = Provenance("extractive", None, "minilm", "/lib", 8, None, "0.1.0", 0, 0, None, 0.5)


def citation(quote: str, title: str = "Washington worries", url: str | None = None) -> Citation:
    return Citation(
        role="evidence",
        article_id="aaaaaaaaaaaa",
        title=title,
        source="The Example Post",
        author=None,
        published=date(2024, 11, 2),
        url=url,
        paths=("/home/ann/seeds/worries.md",),
        start=0,
        end=len(quote),
        quote=quote,
        moved_from="bbbbbbbbbbbb:0",
    )


def answer(claim: Claim) -> Answer:
    return Answer("who?", (claim,), (), (Dropped("no", "no such quote"),), (), PROVENANCE)


def test_an_answer_is_paragraphs_then_numbered_sources_then_remarks() -> None:
    cited = citation("He warned.", url="https://example.org/a?b=1")
    assert reply_markdown(answer(Claim("There was a warning.", (cited,))), HERE) == (
        "There was a warning. \\[1\\]\n"
        "\n"
        "1. [**Washington worries**](<https://example.org/a?b=1>) · The Example Post · 2024-11-02"
        " · seeds/worries.md\n"
        "\n"
        "   > He warned.\n"
        "\n"
        "   *quote found here; the writer had cited bbbbbbbbbbbb:0*\n"
        "\n"
        "*1 claim was dropped: no such quote*\n"
    )


def test_a_claim_that_is_its_quote_does_not_repeat_it() -> None:
    shown = reply_markdown(answer(Claim("He warned.", (citation("He warned."),))), HERE)
    assert shown.count("He warned.") == 1


def test_a_refusal_gives_its_reason_and_what_is_nearest() -> None:
    near = Nearest("aaaaaaaaaaaa", "Washington worries", 0, 9, "Rain fell.", 0.5)
    reply = Refusal("who?", "none names *Canada*", (near,), (), (), ("a note",), PROVENANCE)
    assert reply_markdown(reply, HERE) == (
        "**Not in these articles:** none names \\*Canada\\*\n"
        "\n"
        "The nearest passages:\n"
        "\n"
        "- **Washington worries** (aaaaaaaaaaaa)\n"
        "\n"
        "  > Rain fell.\n"
        "\n"
        "*Note: a note*\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "# not a heading",
        "- not a list",
        "1. not a list",
        "12) nor this",
        "> no quote",
        "*no* _emphasis_ **here** `code` ~~gone~~",
        "[text](https://evil.example) ![image](x.png) <b>html</b> &amp; | table |",
        "---",
        "=====",
        "https://evil.example and www.evil.example and mail@evil.example",
        "back\\slash and $math$",
        "    no code block",
        "```",
        "+ plus",
        "[^1]: no footnote",
    ],
)
def test_article_text_is_shown_as_it_stands(text: str) -> None:
    parser = MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"])
    tokens = parser.parse(escaped(text))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    assert "".join(child.content for child in children) == text.strip()


@given(st.text(st.characters()))
def test_no_text_whatever_can_become_markdown(text: str) -> None:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    shown = escaped(text)
    kinds = [token.type for token in parser.parse(shown)]
    assert kinds == (["paragraph_open", "inline", "paragraph_close"] if shown else [])
    inline = parser.parseInline(shown)
    children = inline[0].children if inline else []
    assert {child.type for child in children or []} <= {"text", "text_special"}


def test_control_characters_are_visible() -> None:
    assert escaped("a\x1b[31mred\nb") == "a␛\\[31mred b"


def test_only_web_addresses_become_links() -> None:
    for url in ("javascript:alert(1)", "https://example.org/a> onclick", "https://e.org/\x1b"):
        cited = citation("He warned.", title="Title", url=url)
        assert "](" not in reply_markdown(answer(Claim("He warned.", (cited,))), HERE)


def test_several_articles_reprints_and_differences_are_shown() -> None:
    echo = Reprint("bbbbbbbbbbbb", "Other", "E*ho", None, None, ())
    ten = citation("Ten came.")
    ten = replace(ten, reprints=(echo,))
    more = replace(ten, article_id="cccccccccccc", title="Third", reprints=(), quote="10 came.")
    sides = ((replace(ten, quote="Ten"), replace(more, quote="10")), (replace(more, quote="12"),))
    reply = replace(answer(Claim("Ten came.", (ten, more))), differences=(Difference(sides),))

    shown = reply_markdown(reply, HERE)

    assert shown.startswith(
        "Ten came. \\[1\\] \\[2\\] · 2 articles\n\nThe articles differ: “Ten” \\("
    )
    assert "“10” \\(" in shown
    assert " but “12” \\(" in shown
    assert "*also printed in: E\\*ho*" in shown
    assert "> 10 came." in shown
