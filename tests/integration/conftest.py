"""A language model to ask, and a browser to open pages in.

The browser is Chromium as the system has it, without network. Where there is none the tests of
pages skip; none is ever downloaded.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

import rag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from openai_server import OpenAIServer
    from playwright.sync_api import Browser, Page

    from rag.wiring import News

NAMES = ("chromium", "chromium-browser", "google-chrome")
SCREENS = {"desktop": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}


@pytest.fixture
def asked(seed_news: News, openai_server: OpenAIServer) -> Iterator[News]:
    """The demonstration articles, and a model on `openai_server` that says what a test wants."""
    del openai_server
    with rag.open(seed_news.settings.library, model="openai:tiny") as news:
        yield news


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser is installed: none of {', '.join(NAMES)} is on the path")
    with sync_playwright() as driver:
        # A container's root has no sandbox to run in; the page is our own.
        chromium = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture(params=SCREENS)
def opened(
    request: pytest.FixtureRequest, browser: Browser, tmp_path: Path
) -> Iterator[Callable[[str], Page]]:
    """Opens a page from a file; it must not complain and ask for nothing but itself."""
    path = tmp_path / "page.html"
    shown = browser.new_page(viewport=SCREENS[request.param])
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
