"""The words that English has, as far as a language model was made for them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "vocab.txt"


def is_word(word: str) -> bool:
    """Whether a word, in any case, is in daily use: MiniLM has a token of its own for it.

    Its 30,000 tokens were made from books and an encyclopedia, and have well-known names too.
    """
    return word.lower() in _words()


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(_FILE.read_text(encoding="utf-8").split("\n"))
