"""docs/performance.md with its plots, and README's table, made of the committed results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from performance_tables import costs, fields, searched
from performance_targets import targets
from report import DOCS, HERE, README, loaded, origin, table_of

if TYPE_CHECKING:
    from performance_tables import Results

RESULTS = HERE / "results" / "performance.json"
LARGE = HERE / "results" / "performance-large.json"
FIELD = re.compile(r"\{(\w+)\}")
NOT_YET = "Not measured yet."
FAST = re.compile(r"(<!-- performance -->\n\n)(?:\|.*\n)+")
OTHERS = ("txtai", "llama-index", "haystack")


def page(results: Results, large: Results) -> str:
    """The whole page, in Markdown."""
    filled = {
        "machine": f"{results['machine']['cores']} cores",
        "targets": targets(results),
        "far": _far(large),
        **fields(results),
    }
    text = (HERE / "performance.md").read_text(encoding="utf-8")
    return FIELD.sub(lambda field: filled.get(field[1], NOT_YET), text)


def table(results: Results) -> str:
    """The table of README; a row of what was measured."""
    names = ("floor", "tutorial", *OTHERS)
    rows = []
    if start := results.get("start"):
        took = start["frameworks"]["took"] | start["ask"]["took"]
        cells = [_seconds(took, name) for name in ("ask", *names)]
        rows.append(["a question to a new process", *cells])
    if added := results.get("indexing"):
        cells = [_rate(added, name) for name in ("rag add", *names[:2])]
        cells += [_rate(added["frameworks"], name) for name in OTHERS]
        rows.append(["words added in a second", *cells])
    if warm := results.get("warm"):
        kinds = ("both, all articles", "chroma alone", *names[1:])
        cells = [_p50(warm["sizes"]["small"], kind) for kind in kinds]
        rows.append(["a search in a warm process", *cells])
    return table_of(["CPU time", "this project", *names], rows)


def committed_page() -> str:
    """The page as the results have it."""
    return page(loaded(RESULTS), loaded(LARGE))


def main() -> None:
    """Write the page, draw the plots, and bring README's table up to date."""
    from performance_plots import draw

    results, large = loaded(RESULTS), loaded(LARGE)
    origins = [origin(file) for file in (RESULTS, LARGE) if file.exists()]
    draw(results | ({"far": large} if large else {}), DOCS, " ".join(origins))
    (DOCS / "performance.md").write_text(committed_page(), encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    text = FAST.sub(lambda found: found[1] + table(results) + "\n", text)
    README.write_text(text, encoding="utf-8")
    print("written: docs/performance.md, its plots, and the table of README.md")


def _far(large: Results) -> str:
    if not large:
        return "Not measured yet: `make bench-large` adds 100,000 and 1,000,000 drawn vectors."
    return f"{searched(large['sizes'])}\n\n{costs(large['sizes'])}"


def _seconds(took: Results, name: str) -> str:
    return f"{took[name]['CPU seconds']['median']:.1f} s" if name in took else "–"


def _rate(costs: Results, name: str) -> str:
    if name not in costs["took"]:
        return "–"
    return f"{costs['words'] / costs['took'][name]['CPU seconds']['median']:,.0f}"


def _p50(warm: Results, name: str) -> str:
    return f"{warm[name]['p50']:.0f} ms" if name in warm else "–"


if __name__ == "__main__":
    main()
