"""Embeddings from any server that speaks OpenAI's protocol.

Such a server gives one vector a text and no tokens, so each sentence is sent as
a text of its own, and lengths are estimated (nothing is downloaded to count).
"""

from __future__ import annotations

import weakref
from functools import cached_property
from typing import TYPE_CHECKING

from rag.calls import Call, Embedded
from rag.endpoint import Endpoint, explain, find_endpoint
from rag.errors import BadReplyError, UsageError
from rag.ports import PassageVectors

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from openai import OpenAI

    from rag.calls import CallStore, Kind
    from rag.domain.articles import Span
    from rag.ports import PassageText, Vector

#: Inputs a request. OpenAI takes 2,048 and 300,000 tokens; 256 passages stay far below both.
BATCH = 256

#: Tokens that a vector is taken to see: what the common small models (BERT's heirs) can.
WINDOW = 512

#: Of these, what a title may use, and what special tokens and line breaks do.
TITLE_TOKENS = 64
SPARE_TOKENS = 8

#: UTF-8 bytes that are counted as one token. Measured with BERT's word pieces on 857 news and
#: encyclopedia texts: 5.0 in the median, under 2 in .1 % of all windows of 200 words (tables).
BYTES_A_TOKEN = 2

#: Seconds; a local server may embed 256 passages at 10 a second.
TIMEOUT = 60.0

#: Of the SDK: after HTTP 429 and 5xx, broken connections and timeouts, with growing pauses.
MAX_RETRIES = 2

#: Who replied with what is replayed; for messages.
_RECORDINGS = "the recordings"


class CompatibleEmbedder:
    """A model behind an OpenAI-compatible endpoint; see `rag.ports.Embedder`.

    Construction is offline and needs no key, so that a library can be listed
    without one; the endpoint is looked up in the environment when a text is
    first sent. Everything that sends a text raises

    * `MissingKeyError` where neither a key nor a base URL is set,
    * `BadReplyError` for vectors that are not as many, as long or as finite as they must be,
    * `MissingRecordingError` for a text that is not recorded and may not be sent,
    * `ModelError` for a server that cannot be asked.

    Args:
        name: ``openai:`` and the server's own name of the model.
        calls: Answers what it has recorded; only the rest is sent.
        timeout: Seconds to wait for the vectors of one request.
        max_retries: How often a failed request is sent again.

    Raises:
        UsageError: The name is of another form.
    """

    room = WINDOW - TITLE_TOKENS - SPARE_TOKENS

    def __init__(
        self,
        name: str,
        calls: CallStore | None = None,
        *,
        timeout: float = TIMEOUT,
        max_retries: int = MAX_RETRIES,
    ) -> None:
        provider, _, model = name.partition(":")
        if provider != "openai" or not model:
            raise UsageError(
                f"{name!r} does not name an embedding model",
                hint="Name it like openai:text-embedding-3-small.",
            )
        self.name = name
        self._model = model
        self._calls = calls
        self._timeout = timeout
        self._max_retries = max_retries
        self._dimension: int | None = None

    @property
    def fingerprint(self) -> str:
        """The name alone: a server's weights cannot be hashed, and its address may change.

        Two servers that give one name to two models of one dimension are not
        told apart.
        """
        return self.name

    @property
    def dimension(self) -> int:
        """Length of a vector; costs one request where no text was sent before."""
        return self._dimension or len(self.embed_question("dimension"))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Estimates that are nearly always too high, so that a passage fits the window."""
        return [-(-len(text.encode()) // BYTES_A_TOKEN) for text in texts]

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        """Vectors of passages, each with its title, and of sentences, each by itself."""
        passages = list(batch)
        if not passages:
            return []
        texts: list[str] = []
        for passage in passages:
            title = _shortened(passage.title)
            texts.append(f"{title}\n\n{passage.text}" if title else passage.text)
            texts += [passage.text[span.start : span.end] for span in passage.sentences]
        vectors = self._embed(texts, "passage")
        found = []
        for passage in passages:
            sentences = 1 + len(passage.sentences)
            found.append(PassageVectors(vectors[0], vectors[1:sentences]))
            vectors = vectors[sentences:]
        return found

    def embed_question(self, question: str) -> Vector:
        """Vector of a question; one that exceeds the window is the server's to judge."""
        vector: Vector = self._embed([question], "question")[0]
        return vector

    def nearest_words(self, text: str, spans: Sequence[Span], other: str) -> None:
        """A server gives a text one vector and its words none."""

    def _embed(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Unit vectors, shape (texts, dimension), in the order given."""
        import numpy as np

        batches = [texts[first : first + BATCH] for first in range(0, len(texts), BATCH)]
        rows = np.concatenate([self._vectors(batch, kind) for batch in batches])
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit

    def _vectors(self, texts: Sequence[str], kind: Kind) -> NDArray[np.float32]:
        """Vectors as a server sent them, now or before; none of them null."""
        import numpy as np

        if self._calls is None or not self._calls.keeps(kind):
            return self._request(texts)

        def send(missing: Sequence[Call]) -> list[Embedded]:
            rows = self._request([call.messages[0][1] for call in missing])
            return [Embedded(row.astype("<f4").tobytes()) for row in rows]

        asked = [Call(kind, self.name, (("text", text),)) for text in texts]
        replies = self._calls.answers(Embedded, asked, send)
        if len({len(reply.vector) for reply in replies}) > 1:
            raise self._unreadable("vectors of several lengths", _RECORDINGS)
        rows = np.array([np.frombuffer(reply.vector, "<f4") for reply in replies], np.float32)
        return self._checked(rows, _RECORDINGS)

    def _request(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np
        from openai import OpenAIError

        where = self._endpoint.where
        try:
            # float, because not every compatible server knows the SDK's default, base64
            reply = self._client.embeddings.create(
                input=list(texts), model=self._model, encoding_format="float"
            )
            data = sorted(reply.data, key=lambda item: item.index)
            rows = np.array([item.embedding for item in data], dtype=np.float32)
        except OpenAIError as error:
            raise explain(error, model=self._model, where=where) from error
        except (AttributeError, TypeError, ValueError) as error:
            raise self._unreadable("no list of vectors of one length", where) from error
        if [item.index for item in data] != list(range(len(texts))):
            raise self._unreadable(f"not one vector for each of {len(texts)} texts", where)
        return self._checked(rows, where)

    def _checked(self, rows: NDArray[np.float32], where: str) -> NDArray[np.float32]:
        import numpy as np

        lengths = np.linalg.norm(rows, axis=1)
        if not (np.isfinite(lengths).all() and lengths.all()):
            raise self._unreadable("a vector that has no direction", where)
        dimension = rows.shape[1]
        if self._dimension not in {None, dimension}:
            before = f"not {self._dimension} as before"
            raise self._unreadable(f"{dimension} numbers a vector, {before}", where)
        self._dimension = dimension
        return rows

    def _unreadable(self, what: str, where: str) -> BadReplyError:
        return BadReplyError(
            f"{where} replied to {self._model} with {what}",
            hint="Check that the model is an embedding model, and what the server logs.",
        )

    @cached_property
    def _endpoint(self) -> Endpoint:
        return find_endpoint()

    @cached_property
    def _client(self) -> OpenAI:
        from openai import OpenAI

        client = OpenAI(
            base_url=self._endpoint.base_url,
            api_key=self._endpoint.api_key,
            timeout=self._timeout,
            max_retries=self._max_retries,
        )
        weakref.finalize(self, client.close)  # or its connections stay open until some later day
        return client


def _shortened(title: str) -> str:
    """A title's beginning, in as many bytes as it has tokens in the window."""
    return title.encode()[: TITLE_TOKENS * BYTES_A_TOKEN].decode(errors="ignore")
