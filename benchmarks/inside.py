"""Runs ``rag`` with the arguments given, and tells as JSON what of its time the models took."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from threading import Lock
from time import thread_time
from typing import TYPE_CHECKING
from unittest.mock import patch

import onnxruntime

from rag.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable


def timed(run: Callable[..., object], spent: dict[str, float]) -> Callable[..., object]:
    """A model's own function, whose time is added up; it works in the thread that calls it."""
    adding = Lock()

    def call(*arguments: object) -> object:
        started = thread_time()
        try:
            return run(*arguments)
        finally:
            with adding:
                spent["CPU seconds in models"] += thread_time() - started

    return call


if __name__ == "__main__":
    session = onnxruntime.InferenceSession
    spent = {"CPU seconds in models": 0.0}
    code: object = 0
    with (
        open(os.devnull, "w", encoding="utf-8") as nowhere,  # noqa: PTH123 - a device
        contextlib.redirect_stdout(nowhere),
        patch.object(session, "run", timed(session.run, spent)),
    ):
        try:
            main()
        except SystemExit as end:
            code = end.code
    print(json.dumps(spent))
    sys.exit(code)
