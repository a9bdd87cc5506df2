"""What the tokens of remote models cost, and how many a model takes, by a table with a date.

The table comes with the package: ``data/prices.json`` names its source and its day, and
``benchmarks/prices.py`` makes it again. It holds list prices; a discount, a tax, and what
some vendors add for prompts of more than 200,000 tokens are not in it.
"""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypedDict

from rag.domain.choices import Price

TABLE = Path(__file__).parent / "data" / "prices.json"

_DAY = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8})$")
_MILLION = 1_000_000


class _Table(TypedDict):
    """What is read of the file."""

    taken: str
    models: dict[str, _Row]


class _Row(TypedDict):
    """The fields of `Price`."""

    input: float
    output: float
    window: int
    longest: int


def price_of(name: str) -> Price | None:
    """The price of a model at its vendor, or None where the table has none.

    A variant that is named by its day (``openai:gpt-5-mini-2025-08-07``) costs what the
    model costs, unless the table says otherwise. Whoever asks another server under the
    same name (``OPENAI_BASE_URL``) must not ask here.

    Args:
        name: Provider and model, ``openai:gpt-5-mini``.
    """
    models = _models()
    return models.get(name) or models.get(undated(name))


def cost(name: str, input_tokens: int, output_tokens: int) -> float | None:
    """US dollars for so many tokens, or None where no price is known."""
    price = price_of(name)
    if price is None:
        return None
    return (price.input * input_tokens + price.output * output_tokens) / _MILLION


def price_day() -> date:
    """When the prices were those of the table."""
    return date.fromisoformat(_table()["taken"])


def undated(name: str) -> str:
    """The name of a model without its day, if it has one."""
    return _DAY.sub("", name)


@cache
def _models() -> dict[str, Price]:
    return {name: Price(**row) for name, row in _table()["models"].items()}


@cache
def _table() -> _Table:
    table: _Table = json.loads(TABLE.read_text(encoding="utf-8"))
    return table
