"""A BERT encoder in numpy: token ids to last hidden states.

Texts of a batch are laid end to end, so that nothing is padded; only attention goes text
by text. The activation is the exact GELU (with the error function), as BERT has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from rag.embedding.packed import BLOCK, BLOCK_BYTES, unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from rag.embedding.packed import Floats, Packed

_ROOT_HALF = 0.5**0.5


@dataclass(frozen=True, slots=True)
class Linear:
    """``x @ weights + bias``."""

    weights: Floats
    bias: Floats

    def __call__(self, states: Floats) -> Floats:
        """Apply it to every row."""
        found: Floats = states @ self.weights
        found += self.bias
        return found

    @classmethod
    def of(cls, packed: Packed, *names: str) -> Self:
        """Read from a file; several of one input side by side, as one."""
        import numpy as np

        bias = [packed.floats(f"{name}.b") for name in names]
        block = [packed.tensors[f"{name}.w"] for name in names]
        rows = [unpack(raw).reshape(len(b), -1).T for raw, b in zip(block, bias, strict=True)]
        return cls(np.ascontiguousarray(np.hstack(rows)), np.concatenate(bias))


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation."""

    scale: Floats
    shift: Floats
    epsilon: float

    def __call__(self, states: Floats) -> Floats:
        """Apply it to every row."""
        import numpy as np

        centred = states - states.mean(axis=-1, keepdims=True)
        variance = np.square(centred).mean(axis=-1, keepdims=True)
        found: Floats = centred / np.sqrt(variance + np.float32(self.epsilon))
        return found * self.scale + self.shift

    @classmethod
    def of(cls, packed: Packed, name: str) -> Self:
        """Read from a file."""
        return cls(packed.floats(f"{name}.w"), packed.floats(f"{name}.b"), packed.epsilon)


@dataclass(frozen=True, slots=True)
class Layer:
    """Attention, then two linear layers, each added to what came in and normalised."""

    heads: int
    attention: Linear
    out: Linear
    attended: Norm
    wide: Linear
    narrow: Linear
    normed: Norm

    def __call__(self, states: Floats, lengths: Sequence[int]) -> Floats:
        """States of the next layer; ``lengths`` are the texts'."""
        from scipy.special import erf

        mixed = self.out(_attend(self.attention(states), lengths, self.heads))
        states = self.attended(states + mixed)
        inner = self.wide(states)
        inner *= (1 + erf(inner * _ROOT_HALF)) / 2
        return self.normed(states + self.narrow(inner))


class Encoder:
    """All layers of a model.

    Args:
        words: From token ids to the vectors they begin with.
        places: What each place in a text adds to that.
        norm: Of both together.
        layers: First to last.
    """

    def __init__(
        self,
        words: Callable[[NDArray[np.int64]], Floats],
        places: Floats,
        norm: Norm,
        layers: Sequence[Layer],
    ) -> None:
        self._words = words
        self._places = places
        self._norm = norm
        self._layers = layers

    @classmethod
    def of(cls, packed: Packed) -> Self:
        """Read from a file. Words stay packed; each is unpacked when it is met."""
        norm = Norm.of(packed, "emb.ln")
        width = len(norm.scale)
        words = packed.tensors["emb.word"].reshape(-1, width // BLOCK * BLOCK_BYTES)
        kind = packed.floats("emb.type")[:width]  # the same for every token
        return cls(
            lambda ids: unpack(words[ids]).reshape(-1, width),
            packed.floats("emb.pos").reshape(-1, width) + kind,
            norm,
            [_layer(packed, f"l{number}") for number in range(packed.layers)],
        )

    def states(self, rows: Sequence[Sequence[int]]) -> list[Floats]:
        """Last hidden states of each row of token ids, shape ``(its tokens, width)``."""
        import numpy as np

        lengths = [len(row) for row in rows]
        ids = np.concatenate([np.asarray(row) for row in rows])
        places = np.concatenate([self._places[:length] for length in lengths])
        states = self._norm(self._words(ids) + places)
        for layer in self._layers:
            states = layer(states, lengths)
        return np.split(states, np.cumsum(lengths)[:-1])


def _layer(packed: Packed, name: str) -> Layer:
    return Layer(
        packed.heads,
        Linear.of(packed, f"{name}.q", f"{name}.k", f"{name}.v"),
        Linear.of(packed, f"{name}.ao"),
        Norm.of(packed, f"{name}.aln"),
        Linear.of(packed, f"{name}.fi"),
        Linear.of(packed, f"{name}.fo"),
        Norm.of(packed, f"{name}.oln"),
    )


def _attend(mixed: Floats, lengths: Sequence[int], heads: int) -> Floats:
    """Scaled dot-product attention within each text.

    ``mixed`` holds queries, keys and values side by side.
    """
    import numpy as np

    width = mixed.shape[1] // 3
    found = np.empty((len(mixed), width), np.float32)
    start = 0
    for length in lengths:
        text = mixed[start : start + length].reshape(length, 3, heads, -1)
        queries, keys, values = text.transpose(1, 2, 0, 3)
        scores = queries @ keys.transpose(0, 2, 1)
        scores *= np.float32((width / heads) ** -0.5)
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        scores /= scores.sum(axis=-1, keepdims=True)
        found[start : start + length] = (scores @ values).transpose(1, 0, 2).reshape(length, width)
        start += length
    return found
