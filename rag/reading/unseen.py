"""Text of a page that nobody sees, and that would be quoted as if it stood there.

Only what an element's own ``style`` (or ``<font color>``) makes certain is taken out:

* letters of no size, or of one pixel at most;
* a place outside of the page, 999 pixels or more to the left or above it;
* ``opacity: 0`` or ``visibility: hidden``, unless a script could be about to show the
  element: it has a class, an id, data of its own, or a transition;
* letters in the colour of the element's own background, and white or transparent ones
  where nothing on the page sets a background.

An element stays that holds others which could undo it: ones with a style, a class or an
id. Not covered are style sheets, within the page or beside it, and colours that merely
resemble each other. ``display: none``, comments and what is hidden from assistive
technology never come as far as this: the extraction leaves them out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_WHOLE = frozenset({"html", "head", "body", "main", "article"})
"""What holds the article: pages hide it until they have loaded, and never for good."""
_LENGTH = re.compile(r"(-?(?:\d+\.?\d*|\.\d+))\s*(px|pt|em|rem|ex|ch|vw|vh|%)?")
_PIXELS = {None: 1.0, "px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0}
"""In pixels at the usual 16 for a letter; shares of the page only count where they are zero."""
_TINY = 1.0
"""Pixels of a letter's height that nobody can read."""
_OUTSIDE = -999.0
"""Pixels from the edge of the page: pages that mean it write -999, -9999 or more."""
_WHITE = frozenset(
    {"white", "#fff", "#ffff", "#ffffff", "#ffffffff", "rgb(255,255,255)", "rgba(255,255,255,1)"}
)
_NO_COLOUR = re.compile(r"transparent|#[0-9a-f]{3}0|#[0-9a-f]{6}00|(?:rgba|hsla)\(.*,0(?:\.0+)?\)")
_BACKGROUND = re.compile(r"background", re.IGNORECASE)


def drop_unseen(page: HtmlElement) -> None:
    """Take out the elements that nobody sees; what follows them stays."""
    plain = not _has_background(page)
    for element in page.xpath("//*[@style] | //font[@color]"):
        if element.tag in _WHOLE or element.getparent() is None:
            continue
        style = _declarations(element)
        if _is_unseen(element, style, plain=plain):
            element.drop_tree()


def _declarations(element: HtmlElement) -> dict[str, str]:
    """What the element itself says of its look; a later word outdoes an earlier one."""
    found = {"color": element.get("color", "").strip().lower()} if element.tag == "font" else {}
    for declaration in element.get("style", "").lower().split(";"):
        name, _, value = declaration.partition(":")
        found[name.strip()] = value.replace("!important", "").strip()
    return found


def _has_background(page: HtmlElement) -> bool:
    """Whether anything on the page, or a style sheet beside it, may set a background."""
    if page.xpath("//link[contains(@rel, 'stylesheet')] | //@bgcolor | //@background"):
        return True
    styles = page.xpath("//style/text() | //@style")
    return any(_BACKGROUND.search(style) or "@import" in style for style in styles)


def _is_unseen(element: HtmlElement, style: dict[str, str], *, plain: bool) -> bool:
    if _is_outside(style):
        return True
    if style.get("opacity") in {"0", "0.0", "0%"}:
        return not _may_appear(element, style)
    if element.xpath("boolean(.//*[@style or @class or @id or @color or @size])"):
        return False
    if style.get("visibility") == "hidden":
        return not _may_appear(element, style)
    size = _pixels(style.get("font-size", ""))
    return (size is not None and size <= _TINY) or _has_no_contrast(style, plain=plain)


def _is_outside(style: dict[str, str]) -> bool:
    names = ["text-indent", "margin-left", "margin-top"]
    if style.get("position") in {"absolute", "fixed", "relative"}:
        names += ["left", "top"]
    lengths = (_pixels(style.get(name, "")) for name in names)
    return any(length is not None and length <= _OUTSIDE for length in lengths)


def _may_appear(element: HtmlElement, style: dict[str, str]) -> bool:
    """Whether a script or a style sheet has a hold on it."""
    held = any(
        name in {"class", "id"} or name.startswith(("data-", "x-")) for name in element.attrib
    )
    return held or any(
        "transition" in name or "transform" in name or "anim" in name for name in style
    )


def _has_no_contrast(style: dict[str, str], *, plain: bool) -> bool:
    colour = _colour(style.get("color", ""))
    own = _colour(style.get("background-color", "") or style.get("background", ""))
    if not colour:
        return False
    if own:
        return colour == own and not _NO_COLOUR.fullmatch(own)
    return plain and (colour == "white" or _NO_COLOUR.fullmatch(colour) is not None)


def _colour(value: str) -> str:
    """A colour in one spelling, as far as equal ones are told from it."""
    value = re.sub(r"\s+", "", value)
    if value in _WHITE:
        return "white"
    if re.fullmatch(r"#[0-9a-f]{3}", value):
        return "#" + "".join(2 * digit for digit in value[1:])
    return {"black": "#000000"}.get(value, value)


def _pixels(value: str) -> float | None:
    match = _LENGTH.fullmatch(value)
    if match is None:
        return None
    number = float(match[1])
    return number * _PIXELS[match[2]] if match[2] in _PIXELS else (0.0 if number == 0 else None)
