"""The sentences of a whole article, which an answer asks for again and again."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.splitting import sentences

if TYPE_CHECKING:
    from rag.domain.articles import Span


@lru_cache(maxsize=256)
def cut(text: str) -> tuple[Span, ...]:
    """Sentences of a text, in order, as `rag.splitting.sentences` finds them."""
    return tuple(sentences(text))


def before(text: str, start: int) -> tuple[Span, ...]:
    """Those that end before an offset, in order."""
    spans = cut(text)
    return spans[: bisect_right(spans, start, key=lambda span: span.end)]
