"""One case file: its cases, or what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError

from rag.errors import InputError
from rag.evaluating.cases.forms import FileForm
from rag.evaluating.cases.mistakes import mistakes_of
from rag.evaluating.cases.tree import Mistake, Where, read_tree
from rag.reading.opening import open_regular, printable, refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rag.domain.cases import Case
    from rag.evaluating.cases.tree import Tree


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What a case file says.

    Attributes:
        path: Of the file, for people.
        cases: In its order; empty if there are mistakes that keep them from being read.
        mistakes: In the order of lines, each with the file, the line and the field.
        ids: Every id with its place and line, whether its case could be read or not.
    """

    path: str
    cases: tuple[Case, ...] = ()
    mistakes: tuple[str, ...] = ()
    ids: tuple[tuple[str, Where, int], ...] = ()


def read_case_file(path: Path) -> CaseFile:
    """Read a case file; raises nothing, but tells mistakes."""
    name = printable(path)
    try:
        tree = read_tree(_text(path))
    except InputError as error:
        return CaseFile(name, mistakes=(error.message,))
    mistakes = [*tree.mistakes, *_without_articles(tree)]
    cases: tuple[Case, ...] = ()
    try:
        form = FileForm.model_validate(tree.value, context=path.parent)
    except ValidationError as error:
        mistakes.extend(mistakes_of(error, tree))
    else:
        cases = tuple(
            case.case(form.articles, path.absolute(), tree.places["cases", number].line)
            for number, case in enumerate(form.cases)
        )
        mistakes.extend(_out_of_reach(cases, tree))
    told = (f"{name}, {each}" for each in sorted(mistakes, key=lambda one: one.line))
    return CaseFile(name, cases, tuple(told), tuple(_ids(tree)))


def _text(path: Path) -> str:
    with open_regular(path) as file:
        try:
            written = file.read()
        except OSError as error:
            raise refused(path, error) from error
    try:
        return written.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = written.count(b"\n", 0, error.start) + 1
        what = f"{printable(path)}, line {line}: is not UTF-8"
        raise InputError(what, hint="Save it as UTF-8.") from error


def _without_articles(tree: Tree) -> Iterator[Mistake]:
    """Cases for which neither they nor their file name articles."""
    if isinstance(tree.value, dict) and "articles" not in tree.value:
        for where, case in _cases(tree):
            if "articles" not in case:
                what = "is missing here and at the top of the file"
                yield Mistake((*where, "articles"), tree.places[where].line, what)


def _out_of_reach(cases: Sequence[Case], tree: Tree) -> Iterator[Mistake]:
    """Files that their case names and does not search, so that nothing finds them."""
    for number, case in enumerate(cases):
        searched = [case.place(path) for path in case.articles]
        for where, path in _named(case):
            if not any(case.place(path).is_relative_to(place) for place in searched):
                field = ("cases", number, *where)
                yield Mistake(field, tree.places[field].line, "is none of the articles of its case")


def _named(case: Case) -> Iterator[tuple[Where, str]]:
    if case.summary and case.summary.scope == "article":
        yield ("summarise", "article"), case.summary.subject
    for position, gold in enumerate(case.gold):
        yield ("gold", position, "path"), gold.path


def _ids(tree: Tree) -> Iterator[tuple[str, Where, int]]:
    for place, case in _cases(tree):
        if isinstance(case.get("id"), str):
            where = (*place, "id")
            yield str(case["id"]).strip(), where, tree.places[where].line


def _cases(tree: Tree) -> Iterator[tuple[Where, dict[str, object]]]:
    """The cases of a file of which nothing is known yet."""
    cases = tree.value.get("cases") if isinstance(tree.value, dict) else None
    for number, case in enumerate(cases if isinstance(cases, list) else []):
        if isinstance(case, dict):
            yield ("cases", number), case
