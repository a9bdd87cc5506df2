"""What a person types who keeps vectors on a Chroma server, and what they see without it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from chroma_server import ChromaServer
    from typed import Typed

    Type = Callable[..., Typed]

RAG = Path(sys.executable).parent / "rag"
SEED = Path(__file__).parents[2] / "seeds" / "patel-kursk.md"
NOWHERE = "http://ann:hunter2@127.0.0.1:9"


def type_it(
    library: Path, *words: str | Path, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [RAG, *words],
        env={**os.environ, "RAG_LIBRARY": str(library), **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_a_library_is_filled_asked_and_checked_on_a_server(
    tmp_path: Path, chroma_server: ChromaServer
) -> None:
    library = tmp_path / "library"
    url = {"RAG_CHROMA_URL": chroma_server.url}
    added = type_it(library, "add", SEED, "--chroma-url", chroma_server.url)
    assert (added.returncode, added.stdout) == (
        0,
        "added 1, replaced 0, unchanged 0, failed 0\n",
    )
    assert not (library / "vectors").exists()
    asked = type_it(library, "ask", "who warned about Kursk?", **url)
    assert (asked.returncode, asked.stderr) == (0, "")
    assert "Vedant Patel" in asked.stdout
    checked = type_it(library, "check", **url)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert not (library / "vectors").exists()


@pytest.mark.parametrize("words", [("add", SEED), ("search", "Kursk"), ("check",), ("rebuild",)])
def test_without_the_server_there_is_one_error_without_the_password(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str | Path, ...]
) -> None:
    monkeypatch.setenv("RAG_LIBRARY", str(tmp_path / "library"))
    if words[0] != "add":
        assert typed("rag", "add", SEED).code == 0
    monkeypatch.setenv("RAG_CHROMA_URL", NOWHERE)
    told = typed("rag", *words)
    assert told.code == 5
    error, hint = told.err.splitlines()
    assert error == "error: The Chroma server at http://127.0.0.1:9 cannot be reached"
    assert hint.startswith("hint: Start it")
    debugged = typed("rag", *words, "--debug", "--format", "json")
    assert json.loads(debugged.out)["code"] == "vector-server"
    assert "Traceback" in debugged.err
    assert "hunter2" not in told.out + told.err + debugged.out + debugged.err
