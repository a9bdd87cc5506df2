"""``rag eval compare`` and ``rag eval schema``: what stands beside an evaluation."""

from pathlib import Path
from typing import Annotated

import typer

from rag.cli import exits, options
from rag.cli.output import show, show_json

COMPARE_EXAMPLES = """\b
Examples:
  rag eval --out monday.json
  rag eval compare monday.json tuesday.json
"""
SCHEMA_EXAMPLES = """\b
Examples:
  rag eval schema > my-evals/cases.schema.json
"""


def compare(
    before: Annotated[Path, typer.Argument(metavar="BEFORE", help="A report (.json).")],
    after: Annotated[Path, typer.Argument(metavar="AFTER", help="A later one.")],
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Compare two saved reports case by case: differences, intervals, paired tests."""
    from dataclasses import asdict

    from rag.evaluating.comparing import compare as paired
    from rag.evaluating.saving import read_report
    from rag.rendering.data import labelled

    differences = paired(read_report(before), read_report(after))
    if form == "json":
        rows = [asdict(difference) for difference in differences]
        show_json(labelled("comparison", {"differences": rows}))
    else:
        from rag.rendering.reports.beside import render_differences

        show(render_differences(differences))
    return exits.DONE


def schema() -> int:
    """Print the JSON Schema of case files, for editors that complete and check them."""
    from rag.evaluating.cases import case_schema

    show_json(case_schema())
    return exits.DONE
