"""The page of a summary in a real browser: Chromium as the system has it, without network.

Where there is no Chromium these tests skip; none is ever downloaded.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright
from report_making import ARTICLE, make_citation
from summary_making import CLOSED, TEXTS, make_refused, make_summary, make_topic

from rag.domain.articles import Article
from rag.domain.replies import Claim
from rag.rendering.summaries.index import Listed, index_page
from rag.rendering.summaries.page import summary_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

QUOTE = "“Nobody asked <b>us</b> 👩‍👧,” said\nthe docker \x1b[1mIlmo Saar."
LONG = Article.of(
    title="A long day </script><script>document.title = 'owned'</script>",
    text=f"{'It was a long day in the harbour. ' * 300}\n\n{QUOTE}\n\n{'Rain fell. ' * 600}"
    "<img src=x onerror=\"document.title='owned'\">",
)
SHOWN = QUOTE.replace("\x1b", "␛")
IN_SIGHT = """mark => {
  const [own, pane] = [mark, mark.parentElement].map((e) => e.getBoundingClientRect());
  const [top, bottom] = [Math.max(0, pane.top), Math.min(innerHeight, pane.bottom)];
  return own.top >= top && own.bottom <= bottom;
}"""


def long_summary() -> str:
    start = LONG.text.index(QUOTE)
    cited = replace(
        make_citation(QUOTE),
        article_id=LONG.id,
        title=LONG.title,
        start=start,
        end=start + len(QUOTE),
    )
    claims = (Claim(CLOSED, (make_citation(CLOSED),)), Claim("Saar was not asked.", (cited,)))
    summary = make_topic(claims=claims, statements=(), figures=())
    return summary_page(summary, {**TEXTS, LONG.id: LONG.text})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser is installed: none of {', '.join(NAMES)} is on the path")
    with sync_playwright() as driver:
        # A container's root has no sandbox to run in; the page is our own.
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def opened(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path
) -> Iterator[Callable[[str], Page]]:
    """Opens a page from a file; it must not complain and ask for nothing but itself."""
    path = tmp_path / "summary.html"
    shown = browser.new_page(viewport=request.param)
    complaints: list[str] = []
    asked: set[str] = set()
    shown.on("console", lambda message: complaints.append(message.text))
    shown.on("pageerror", lambda error: complaints.append(str(error)))
    shown.on("request", lambda each: asked.add(each.url.partition("#")[0]))

    def open_it(html: str) -> Page:
        path.write_text(html, encoding="utf-8")
        shown.goto(path.as_uri())
        return shown

    yield open_it
    shown.close()
    assert complaints == []
    assert asked <= {path.as_uri(), "data:,"}


def test_a_click_on_a_citation_shows_its_quote_marked_in_its_article(
    opened: Callable[[str], Page],
) -> None:
    page = opened(long_summary())
    page.locator("li button.cite", has_text="2").first.click()

    mark = page.locator(".article mark")
    assert mark.evaluate("mark => mark.textContent") == SHOWN
    assert mark.evaluate(IN_SIGHT)
    whole = page.locator(".article .text").evaluate("text => text.textContent")
    assert whole == LONG.text.replace("\x1b", "␛")
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
    wide = page.viewport_size == DESKTOP

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
