"""What is kept for one user is readable for that user alone, whatever the umask says."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from library_making import create, many, question
from openai_server import OpenAIServer, chat, embed, embeddings

from rag.domain.articles import Filters
from rag.library import rebuilding
from rag.wiring import News, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = Path(__file__).parents[2] / "seeds" / "patel-kursk.md"


@pytest.fixture(params=[0o000, 0o022, 0o077], ids=oct)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def rights(folder: Path) -> set[str]:
    """Of all that is in a folder, and of itself, those that are not as they should be."""
    return {
        f"{path.relative_to(folder)} {oct(stat.S_IMODE(path.stat().st_mode))}"
        for path in (folder, *folder.rglob("*"))
        if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)
    }


@pytest.mark.usefixtures("_umask")
def test_a_library_is_private_from_its_first_moment(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "library"
    with create(folder) as library:
        assert rights(folder) == set()
        library.put(many(60))  # enough for Chroma to write its graph
        assert rights(folder) == set()
        with library.reading() as snapshot:
            assert snapshot.nearest(question(many(60)[1]), 1, Filters())
        assert rights(folder) == set()
    with rebuilding(folder, library.fingerprint) as new:
        assert len(list(new.articles())) == 60
        new.put(many(60))
        assert rights(folder) == set()
    assert rights(folder) == set()


def test_a_library_that_its_owner_has_opened_stays_open(tmp_path: Path) -> None:
    create(tmp_path / "library", many(2)).close()
    for path in (tmp_path / "library", *(tmp_path / "library").rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    with create(tmp_path / "library", many(60, prefix="/more")) as library:
        with library.reading() as snapshot:
            assert snapshot.size == 186
        assert stat.S_IMODE((tmp_path / "library").stat().st_mode) == 0o755
        assert stat.S_IMODE((tmp_path / "library" / "library.sqlite").stat().st_mode) == 0o644


@pytest.mark.usefixtures("_umask")
def test_the_cache_of_replies_is_private(tmp_path: Path, openai_server: OpenAIServer) -> None:
    settings = Settings(
        tmp_path / "library",
        embedder="openai:tiny",
        model="openai:tiny",
        cache=tmp_path / "cache" / "calls",
    )
    openai_server.otherwise = lambda request: (
        chat('{"claims": [], "unanswered": [], "reason": ""}')
        if "messages" in request.body
        else embeddings([embed(text) for text in request.body["input"]])
    )
    with News(settings, create=True) as news:
        assert news.add(SEED).added == 1
        news.ask("who warned about Kursk?")
    assert len(list(settings.cache.rglob("*.json"))) > 1
    assert rights(tmp_path / "cache" / "calls") == set()
    assert rights(tmp_path / "library") == set()
