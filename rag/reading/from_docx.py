"""Word documents (.docx)."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, BinaryIO

from rag.reading.limits import MAX_UNPACKED_BYTES, MAX_XML_BYTES, MB
from rag.reading.results import RawArticle, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document
    from docx.table import Table

_SOFTWARE = "python-docx"
"""What the library's own template names as author."""


def read(file: BinaryIO) -> Iterator[RawArticle]:
    """One article: paragraphs and tables in their order, captions left out.

    The title is that of the document's properties, or its paragraph in the style
    "Title"; the author is that of the properties. The day the file was made is no day
    of publication.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    not_word = Unreadable(
        "it is no Word document (.docx), or it is damaged or locked by a password",
        "Open it in Word and save it as .docx without a password.",
    )
    _check_archive(file, not_word)
    try:
        document = docx.Document(file)
    except (KeyError, ValueError, PackageNotFoundError, zipfile.BadZipFile) as error:
        raise not_word from error
    properties = document.core_properties
    title, text = _content(document)
    yield RawArticle(
        text=text,
        title=properties.title or title,
        author=None if properties.author == _SOFTWARE else properties.author,
    )


def _check_archive(file: BinaryIO, not_word: Unreadable) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise not_word from error
    unpacked = sum(entry.file_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if unpacked > MAX_UNPACKED_BYTES:
        raise Unreadable(
            f"it has {unpacked / MB:.0f} MB unpacked; the limit is {MAX_UNPACKED_BYTES // MB} MB",
            "Take the pictures out of it, or save its text as .txt.",
        )
    if xml > MAX_XML_BYTES:
        raise Unreadable(
            f"it has {xml / MB:.0f} MB without its pictures; the limit is {MAX_XML_BYTES // MB} MB",
            "Save its text as .txt, split into its articles.",
        )
    file.seek(0)


def _content(document: Document) -> tuple[str | None, str]:
    from docx.text.paragraph import Paragraph

    title, blocks = None, []
    for block in document.iter_inner_content():
        if not isinstance(block, Paragraph):
            blocks.append(_rows(block))
            continue
        style = (block.style.name or "") if block.style is not None else ""
        if style == "Title" and title is None and block.text.strip():
            title = block.text
        elif style != "Caption":
            blocks.append(block.text)
    return title, "\n\n".join(blocks)


def _rows(table: Table) -> str:
    rows = ([" ".join(cell.text.split()) for cell in row.cells] for row in table.rows)
    return "\n".join(" | ".join(dict.fromkeys(filter(None, row))) for row in rows)
