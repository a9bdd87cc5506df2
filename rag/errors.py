"""Every error a user can meet, each with what happened, to what, and what to do next.

The tree, with the exit code that the command line gives to each branch::

    RagError                     1   something of ours went wrong
    ├── UsageError               2   the call makes no sense as it stands
    │   └── CaseFileError            a case file of an evaluation is not what it should be
    ├── InputError               4   a file could not become an article
    ├── LibraryError             5   the library cannot serve this call
    │   ├── EmptyLibraryError        there is no library here, or nothing in it
    │   ├── DamagedLibraryError      its files do not hold what was written
    │   ├── LibraryMismatchError     built with another embedder, splitter or version
    │   ├── LibraryLockedError       another process holds it for too long
    │   ├── VectorServerError        the Chroma server that has its vectors does not serve
    │   └── ArticleNotFoundError     no such article or path in it
    └── ModelError               6   a language or embedding model, or the way to it
        ├── MissingKeyError          no API key
        ├── BadReplyError            the model's reply cannot be read
        └── MissingRecordingError    not recorded, and nothing may be sent

An adapter translates a vendor's exception into one of these, ``from error``.
"""

from __future__ import annotations

from typing import ClassVar


class RagError(Exception):
    """Base of all errors that are shown to the user.

    Args:
        message: What happened, and to what; one sentence without a full stop.
        hint: What to do next; one sentence, may name a command.
    """

    code: ClassVar[str] = "internal"
    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(RagError):
    """The call makes no sense as it stands: an option, a date, a question."""

    code = "usage"
    exit_code = 2


class CaseFileError(UsageError):
    """Case files of an evaluation are not what they should be; each mistake has a line."""

    code = "case-file"


class InputError(RagError):
    """A file could not become an article; the others are not affected."""

    code = "input"
    exit_code = 4


class LibraryError(RagError):
    """The library cannot serve this call."""

    code = "library"
    exit_code = 5


class EmptyLibraryError(LibraryError):
    """There is no library at this place, or no article in it."""

    code = "library-empty"


class DamagedLibraryError(LibraryError):
    """The library's files do not hold what was written into them."""

    code = "library-damaged"


class LibraryMismatchError(LibraryError):
    """The library was built with another embedder, splitter or version."""

    code = "library-mismatch"


class LibraryLockedError(LibraryError):
    """Another process has held the library for longer than we wait."""

    code = "library-locked"


class VectorServerError(LibraryError):
    """The Chroma server that keeps the library's vectors does not serve."""

    code = "vector-server"


class ArticleNotFoundError(LibraryError):
    """No article in the library has this id, and none was read from this path."""

    code = "article-not-found"


class ModelError(RagError):
    """A language or embedding model, or the way to it, failed."""

    code = "model"
    exit_code = 6


class MissingKeyError(ModelError):
    """The model needs an API key that is not set."""

    code = "model-key"


class BadReplyError(ModelError):
    """The model answered, but its reply cannot be read as what was asked for."""

    code = "model-reply"


class MissingRecordingError(ModelError):
    """A call is not among the recordings, and nothing may be sent."""

    code = "recording-missing"
