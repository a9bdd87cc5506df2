"""HTTP that does not listen without end."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Any

from rag.errors import BadReplyError, ModelError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

#: Bytes of a reply. 200,000 characters are streamed in some 50,000 events of 300 bytes.
LARGEST = 16 * 2**20

#: Compressed text may become a thousand times as long; we ask for none, and take little.
LARGEST_COMPRESSED = LARGEST // 100


def bounded_client(longest: float) -> httpx2.Client:
    """A client for the OpenAI SDK that gives up on what is too large or never ends.

    It raises `BadReplyError` and `ModelError` while a body is read; the SDK may wrap them.

    Args:
        longest: Seconds that the body of a reply may take, however steadily it comes.
    """
    import httpx2
    from openai import DefaultHttpxClient

    class Bounded(httpx2.SyncByteStream):
        def __init__(self, stream: Any, most: int) -> None:  # noqa: ANN401 - of either kind
            self._stream, self._most = stream, most

        def __iter__(self) -> Iterator[bytes]:
            read, until = 0, monotonic() + longest
            for piece in self._stream:
                read += len(piece)
                if read > self._most:
                    raise _too_large()
                if monotonic() > until:
                    raise _too_slow(longest)
                yield piece

        def close(self) -> None:
            self._stream.close()

    def bound(response: httpx2.Response) -> None:
        plain = response.headers.get("content-encoding", "identity") == "identity"
        response.stream = Bounded(response.stream, LARGEST if plain else LARGEST_COMPRESSED)

    return DefaultHttpxClient(
        headers={"Accept-Encoding": "identity"}, event_hooks={"response": [bound]}
    )


def _too_large() -> BadReplyError:
    return BadReplyError(
        f"The server's reply has more than {LARGEST:,} bytes",
        hint="Ask again, or another model.",
    )


def _too_slow(longest: float) -> ModelError:
    return ModelError(
        f"The server's reply had no end after {longest:g} seconds",
        hint="Ask again, or name a faster model.",
    )
