"""What each check of a language model's claims is worth: `rag eval` with some of them off.

    OPENAI_BASE_URL=… python benchmarks/gate.py openai:NAME

Calls are kept in a folder of their own beside the cache, so that only the first run asks.
"""

from __future__ import annotations

import argparse
import shutil
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import patch

from data import HERE, save

from rag.answering import pipeline
from rag.domain.replies import Draft
from rag.wiring import default_cache
from rag.wiring.evaluation import evaluate
from rag.wiring.trials import Trial

PASSAGES = 4
SHOWN = (
    "correctness",
    "fact_recall",
    "citation_precision",
    "citation_recall",
    "quote_fidelity",
    "forbidden_rate",
    "right_refusals",
    "wrong_refusals",
)


def no_evidence(*_: object) -> Draft:
    """As if nobody but the model could tell whether the articles answer."""
    return Draft(reason=pipeline.NOT_ENGLISH)


ALONE = {"rag.answering.pipeline._by_parts": no_evidence}
QUOTED = {**ALONE, "rag.citing.checking.find_evidence": lambda *_: []}
ROWS: dict[str, dict[str, Any]] = {
    "quotes to the letter alone": {**QUOTED, "rag.citing.checking.check_support": lambda *_: None},
    "and they support the claim": QUOTED,
    "or other sentences do": ALONE,
    "all three": {},
}


def main() -> None:
    """Run the cases of evals/ under each row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    model: str = parser.parse_args().model
    room = default_cache().parent / "gate"  # cases of its own, for recordings of its own
    for name in ("evals", "seeds"):
        ignored = shutil.ignore_patterns("recordings")
        shutil.copytree(HERE.parent / name, room / name, dirs_exist_ok=True, ignore=ignored)
    results = {}
    for row, switches in ROWS.items():
        with ExitStack() as off:
            for name, value in switches.items():
                off.enter_context(patch(name, value))
            report = evaluate(Trial(Path(room, "evals"), model, k=PASSAGES, record=True))
        found = {metric.name: metric for metric in report.metrics if metric.name in SHOWN}
        results[row] = {n: [m.value, m.low, m.high] for n, m in found.items()}
        print(row, {name: metric.value for name, metric in found.items()}, flush=True)
    save("gate", {"model": model, "k": PASSAGES, "rows": results})


if __name__ == "__main__":
    main()
