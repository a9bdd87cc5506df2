"""Scripts of benchmarks/, for tests of what they compute."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def script(name: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What a script defines; its neighbours are imported as when it is run."""
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    before = set(sys.modules)
    found = runpy.run_path(str(BENCHMARKS / f"{name}.py"))
    for new in set(sys.modules) - before:
        if str(BENCHMARKS) in str(getattr(sys.modules[new], "__file__", "")):
            del sys.modules[new]
    return found
