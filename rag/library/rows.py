"""How domain types and vectors are written into columns, and read back."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import date
from typing import TYPE_CHECKING

from rag.domain.articles import Article
from rag.library.damage import damaged

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Field = str | None
    ArticleRow = tuple[str, str, str, Field, Field, Field, Field, int | None, int, str]


def article_of(row: ArticleRow) -> Article:
    """Make the article again that a row of ``articles`` was made from."""
    key, sha256, title, source, _outlet, author, url, published, _characters, text = row
    day = None if published is None else date_of(published)
    return Article(key, title, text, source, author, url, day, sha256)


def number_of(day: date) -> int:
    """Write a day as yyyymmdd; Chroma compares numbers only."""
    return day.year * 10_000 + day.month * 100 + day.day


def date_of(number: int) -> date:
    """Read what `number_of` wrote.

    Raises:
        DamagedLibraryError: It is no day.
    """
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except (TypeError, ValueError) as error:
        raise damaged("the day of an article") from error


def fold(source: str) -> str:
    """Make two spellings of an outlet equal that differ in case or encoding only."""
    return unicodedata.normalize("NFKC", source).casefold()


def seal(*values: object) -> bytes:
    """A hash over the columns of a row, which SQL knows as ``seal``; 8 bytes.

    It guards against accidents, not against people, who could compute it too.
    """
    digest = hashlib.blake2b(digest_size=8)
    for value in values:
        part = value if isinstance(value, bytes) else repr(value).encode()
        digest.update(len(part).to_bytes(8, "little") + part)
    return digest.digest()


VECTOR_BYTES = 2
"""Of each number of a vector that `pack` wrote."""


def pack(vectors: NDArray[np.float32]) -> bytes:
    """Write vectors as little-endian float16; costs about 1e-4 of a cosine."""
    return vectors.astype("<f2").tobytes()


def unpack(blob: bytes, dimension: int) -> NDArray[np.float32]:
    """Read what `pack` wrote as unit vectors, shape ``(n, dimension)``.

    Raises:
        DamagedLibraryError: It is no number of such vectors.
    """
    import numpy as np

    if not isinstance(blob, bytes) or len(blob) % (VECTOR_BYTES * dimension):
        raise damaged("a vector")
    vectors = np.frombuffer(blob, dtype="<f2").astype(np.float32).reshape(-1, dimension)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-6))
    return unit
