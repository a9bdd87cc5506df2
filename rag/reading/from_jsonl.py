"""JSON lines: one article a line, streamed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, BinaryIO

from rag.reading.encodings import decode
from rag.reading.fields import fields_of
from rag.reading.limits import MAX_LINE_BYTES, MB
from rag.reading.normalising import one_line
from rag.reading.results import RawArticle, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHAPE = 'Write one JSON object a line, such as {"text": "…", "title": "…"}.'


def read(file: BinaryIO) -> Iterator[RawArticle | Unreadable]:
    """Articles in the order of their lines; a line that is none says why, with its number.

    ``text`` is required; ``id``, ``title``, ``source``, ``author``, ``published``
    (or ``date``) and ``url`` are optional. Blank lines count but hold nothing.
    """
    if b"\0" in file.read(1024):
        raise Unreadable("it is binary, or text in UTF-16", "Save it as UTF-8 text.")
    file.seek(0)
    empty = True
    for number, line in _lines(file):
        if line is not None and not line.strip():
            continue
        empty = False
        try:
            yield _article(number, line)
        except Unreadable as error:
            yield error
    if empty:
        raise Unreadable("it holds no record", _SHAPE)


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their numbers from 1; None for one that is too long to be held."""
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) <= MAX_LINE_BYTES or line.endswith(b"\n"):
            yield number, line
            continue
        while (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def _article(number: int, line: bytes | None) -> RawArticle:
    def bad(why: str, hint: str = _SHAPE) -> Unreadable:
        return Unreadable(why, hint, record=record or f"line {number}", line=number)

    record = ""
    if line is None:
        raise bad(f"more than {MAX_LINE_BYTES // MB} MB, the limit for one record", "Split it.")
    try:
        value = json.loads(decode(line))
    except json.JSONDecodeError as error:
        raise bad(f"not valid JSON: {error.msg} at character {error.pos + 1}") from error
    except (ValueError, RecursionError) as error:
        raise bad(f"not readable as JSON: {error}") from error
    except Unreadable as error:
        raise bad(error.why, error.hint) from error
    if not isinstance(value, dict):
        raise bad("not a JSON object")
    name, text = value.get("id"), value.get("text")
    if isinstance(name, bool) or not isinstance(name, str | int | None):
        raise bad('its "id" is neither text nor a whole number')
    record = one_line(str(name)) if name is not None else ""
    if not isinstance(text, str):
        raise bad('its "text" is missing' if text is None else 'its "text" is no text')
    return RawArticle(text=text, record=record or None, line=number, **fields_of(value))
