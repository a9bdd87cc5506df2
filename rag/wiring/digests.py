"""Hashes of parts of this program: two runs can be compared if what measured was the same."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.resources.abc import Traversable

#: What decides a verdict or a measure. A baseline made with other code is not comparable.
SCORER = (
    "evaluating/grading.py",
    "evaluating/measuring.py",
    "evaluating/ranking.py",
    "evaluating/recognising",
    "evaluating/statistics.py",
    "evaluating/supporting.py",
    "domain/cases.py",
    "domain/measures.py",
    "evidence/english/amounts.py",
    "evidence/english/cues.py",
    "evidence/english/dates.py",
    "evidence/english/spoken.py",
    "citing",
    "nations.py",
    "splitting.py",
    "words.py",
)

#: What else decides a judge's verdict, beside its model and its prompt.
JUDGING = ("evaluating/judging.py", "drafting")

#: What decides how a file becomes passages; a library that is kept for later runs depends on it.
READER = ("reading", "splitting.py", "adding", "embedding", "library")


def code_digest(parts: Sequence[str]) -> str:
    """12 hex digits of the sha256 of these files and folders of the package, names included."""
    package = files("rag")
    sha256 = hashlib.sha256()
    sources = dict(found for part in parts for found in _sources(part, package / part))
    for name in sorted(sources):
        sha256.update(f"{name}\0".encode() + sources[name].read_bytes())
    return sha256.hexdigest()[:12]


def _sources(name: str, place: Traversable) -> Iterator[tuple[str, Traversable]]:
    if place.is_dir():
        for child in place.iterdir():
            yield from _sources(f"{name}/{child.name}", child)
    elif name.endswith(".py"):
        yield name, place
