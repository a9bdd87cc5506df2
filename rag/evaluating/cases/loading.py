"""Case files: questions and what is known about their answers, as people write them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rag.errors import CaseFileError
from rag.reading.finding import find
from rag.reading.opening import file_sha256, printable, refused
from rag.reading.results import Failure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from rag.domain.cases import Case
    from rag.evaluating.cases.reading import CaseFile

_SUFFIXES = (".yaml", ".yml")
_MOST_TOLD = 20  # mistakes; who made more corrects the first ones first
_DIGITS = 12  # of a digest, as in the identity of a prompt
_HINT = "Correct the case files; `rag eval schema` prints their format, for editors."


def load_cases(folder: Path) -> tuple[Case, ...]:
    """Read all case files of a folder, ``*.yaml`` and ``*.yml``, in alphabetical order.

    Folders inside it and hidden files are not read. A case file may be named itself.

    Raises:
        CaseFileError: There is no case, or a file is not what it should be; tells file,
            line and field of the first 20 mistakes, one to a line.
    """
    from rag.evaluating.cases.reading import read_case_file

    files = [read_case_file(path) for path in _case_files(folder)]
    told = [*(mistake for file in files for mistake in file.mistakes), *_taken_ids(files)]
    if told:
        more = [f"and {len(told) - _MOST_TOLD} more"] if len(told) > _MOST_TOLD else []
        raise CaseFileError(";\n".join(told[:_MOST_TOLD] + more), hint=_HINT)
    return tuple(case for file in files for case in file.cases)


def case_schema() -> dict[str, object]:
    """JSON Schema (2020-12) of a case file."""
    from rag.evaluating.cases.forms import FileForm, SchemaWriter

    schema = FileForm.model_json_schema(schema_generator=SchemaWriter)
    return {"$schema": SchemaWriter.schema_dialect, **schema}


def digest(cases: Sequence[Case]) -> str:
    """12 hex digits of a sha256 over the cases; their order, files and lines do not matter."""
    return _sha256([_plain(case) for case in sorted(cases, key=lambda case: case.id)])


def articles_digest(cases: Sequence[Case]) -> str:
    """12 hex digits of a sha256 over the files that the cases name, bytes and names.

    A folder counts with all its files that are read as articles. Names are as the case
    files see them, so that another machine computes the same.

    Raises:
        InputError: A file cannot be read.
    """
    named = {(written, case.place(written)) for case in cases for written in case.articles}
    hashes: dict[str, str] = {}
    for written, place in named:
        for found in find([place]):
            if isinstance(found, Failure):
                raise found.error
            name = str(PurePosixPath(written, *found.relative_to(place).parts))
            if name not in hashes:
                hashes[name] = file_sha256(found)
    return _sha256(sorted(hashes.items()))


def _case_files(folder: Path) -> list[Path]:
    if not folder.exists():
        raise CaseFileError(
            f"Cannot read {printable(folder)}: there is no such file or folder",
            hint="Name the folder that your case files are in: rag eval --cases DIR.",
        )
    try:
        if not folder.is_dir():
            return [folder]
        files = sorted(path for path in folder.iterdir() if _is_case_file(path))
    except OSError as error:
        told = refused(folder, error)
        raise CaseFileError(told.message, hint=told.hint) from error
    if not files:
        raise CaseFileError(
            f"There is no case file (*.yaml) in {printable(folder)}",
            hint="Name the folder that your case files are in, or write the first one.",
        )
    return files


def _is_case_file(path: Path) -> bool:
    hidden = path.name.startswith(".")
    return path.suffix.lower() in _SUFFIXES and not hidden and not path.is_dir()


def _taken_ids(files: Iterable[CaseFile]) -> Iterator[str]:
    from rag.evaluating.cases.tree import Mistake, brief

    first: dict[str, str] = {}
    for file in files:
        for id_, where, line in file.ids:
            if taken := first.get(id_):
                what = f"“{brief(id_)}” is the id of another case, in {taken}"
                yield f"{file.path}, {Mistake(where, line, what)}"
            else:
                first[id_] = f"{file.path}, line {line}"


def _plain(value: object) -> object:
    """A case for JSON, with the names of its types: all-of and any-of look alike without."""
    if dataclasses.is_dataclass(value):
        names = [field.name for field in dataclasses.fields(value)]
        kept = [name for name in names if name not in {"file", "line"}]
        return [type(value).__name__, {name: _plain(getattr(value, name)) for name in kept}]
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _sha256(rows: object) -> str:
    return hashlib.sha256(json.dumps(rows).encode("ascii")).hexdigest()[:_DIGITS]
