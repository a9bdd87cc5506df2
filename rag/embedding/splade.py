"""splade-tiny: how much of what a question asks for a sentence speaks of, in whatever words.

A language model of two layers, trained on search queries (SPLADE, Formal et al. 2021): it
gives a text a weight for each piece of the vocabulary, those included that the text might
have had and has not. Two texts are as near as the product of their weights. The weights
of the model are data files of ours; ``benchmarks/splade_weights.py`` makes them.
"""

from __future__ import annotations

from functools import cached_property
from io import BytesIO
from threading import Lock
from typing import TYPE_CHECKING

from rag.embedding.sessions import session
from rag.embedding.wordpiece import CLS, PAD, SEP, data, tokenizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession

    Floats = NDArray[np.float32]

LAYERS_SHA256 = "231c00ff2f1d8e578ab638630585b1c0ddd7eda05c646018f0e1841b5d64fc20"
TABLES_SHA256 = "517e1e5d73e17c50b75171a34d2d5468ed34b47689142a7dcf43de6d450dba64"

_LOADING = Lock()
_WINDOW = 128  # word pieces of a text that are looked at; few sentences have more than 60
_BATCH = 8  # texts of like length a forward pass; with 16 a tenth more is padding and waiting
_NEVER = -1e9  # added where there is only padding


class SpladeTiny:
    """The `rag.ports.Relevance` of English texts."""

    def relevance(self, question: str, texts: Sequence[str]) -> list[float]:
        """Product of each text's weights with the question's, over the question's own.

        About 1 for a text that speaks of all that the question does, 0 for one that
        speaks of nothing in it.
        """
        import numpy as np

        pieces, weights = self._question(question)
        rows = self._pieces(texts)
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        found = np.zeros(len(rows), dtype=np.float32)
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            found[batch] = self._weights([rows[index] for index in batch], pieces) @ weights
        own = float(weights @ weights)
        return (found / own).tolist() if own else found.tolist()

    def _question(self, question: str) -> tuple[NDArray[np.intp], Floats]:
        """The pieces that a question speaks of, and what each weighs."""
        import numpy as np

        weights = self._weights(self._pieces([question]), slice(None))[0]
        pieces = np.flatnonzero(weights)
        return pieces, weights[pieces]

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = tokenizer().encode_batch(list(texts), add_special_tokens=False)
        return [[CLS, *each.ids[: _WINDOW - 2], SEP] for each in encoded]

    def _weights(self, rows: Sequence[Sequence[int]], pieces: NDArray[np.intp] | slice) -> Floats:
        """Weights of some pieces in each text, shape (texts, pieces)."""
        import numpy as np

        ids = np.full((len(rows), max(map(len, rows))), PAD)
        for row, tokens in zip(ids, rows, strict=True):
            row[: len(tokens)] = tokens
        table = self._tables
        inputs = {
            "embedded": table["pieces"][ids] + table["places"][: ids.shape[1]],
            "hidden": np.where(ids == PAD, np.float32(_NEVER), np.float32(0))[:, None, None],
            "vocabulary": table["pieces"][pieces],
            "bias": table["bias"][pieces, None],
        }
        weights: Floats = self._layers.run(None, inputs)[0]
        return weights

    @property
    def _layers(self) -> InferenceSession:
        with _LOADING:  # threads that ask at once share one model
            return self._loaded

    @cached_property
    def _loaded(self) -> InferenceSession:
        # so small a model only waits for more than one thread
        return session(data("splade-tiny.onnx", LAYERS_SHA256))

    @cached_property
    def _tables(self) -> Mapping[str, Floats]:
        """Embedding and bias of each word piece, embedding of each place."""
        import numpy as np

        with np.load(BytesIO(data("splade-tiny.npz", TABLES_SHA256))) as file:
            found = {name: file[name].astype(np.float32) for name in file.files}
        found["pieces"] *= found.pop("scale")
        return found
