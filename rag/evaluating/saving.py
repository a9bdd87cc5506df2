"""Reports and baselines as JSON files.

The form is that of `rag.rendering.data`: a field of a dataclass is a field of the JSON.
Where a thing can be one of several, ``kind`` says which. A case file is saved by its name
alone, so that a report reads the same on every machine.
"""

from __future__ import annotations

import json
import os
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from rag.domain.baselines import Baseline
from rag.domain.reports import Report
from rag.errors import UsageError
from rag.evaluating.decoding import KINDS, MalformedError, decode
from rag.rendering.data import SCHEMA, dumps, labelled

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from rag.domain.baselines import GateResult
    from rag.rendering.data import Data

    Saved = TypeVar("Saved", Report, Baseline)

REPORT = "evaluation-report"
BASELINE = "evaluation-baseline"


def report_data(report: Report, gate: GateResult | None = None) -> Data:
    """A report as plain values, with what the gate made of it, if it was asked."""
    judged = {} if gate is None else {"gate": _encoded(gate)}
    return labelled(REPORT, {**_fields(report), **judged})


def report_json(report: Report, gate: GateResult | None = None) -> str:
    """A report as JSON text that `read_report` reads back to the same report."""
    return dumps(report_data(report, gate)) + "\n"


def baseline_json(baseline: Baseline) -> str:
    """A baseline as JSON text that `read_baseline` reads back to the same baseline."""
    return dumps(labelled(BASELINE, _fields(baseline))) + "\n"


def read_report(path: Path) -> Report:
    """A report that was saved.

    Raises:
        UsageError: There is no such file, or no report of this version in it.
    """
    hint = "Save one with rag eval --out FILE.json, and this version of rag."
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The report {path} cannot be read: {_why(error)}", hint=hint) from error
    return _read(Report, REPORT, path, text, hint)


def read_baseline(path: Path) -> Baseline | None:
    """A baseline that was accepted; None if there is no such file.

    Raises:
        UsageError: The file cannot be read, or holds no baseline of this version.
    """
    hint = 'Restore it, or move it away and accept a new one: rag eval accept --reason "…"'
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The baseline {path} cannot be read: {_why(error)}", hint=hint) from error
    return _read(Baseline, BASELINE, path, text, hint)


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Save a baseline whole or not at all: a reader sees the old one or the new one.

    Raises:
        UsageError: The file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_text(baseline_json(baseline), encoding="utf-8", newline="\n")
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise UsageError(
            f"The baseline {path} cannot be written: {_why(error)}",
            hint="Name another place for it, or make its folder writable.",
        ) from error


def _encoded(value: object) -> object:
    """Plain values; dates are left to `dumps`."""
    if is_dataclass(value) and not isinstance(value, type):
        kind = KINDS.get(type(value))
        return {"kind": kind, **_fields(value)} if kind else _fields(value)
    if isinstance(value, tuple):
        return [_encoded(part) for part in value]
    return value.name if isinstance(value, Path) else value


def _fields(value: DataclassInstance) -> Data:
    return {field.name: _encoded(getattr(value, field.name)) for field in fields(value)}


def _read(kind: type[Saved], name: str, path: Path, text: str, hint: str) -> Saved:
    noun = name.rpartition("-")[2]
    try:
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("kind") != name:
            raise MalformedError(f"it holds no {name}")  # noqa: TRY301 - one way out of here
        if data.get("schema") != SCHEMA:
            raise MalformedError(  # noqa: TRY301 - as above
                f"its form has version {data.get('schema')}, and this rag reads {SCHEMA}"
            )
        return decode(kind, data)
    except (ValueError, OverflowError, RecursionError, MalformedError) as error:
        raise UsageError(f"The {noun} {path} cannot be read: {error}", hint=hint) from error


def _why(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "it is not UTF-8 text"
