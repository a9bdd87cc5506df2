"""CPU seconds and memory of `rag summarise --all` over 50, 200 and 500 articles.

Each run is a process of its own over a library of that many texts of the sets, in the
articles' own words; memory is the largest that the process ever had. What the start of the
program takes is told by a run in which nothing has changed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from data import FIELDS, passages, save, wikinews

SIZES = (50, 200, 500)


def main() -> None:
    """Measure each size, and how much grows with it."""
    texts = [
        row
        for data in (wikinews(), passages("squad2"), passages("clapnq"))
        for row in data.articles.values()
    ]
    results = {}
    with tempfile.TemporaryDirectory() as temporary:
        for size in SIZES:
            folder = Path(temporary, str(size))
            folder.mkdir()
            write(texts[:size], folder / "articles.jsonl")
            library = folder / "library"
            rag("add", folder / "articles.jsonl", "--library", library)
            every = ["summarise", "--all", "--out", folder / "out", "--library", library]
            first, again = rag(*every), rag(*every)
            manifest = json.loads((folder / "out" / "manifest.json").read_text(encoding="utf-8"))
            results[f"{size} articles"] = {"first run": first, "nothing changed": again}
            print(size, len(manifest["articles"]), first, again, flush=True)
            shutil.rmtree(folder)
    save("batch", results)


def write(rows: list[dict], target: Path) -> None:
    """Articles as JSON lines."""
    with target.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps({key: row[key] for key in FIELDS if row.get(key)}) + "\n")


def rag(*arguments: object) -> dict[str, float]:
    """Run the command; its CPU seconds, and the MiB that it had at most."""
    command = [str(Path(sys.executable).parent / "rag"), *map(str, arguments)]
    environment = {**os.environ, "NO_COLOR": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:  # noqa: S603 - ours
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return {
        "CPU seconds": round(used.ru_utime + used.ru_stime, 1),
        "MiB": round(used.ru_maxrss / 1024),
    }


if __name__ == "__main__":
    main()
