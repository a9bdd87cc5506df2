"""Files into the library: read, cut, embed, store, a batch at a time.

An interrupted run loses at most the batch it was working on; the next run goes
on with the files that are not stored completely. A file is told of when it is on
the disk, not before. Memory holds one batch. Embedding, which is what takes
long, keeps no other writer waiting.
"""

from __future__ import annotations

import logging
import shlex
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from rag import reading
from rag.domain.articles import Span
from rag.errors import InputError
from rag.library import UNKNOWN, Entry, FileRead, rebuilding
from rag.ports import PassageText
from rag.reading.opening import absolute
from rag.splitting import passages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from rag.domain.articles import Article, Location, Passage
    from rag.library import Fingerprint, Library
    from rag.ports import Embedder, PassageVectors
    from rag.reading.reading import Parse

    Parts = tuple[tuple[Passage, ...], tuple[PassageVectors, ...]]

_log = logging.getLogger(__name__)

State = Literal["added", "replaced", "unchanged", "failed", "removed"]

_BATCH = 256_000
"""Characters that are embedded and stored together: some 250 passages."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A file or record that is not in the library, and why."""

    path: str
    record: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class AddEvent:
    """A step of a run, for whoever watches.

    Attributes:
        path: The file.
        state: What became of it.
        done: Files done so far.
        total: Files in all.
    """

    path: str
    state: State
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class AddReport:
    """What a run did, counted in articles at their places."""

    added: int
    replaced: int
    unchanged: int
    removed: int
    failed: tuple[Failed, ...]


def add(
    paths: Sequence[Path],
    library: Library,
    embedder: Embedder,
    *,
    prune: bool,
    progress: Callable[[AddEvent], None],
) -> AddReport:
    """Read files and folders into the library.

    A file whose bytes are those that were stored is not even parsed. One that
    cannot be read is reported, and what the library has of it stays.

    Args:
        paths: Files and folders, these with all that is below them.
        library: Open for writing.
        embedder: The one that the library was made with.
        prune: Drop what the library has from the folders and is there no longer.
        progress: Called after each file, once what came of it is on the disk.
    """
    with reading.Apart() as apart:
        run = _Run(library, embedder, progress, apart.parse)
        run.read(list(reading.find(paths)))
        if prune:
            run.prune([path for path in paths if path.is_dir()])
        return run.report()


def nothing_to_add(paths: Sequence[Path]) -> AddReport | None:
    """What a run reports that finds no file, for which no library need be made; else None."""
    failed = []
    for found in reading.find(paths):
        if not isinstance(found, reading.Failure):
            return None
        failed.append(_failed(found))
    return AddReport(added=0, replaced=0, unchanged=0, removed=0, failed=tuple(failed))


def rebuild(
    folder: Path,
    fingerprint: Fingerprint,
    embedder: Embedder,
    progress: Callable[[AddEvent], None],
    *,
    chroma_url: str | None = None,
) -> AddReport:
    """Cut and embed every stored article anew; the old library serves until the end.

    Args:
        folder: Of the library, whatever it was made with.
        fingerprint: What the new one is made with.
        embedder: The one that the fingerprint names.
        progress: Called after each article.
        chroma_url: As `rag.library.Library.open` has it.
    """
    done = 0
    with rebuilding(folder, fingerprint, chroma_url=chroma_url) as new:
        total = new.size
        for batch in _batches(new.articles()):
            parts = embedded([article for article, _ in batch], embedder)
            new.put([Entry(*place, *part) for place, part in zip(batch, parts, strict=True)])
            for _, location in batch:
                done += 1
                progress(AddEvent(location.path, "replaced", done, total))
    failed = [_lost(place.path, place.record) for place in new.lost]
    failed += [_lost(UNKNOWN, "")] * (new.unreadable - len(failed))
    return AddReport(added=0, replaced=done, unchanged=0, removed=0, failed=tuple(failed))


def _lost(path: str, record: str) -> Failed:
    return Failed(
        path,
        record,
        "an article was damaged in the library, and is left out",
        hint=f"Add it again: rag add {shlex.quote(path)}"
        if path != UNKNOWN
        else "Add your folders again.",
    )


def _batches(
    places: Iterable[tuple[Article, Location]],
) -> Iterator[list[tuple[Article, Location]]]:
    batch: list[tuple[Article, Location]] = []
    held = 0
    for article, location in places:
        batch.append((article, location))
        held += len(article.text)
        if held >= _BATCH:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def embedded(articles: Sequence[Article], embedder: Embedder) -> list[Parts]:
    """Passages and vectors of several articles, embedded together."""
    cut = [tuple(passages(each, embedder.count_tokens, embedder.room)) for each in articles]
    texts = [
        PassageText(article.title, passage.text, _own_spans(passage))
        for article, found in zip(articles, cut, strict=True)
        for passage in found
    ]
    vectors = iter(embedder.embed_passages(texts))
    return [(found, tuple(next(vectors) for _ in found)) for found in cut]


def _own_spans(passage: Passage) -> tuple[Span, ...]:
    """The sentences' spans, counted from the passage's beginning."""
    return tuple(
        Span(span.start - passage.start, span.end - passage.start) for span in passage.sentences
    )


def _failed(failure: reading.Failure) -> Failed:
    return Failed(failure.path, failure.record, failure.error.message, failure.error.hint)


@dataclass
class _Run:
    """One call of `add`: what is waiting to be stored, and the counts so far."""

    library: Library
    embedder: Embedder
    progress: Callable[[AddEvent], None]
    parse: Parse
    waiting: list[tuple[Article, Location]] = field(default_factory=list)
    finished: list[FileRead] = field(default_factory=list)
    held: int = 0  # characters waiting
    counts: Counter[str] = field(default_factory=Counter)
    failed: list[Failed] = field(default_factory=list)
    untold: list[tuple[str, State]] = field(default_factory=list)  # files that wait for the store
    seen: set[str] = field(default_factory=set)
    done: int = 0
    total: int = 0

    def read(self, files: Sequence[Path | reading.Failure]) -> None:
        """Read each file that is not stored as it is."""
        self.total = len(files)
        stored = self.library.file_hashes()
        unchanged: set[str] = set()
        for file in files:
            if isinstance(file, reading.Failure):
                self._fail(file)
                self._tell(file.path, "failed")
                continue
            path = str(file)
            self.seen.add(path)
            try:
                digest = reading.file_sha256(file)
            except InputError as error:
                self._fail(reading.Failure(path, "", error))
                self._tell(path, "failed")
                continue
            if stored.get(path) == digest:
                unchanged.add(path)
                self._tell(path, "unchanged")
            else:
                self._tell(path, self._read_file(file, digest, known=path in stored))
        self._store()
        self.counts["unchanged"] += self._articles_in(unchanged)

    def prune(self, folders: Sequence[Path]) -> None:
        """Forget what was read from these folders and is not there any more."""
        for folder in folders:
            below = self.library.locations_under(str(absolute(folder)))
            gone = [place for place in below if place.path not in self.seen]
            self.counts["removed"] += len(self.library.forget(gone).locations) if gone else 0

    def report(self) -> AddReport:
        """The counts so far."""
        names = ("added", "replaced", "unchanged", "removed")
        return AddReport(**{name: self.counts[name] for name in names}, failed=tuple(self.failed))

    def _read_file(self, file: Path, digest: str, *, known: bool) -> State:
        records: set[str] = set()
        failures = 0
        for found in reading.read(file, digest, self.parse):
            if isinstance(found, reading.Failure):
                self._fail(found)
                failures += 1
                continue
            records.add(found.location.record)
            self.waiting.append((found.article, found.location))
            self.held += len(found.article.text)
            if self.held >= _BATCH:
                self._store()
        if not failures:  # a file with failures is read again by the next run
            self.finished.append(FileRead(str(file), digest, frozenset(records)))
        if failures and not records:
            return "failed"
        return "replaced" if known else "added"

    def _store(self) -> None:
        """Embed what is new, then store all that waits."""
        parts: dict[Article, Parts] = {}
        while (missing := self._stored_with(parts)) is not None:
            _log.debug("embedding %d articles", len(missing))
            parts |= zip(missing, embedded(missing, self.embedder), strict=True)
        self.waiting.clear()
        self.finished.clear()
        self.held = 0
        self._tell_all()

    def _stored_with(self, parts: Mapping[Article, Parts]) -> list[Article] | None:
        """Store what waits; if that takes passages which are not there, name their articles.

        Others may write while we embed, so what is needed is asked anew each time.
        """
        if not (self.waiting or self.finished):
            return None
        with self.library.writing():
            need = self.library.need_vectors(self.waiting)
            pairs = list(zip(self.waiting, need, strict=True))
            missing = [article for (article, _), fresh in pairs if fresh and article not in parts]
            if missing:
                return missing
            entries = [
                Entry(article, location, *(parts[article] if fresh else ((), ())))
                for (article, location), fresh in pairs
            ]
            counts = self.library.put(entries, self.finished)
        for name in ("added", "replaced", "unchanged", "removed"):
            self.counts[name] += getattr(counts, name)
        return None

    def _articles_in(self, paths: set[str]) -> int:
        """How many articles stand in files; all locations are looked at in one go."""
        if not paths:
            return 0
        return sum(place.path in paths for place in self.library.locations_under("/"))

    def _fail(self, failure: reading.Failure) -> None:
        self.failed.append(_failed(failure))

    def _tell(self, path: str, state: State) -> None:
        """Tell of a file, in the order of reading and not before it is stored."""
        self.untold.append((path, state))
        if not (self.waiting or self.finished):
            self._tell_all()

    def _tell_all(self) -> None:
        for path, state in self.untold:
            self.done += 1
            _log.info("%s: %s", path, state)
            self.progress(AddEvent(path, state, self.done, self.total))
        self.untold.clear()
