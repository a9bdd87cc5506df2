"""Saved web pages: the article, and not what the page sets around it."""

from __future__ import annotations

import codecs
import logging
import re
from typing import TYPE_CHECKING, BinaryIO

from rag.reading.dates import day_of
from rag.reading.encodings import decode
from rag.reading.results import RawArticle, Unreadable
from rag.reading.titles import is_boilerplate
from rag.reading.unseen import drop_unseen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement
    from trafilatura.settings import Document

_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?([\w-]{2,40})""", re.IGNORECASE)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
# A figure may hold a table or a pulled quotation, which are text; its caption is not.
_AROUND = (
    "//nav | //aside | //figcaption | //script[not(contains(@type, 'json'))] | //style"
    " | //figure[not(.//table) and not(.//blockquote)]"
    " | //*[contains(concat(' ', @class), ' wp-caption') or contains(@class, 'photo-caption')"
    " or contains(@class, 'image-caption') or contains(concat(' ', @class, ' '), ' caption ')]"
)
_MARKS = re.compile(r"^(?:- |\| |\|[|:-]+\|\n)| \|\s*$", re.MULTILINE)
"""What the extraction sets before list items and around the rows of tables."""
_LONGEST_LABEL = 50
"""Characters of "Related posts" and its kind, and the space around it."""
_MOSTLY = 0.8
"""Share of a block's letters that stand in links, from which it is a list of links."""


def read(file: BinaryIO) -> Iterator[RawArticle]:
    """One article: main text, title, author, date, outlet and address of a page."""
    from lxml import etree
    from lxml.html import document_fromstring

    no_article = Unreadable(
        "no article was found on the page", "Save the article's own page, or its text as .txt."
    )
    try:
        page = document_fromstring(_XML_DECLARATION.sub("", _decode(file.read()), count=1))
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise no_article from error
    drop_unseen(page)  # before style elements go, which may speak of backgrounds
    _prune(page)
    found = [_extract(page, recall=False)]
    if not page.xpath("//article | //main"):
        # The page does not say which part is the article. Then the one way loses
        # lists, the other loses text that stands in no paragraph.
        found.append(_extract(page, recall=True))
    best = max((one for one in found if one), key=lambda one: len(one.text or ""), default=None)
    if best is None or not best.text:
        raise no_article
    yield RawArticle(
        text=_MARKS.sub("", best.text),
        title=best.title,
        source=best.sitename,
        author=best.author,
        url=best.url,
        published=day_of(best.date),
    )


def _extract(page: HtmlElement, *, recall: bool) -> Document | None:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document, use_config

    for name in ("trafilatura", "htmldate", "courlan"):  # what they would print, we raise
        if not (logger := logging.getLogger(name)).handlers:
            logger.addHandler(logging.NullHandler())
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", "1")  # news in brief is news, too
    config.set("DEFAULT", "MIN_OUTPUT_SIZE", "1")
    found = bare_extraction(
        page,
        with_metadata=True,
        include_comments=False,
        favor_recall=recall,
        config=config,
        date_extraction_params={
            "extensive_search": False,  # a date from the running text is a guess
            "original_date": True,
            "min_date": "1000-01-01",
            "max_date": "9999-12-31",
        },
    )
    return found if isinstance(found, Document) else None


def _decode(data: bytes) -> str:
    """By the page's own word where it is not UTF-8."""
    declared = _CHARSET.search(data[:4096])
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if declared and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            name = declared[1].decode("ascii").lower()
            western = name in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii", "utf-8"}
            try:
                return data.decode("cp1252" if western else name)
            except (LookupError, UnicodeDecodeError):
                return decode(data)
    return decode(data)


def _prune(page: HtmlElement) -> None:
    """Take out what is no article text, and what would pose as its sentences."""
    for element in page.xpath(_AROUND):
        element.drop_tree()
    for element in list(page.iter("h2", "h3", "h4", "h5", "h6", "p", "div", "span", "strong")):
        if is_boilerplate(_beginning(element)) and element.getparent() is not None:
            _drop_block(element)


def _beginning(element: HtmlElement) -> str:
    """Enough of an element's text to see whether it is one short line."""
    text = ""
    for piece in element.itertext():
        text += piece
        if len(text) > _LONGEST_LABEL:
            break
    return text


def _drop_block(heading: HtmlElement) -> None:
    """A heading such as "Related posts" goes with the lists and links that follow it."""
    while (after := heading.getnext()) is not None and _is_links(after):
        after.drop_tree()
    heading.drop_tree()


def _is_links(element: HtmlElement) -> bool:
    linked = sum(len(link.text_content().strip()) for link in element.iter("a"))
    return linked > 0 and linked >= _MOSTLY * len("".join(element.text_content().split()))
