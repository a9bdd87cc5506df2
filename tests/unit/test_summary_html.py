"""What stands in the page of a summary and in an index, before a browser shows it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from page_tags import EVIL, EVIL_SHOWN, Page
from report_making import ARTICLE, make_citation
from summary_making import CLOSED, OTHER, TEXTS, make_refused, make_summary, make_topic

from rag.domain.replies import Claim, Difference, Dropped, Nearest
from rag.domain.summaries import Figure, Statement
from rag.rendering.summaries.index import Listed, index_page
from rag.rendering.summaries.page import summary_page


def strange_page(text: str) -> str:
    """A page in which everything that can be text is this text."""
    cited = replace(make_citation(), title=text, source=text, author=text, quote=text, url=text)
    hers = replace(cited, start=0, end=0)
    summary = make_topic(
        subject=text,
        claims=(Claim(text, (cited,)), Claim(f"{text}.", (cited, hers))),
        statements=(Statement(0, text, text, text),),
        figures=(Figure(0, text),),
        differences=(Difference(((cited,), (hers,))),),
        dropped=(Dropped(text, text),),
        notes=(text,),
        provenance=replace(make_summary().provenance, model=text, prompt=text),
    )
    return summary_page(summary, {ARTICLE.id: ARTICLE.text + text})


def strange_index(text: str) -> str:
    listed = [Listed(text, text, date(2024, 1, 1), text, "a-b", summarised=True)]
    return "".join(
        index_page([*listed, Listed(text, None, None, text, None, summarised=False)], 2, text)
    )


@pytest.mark.parametrize("html", [summary_page(make_topic(), TEXTS), strange_index("x")])
def test_a_page_loads_nothing_and_allows_nothing_but_its_own_style_and_script(html: str) -> None:
    page = Page(html)
    policy = str(next(m["content"] for m in page.all("meta") if m.get("http-equiv")))

    def hashed(text: str) -> str:
        return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    [style] = page.texts["style"]
    assert f"style-src 'sha256-{hashed(style)}'" in policy
    scripts = page.texts.get("script", [])
    allowed = f"'sha256-{hashed(scripts[1])}'" if scripts else "'none'"
    assert f"script-src {allowed}" in policy
    assert "default-src 'none'" in policy
    assert [link["href"] for link in page.all("link")] == ["data:,"]
    handlers = ("src", "style", "onclick")
    assert not [name for _, found in page.tags for name in handlers if name in found]


def test_everything_of_an_article_stays_text() -> None:
    html = strange_page(EVIL)
    page = Page(html)

    assert len(page.all("script")) == 2
    assert "alert(1)</script>" not in html
    assert "<!--" not in html
    assert not {"\x1b", "\u202e"} & set(html)
    assert page.all("a") == []
    assert page.stored() == [ARTICLE.text + EVIL_SHOWN]
    for tag in ("h1", "p", "li", "b", "title"):
        assert any(EVIL_SHOWN in text for text in page.texts[tag]), tag
    index = strange_index(EVIL)
    assert not Page(index).all("script")
    assert not {"\x1b", "\u202e"} & set(index)


@settings(max_examples=25)  # a page takes a while
@given(st.text(st.characters(), min_size=1))
def test_no_text_changes_the_structure_of_a_page(text: str) -> None:
    for made in (strange_page, strange_index):
        plain, strange = Page(made("x")), Page(made(text))
        # a claim of brackets alone has no quote that it speaks
        loose = {"li", "q", "p", "span", "button"}
        assert [tag for tag, _ in plain.tags if tag not in loose] == [
            tag for tag, _ in strange.tags if tag not in loose
        ]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "https://e.org/\u202e", "file:///etc", None]
)
def test_only_a_plain_address_of_the_web_becomes_a_link(url: str | None) -> None:
    claim = Claim(CLOSED, (replace(make_citation(CLOSED), url=url),))
    html = summary_page(make_summary(claims=(claim,), statements=(), figures=()), TEXTS)
    assert Page(html).all("a") == []


def test_an_article_leads_to_where_it_was_published() -> None:
    [link, *_] = Page(summary_page(make_summary(), TEXTS)).all("a")
    assert link == {"href": ARTICLE.url, "rel": "noopener noreferrer"}


def test_every_citation_points_at_its_quote_and_each_text_is_stored_once() -> None:
    page = Page(summary_page(make_topic(), TEXTS))
    texts = json.loads(page.texts["script"][0])

    assert sorted(texts) == sorted(TEXTS.values())
    shown = {
        texts[int(b["data-text"])][int(b["data-start"]) : int(b["data-end"])]
        for b in page.all("button")
        if "data-text" in b
    }
    summary = make_topic()
    cited = {c.quote for claim in summary.claims for c in claim.citations}
    assert shown == cited | {"120 dockers", "140 dockers"}


def test_a_quote_is_written_out_unless_a_claim_is_that_quote() -> None:
    page = Page(summary_page(make_topic(), TEXTS))
    assert page.texts["q"] == [CLOSED, "The harbour was shut."]
    assert page.texts["span"].count("word for word") == 2


def test_a_page_without_the_texts_shows_the_quotes_all_the_same() -> None:
    page = Page(summary_page(make_topic(), {OTHER.id: OTHER.text}))
    assert len(page.all("aside")) == 1
    bare = Page(summary_page(make_topic(), {}))
    assert (bare.all("button"), bare.all("aside")) == ([], [])
    assert CLOSED in bare.texts["q"]


def test_a_refusal_has_a_page_with_what_is_nearest() -> None:
    near = Nearest(ARTICLE.id, EVIL, 0, 5, EVIL, 0.5)
    page = Page(summary_page(replace(make_refused(EVIL), nearest=(near,)), {}))
    assert f"Not in these articles: {EVIL_SHOWN}" in page.texts["p"]
    assert EVIL_SHOWN in page.texts["blockquote"]
    assert page.all("button") == []


def test_the_index_links_what_is_there_and_names_what_is_not() -> None:
    listed = [
        Listed(
            "Harbour & co", "Post", date(2024, 5, 6), "It closed.", "hafen-ü-a", summarised=True
        ),
        Listed("Rain", None, None, "the server is down", None, summarised=False),
    ]
    html = "".join(index_page(iter(listed), 2, "extractive"))
    page = Page(html)

    links = [link["href"] for link in page.all("a")]
    assert links == ["hafen-%C3%BC-a.html", "hafen-%C3%BC-a.md", "hafen-%C3%BC-a.json"]
    assert "2 articles" in re.sub(r"\s+", " ", page.texts["h1"][0])
    assert "the server is down" in page.texts["p"]
    assert "Post · 2024-05-06" in page.texts["p"]
