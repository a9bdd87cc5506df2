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
    from chroma_server import ChromaServer

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
    tmp_path: Path, words: tuple[str | Path, ...]
) -> None:
    library = tmp_path / "library"
    if words[0] != "add":
        assert type_it(library, "add", SEED).returncode == 0
    told = type_it(library, *words, RAG_CHROMA_URL=NOWHERE)
    assert told.returncode == 5
    error, hint = told.stderr.splitlines()
    assert error == "error: The Chroma server at http://127.0.0.1:9 cannot be reached"
    assert hint.startswith("hint: Start it")
    assert "hunter2" not in told.stdout + told.stderr
    debugged = type_it(library, *words, "--debug", "--format", "json", RAG_CHROMA_URL=NOWHERE)
    assert json.loads(debugged.stdout)["code"] == "vector-server"
    assert "Traceback" in debugged.stderr
    assert "hunter2" not in debugged.stdout + debugged.stderr
