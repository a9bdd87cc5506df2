"""A file to articles, and anything that goes wrong to a failure that says so."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.domain.articles import Article, Location
from rag.errors import InputError
from rag.reading import opening
from rag.reading.formats import format_of, not_supported, parse
from rag.reading.limits import MAX_FAILURES, MAX_FIELD_CHARACTERS, MB
from rag.reading.normalising import cut, normalise, one_line
from rag.reading.results import Failure, RawArticle, Reading, Unreadable, broken
from rag.reading.titles import titled, without_boilerplate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    Parse = Callable[[str, BinaryIO], Iterator[RawArticle | Unreadable]]

_EMPTY = "Write the article into it, or leave it out."


def file_sha256(path: Path) -> str:
    """Hex digest of a file's bytes, streamed: tells a changed file without parsing it.

    Raises:
        InputError: The file cannot be read, or is empty or larger than its format may be; that
            is found out without reading it, which could take hours.
    """
    form = format_of(path)
    with opening.open_regular(path) as file:
        try:
            _check_size(os.fstat(file.fileno()).st_size, form and form.max_bytes)
        except Unreadable as error:
            raise _explain(path, error) from error
    return opening.file_sha256(path)


def read(
    path: Path, file_sha256: str | None = None, parse: Parse = parse
) -> Iterator[Reading | Failure]:
    """Give the articles of a file, one by one, and a failure for each that is none.

    Never raises for what the file holds. A record whose id stood in the file before
    is a failure; a record without an id whose text stood in it before is the same
    article at the same place, and is given once. Failures beyond a thousand are
    counted, and not given.

    Args:
        path: Of a file; see `rag.reading.formats.FORMATS` for what can be read.
        file_sha256: What `rag.reading.file_sha256` said, where it was called already.
        parse: Parses a file of a suffix; files of strangers had better be parsed by
            `rag.reading.Apart.parse`.
    """
    path = opening.absolute(path)
    shown = opening.printable(path)
    failures = 0
    try:
        for found in _articles(path, file_sha256, parse):
            if not isinstance(found, Unreadable):
                yield found
                continue
            failures += 1
            if failures <= MAX_FAILURES:
                yield Failure(shown, found.record, _explain(path, found))
        if failures > MAX_FAILURES:
            yield Failure(shown, "", _explain(path, _uncounted(failures - MAX_FAILURES)))
    except InputError as error:
        yield Failure(shown, "", error)
    except Unreadable as error:
        yield Failure(shown, error.record, _explain(path, error))
    except OSError as error:
        yield Failure(shown, "", opening.refused(path, error))
    except Exception as error:  # noqa: BLE001 - parsers of broken files raise anything
        yield Failure(shown, "", _explain(path, broken(error)))


def _uncounted(more: int) -> Unreadable:
    return Unreadable(f"{more:,} more records are no articles", "Repair the first, and add again.")


def _explain(path: Path, error: Unreadable) -> InputError:
    where = f"line {error.line}: " if error.line else ""
    return opening.cannot_read(path, where + error.why, error.hint)


def _articles(path: Path, digest: str | None, parse: Parse) -> Iterator[Reading | Unreadable]:
    form = format_of(path)
    if form is None:
        raise not_supported(path)
    if opening.printable(path) != str(path):
        raise Unreadable("its name is not valid UTF-8", "Rename it.")
    with opening.open_regular(path) as file:
        _check_size(os.fstat(file.fileno()).st_size, form.max_bytes)
        # Hashed before it is read: if the file changes in between, the hash is the
        # old one, and the next run sees a changed file and reads it again.
        digest = digest or opening.file_sha256(path)
        lines: dict[str, int] = {}
        for raw in parse(path.suffix.lower(), file):
            found = raw if isinstance(raw, Unreadable) else _finished(raw, str(path), digest)
            if isinstance(found, Unreadable):
                yield found
                continue
            record = found.location.record
            first = lines.setdefault(record, raw.line)
            if first == raw.line:
                yield found
            elif isinstance(raw, RawArticle) and raw.record is not None:
                yield Unreadable(
                    f"the id {record!r} stands on line {first} already",
                    "Give every record an id of its own.",
                    record=record,
                    line=raw.line,
                )


def _check_size(size: int, limit: int | None) -> None:
    if size == 0:
        raise Unreadable("it is empty", _EMPTY)
    if limit is not None and size > limit:
        raise Unreadable(
            f"it has {size / MB:.1f} MB, and the limit for its format is {limit // MB} MB",
            "Split it into its articles, or put them as records into a .jsonl file.",
        )


def _finished(raw: RawArticle, path: str, digest: str) -> Reading | Unreadable:
    """The article in its stored form."""
    title, text = titled(without_boilerplate(normalise(raw.text)), _field(raw.title))
    if not text:
        record = raw.record or (f"line {raw.line}" if raw.line else "")
        return Unreadable("it has no text", _EMPTY, record=record, line=raw.line)
    article = Article.of(
        title=title,
        text=text,
        source=_field(raw.source),
        author=_field(raw.author),
        url=_web_address(raw.url),
        published=raw.published,
    )
    record = f"sha256:{article.sha256}" if raw.record is None else raw.record
    return Reading(article, Location(path, record, digest))


def _field(value: str | None) -> str | None:
    return cut(one_line(value or ""), MAX_FIELD_CHARACTERS) or None


def _web_address(value: str | None) -> str | None:
    """Only http(s): the address becomes a link in what is shown."""
    address = one_line(value or "")
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return address if parts.scheme in {"http", "https"} and parts.netloc else None
