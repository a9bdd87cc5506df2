"""Markdown, with or without YAML front matter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from rag.reading.encodings import decode
from rag.reading.fields import fields_of
from rag.reading.limits import MAX_FRONT_MATTER
from rag.reading.results import RawArticle, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

_UNCLOSED = re.compile(r"---\s*\n\s*\w+\s*:")
_BLOCKS = frozenset(
    [
        *("address", "article", "blockquote", "details", "dd", "div", "dl", "dt", "hr", "main"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "section", "summary"),
        *("table", "ul"),
    ]
)
_LINES = frozenset({"br", "li", "tr"})
_CELLS = frozenset({"td", "th"})
_FRAMES = frozenset({"ol", "table", "tbody", "thead", "tr", "ul"})
"""Elements whose own text is nothing but space between the elements in them."""
_NOT_TEXT = ("script", "style", "figure", "figcaption", "nav", "aside", "iframe", "svg")
_SPACE = re.compile(r"\s+")


def read(file: BinaryIO) -> Iterator[RawArticle]:
    """One article, as the plain text that a reader of the page would see.

    Paragraphs and list items keep their lines; marks of emphasis, targets of links,
    images and figures are gone. Without a title in the front matter, the first
    ``# heading`` is the title, and then it is not in the body.
    """
    from markdown_it import MarkdownIt

    metadata, body = _front_matter(decode(file.read()).lstrip("\ufeff"))
    fields = fields_of(metadata)
    page = _tree(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body))
    if fields["title"] is None and (heading := page.find(".//h1")) is not None:
        fields["title"] = _SPACE.sub(" ", heading.text_content()).strip()
        heading.drop_tree()
    yield RawArticle(text=_text(page), **fields)


def _front_matter(text: str) -> tuple[dict[str, object], str]:
    import yaml
    from frontmatter.default_handlers import YAMLHandler  # its loader is the safe one

    handler, text = YAMLHandler(), text.lstrip()
    if not handler.detect(text):
        return {}, text
    hint = "Write it as lines of `name: value` between two lines of ---."
    try:
        block, body = handler.split(text)
    except ValueError as error:
        if _UNCLOSED.match(text):
            raise Unreadable("its front matter has no closing line of ---", hint) from error
        return {}, text
    if len(block) > MAX_FRONT_MATTER:
        raise Unreadable(f"its front matter has more than {MAX_FRONT_MATTER:,} characters", hint)
    try:
        _check_aliases(block)
        metadata = handler.load(block) or {}
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        why = f"its front matter is not valid YAML: {error.problem}{line}"
        raise Unreadable(why, "Put values with a colon into quotation marks.") from error
    except (yaml.YAMLError, ValueError) as error:
        raise Unreadable(f"its front matter is not valid YAML: {error}", hint) from error
    if not isinstance(metadata, dict):
        raise Unreadable("its front matter does not name its values", hint)
    return metadata, body


def _check_aliases(block: str) -> None:
    """A few lines of values that repeat each other can stand for billions."""
    import yaml

    if "&" not in block or "*" not in block:
        return
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(block, yaml.CSafeLoader)):
        raise Unreadable("its front matter has YAML aliases (*name)", "Write their values out.")


def _tree(html: str) -> HtmlElement:
    from lxml import etree
    from lxml.html import fragment_fromstring

    page = fragment_fromstring(html, create_parent="div")
    unseen = (etree.Comment, etree.ProcessingInstruction, *_NOT_TEXT)
    etree.strip_elements(page, *unseen, with_tail=False)
    return page


def _text(page: HtmlElement) -> str:
    """The text, with the line breaks that its elements make on a page."""
    for element in page.iter():
        text, tail = element.text or "", _SPACE.sub(" ", element.tail or "")
        if not any(True for _ in element.iterancestors("pre")) and element.tag != "pre":
            text = _SPACE.sub(" ", text)
        parent = element.getparent()
        text = "" if element.tag in _FRAMES else text
        tail = "" if parent is not None and parent.tag in _FRAMES else tail
        if element.tag in _BLOCKS:
            text, tail = "\n\n" + text.removeprefix(" "), "\n\n" + tail.removeprefix(" ")
        elif element.tag in _LINES:
            tail = "\n" + tail.removeprefix(" ")
        elif element.tag in _CELLS and element.getnext() is not None:
            tail = " | "
        element.text, element.tail = text, tail
    return "".join(page.itertext())
