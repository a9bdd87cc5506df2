"""The page of a summary in a real browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from long_article import CITED, IN_SIGHT, LONG, QUOTE, shown
from report_making import ARTICLE, make_citation
from summary_making import CLOSED, TEXTS, make_refused, make_summary, make_topic

from rag.domain.replies import Claim
from rag.rendering.summaries.index import Listed, index_page
from rag.rendering.summaries.page import summary_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


def long_summary() -> str:
    claims = (Claim(CLOSED, (make_citation(CLOSED),)), Claim("Saar was not asked.", (CITED,)))
    summary = make_topic(claims=claims, statements=(), figures=())
    return summary_page(summary, {**TEXTS, LONG.id: LONG.text})


def test_a_click_on_a_citation_shows_its_quote_marked_in_its_article(
    opened: Callable[[str], Page],
) -> None:
    page = opened(long_summary())
    page.locator("li button.cite", has_text="2").first.click()

    mark = page.locator(".article mark")
    assert mark.evaluate("mark => mark.textContent") == shown(QUOTE)
    assert mark.evaluate(IN_SIGHT)
    whole = page.locator(".article .text").evaluate("text => text.textContent")
    assert whole == shown(LONG.text)
    assert page.locator(".article b").inner_text() == LONG.title
    assert page.locator("[aria-current]").all_inner_texts() == ["2"]
    assert page.title() == "strike in Lintu"
    assert page.locator("img").count() == 0


def test_a_citation_opens_from_the_keyboard_and_escape_leads_back(
    opened: Callable[[str], Page],
) -> None:
    page = opened(summary_page(make_topic(), TEXTS))
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator(".article mark").inner_text() == "The harbour was shut."
    assert page.locator(".article mark").evaluate("mark => mark === document.activeElement")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "2"
    page.keyboard.press("Enter")
    page.get_by_role("button", name="back to the summary").click()
    assert page.evaluate("document.activeElement.textContent") == "2"


def test_the_first_quote_is_open_where_there_is_room_beside_the_summary(
    opened: Callable[[str], Page],
) -> None:
    page = opened(summary_page(make_summary(), TEXTS))
    wide = page.evaluate("innerWidth > innerHeight")

    assert page.locator(".article").is_visible() == wide
    if wide:
        assert page.locator(".article mark").inner_text() == CLOSED
        assert page.evaluate("document.activeElement === document.body")


def test_answers_that_differ_lead_into_their_articles(opened: Callable[[str], Page]) -> None:
    page = opened(summary_page(make_topic(), TEXTS))
    page.get_by_role("button", name="“140 dockers”").click()

    assert page.locator(".article mark").inner_text() == "140 dockers"
    assert page.locator(".article b").inner_text() == "Lintu dockers walk out"


def test_nothing_is_wider_than_the_screen(opened: Callable[[str], Page]) -> None:
    listed = [
        Listed(LONG.title * 3, "Post", None, "x" * 300, "a", summarised=True),
        Listed(ARTICLE.title, None, None, "failed", None, summarised=False),
    ]
    index = "".join(index_page(listed, 2, "extractive, at most 120 words"))
    for html in (long_summary(), summary_page(make_refused("x" * 300), {}), index):
        assert opened(html).evaluate("document.documentElement.scrollWidth <= innerWidth")
