"""What tokens of remote models cost, and how many a model takes: makes the table of the package.

The facts are those of the model table inside the wheel of `litellm` (MIT), which pip fetches
here unless a wheel is named; nothing of it is imported or run. From several thousand rows
these are taken: chat models that a vendor of `VENDORS` sells itself under a name of its own,
that know structured output, have a price, and are not withdrawn. A dated variant is left out
where the name without the date says the same, since `rag.drafting.prices` looks there next.

    python benchmarks/prices.py [WHEEL]
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rag.domain.choices import Price
from rag.drafting.prices import TABLE, undated

FILE = "litellm/model_prices_and_context_window_backup.json"

#: LangChain's name of a provider: the table's name of it, and how the vendor's own models begin.
VENDORS = {
    "anthropic": ("anthropic", r"claude-"),
    "google_genai": ("gemini", r"gemini/gemini-(\d|flash|pro)"),
    "mistralai": ("mistral", r"mistral/(mistral|ministral|magistral)-"),
    "openai": ("openai", r"gpt-\d|o\d"),
}

#: Parts of names: made for something else than answering questions.
OTHER_WORK = re.compile(r"-(audio|code|computer|customtools|cyber|law|rosalind|search|tts|vibe)\b")

MILLION = 1_000_000


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, nargs="?", help="of litellm; else pip fetches it")
    wheel = parser.parse_args().wheel
    with TemporaryDirectory() as folder:
        version, rows = read(wheel or fetch(Path(folder)))
    today = datetime.now(UTC).date().isoformat()
    models = selected(rows, today)
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(asdict(models[name]))}"
                       for name in sorted(models))  # fmt: skip
    head = {
        "source": f"litellm {version} (MIT), {FILE}, by benchmarks/prices.py",
        "taken": today,
        "units": "US dollars for a million tokens; tokens",
    }
    text = json.dumps(head, indent=2).removesuffix("\n}") + ',\n  "models": {\n'
    TABLE.write_text(text + lines + "\n  }\n}\n", encoding="utf-8")
    print(f"{len(models)} models of litellm {version} in {TABLE}")


def fetch(folder: Path) -> Path:
    """The newest wheel, downloaded."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder]
    subprocess.run([*pip, "litellm"], check=True)  # noqa: S603 - nothing comes from outside
    [wheel] = folder.glob("litellm-*.whl")
    return wheel


def read(wheel: Path) -> tuple[str, dict[str, dict[str, Any]]]:
    """Version of the wheel, and its rows by name."""
    with zipfile.ZipFile(wheel) as archive:
        return wheel.name.split("-")[1], json.loads(archive.read(FILE))


def selected(rows: dict[str, dict[str, Any]], today: str) -> dict[str, Price]:
    """The models that the module describes, by the name that a user gives."""
    found: dict[str, Price] = {}
    for name, row in rows.items():
        for provider, (vendor, own) in VENDORS.items():
            if row.get("litellm_provider") == vendor and re.match(own, name):
                price = priced(row)
                gone = str(row.get("deprecation_date", today)) < today
                if price and not gone and not OTHER_WORK.search(name):
                    found[f"{provider}:{name.rpartition('/')[2]}"] = price
    return {
        name: price
        for name, price in found.items()
        if undated(name) == name or found.get(undated(name)) != price
    }


def priced(row: dict[str, Any]) -> Price | None:
    """What a row says, if it is of a chat model and says everything."""
    costs = [row.get(f"{way}_cost_per_token") for way in ("input", "output")]
    sizes = [row.get(f"max_{way}_tokens") for way in ("input", "output")]
    useful = row.get("mode") == "chat" and row.get("supports_response_schema")
    if not (useful and all(costs) and all(sizes)):
        return None
    return Price(*(round(cost * MILLION, 6) for cost in costs), *sizes)


if __name__ == "__main__":
    main()
