"""The page of a report in a real browser."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from long_article import CITED, IN_SIGHT, LONG, QUOTE, shown
from report_making import (
    ARTICLE,
    SAID,
    make_answer,
    make_attempt,
    make_case,
    make_cases,
    make_citation,
    make_report,
)

from rag.domain.baselines import GateResult, Regression
from rag.domain.replies import Claim
from rag.domain.reports import ReportArticle
from rag.rendering.reports.page import report_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


@pytest.fixture
def page(opened: Callable[[str], Page]) -> Page:
    return opened(written())


def written() -> str:
    answer = make_answer(Claim("Saar was not asked.", (make_citation(), CITED)))
    invented = make_attempt(
        make_answer(Claim("All is well.", (make_citation("All is well in the harbour."),))),
        passed=False,
        faithful=False,
        reasons=("a quote is not in its article",),
    )
    report = make_report(
        *make_cases(),
        make_case("asked & told/100%", make_attempt(answer), question="Was Saar asked?", tags=()),
        make_case("invented", invented, tags=("who-said",)),
    )
    report = replace(
        report,
        articles=(*report.articles, ReportArticle(LONG.id, LONG.title, "/long.md", LONG.text)),
    )
    gate = GateResult((Regression("case", "strikers", "It never passes now.", "120.", "200."),), ())
    return report_page(report, gate)


def shown_cases(page: Page) -> list[str]:
    return page.locator(".case:visible .id").all_inner_texts()


def test_a_click_on_a_case_and_on_a_citation_shows_the_quote_marked_in_its_article(
    page: Page,
) -> None:
    case = page.locator(".case", has_text="Was Saar asked?")
    case.locator("summary").first.click()
    case.locator("button.cite", has_text="2").click()

    mark = case.locator(".article mark")
    assert mark.evaluate("mark => mark.textContent") == shown(QUOTE)
    assert mark.evaluate(IN_SIGHT)
    whole = case.locator(".article .text").evaluate("text => text.textContent")
    assert whole == shown(LONG.text)
    assert case.locator(".article b").inner_text() == LONG.title

    case.locator(".back").click()
    assert page.evaluate("document.activeElement.textContent") == "2"


def test_an_opened_case_shows_its_first_quote_and_has_an_address(page: Page) -> None:
    page.locator(".case", has_text="Was Saar asked?").locator("summary").first.click()

    page.wait_for_function("location.hash === '#case=asked%20%26%20told%2F100%25'")
    assert page.locator(".article mark:visible").inner_text() == SAID


def test_an_address_opens_its_case(page: Page) -> None:
    page.goto(page.url + "#case=asked%20%26%20told%2F100%25")
    page.reload()

    assert page.locator(".case[open] .id").all_inner_texts() == ["asked & told/100%"]
    page.goto(page.url.partition("#")[0] + "#case=%E0%A4%A")  # no valid address: nothing happens


def test_a_regression_leads_to_its_case(page: Page) -> None:
    page.get_by_role("link", name="strikers").click()

    case = page.locator(".case[open]")
    assert case.locator(".id").inner_text() == "strikers"
    assert case.locator("summary").first.evaluate("s => s === document.activeElement")


def test_cases_are_filtered_by_outcome_tag_and_words(page: Page) -> None:
    assert shown_cases(page) == [
        "strikers", "invented", "saar-mood", "berg-strike", "strike-pay", "asked & told/100%",
    ]  # fmt: skip
    page.locator("[name=outcome]").select_option("failed")
    assert shown_cases(page) == ["strikers", "invented"]
    page.locator("[name=tag]").select_option("how-many")
    assert shown_cases(page) == ["strikers"]
    page.locator("[name=outcome]").select_option("passed")
    assert shown_cases(page) == []
    assert page.locator("output").inner_text() == "0 of 6"
    page.locator("[name=outcome]").select_option("all")
    page.locator("[name=tag]").select_option("all")
    page.get_by_label("Words").fill("NOT ASKED")
    assert shown_cases(page) == ["asked & told/100%"]


def test_cases_open_from_the_keyboard(page: Page) -> None:
    page.get_by_label("Words").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator(".case[open] .id").all_inner_texts() == ["strikers"]


def test_a_retrieved_passage_unfolds_with_the_gold_quote_marked(page: Page) -> None:
    page.goto(page.url + "#case=strikers")
    passage = page.locator(".case[open] .passage").nth(1)
    passage.locator("summary").click()

    assert passage.locator("mark").inner_text() == SAID
    assert passage.locator(".text").evaluate("t => t.textContent") == ARTICLE.text


def test_a_quote_that_is_not_in_its_article_is_called_so(page: Page) -> None:
    page.goto(page.url + "#case=invented")

    pane = page.locator(".case[open] .article")
    assert pane.get_by_text("The quote does not stand here.").is_visible()
    assert page.locator(".case[open]").get_by_text("the quote does not stand there").is_visible()
    page.locator(".case[open] button.source").last.click()  # the gold quote does
    assert not pane.get_by_text("The quote does not stand here.").is_visible()


def test_nothing_is_wider_than_the_screen(page: Page) -> None:
    for case in page.locator(".case > summary").all():
        case.click()

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
