"""The way to a Chroma server: its address, its password, how long to wait, what failures mean."""

from __future__ import annotations

import base64
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from rag.endpoint import LONGEST_DETAIL, without_credentials
from rag.errors import RagError, UsageError, VectorServerError
from rag.library.index import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    from chromadb.api.models.Collection import Collection
    from chromadb.config import System

PATIENCE = 30.0
"""Seconds for one answer; a thousand vectors are taken in less than one."""

STILL_THERE = "the library itself is whole, and the vectors are made up for."


@dataclass(frozen=True, slots=True)
class Address:
    """Where a Chroma server is.

    Attributes:
        url: Without name and password; for messages, too.
        authorization: Header with the name and password that stood in the address.
    """

    url: str
    authorization: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, text: str) -> Address:
        """Read ``http://HOST:PORT``, or ``http://NAME:PASSWORD@HOST:PORT``.

        Raises:
            UsageError: It is no address; it is not repeated, for a password may stand in it.
        """
        try:
            parts = urlsplit(text.strip())
            sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            sound = False
        if not sound:
            raise UsageError(
                "The address of the Chroma server is none",
                hint="Write it as http://HOST:PORT (--chroma-url, RAG_CHROMA_URL).",
            )
        secret = parts.netloc.rpartition("@")[0]
        header = base64.b64encode(unquote(secret).encode()).decode()
        url = without_credentials(text.strip()).rstrip("/")
        return cls(url, f"Basic {header}" if secret else None)


class Connection:
    """A client of a server whose patience ends, and whose errors are ours."""

    def __init__(self, address: Address) -> None:
        import httpx
        from chromadb.api.fastapi import FastAPI
        from chromadb.config import System

        self.address = address
        chosen = settings()
        chosen.chroma_api_impl = "chromadb.api.fastapi.FastAPI"
        chosen.chroma_server_host = address.url
        chosen.chroma_server_http_port = 0  # stands in the address
        if address.url.startswith("http:"):  # or certificates are read that nobody needs
            chosen.chroma_server_ssl_verify = False
        if address.authorization:
            chosen.chroma_server_headers = {"Authorization": address.authorization}
        with self.translated():
            # Not chromadb.HttpClient: that one waits for ever, and asks four things at its start.
            self._system: System = System(chosen)
            self.api = self._system.instance(FastAPI)
            self.api._session.timeout = httpx.Timeout(PATIENCE)  # noqa: SLF001 - no setting has it
            self.api._session.event_hooks = {"response": [self._look]}  # noqa: SLF001 - nor this

    def collection(self, name: str) -> Collection | None:
        """The collection of this name; None if there is none."""
        from chromadb.api.models.Collection import Collection
        from chromadb.errors import NotFoundError

        with self.translated():
            try:
                model = self.api.get_collection(name)
            except NotFoundError:
                return None
            return Collection(client=self.api, model=model, embedding_function=None)

    def close(self) -> None:
        """Let go of the connections."""
        self.api._session.close()  # noqa: SLF001 - stopping the system leaves it open
        self._system.stop()

    def _look(self, response: httpx.Response) -> None:
        """Refuse what does not come from Chroma itself, whose errors are JSON."""
        status = response.status_code
        if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            raise VectorServerError(
                f"The Chroma server at {self.address.url} refused access (HTTP {status})",
                hint="Put name and password into its address: http://NAME:PASSWORD@HOST:PORT.",
            )
        if "json" not in response.headers.get("Content-Type", ""):
            raise self._no_chroma(f" (HTTP {status})")

    def _no_chroma(self, detail: str = "") -> VectorServerError:
        return VectorServerError(
            f"What answers at {self.address.url} is no Chroma server{detail}",
            hint="Check the address (--chroma-url, RAG_CHROMA_URL), and what stands before it.",
        )

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Turn what the client raises into errors that name the server, never the password."""
        import httpx
        from chromadb.errors import ChromaError

        where = f"The Chroma server at {self.address.url}"
        start = f"Start it, with `chroma run` for one; {STILL_THERE}"

        def failed(words: str) -> VectorServerError:
            return VectorServerError(
                f"{where} failed: {' '.join(words.split())[:LONGEST_DETAIL]}",
                hint=f"Look at its log, then try again; {STILL_THERE}",
            )

        try:
            yield
        except RagError:
            raise
        except httpx.TimeoutException as error:
            raise VectorServerError(
                f"{where} did not answer within {PATIENCE:g} seconds",
                hint=f"See what keeps it busy, then try again; {STILL_THERE}",
            ) from error
        except httpx.ConnectError as error:
            raise VectorServerError(f"{where} cannot be reached", hint=start) from error
        except httpx.TransportError as error:
            raise VectorServerError(f"{where} broke off its answer", hint=start) from error
        except ChromaError as error:
            raise failed(str(error)) from error
        except Exception as error:  # its client raises whatever a reply makes it stumble over
            if type(error) is not Exception:
                raise self._no_chroma() from error
            raise failed(str(error)) from error  # what it has no name for
