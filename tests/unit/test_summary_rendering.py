"""A summary on a terminal, as Markdown and as JSON."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_making import ARTICLE, make_citation
from rich.cells import cell_len
from rich.console import Console
from summary_making import CLOSED, OTHER, SAID, TIRED, make_refused, make_summary, make_topic

from rag.domain.replies import Claim, Dropped
from rag.domain.summaries import Figure, Statement
from rag.rendering.data import dumps, summary_data
from rag.rendering.summaries.index import Listed, index_markdown
from rag.rendering.summaries.markdown import summary_markdown
from rag.rendering.summaries.terminal import render_summary

HERE = PurePosixPath("/news")
EVIL = "</script><script>alert(1)</script> [x](javascript:alert(1)) ![i](http://e.x/) \x1b[2J\u202e"


def printed(reply: object, *, width: int = 80) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, markup=False, highlight=False, emoji=False)
    console.print(render_summary(reply, HERE))
    return stream.getvalue()


def test_the_headline_fact_comes_first_then_points_then_who_said_what() -> None:
    assert printed(make_summary()) == (
        "Harbour of Lintu closed by a strike\n"
        "\n"
        f"{CLOSED} [1]\n"
        "\n"
        f"  - {SAID} [1]\n"
        f"  - {TIRED} [1]\n"
        "\n"
        "Who said what\n"
        "  - Mayor Anna Berg said: 120 dockers had stopped work [1]\n"
        "  - the docker Ilmo Saar said: “We are tired of waiting,” [1]\n"
        "\n"
        "Numbers and dates\n"
        "  Monday (2024-05-06) [1] · 120 dockers [1]\n"
        "\n"
        "[1] Harbour of Lintu closed by a strike · The Harbour Post · 2024-05-06 ·\n"
        "    lintu-strike.md\n"
    )


def test_a_topic_tells_how_many_articles_carry_a_point_and_where_they_differ() -> None:
    shown = printed(make_topic())
    assert shown.startswith("strike in Lintu · 2 articles read\n")
    assert "The harbour closed. [1] [2] · 2 articles\n" in shown
    assert "The articles differ: “120 dockers” (The Harbour Post, 2024-05-06) but" in shown
    assert "Mayor Anna Berg, of Lintu, said: 120 had stopped work [1]" in shown
    assert "    also printed in: Evening Wire, 2024-05-06\n" in shown
    assert "    “The harbour was shut.”\n" in shown


def test_who_is_only_referred_to_is_shown_as_the_source() -> None:
    told = Statement(0, "the port", "according to", "it closed")
    assert "  - According to the port: it closed [1]\n" in printed(make_summary(statements=(told,)))


def test_a_figure_of_several_claims_is_shown_once_with_all_its_articles() -> None:
    figures = (Figure(1, "3 days"), Figure(2, "3 days"), Figure(2, "2024-05-06"))
    assert "  3 days [1] [2] · 2024-05-06 [2]\n" in printed(make_topic(figures=figures))


def test_what_was_dropped_is_counted_and_notes_are_shown() -> None:
    shown = printed(make_summary(dropped=(Dropped("It rained.", "no quote"),), notes=("Old",)))
    assert shown.endswith("\n1 claim was dropped: no quote\nNote: Old\n")


def test_parts_that_a_summary_has_not_got_have_no_heading() -> None:
    bare = make_summary(statements=(), figures=(), claims=make_summary().claims[:1])
    assert printed(bare).count("\n\n") == 2
    assert "##" not in summary_markdown(bare, HERE).replace("## Sources", "")


def test_a_refusal_reads_like_that_of_a_question() -> None:
    told = "Not in these articles: no sentence could stand in a summary\n"
    assert printed(make_refused()).endswith(told)
    assert "**Not in these articles:** no sentence" in summary_markdown(make_refused(), HERE)
    assert summary_data(make_refused())["kind"] == "refusal"


@pytest.mark.parametrize("width", [40, 80])
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_line_is_wider_than_the_terminal_whatever_the_text(width: int, text: str) -> None:
    summary = make_topic(
        subject=text,
        claims=(Claim(text or "x", (make_citation(),)),),
        statements=(Statement(0, text, "said", text),),
        figures=(Figure(0, text),),
        differences=(),
    )
    shown = printed(summary, width=width)
    assert max(map(cell_len, shown.splitlines())) <= width
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", shown)


def evil() -> str:
    cited = replace(make_citation(), title=EVIL, source=EVIL, quote=EVIL, url="javascript:alert(1)")
    return summary_markdown(
        make_topic(
            subject=EVIL,
            claims=(Claim(EVIL, (cited,)),),
            statements=(Statement(0, EVIL, EVIL, EVIL),),
            figures=(Figure(0, EVIL),),
            differences=(),
            notes=(EVIL,),
        ),
        HERE,
    )


def test_markdown_of_an_article_stays_text() -> None:
    for written in (
        evil(),
        "".join(index_markdown([Listed(EVIL, EVIL, None, EVIL, "a-b", summarised=True)], 1, EVIL)),
    ):
        tokens = [
            t for block in MarkdownIt("commonmark").parse(written) for t in block.children or ()
        ]
        assert not [t for t in tokens if t.type in ("html_inline", "image")]
        assert {t.attrs["href"] for t in tokens if t.type == "link_open"} <= {"a-b.md"}
        assert "<script" not in MarkdownIt("commonmark").render(written)
        assert not {"\x1b", "\u202e"} & set(written)


def test_markdown_has_the_parts_in_their_order() -> None:
    written = summary_markdown(make_topic(), HERE)
    headings = re.findall("^#+ (.+)$", written, re.MULTILINE)
    assert headings == [
        "strike in Lintu", "Who said what", "Numbers and dates", "Where the articles differ",
        "Sources",
    ]  # fmt: skip
    assert "**The harbour closed.** \\[1\\] \\[2\\] · 2 articles\n" in written
    assert "- **Mayor Anna Berg, of Lintu**, said: 120 had stopped work \\[1\\]\n" in written
    assert "- Monday \\(2024-05-06\\) \\[1\\] \\[2\\]\n" in written


def test_json_has_every_field_and_the_number_of_articles_behind_each_claim() -> None:
    data = json.loads(dumps(summary_data(make_topic())))
    assert list(data)[:3] == ["schema", "kind", "scope"]
    assert (data["kind"], data["scope"]) == ("summary", "topic")
    assert [claim["articles"] for claim in data["claims"]] == [2, 1, 1]
    assert data["article_ids"] == [ARTICLE.id, OTHER.id]
    assert data["figures"][0] == {"claim": 0, "text": "Monday", "day": "2024-05-06"}
    assert data["differences"][0]["answers"][1][0]["quote"] == "140 dockers"
