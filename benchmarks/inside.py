"""Runs ``rag`` with the arguments given, and tells as JSON what of its time the models took."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from time import perf_counter, process_time
from typing import TYPE_CHECKING
from unittest.mock import patch

import onnxruntime

from rag.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable


def timed(run: Callable[..., object], spent: dict[str, float]) -> Callable[..., object]:
    """A model's own function, whose time is added up."""

    def call(*arguments: object) -> object:
        began, started = perf_counter(), process_time()
        try:
            return run(*arguments)
        finally:
            spent["CPU seconds in models"] += process_time() - started
            spent["seconds in models"] += perf_counter() - began

    return call


if __name__ == "__main__":
    spent = {"CPU seconds in models": 0.0, "seconds in models": 0.0}
    session = onnxruntime.InferenceSession
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
