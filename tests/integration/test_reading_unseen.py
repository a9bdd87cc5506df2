"""Pages with text that nobody sees: it goes, and what only looks like it stays."""

from __future__ import annotations

from io import BytesIO

import pytest

from rag.reading.from_html import read

PLANT = "The ministry denied every word of it on Monday."
BODY = (
    "<h1>Barges sink near Ostrava</h1><p>The harbour master said on Tuesday that nine barges had"
    " sunk after a night of storms in the north.</p>{}<p>Divers will look for the cargo as soon as"
    " the river falls, which may take a week, he said.</p>"
)


def text(plant: str, head: str = "", body: str = "<body><article>") -> str:
    page = f"<html><head><title>Barges</title>{head}</head>{body}{BODY.format(plant)}"
    (found,) = read(BytesIO(page.encode()))
    assert "nine barges" in found.text
    assert "Divers will look" in found.text
    return found.text


@pytest.mark.parametrize(
    "plant",
    [
        f'<p style="font-size:0">{PLANT}</p>',
        f'<p style="FONT-SIZE: 0px !important">{PLANT}</p>',
        f'<p style="font-size:1px"><b>{PLANT}</b></p>',
        f'<p style="font-size:.01em">{PLANT}</p>',
        f'<p style="opacity:0">{PLANT}</p>',
        f'<p style="visibility: hidden">{PLANT}</p>',
        f'<p style="position:absolute; left:-9999px">{PLANT}</p>',
        f'<div style="position:absolute;top:-100em" class="x"><p class="y">{PLANT}</p></div>',
        f'<p style="text-indent:-9999px">{PLANT}</p>',
        f'<p style="color:#fff">{PLANT}</p>',
        f'<p style="color: rgb(255, 255, 255)">{PLANT}</p>',
        f'<p style="color:transparent">{PLANT}</p>',
        f'<p style="color:rgba(0,0,0,0)">{PLANT}</p>',
        f'<p><font color="WHITE">{PLANT}</font></p>',
        f'<p style="color:#ffffff;background:#ffffff;font-size:1px">{PLANT}</p>',
        f'<p style="color:#000;background-color:black">{PLANT}</p>',
    ],
)
def test_what_nobody_sees_is_no_text(plant: str) -> None:
    assert "ministry" not in text(plant)


@pytest.mark.parametrize(
    "plant",
    [
        f'<p style="font-size:14px;color:#333">{PLANT}</p>',
        f'<p style="font-size:small; opacity:.9">{PLANT}</p>',
        f'<p style="color:#fff;background:#a00">{PLANT}</p>',
        f'<div style="background:navy"><p style="color:#fff">{PLANT}</p></div>',
        f'<div style="font-size:0"><p style="font-size:16px">{PLANT}</p></div>',
        f'<div style="font-size:0"><div class="column"><p>{PLANT}</p></div></div>',
        f'<div style="opacity:0" class="wow fadeIn"><p>{PLANT}</p></div>',
        f'<div data-w-id="7" style="opacity:0"><p>{PLANT}</p></div>',
        f'<div style="opacity:0;transition:opacity 1s"><p>{PLANT}</p></div>',
        f'<p style="position:relative;left:-20px">{PLANT}</p>',
        f'<p style="text-indent:-1.5em">{PLANT}</p>',
        f'<p style="margin-left:-15px">{PLANT}</p>',
        f'<p style="left:-9999px">{PLANT}</p>',
        f'<p style="color:;font-size:;;:">{PLANT}</p>',
    ],
)
def test_what_can_be_seen_stays(plant: str) -> None:
    assert PLANT in text(plant)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<style>body{background:#123}</style>", "<body><article>"),
        ('<link rel="stylesheet" href="a.css">', "<body><article>"),
        ("<style>@import 'dark.css'</style>", "<body><article>"),
        ("", '<body bgcolor="#000033"><article>'),
        ("", '<body style="background-color:#111"><article>'),
    ],
)
def test_white_letters_stay_where_a_background_may_be_dark(head: str, body: str) -> None:
    assert PLANT in text(f'<p style="color:#fff">{PLANT}</p>', head, body)


def test_a_page_that_is_faded_in_keeps_its_article() -> None:
    for opening in (
        '<body style="opacity:0"><article style="visibility:hidden">',
        '<body style="visibility:hidden"><main style="opacity:0">',
        '<body><div id="app" style="opacity:0">',
    ):
        assert "nine barges" in text("", "", opening)


def test_what_follows_unseen_words_on_their_line_stays() -> None:
    plant = f'<p>He said <span style="font-size:0">{PLANT}</span>that it was over.</p>'
    assert "He said that it was over." in text(plant)
