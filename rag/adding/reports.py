"""What is told of adding: of each file while it runs, of all at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from rag.reading import Failure

State = Literal["added", "replaced", "unchanged", "failed", "removed"]


@dataclass(frozen=True, slots=True)
class Failed:
    """A file or record that is not in the library, and why."""

    path: str
    record: str
    message: str
    hint: str

    @classmethod
    def of(cls, failure: Failure) -> Self:
        """As reading has it."""
        return cls(failure.path, failure.record, failure.error.message, failure.error.hint)


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
