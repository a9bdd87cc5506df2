"""The two commands, ``ask`` and ``rag``: parse, call one function, show what it returned."""

from __future__ import annotations

import sys


def ask() -> None:
    """Entry point of ``ask``."""
    from rag.cli.commands import ask_app
    from rag.cli.running import run

    sys.exit(run(ask_app, "ask", sys.argv[1:]))


def main() -> None:
    """Entry point of ``rag``; without arguments it shows its help."""
    from rag.cli.commands import rag_app
    from rag.cli.running import run

    sys.exit(run(rag_app, "rag", sys.argv[1:] or ["--help"]))
