"""PDF documents that hold text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, BinaryIO

from rag.reading.results import RawArticle, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pypdfium2 import PdfDocument, PdfPage

_NO_TITLE = re.compile(
    r"untitled|^microsoft word|^print|\.(docx?|pdf|indd|rtf|txt|html?)$", re.IGNORECASE
)
_LIGATURES = {
    0xFB00 + n: text for n, text in enumerate(("ff", "fi", "fl", "ffi", "ffl", "st", "st"))
}
_HYPHENS = ("\x02", "\ufffe")
"""How PDFium marks a hyphen that it holds to be one of line breaking."""
_BULLET = re.compile(r"[•◦▪‣·]\s")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of)\s*\d{1,4})?", re.IGNORECASE
)
_WIDE_GAP = 1.3
"""Times the usual distance of two lines: a larger one parts two paragraphs."""
_OTHER_SIZE = 1.15
"""Ratio of two lines' heights from which one of them is a heading."""
_SHORT_LINE = 0.85
"""Share of the widest line: a sentence that ends before it ends its paragraph."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page; in points from its lower left corner.

    PDFium gives two lines as one where a word is broken between them.

    Attributes:
        text: Without space at its ends.
        top: Upper edge of its first character.
        height: Of its first character.
        last_top: Upper edge of its last character.
        right: Right edge of its last character.
    """

    text: str
    top: float
    height: float
    last_top: float
    right: float


def read(file: BinaryIO) -> Iterator[RawArticle]:
    """One article, its lines joined to paragraphs; words broken at line ends are whole again.

    Title and author are those of the document's properties, where they are not what
    software puts there by itself. The day the file was made is no day of publication.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(file.read())
    except PdfiumError as error:
        if "password" in str(error).lower():
            raise Unreadable(
                "it is protected by a password", "Save a copy without a password, and add that."
            ) from error
        raise Unreadable(
            "it is no PDF, or a damaged one", "Open it in a PDF reader and save it again."
        ) from error
    with document:
        paragraphs = [text for page in document for text in _paragraphs(_lines(page))]
        if not paragraphs:
            raise Unreadable(
                "it has no text, and is perhaps a scan", "Run text recognition (OCR) on it first."
            )
        title, author = _properties(document)
    yield RawArticle(text=_joined(paragraphs), title=title, author=author)


def _properties(document: PdfDocument) -> tuple[str | None, str | None]:
    values = document.get_metadata_dict()
    title, author = values.get("Title", "").strip(), values.get("Author", "").strip()
    return None if _NO_TITLE.search(title) else title or None, author or None


def _lines(page: PdfPage) -> list[_Line]:
    """Lines of a page in reading order, without its number."""
    textpage = page.get_textpage()
    lines, start = [], 0
    text = textpage.get_text_range()
    for piece in text.split("\r\n"):
        if piece.strip():
            first = start + len(piece) - len(piece.lstrip())
            last = start + len(piece.rstrip()) - 1
            _, bottom, _, top = textpage.get_charbox(first, loose=True)
            _, _, right, last_top = textpage.get_charbox(last, loose=True)
            words = piece.strip().translate(_LIGATURES)
            lines.append(_Line(words, top, top - bottom, last_top, right))
        start += len(piece) + 2
    for edge in (0, -1):
        if len(lines) > 1 and _PAGE_NUMBER.fullmatch(lines[edge].text):
            del lines[edge]
    return lines


def _paragraphs(lines: list[_Line]) -> list[str]:
    if not lines:
        return []
    gaps = [above.last_top - below.top for above, below in pairwise(lines)]
    gaps = [gap for gap in gaps if gap > 0]
    usual, widest = median(gaps) if gaps else 0.0, max(line.right for line in lines)
    paragraphs = [lines[0].text]
    for above, below in pairwise(lines):
        if _parts(above, below, usual, widest):
            paragraphs.append(below.text)
        else:
            paragraphs[-1] = _join(paragraphs[-1], below.text)
    return paragraphs


def _parts(above: _Line, below: _Line, usual: float, widest: float) -> bool:
    """Whether a new paragraph begins between two lines."""
    small, large = sorted((above.height, below.height))
    ends = above.right < _SHORT_LINE * widest and _ends_sentence(above.text)
    apart = large > _OTHER_SIZE * small or above.last_top - below.top > _WIDE_GAP * usual
    return ends or apart or _BULLET.match(below.text) is not None


def _ends_sentence(text: str) -> bool:
    return text.rstrip("\"'”’)»").endswith((".", "!", "?"))


def _join(head: str, tail: str) -> str:
    """Two lines of a paragraph as one."""
    if head.endswith(_HYPHENS) or (re.search(r"[a-zß-ÿ]-$", head) and tail[:1].islower()):
        return head[:-1] + tail
    return f"{head} {tail}"


def _joined(paragraphs: list[str]) -> str:
    """The text; a paragraph that a page's end cut in two is one again."""
    text = paragraphs[0]
    for paragraph in paragraphs[1:]:
        if not _ends_sentence(text) and paragraph[:1].islower():
            text = _join(text, paragraph)
        else:
            text += "\n\n" + paragraph
    return re.sub("[" + "".join(_HYPHENS) + "]", "", text)
