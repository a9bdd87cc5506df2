"""The table of README, made from the committed results; prints it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
SETS = ("squad2", "clapnq", "wikinews")


def table() -> str:
    """Markdown, one column a set; a dash where a set was not measured."""
    retrieval, evidence, abstention = (
        json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("retrieval", "evidence", "abstention")
    )
    level = str(abstention["in the code"]["threshold"])

    def found(method: str) -> list[str]:
        return [_percent(retrieval.get(name, {}).get("hit@1", {}).get(method)) for name in SETS]

    def right(what: str) -> list[str]:
        return [_percent(evidence.get(name, {}).get(what)) for name in SETS]

    def answered(kind: str) -> list[str]:
        return [_percent(_pooled(abstention, f"{name}, {kind}", level)) for name in SETS]

    rows = [
        ["", *SETS],
        ["---"] * 4,
        ["the gold article is found first: fused search", *found("fused")],
        ["… BM25 alone", *found("bm25")],
        ["… vectors alone", *found("dense")],
        ["the best sentence holds the answer", *right("best sentence is right")],
        ["one of the best three does", *right("one of the best three is right")],
        ["answered, of questions that have an answer", *answered("answerable")],
        ["answered, of off-topic questions", *answered("off-topic")],
        ["answered, of near misses", *answered("near miss")],
    ]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _pooled(results: dict[str, Any], beginning: str, level: str) -> float | None:
    """Mean over all groups of questions whose name begins so, each question counting once."""
    groups = [group for name, group in results.items() if name.startswith(beginning)]
    number = sum(group["questions"] for group in groups)
    total = sum(group["answered"][level] * group["questions"] for group in groups)
    return total / number if number else None


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


if __name__ == "__main__":
    print(table())
