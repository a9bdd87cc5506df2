"""Whether a library still holds what was written into it, to the last offset.

Every row is read and every redundancy used: the seal of a row, the hash that an article's id
is made from, passages that must cover their article, words and vectors that stand in two places.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import DamagedLibraryError
from rag.library.catalogue import connect, count, has_pending, is_damage, read_meta
from rag.library.homes import home_of
from rag.library.library import CATALOGUE, LOCKS, WAIT, Library
from rag.library.locks import Locks
from rag.library.rows import VECTOR_BYTES, unpack
from rag.library.schema import ARTICLE, PASSAGE, PLACE, VECTORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from rag.library.catalogue import Meta
    from rag.library.homes import Home
    from rag.ports import Vector

    Progress = Callable[[int, int, str], None]

_log = logging.getLogger(__name__)

REBUILD = "Run `rag rebuild`."

NORM, EQUAL = 1e-2, 1e-3
"""How far a stored vector may be from length 1, and each of its numbers in Chroma from that in the
catalogue: float16 keeps 11 bits of a number."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was stored.

    Attributes:
        subject: What it is about: ``article 3f2a9c41d07e``, a path, ``vector index``.
        message: What is wrong with it.
        hint: What to do.
    """

    subject: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and what is wrong.

    Attributes:
        folder: Of the library.
        articles: How many there are, as far as that can be read.
        passages: The same of passages.
        problems: Empty if the library is sound.
    """

    folder: Path
    articles: int
    passages: int
    problems: tuple[Problem, ...]


def check(
    folder: Path,
    progress: Progress = lambda *_: None,
    *,
    wait: float = WAIT,
    chroma_url: str | None = None,
) -> Checked:
    """Verify a library: every row, offset, hash and vector, in both stores.

    What a killed writer left undone is done first, as before every search. Writers wait.

    Args:
        folder: Of the library.
        progress: Is told steps done, steps to do, and what the last one was.
        wait: Seconds to wait for other processes.
        chroma_url: As in `Library.open`.

    Raises:
        EmptyLibraryError: There is no library in the folder.
        LibraryMismatchError: It is of another version.
        LibraryLockedError: Another process held it for too long.
        LibraryError: Its disk cannot be read.
    """
    folder = folder.expanduser().absolute()
    try:
        opened = Library.open(folder, None, wait=wait, chroma_url=chroma_url)
        with opened as library, library.reading():
            pass
        with Locks(folder / LOCKS, wait).shared(), connect(folder / CATALOGUE) as db:
            return _Check(folder, db, progress, home_of(folder, chroma_url)).run()
    except DamagedLibraryError as error:
        return Checked(folder, 0, 0, (Problem("catalogue", error.message, REBUILD),))


class _Check:
    """One look at everything, under a lock that keeps writers out."""

    def __init__(
        self, folder: Path, db: sqlite3.Connection, progress: Progress, home: Home
    ) -> None:
        self.folder = folder
        self.home = home
        self.db = db
        self.meta: Meta = read_meta(db, folder)
        self.progress = progress
        self.problems: list[Problem] = []

    def run(self) -> Checked:
        parts = (
            ("file", self._file),
            ("words", self._words),
            ("places", self._places),
            ("articles", self._articles),
            ("passages", self._passages),
            ("vectors", self._vectors),
            ("vector index", self._index),
        )
        for done, (name, part) in enumerate(parts):
            self.progress(done, len(parts), name)
            try:
                self.problems += part()
            except sqlite3.Error as error:
                if not is_damage(error):
                    raise
                self.problems.append(Problem(name, f"cannot be read: {error}", REBUILD))
        self.progress(len(parts), len(parts), "")
        articles, passages = (self._count(table) for table in ("articles", "passages"))
        return Checked(self.folder, articles, passages, tuple(self.problems))

    def _count(self, table: str) -> int:
        try:
            return count(self.db, table)
        except sqlite3.DatabaseError:
            return 0

    def _file(self) -> Iterator[Problem]:
        """What SQLite knows of its own pages and references."""
        for (line,) in self.db.execute("PRAGMA integrity_check(20)"):
            if line != "ok":
                yield Problem("catalogue", line, REBUILD)
        for table, *_ in self.db.execute("PRAGMA foreign_key_check"):
            yield Problem("catalogue", f"a row of {table} has lost its article", REBUILD)

    def _words(self) -> Iterator[Problem]:
        """The index of words against the words, and these against the passages."""
        try:
            self.db.execute("BEGIN")
            self.db.execute("INSERT INTO words (words) VALUES ('integrity-check')")
        except sqlite3.Error as error:
            if is_damage(error):
                yield Problem("words", f"the index of words is damaged: {error}", REBUILD)
            elif error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
                raise
        finally:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
        query = """
            SELECT p.id FROM passages p JOIN articles a ON a.id = p.article
            LEFT JOIN words w ON w.rowid = p.key
            WHERE w.title IS NOT a.title
            OR w.text IS NOT substr(a.text, p.start + 1, p.stop - p.start)
        """
        for (name,) in self.db.execute(query):
            yield Problem(f"passage {name}", "its words are not those of its article", REBUILD)
        if count(self.db, "words") != count(self.db, "passages"):
            yield Problem("words", "there are words that belong to no passage", REBUILD)

    def _places(self) -> Iterator[Problem]:
        query = f"SELECT path, article FROM locations WHERE seal IS NOT seal({PLACE})"
        for path, article in self.db.execute(query):
            yield Problem(f"place of article {article}", f"{path} is not what was stored", REBUILD)
        query = "SELECT id FROM articles WHERE id NOT IN (SELECT article FROM locations)"
        for (name,) in self.db.execute(query):
            yield Problem(f"article {name}", "it is not known where it was read from", REBUILD)

    def _articles(self) -> Iterator[Problem]:
        """Hashes and ids, and passages that cover the whole text."""
        query = f"SELECT id, sha256, characters, text, seal IS seal({ARTICLE}) FROM articles"
        for name, sha256, characters, text, sealed in self.db.execute(query):
            digest = hashlib.sha256(text.encode()).hexdigest() if sealed else ""
            if (sha256, name, characters) != (digest, digest[:12], len(text)):
                yield Problem(
                    f"article {name}",
                    "it is not what was stored",
                    "Run `rag rebuild`, which leaves these out, then `rag add` their files again.",
                )
            elif uncovered(text, self._spans(name)):
                yield Problem(f"article {name}", "a part of it has no passage", REBUILD)

    def _spans(self, article: str) -> list[tuple[int, int]]:
        query = "SELECT start, stop FROM passages WHERE article = ? ORDER BY start"
        return self.db.execute(query, (article,)).fetchall()

    def _passages(self) -> Iterator[Problem]:
        """Offsets, in order and inside their article, and sentences inside their passage."""
        query = f"""
            SELECT id, start, stop, sentences, seal IS seal({PASSAGE}),
            (SELECT characters FROM articles WHERE id = passages.article) FROM passages
        """
        for name, start, stop, sentences, sealed, length in self.db.execute(query):
            if not sealed:
                yield Problem(f"passage {name}", "it is not what was stored", REBUILD)
                continue
            inside = length is not None and 0 <= start < stop <= length
            spans = json.loads(sentences)
            if not (inside and all(start <= first < last <= stop for first, last in spans)):
                yield Problem(f"passage {name}", "it is not a part of its article", REBUILD)

    def _vectors(self) -> Iterator[Problem]:
        """Shape and length of every vector, and what the seal says."""
        import numpy as np

        row = VECTOR_BYTES * self.meta.fingerprint.dimension
        query = f"""
            SELECT {VECTORS}, sentences, vector_seal IS seal({VECTORS}) FROM passages
            WHERE seal IS seal({PASSAGE})
        """
        for name, vector, of_sentences, spans, sealed in self.db.execute(query):
            if not sealed:
                yield Problem(f"passage {name}", "its vectors are not what was stored", REBUILD)
                continue
            sizes = (len(vector), len(of_sentences))
            if sizes != (row, row * len(json.loads(spans))):
                yield Problem(f"passage {name}", "its vectors have the wrong size", REBUILD)
                continue
            numbers = np.frombuffer(vector + of_sentences, "<f2").astype(np.float32)
            lengths = np.linalg.norm(numbers.reshape(-1, self.meta.fingerprint.dimension), axis=1)
            if not np.all(np.abs(lengths - 1) < NORM):  # which NaN is not, either
                yield Problem(f"passage {name}", "a vector of it has not the length 1", REBUILD)

    def _index(self) -> Iterator[Problem]:
        """Chroma against the catalogue: ids and vectors."""
        if has_pending(self.db):
            yield Problem("vector index", "it lacks what was stored last", REBUILD)
            return
        shared = self.home.lease(self.meta)
        try:
            index = shared.at(self.meta)
            if index is None and not os.access(self.folder, os.W_OK):
                _log.warning(
                    "the vector index was not looked at: Chroma opens none that may not be written,"
                    " and searches do without it"
                )
                return
            if index is None:
                yield Problem("vector index", "it cannot be read", REBUILD)
                return
            yield from self._compared(dict(index.everything()))
        finally:
            shared.release()

    def _compared(self, there: dict[str, Vector]) -> Iterator[Problem]:
        import numpy as np

        dimension = self.meta.fingerprint.dimension
        for name, vector in self.db.execute("SELECT id, vector FROM passages"):
            known = there.pop(name, None)
            if known is None:
                yield Problem(f"passage {name}", "the vector index lacks it", REBUILD)
            elif not isinstance(vector, bytes) or len(vector) != VECTOR_BYTES * dimension:
                continue  # was told of with the vectors
            elif not np.allclose(known, unpack(vector, dimension)[0], atol=EQUAL):
                yield Problem(f"passage {name}", "the vector index has another vector", REBUILD)
        for name in there:
            yield Problem(f"passage {name}", "only the vector index has it", REBUILD)


def uncovered(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether anything but white space lies outside the spans, which are in order."""
    end = 0
    for start, stop in spans:
        if text[end:start].strip():
            return True
        end = max(end, stop)
    return bool(text[end:].strip())
