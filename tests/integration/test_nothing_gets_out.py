"""Nobody is spoken to, and no name is looked up, unless a model or a server was named.

The program runs in a child that the kernel ends when it would speak to anybody, whichever
dependency does so, in whichever language; every look-up of a name is written down on the way.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from seed_cases import CASES

if TYPE_CHECKING:
    from collections.abc import Callable

    Child = Callable[..., tuple[subprocess.CompletedProcess[str], list[str]]]

ROOT = Path(__file__).parents[2]
GUARD = ROOT / "tests" / "guarding"

pytestmark = pytest.mark.skipif(
    (sys.platform, platform.machine()) not in {("linux", "x86_64"), ("linux", "aarch64")},
    reason="the kernel's filters are Linux's",
)

COMMANDS = [
    ["add", str(ROOT / "seeds")],
    ["list"],
    ["status"],
    ["check"],
    ["search", "troops", "in", "Kursk"],
    ["ask", "who warned about Kursk?"],
    ["ask", "who is the prime minister of Canada?", "--format", "json"],
    ["summarise", str(ROOT / "seeds" / "patel-kursk.md"), "--format", "json"],
    ["summarise", "--topic", "North Korean troops in Russia", "--out", "topic.html"],
    ["summarise", "--all", "--out", "summaries"],
    ["eval", "--cases", "cases.yaml", "--out", "report.html"],
    ["models"],
    ["prompts"],
    ["remove", str(ROOT / "seeds" / "patel-kursk.md")],
    ["rebuild"],
]
RUN_ALL = """
import json, sys
from rag.cli.commands import rag_app
from rag.cli.running import run
codes = {" ".join(each): run(rag_app, "rag", each) for each in json.loads(sys.argv[1])}
print("codes" + json.dumps(codes))
"""

# Of a stranger's folder in which somebody works: nobody asked for any of it.
DOT_ENV = """
CHROMA_OTEL_COLLECTION_ENDPOINT=http://collector.example:4317
CHROMA_OTEL_SERVICE_NAME=rag
CHROMA_OTEL_GRANULARITY=all
ANONYMIZED_TELEMETRY=true
CHROMA_SERVER_HOST=chroma.example
LANGSMITH_TRACING=true
LANGSMITH_API_KEY=planted
OPENAI_BASE_URL=http://models.example/v1
"""


@pytest.fixture(scope="module")
def preloaded(tmp_path_factory: pytest.TempPathFactory) -> str | None:
    """The library that writes down look-ups; None where there is no C compiler."""
    if (compiler := shutil.which("cc")) is None:
        return None
    made = tmp_path_factory.mktemp("guard") / "resolving.so"
    source = GUARD / "resolving.c"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", made, source, "-ldl"], check=True)
    return str(made)


@pytest.fixture
def child(tmp_path: Path, preloaded: str | None) -> Child:
    """Run Python under the guard; returns what came of it, and what was looked up."""

    def run(
        code: str, *arguments: str, kill: bool = True
    ) -> tuple[subprocess.CompletedProcess[str], list[str]]:
        record = tmp_path / "record.txt"
        guard = {"GUARD_RECORD": str(record), "PYTHONPATH": str(GUARD)}
        if kill:
            guard["GUARD_KILL"] = "1"
        if preloaded:
            guard["LD_PRELOAD"] = preloaded
        home = {"RAG_LIBRARY": str(tmp_path / "library"), "HOME": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=tmp_path,
            env={**os.environ, **home, **guard},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        return done, record.read_text().splitlines() if record.exists() else []

    return run


def test_every_command_works_unconnected_and_looks_up_no_name(child: Child, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(DOT_ENV, encoding="utf-8")
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    (tmp_path / "cases.yaml").write_text(CASES, encoding="utf-8")
    done, record = child(RUN_ALL, json.dumps(COMMANDS))
    assert record == []
    assert done.returncode == 0, done.stderr[-2000:]
    codes = json.loads(done.stdout.rpartition("codes")[2])
    assert {words: code for words, code in codes.items() if code} == {
        "ask who is the prime minister of Canada? --format json": 3
    }
    assert (tmp_path / "summaries" / "index.html").is_file()
    assert (tmp_path / "report.html").is_file()


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.socket(socket.AF_INET6).connect(('::1', 9))",
        "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "import ctypes; ctypes.CDLL(None).connect(0, b'', 0)",
        "import chromadb; chromadb.HttpClient('127.0.0.1', 9)",
    ],
)
def test_the_guard_ends_whoever_speaks(child: Child, code: str) -> None:
    done, _ = child(code)
    assert done.returncode == -signal.SIGSYS


def test_the_guard_lets_sockets_without_a_name_be(child: Child) -> None:
    done, record = child("import socket; a, b = socket.socketpair(); a.send(b'x'); b.recv(1)")
    assert (done.returncode, record) == (0, [])


def test_the_guard_writes_down_look_ups_of_python(child: Child) -> None:
    code = "import socket\ntry: socket.getaddrinfo('name.invalid', 80)\nexcept OSError: pass"
    done, record = child(code, kill=False)
    assert done.returncode == 0
    assert any("name.invalid" in line for line in record)


def test_the_guard_writes_down_look_ups_of_others(child: Child, preloaded: str | None) -> None:
    if preloaded is None:
        pytest.skip("there is no C compiler")
    code = (
        "import ctypes; found = ctypes.c_void_p();"
        "ctypes.CDLL(None).getaddrinfo(b'name.invalid', None, None, ctypes.byref(found))"
    )
    done, record = child(code, kill=False)
    assert done.returncode == 0
    assert record == ["libc.getaddrinfo name.invalid"]
