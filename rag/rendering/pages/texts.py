"""The texts of a page, and places in them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from rag.rendering.visible import visible_text


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one of the page's texts, in JavaScript's UTF-16 units."""

    text: int
    start: int
    end: int


@dataclass(slots=True)
class Texts:
    """The texts of a page, each once, made visible."""

    _numbers: dict[str, int] = field(default_factory=dict)

    def place(self, text: str, start: int, end: int) -> Place:
        """Where ``text[start:end]`` will stand."""
        number = self._numbers.setdefault(visible_text(text), len(self._numbers))
        return Place(number, _units(text[:start]), _units(text[:end]))

    def json(self) -> str:
        """All of them, safe inside a script element: it ends at nothing but its own tag."""
        return json.dumps(list(self._numbers), ensure_ascii=False).replace("<", "\\u003c")


def _units(text: str) -> int:
    return len(visible_text(text).encode("utf-16-le")) // 2
