"""The two commands, ``ask`` and ``rag``: parse, call one function, show what it returned."""

from __future__ import annotations

import gc
import sys
from typing import NoReturn


def ask() -> None:
    """Entry point of ``ask``.

    Rubbish is not collected: looking for it while modules load takes a tenth of a second, and
    the process is gone before it would matter. A file of questions turns that on again.
    """
    gc.disable()
    from rag.cli.commands import ask_app
    from rag.cli.running import run

    _end(run(ask_app, "ask", sys.argv[1:]))


def main() -> None:
    """Entry point of ``rag``; without arguments it shows its help."""
    from rag.cli.commands import rag_app
    from rag.cli.running import run

    _end(run(rag_app, "rag", sys.argv[1:] or ["--help"]))


def _end(code: int) -> NoReturn:
    """Leave without Python's last search for rubbish, a third of a second after a question."""
    gc.freeze()
    sys.exit(code)
