"""The manifest of a folder of summaries: what a run was to do, and whether it did."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rag.calls.files import UNFINISHED, whole_file
from rag.errors import UsageError
from rag.rendering.data import dumps, labelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from rag.rendering.data import Data

MANIFEST = "manifest.json"
INDEXES = ("index.html", "index.md")
KIND = "summaries"
LOCK = ".summarise.lock"


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Make the folder if it is missing, and keep other runs out of it.

    Raises:
        UsageError: It cannot be written to, or another run is at it.
    """
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, blocking=False)
        lock.acquire()
    except Timeout as error:
        raise UsageError(
            f"Another run is writing to {folder}",
            hint="Wait until it is done, or name another folder for --out.",
        ) from error
    except OSError as error:
        raise unwritable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def begin(folder: Path, settings: Mapping[str, object], *, resume: bool) -> None:
    """Note in the folder that a run has begun.

    Raises:
        UsageError: The folder holds something else; or ``resume`` is wanted, and there
            is no unfinished run with these settings.
    """
    check(folder, settings, resume=resume)
    begun = dumps(labelled(KIND, {"complete": False, "settings": settings})) + "\n"
    try:
        for left in folder.glob(f"*{UNFINISHED}"):
            left.unlink(missing_ok=True)
        with whole_file(folder / MANIFEST, durable=True) as file:
            file.write(begun.encode())
    except OSError as error:
        raise unwritable(folder, error) from error


def check(folder: Path, settings: Mapping[str, object], *, resume: bool) -> None:
    """Raise what `begin` would, and write nothing."""
    before = _manifest(folder)
    if resume:
        _check_resumed(folder, before, settings)


def finish(
    folder: Path,
    settings: Mapping[str, object],
    totals: Mapping[str, object],
    articles: Iterable[Data],
) -> None:
    """Write the manifest of a run that is complete; its articles are gone through once."""
    head = dumps(labelled(KIND, {"complete": True, "settings": settings, "totals": totals}))
    with whole_file(folder / MANIFEST, durable=True) as file:
        file.write(head.removesuffix("\n}").encode() + b',\n  "articles": [')
        for number, article in enumerate(articles):
            line = dumps(article, indent=None).encode()
            file.write((b",\n    " if number else b"\n    ") + line)
        file.write(b"\n  ]\n}\n")


def unwritable(folder: Path, error: OSError) -> UsageError:
    """The folder does not take what is to be written."""
    return UsageError(
        f"Nothing can be written to {folder}: {error.strerror or error}",
        hint="Make room or name another folder for --out.",
    )


def _manifest(folder: Path) -> Mapping[str, object] | None:
    """The manifest of the folder's last run; None if there was none."""
    path = folder / MANIFEST
    try:
        saved = json.loads(path.read_bytes())
    except FileNotFoundError:
        if taken := next((name for name in INDEXES if (folder / name).exists()), None):
            raise UsageError(
                f"{folder / taken} is none of ours, and would be lost",
                hint="Name another folder for --out, best a new one.",
            ) from None
        return None
    except (OSError, ValueError, RecursionError):
        saved = None
    if not isinstance(saved, dict) or saved.get("kind") != KIND:
        raise UsageError(
            f"{path} is no manifest of summaries",
            hint="Name another folder for --out, or delete that file.",
        )
    return saved


def _check_resumed(
    folder: Path, before: Mapping[str, object] | None, settings: Mapping[str, object]
) -> None:
    leave_out = "Leave --resume out; what is unchanged is not made again in any case."
    if before is None:
        raise UsageError(f"There is no run in {folder} to go on with", hint=leave_out)
    if before.get("complete"):
        raise UsageError(f"The run in {folder} is complete", hint=leave_out)
    known, wanted = before.get("settings"), json.loads(dumps(dict(settings)))
    known = known if isinstance(known, dict) else {}
    other = [
        f"{name} was {_said(known.get(name))} and is {_said(wanted.get(name))}"
        for name in dict.fromkeys((*known, *wanted))
        if known.get(name) != wanted.get(name)
    ]
    if other:
        raise UsageError(
            f"The unfinished run in {folder} had other settings: {'; '.join(other)}",
            hint="Give the same options again, or leave --resume out to begin with these.",
        )


def _said(value: object) -> str:
    return "not set" if value in (None, []) else str(value)
