"""What a model costs: the table of the package, and the script that makes it."""

from __future__ import annotations

import json
import runpy
import sys
import zipfile
from datetime import date
from pathlib import Path

import pytest

from rag.domain.choices import Price
from rag.drafting.prices import TABLE, cost, price_day, price_of

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "prices.py"
TINY = {
    "mode": "chat",
    "litellm_provider": "openai",
    "supports_response_schema": True,
    "input_cost_per_token": 2.5e-07,
    "output_cost_per_token": 2e-06,
    "max_input_tokens": 1000,
    "max_output_tokens": 100,
}


def test_a_model_has_its_price_and_its_sizes() -> None:
    assert price_of("openai:gpt-4o-mini") == Price(0.15, 0.6, 128_000, 16_384)


def test_a_variant_with_a_day_costs_what_the_model_costs() -> None:
    assert price_of("openai:gpt-5-mini-2025-08-07") == price_of("openai:gpt-5-mini") is not None
    assert price_of("anthropic:claude-haiku-4-5-20251001") == price_of("anthropic:claude-haiku-4-5")


@pytest.mark.parametrize("name", ["openai:tiny", "gpt-5-mini", "azure_openai:gpt-5-mini", ""])
def test_a_model_that_is_not_in_the_table_has_no_price(name: str) -> None:
    assert price_of(name) is None
    assert cost(name, 1000, 100) is None


def test_cost_is_in_dollars_with_input_and_output_priced_apart() -> None:
    assert cost("openai:gpt-4o-mini", 2_000_000, 0) == pytest.approx(0.30)
    assert cost("openai:gpt-4o-mini", 0, 1_000_000) == pytest.approx(0.60)
    assert cost("openai:gpt-4o-mini", 1800, 150) == pytest.approx(0.00036)
    assert cost("openai:gpt-4o-mini", 0, 0) == 0


def test_the_table_names_its_source_and_its_day_and_every_row_makes_sense() -> None:
    table = json.loads(TABLE.read_text(encoding="utf-8"))

    assert "litellm" in table["source"]
    assert date.fromisoformat(table["taken"]) == price_day() > date(2026, 1, 1)
    assert {name.partition(":")[0] for name in table["models"]} == {
        "anthropic", "google_genai", "mistralai", "openai",
    }  # fmt: skip
    for name in table["models"]:
        price = price_of(name)
        assert price is not None
        assert 0 < price.input <= price.output < 1000, name
        assert 0 < price.longest <= price.window, name


@pytest.mark.parametrize(
    ("name", "row", "taken"),
    [
        ("gpt-7", {}, ["openai:gpt-7"]),
        ("gpt-7", {"deprecation_date": "2026-06-02"}, ["openai:gpt-7"]),
        ("gpt-7", {"deprecation_date": "2026-05-31"}, []),
        ("gpt-7", {"mode": "embedding"}, []),
        ("gpt-7", {"input_cost_per_token": 0}, []),
        ("gpt-7", {"max_input_tokens": None}, []),
        ("gpt-7", {"litellm_provider": "azure"}, []),
        ("gpt-7-search-preview", {}, []),
        ("ft:gpt-7", {}, []),
        ("gemini/gemini-9", {"litellm_provider": "gemini"}, ["google_genai:gemini-9"]),
        ("mistral/glm-5", {"litellm_provider": "mistral"}, []),
    ],
)
def test_the_script_takes_chat_models_of_the_vendors_themselves(
    name: str, row: dict[str, object], taken: list[str]
) -> None:
    selected = runpy.run_path(str(SCRIPT))["selected"]

    assert [*selected({name: {**TINY, **row}}, "2026-06-01")] == taken


def test_the_script_leaves_out_a_day_that_makes_no_difference() -> None:
    rows = {
        "gpt-7": TINY,
        "gpt-7-2030-01-01": TINY,
        "gpt-7-2031-01-01": {**TINY, "output_cost_per_token": 3e-06},
    }
    selected = runpy.run_path(str(SCRIPT))["selected"](rows, "2026-06-01")

    assert {name: price.output for name, price in selected.items()} == {
        "openai:gpt-7": 2.0,
        "openai:gpt-7-2031-01-01": 3.0,
    }


def test_the_script_writes_a_table_that_says_which_version_it_is_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "litellm-9.8.7-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        rows = json.dumps({"gpt-7": TINY})
        archive.writestr("litellm/model_prices_and_context_window_backup.json", rows)
    monkeypatch.setattr("rag.drafting.prices.TABLE", tmp_path / "prices.json")
    monkeypatch.setattr(sys, "argv", ["prices.py", str(wheel)])
    runpy.run_path(str(SCRIPT), run_name="__main__")

    table = json.loads((tmp_path / "prices.json").read_text(encoding="utf-8"))
    assert "litellm 9.8.7" in table["source"]
    assert table["models"] == {
        "openai:gpt-7": {"input": 0.25, "output": 2.0, "window": 1000, "longest": 100}
    }
