"""What all tests share: no setting of this user, no library of this user, one demo library."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chroma_server import ChromaServer
from hypothesis import settings
from openai_server import OpenAIServer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rag.embedding.minilm import MiniLm
    from rag.wiring import News

ROOT = Path(__file__).parent.parent

# A deadline would fail tests on a busy machine, for no fault of the code.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_this_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Unset what would change a result, and point the default library to a folder of the tests."""
    own = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        for name in set(os.environ) - {"RAG_BENCH"}:  # that is where public data lies
            if name.startswith(("OPENAI_", "RAG_", "LANGSMITH_", "LANGCHAIN_")):
                patch.delenv(name)
        patch.setenv("RAG_LIBRARY", str(own / "library"))
        patch.setenv("XDG_DATA_HOME", str(own / "data"))
        patch.setenv("XDG_CACHE_HOME", str(own / "cache"))
        yield


@pytest.fixture(scope="session")
def minilm() -> MiniLm:
    """The real model, loaded once."""
    from rag.embedding.minilm import MiniLm

    return MiniLm()


@pytest.fixture(scope="session")
def seed_news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    """The demonstration articles in a library, with the real model; for reading only."""
    import rag

    with rag.open(tmp_path_factory.mktemp("seeds") / "library") as news:
        report = news.add([ROOT / "seeds"])
        assert (report.added, report.failed) == (12, ())
        yield news


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    """A Chroma server that is up for the whole run, and is never stopped in between."""
    with ChromaServer(tmp_path_factory.mktemp("chroma") / "data") as server:
        yield server


@pytest.fixture(params=["folder", "server"])
def both_homes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run a test twice: vectors in the library's folder, and on a Chroma server."""
    home: str = request.param
    if home == "server":
        from rag.library import library
        from rag.library.connection import Address
        from rag.library.server import Server

        server: ChromaServer = request.getfixturevalue("chroma_server")
        monkeypatch.setattr(library, "home_of", lambda *_: Server(Address.of(server.url)))
    return home


@pytest.fixture
def openai_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    """A server that the environment points at, without a key."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with OpenAIServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield server
