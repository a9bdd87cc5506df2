"""What a person reads on a terminal."""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from rag.domain.articles import Article, Hit, Passage
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
    Unanswered,
)
from rag.rendering.terminal import render_hits, render_reply

if TYPE_CHECKING:
    from rich.console import RenderableType

HERE = PurePosixPath("/home/ann/news")
SENTENCE = "Vedant Patel, a deputy spokesman, warned of a long war."
PROVENANCE = Provenance(
    "extractive", None, "minilm@0f1e2d", "/lib", 8, None, "0.1.0", 0, 0, None, 0.5
)


def citation(quote: str = SENTENCE, **changes: object) -> Citation:
    cited = Citation(
        role="evidence",
        article_id="aaaaaaaaaaaa",
        title="Washington worries",
        source="The Example Post",
        author="Ann Author",
        published=date(2024, 11, 2),
        url="https://example.org/worries",
        paths=("/home/ann/news/seeds/worries.md",),
        start=10,
        end=10 + len(quote),
        quote=quote,
    )
    return replace(cited, **changes)  # type: ignore[arg-type]


def answer(*claims: Claim, **changes: object) -> Answer:
    whole = Answer("who warned?", claims, (), (), (), PROVENANCE)
    return replace(whole, **changes)  # type: ignore[arg-type]


def refusal(**changes: object) -> Refusal:
    whole = Refusal("who?", "none of them names Canada", (), (), (), (), PROVENANCE)
    return replace(whole, **changes)  # type: ignore[arg-type]


def printed(what: RenderableType, *, width: int = 80, wrap: bool = True) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, markup=False, highlight=False, emoji=False)
    console.print(what, soft_wrap=not wrap)
    return stream.getvalue()


def test_an_answer_that_is_its_quote_is_printed_once_above_its_source() -> None:
    reply = answer(Claim(SENTENCE, (citation(),)))
    assert printed(render_reply(reply, HERE)) == (
        f"{SENTENCE} [1]\n"
        "\n"
        "[1] Washington worries · The Example Post · 2024-11-02 · seeds/worries.md\n"
    )


def test_added_words_in_brackets_do_not_make_the_quote_appear_twice() -> None:
    quote = "For him, he said, nothing warned of a long war."
    context = citation("Vedant Patel", role="context")
    text = "For him [Vedant Patel], he said, nothing warned of a long war."
    reply = answer(Claim(text, (citation(quote), context)))
    shown = printed(render_reply(reply, HERE))
    assert shown.count("warned of a long war") == 1
    assert "“" not in shown
    assert "[2]" not in shown


def test_a_claim_of_two_sentences_that_are_both_quoted_is_printed_once() -> None:
    quotes = ("Rain fell.", "Nobody came.")
    cited = tuple(citation(quote, start=place) for place, quote in enumerate(quotes))
    shown = printed(render_reply(answer(Claim("Rain fell. Nobody came.", cited)), HERE))
    assert shown.count("Rain fell.") == 1
    assert "“" not in shown


def test_a_claim_in_other_words_shows_its_quote_under_its_source() -> None:
    reply = answer(Claim("A spokesman gave a warning.", (citation(),)))
    assert printed(render_reply(reply, HERE)).splitlines()[2:] == [
        "[1] Washington worries · The Example Post · 2024-11-02 · seeds/worries.md",
        f"    “{SENTENCE}”",
    ]


def test_an_article_has_one_number_and_each_of_its_quotes_stands_once() -> None:
    first, other = citation("One.", start=0, end=4), citation("Two.", start=5, end=9)
    elsewhere = citation("Three.", article_id="bbbbbbbbbbbb", title="Other news")
    reply = answer(
        Claim("The first thing.", (first,)),
        Claim("The second thing.", (elsewhere, other)),
        Claim("The first thing again.", (first,)),
    )
    shown = printed(render_reply(reply, HERE))
    assert "The first thing. [1]\n" in shown
    assert "The second thing. [1] [2] · 2 articles\n" in shown
    assert "The first thing again. [1]\n" in shown
    assert shown.count("“One.”") == 1
    assert shown.index("“Two.”") < shown.index("[2] Other news") < shown.index("“Three.”")


def test_parts_of_a_source_that_nobody_knows_are_left_out() -> None:
    bare = citation(source=None, published=None, paths=())
    last = printed(render_reply(answer(Claim(SENTENCE, (bare,))), HERE)).splitlines()[-1]
    assert last == "[1] Washington worries"


def test_a_path_outside_the_working_folder_is_shown_whole_and_others_are_counted() -> None:
    away = citation(source=None, published=None, paths=("/srv/a.md", "/srv/b.md"))
    last = printed(render_reply(answer(Claim(SENTENCE, (away,))), HERE)).splitlines()[-1]
    assert last == "[1] Washington worries · /srv/a.md (and 1 more)"


def test_a_moved_quote_says_so() -> None:
    moved = citation(moved_from="cccccccccccc:2")
    shown = printed(render_reply(answer(Claim("In other words.", (moved,))), HERE))
    assert "    quote found here; the writer had cited cccccccccccc:2\n" in shown


def test_a_moved_quote_says_so_even_where_the_claim_repeats_it() -> None:
    moved = citation(moved_from="cccccccccccc:2")
    shown = printed(render_reply(answer(Claim(SENTENCE, (moved,))), HERE))
    assert shown.count(SENTENCE) == 1
    assert "quote found here; the writer had cited cccccccccccc:2" in shown


def test_what_is_missing_dropped_and_noted_follows_the_sources() -> None:
    reply = answer(
        Claim(SENTENCE, (citation(),)),
        unanswered=(Unanswered("And when?", "no date is given"),),
        dropped=(Dropped("It rained.", "its quote is not in the article"),),
        notes=("3 undated articles were left out",),
        provenance=replace(PROVENANCE, model="openai:big", fallback="extractive"),
    )
    assert printed(render_reply(reply, HERE)).splitlines()[4:] == [
        "Not answered: And when? (no date is given)",
        "1 claim was dropped: its quote is not in the article",
        "Written by extractive, not by openai:big",
        "Note: 3 undated articles were left out",
    ]


def test_dropped_claims_are_counted_and_never_shown() -> None:
    dropped = (Dropped("It rained.", "no such quote"), Dropped("It snowed.", "no such quote"))
    shown = printed(render_reply(answer(Claim(SENTENCE, (citation(),)), dropped=dropped), HERE))
    assert "2 claims were dropped: no such quote\n" in shown
    assert "rained" not in shown


def test_a_refusal_gives_its_reason_and_offers_what_is_nearest() -> None:
    near = Nearest("aaaaaaaaaaaa", "Washington worries", 0, 20, "A passage.\nMore of it.", 0.4)
    assert printed(render_reply(refusal(nearest=(near,)), HERE)) == (
        "Not in these articles: none of them names Canada\n"
        "\n"
        "The nearest passages (read on with: rag show ID):\n"
        "  - Washington worries · aaaaaaaaaaaa\n"
        "    A passage. More of it.\n"
    )


def test_a_long_passage_is_offered_as_an_excerpt_cut_between_words() -> None:
    near = Nearest("aaaaaaaaaaaa", "T", 0, 999, "alpha beta " * 50, 0.4)
    shown = printed(render_reply(refusal(nearest=(near,)), HERE), wrap=False)
    last = shown.splitlines()[-1]
    assert last.endswith((" alpha …", " beta …"))
    assert len(last) < 180


def test_an_excerpt_of_a_script_without_spaces_is_not_cut_to_nothing() -> None:
    near = Nearest(
        "aaaaaaaaaaaa", "T", 0, 999, "二 " + "岸田首相は国家安全保障会議を開いた。" * 30, 0.4
    )
    shown = printed(render_reply(refusal(nearest=(near,)), HERE), wrap=False)
    assert len(shown.splitlines()[-1]) > 100


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal_or_than_a_reader_can_follow(width: int) -> None:
    wide = citation("岸田首相は国家安全保障会議を開いた。" * 8)
    reply = answer(Claim(SENTENCE * 5, (wide,)), notes=("x" * 300,))
    shown = printed(render_reply(reply, HERE), width=width)
    widths = [cell_len(line) for line in shown.splitlines()]
    assert max(widths) <= min(width, 100)
    assert all(line == line.rstrip() for line in shown.splitlines())
    assert shown.count("岸") == 8


def test_on_a_narrow_terminal_lines_hang_behind_their_number() -> None:
    shown = printed(render_reply(answer(Claim(SENTENCE, (citation(),))), HERE), width=40)
    first, *others = shown[shown.index("[1] Wash") :].splitlines()
    assert first.startswith("[1] Washington worries")
    assert others
    assert all(line.startswith("    ") and line[4] != " " for line in others)


def test_without_wrapping_every_sentence_stays_on_its_line() -> None:
    long = SENTENCE[:-1] + ", and then some more of it" * 10 + "."
    reply = answer(Claim(long, (citation(long),)))
    assert f"{long} [1]\n" in printed(render_reply(reply, HERE), wrap=False)


HOSTILE = "\x1b]0;owned\x07 \x9b31m \u202egnp.exe\u202c [bold]loud[/bold] :smile:"


def test_nothing_in_an_article_can_steer_the_terminal() -> None:
    cited = citation(HOSTILE, title=HOSTILE, source=HOSTILE, paths=(f"/x/{HOSTILE}",))
    reply = answer(
        Claim(f"He said {HOSTILE}", (cited,)),
        unanswered=(Unanswered(HOSTILE, HOSTILE),),
        dropped=(Dropped("", HOSTILE),),
        notes=(HOSTILE,),
    )
    near = Nearest("aaaaaaaaaaaa", HOSTILE, 0, 9, HOSTILE, 0.1)
    shown = printed(render_reply(reply, HERE)) + printed(
        render_reply(refusal(nearest=(near,), reason=HOSTILE), HERE)
    )
    assert not set(shown) & set("\x1b\x07\x9b\u202e\u202c\r")
    assert "␛]0;owned␇ \\x9b31m \\u202egnp.exe\\u202c [bold]loud[/bold] :smile:" in shown


def hit() -> Hit:
    article = Article.of(title="Washington worries", text="Rain fell.\nNobody came.")
    passage = Passage(f"{article.id}:0", article.id, 0, 23, article.text, ())
    return Hit(passage, article, ("/home/ann/news/a.md",), 0.91234, 0.5, ())


def test_a_search_shows_passages_with_their_score_and_place() -> None:
    found = hit()
    assert printed(render_hits([found], ["2 undated articles were left out"], HERE)) == (
        "[1] Washington worries · a.md\n"
        "    Rain fell. Nobody came.\n"
        f"    score 0.912 · {found.article.id} characters 0-23\n"
        "\n"
        "Note: 2 undated articles were left out\n"
    )


def test_a_search_that_finds_nothing_says_so() -> None:
    assert printed(render_hits([], [], HERE)) == "No passage was found.\n"


@given(st.text(st.characters()), st.integers(20, 120))
def test_whatever_an_article_says_stays_within_the_terminal(text: str, width: int) -> None:
    cited = citation(f"a {text}", title=f"t {text}", source=text, paths=(f"/{text}",))
    claim = Claim(f"In other words {text}", (cited,))
    shown = printed(render_reply(answer(claim, notes=(text,)), HERE), width=width)
    kinds = {unicodedata.category(letter) for letter in shown if letter != "\n"}
    assert not kinds & {"Cc", "Cs", "Zl", "Zp"}
    assert max(cell_len(line) for line in shown.split("\n")) <= min(width, 100)


def test_a_claim_of_several_articles_shows_how_many_and_the_quotes_of_the_others() -> None:
    second = citation("He warned again.", article_id="bbbbbbbbbbbb", title="Second")
    third = citation("A warning came.", article_id="cccccccccccc", title="Third")
    reply = answer(Claim(SENTENCE, (citation(), second, third)))

    shown = printed(render_reply(reply, HERE))

    assert f"{SENTENCE} [1] [2] [3] · 3 articles\n" in shown
    assert shown.count(SENTENCE) == 1
    assert shown.index("[2] Second") < shown.index("“He warned again.”")
    assert shown.index("[3] Third") < shown.index("“A warning came.”")


def test_a_reprint_is_named_below_its_source_and_not_counted() -> None:
    echo = Reprint("bbbbbbbbbbbb", "Other title", "Echo", date(2024, 11, 3), None, ())
    nameless = Reprint("cccccccccccc", "No outlet \x1b[31m", None, None, None, ())
    reply = answer(Claim(SENTENCE, (citation(reprints=(echo, nameless)),)))

    shown = printed(render_reply(reply, HERE))

    assert f"{SENTENCE} [1]\n" in shown
    assert shown.endswith("    also printed in: Echo, 2024-11-03; No outlet ␛[31m\n")


def two_that_differ() -> Answer:
    ten = citation("10,000 came.")
    twelve = citation(
        "12,000 came.",
        article_id="bbbbbbbbbbbb",
        title="Later",
        source="Echo",
        published=date(2024, 11, 9),
    )
    sides = ((replace(ten, quote="10,000", end=16),), (replace(twelve, quote="12,000", end=16),))
    return answer(
        Claim("10,000 came.", (ten,)),
        Claim("12,000 came.", (twelve,)),
        differences=(Difference(sides),),
    )


def test_where_articles_differ_both_are_shown_with_who_says_what() -> None:
    assert printed(render_reply(two_that_differ(), HERE)).split("\n\n")[:3] == [
        "10,000 came. [1]",
        "12,000 came. [2]",
        (
            "The articles differ: “10,000” (The Example Post, 2024-11-02) but “12,000” (Echo,\n"
            "2024-11-09)"
        ),
    ]


@pytest.mark.parametrize("width", [40, 80])
def test_a_difference_stays_inside_its_columns(width: int) -> None:
    shown = printed(render_reply(two_that_differ(), HERE), width=width)

    assert max(map(cell_len, shown.splitlines())) <= width
