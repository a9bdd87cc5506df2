"""The library of the settings: articles are put into it, looked up and checked."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from os import PathLike

    from rag.adding import AddEvent, AddReport
    from rag.library import Card, Checked, Fingerprint, Library, Removed, Status, Stored
    from rag.ports import PassageVectors, Snapshot
    from rag.wiring.adapters import Adapters


class Shelf:
    """A library that is opened when it is first needed; for several threads, as `News` is.

    What needs no vectors is done without the embedder, so that a library can be looked at
    whatever the settings name.

    Args:
        adapters: What the articles are embedded with.
        create: Whether an empty library is made where there is none.
    """

    def __init__(self, adapters: Adapters, *, create: bool) -> None:
        self._adapters, self._create = adapters, create
        self._settings = adapters.settings
        self._library: Library | None = None
        self._guard = threading.Lock()

    def close(self) -> None:
        """Let go of the library's files; it may be used again."""
        if self._library is not None:
            self._library.close()

    def add(
        self,
        paths: str | PathLike[str] | Sequence[str | PathLike[str]],
        *,
        prune: bool,
        progress: Callable[[AddEvent], None],
    ) -> AddReport:
        """Read a file or folder, or several; none is made of paths that have nothing."""
        from rag.adding import add, nothing_to_add
        from rag.library import is_library

        named = [paths] if isinstance(paths, str | os.PathLike) else paths
        if "" in named:  # or it would be the folder that we are in, with all that is in it
            raise UsageError(
                "An empty name stands for no file",
                hint="Name a file or folder; the one that you are in is `.`.",
            )
        files = [Path(path) for path in named]
        if not is_library(self._settings.library) and (report := nothing_to_add(files)):
            return report
        return add(files, self._open(), self._adapters.embedder, prune=prune, progress=progress)

    def rebuild(self, progress: Callable[[AddEvent], None]) -> AddReport:
        """Cut and embed every stored article anew, without the original files."""
        from rag.adding import rebuild

        self.close()
        return rebuild(
            self._settings.library,
            self._fingerprint(),
            self._adapters.embedder,
            progress,
            chroma_url=self._settings.chroma_url,
        )

    def check(self, progress: Callable[[int, int, str], None]) -> Checked:
        """Verify that the library holds what was written into it."""
        from rag.library import check

        self.close()
        return check(self._settings.library, progress, chroma_url=self._settings.chroma_url)

    def remove(self, target: str) -> Removed:
        """Drop an article by its id, or what was read from a path."""
        return self._catalogue().remove(target)

    def articles(self) -> list[Card]:
        """All articles, without their texts."""
        return self._catalogue().articles()

    def article(self, target: str) -> Stored:
        """One article by the beginning of its id, or by its path."""
        return self._catalogue().article(target)

    def status(self) -> Status:
        """The library in numbers."""
        return self._catalogue().status()

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The library as it stands now; writers wait until it is left."""
        with self._open().reading() as snapshot:
            yield snapshot

    def vectors(self, ids: Sequence[str]) -> Mapping[str, PassageVectors]:
        """As `rag.ports.Snapshot` has it."""
        with self.reading() as snapshot:
            return snapshot.vectors(ids)

    def frequencies(self, words: Sequence[str]) -> tuple[int, Mapping[str, int]]:
        """Number of passages, and in how many of them each word stands."""
        with self.reading() as snapshot:
            return snapshot.size, snapshot.frequencies(words)

    def _open(self) -> Library:
        """The library, checked against the embedder."""
        from rag.library import Library

        with self._guard:  # two libraries would be opened by two threads, and one never closed
            if self._library is None:
                self._library = Library.open(
                    self._settings.library,
                    self._fingerprint(),
                    create=self._create,
                    chroma_url=self._settings.chroma_url,
                )
            return self._library

    def _catalogue(self) -> Library:
        """The library for calls that need no embedder."""
        from rag.library import Library

        return Library.open(self._settings.library, None, chroma_url=self._settings.chroma_url)

    def _fingerprint(self) -> Fingerprint:
        from rag.library import Fingerprint
        from rag.splitting import SPLITTER

        embedder = self._adapters.embedder
        return Fingerprint(embedder.fingerprint, embedder.dimension, SPLITTER)
