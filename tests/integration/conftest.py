"""What integration tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openai_server import OpenAIServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def openai_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    """A server that the environment points at, without a key."""
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with OpenAIServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield server
