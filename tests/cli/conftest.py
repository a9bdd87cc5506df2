"""A library that is not there, and a way to type commands."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(__file__.rpartition("/")[0]))

from fake_wiring import News, module_of
from typed import Typed

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def _no_settings_of_this_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RAG_LIBRARY", "RAG_EMBEDDER", "RAG_MODEL", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def news(monkeypatch: pytest.MonkeyPatch) -> News:
    fake = News()
    monkeypatch.setitem(sys.modules, "rag.wiring", module_of(fake))
    return fake


@pytest.fixture
def typed(capsys: pytest.CaptureFixture[str]) -> Callable[..., Typed]:
    """Type a command, its words as arguments; returns what it printed and its exit code."""

    def run_it(program: str, *words: object) -> Typed:
        from rag.cli.commands import ask_app, rag_app
        from rag.cli.running import run

        code = run(ask_app if program == "ask" else rag_app, program, [str(w) for w in words])
        captured = capsys.readouterr()
        return Typed(code, captured.out, captured.err)

    return run_it
