"""Every error that a user can meet says what happened, to what, and what to do.

The source is read, not run: each place that makes or raises an error is looked at, so that none
is left out because no test provokes it.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag import errors
from rag.cli import exits

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "rag").rglob("*.py"))
TREE = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, errors.RagError)
}

# Messages between two modules of ours, each caught by the one that asked; and what the parser
# of the command line, pydantic or json wait for. None of them reaches a user as it is.
INWARD = {
    "MalformedError",
    "PydanticCustomError",
    "Rejected",
    "TypeError",
    "Unreadable",
    "Unsupported",
    "ValueError",
    "_TooDeepError",
    "typer.BadParameter",
    "typer.Exit",
}


def constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Names of a module that are given a value once, at its top."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def texts(node: ast.expr, names: dict[str, ast.expr]) -> list[str]:
    """What an expression can be, ``{}`` for each part that is only known when it runs."""
    match node:
        case ast.Constant(value=str(value)):
            return [value]
        case ast.JoinedStr(values=values):
            parts = [texts(value, names)[0] for value in values]
            return ["".join(parts)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [a + b for a in texts(left, names) for b in texts(right, names)]
        case ast.IfExp(body=body, orelse=other):
            return texts(body, names) + texts(other, names)
        case ast.Name(id=name) | ast.FormattedValue(value=ast.Name(id=name)) if name in names:
            return texts(names[name], {})
    return ["{}"]


BEGINNING = re.compile(r"[A-Z{“]|--|\S+\.\w+ ")
"""Of a message: a sentence, what only the run knows, a quotation, an option, a file's name."""


def made() -> Iterator[tuple[str, ast.Call, dict[str, ast.expr]]]:
    """Every place at which one of our errors is made."""
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = constants(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in TREE:
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node, names


MADE = list(made())


def test_there_are_errors_to_look_at() -> None:
    assert len(MADE) > 100


@pytest.mark.parametrize(("place", "call", "names"), MADE, ids=[place for place, *_ in MADE])
def test_an_error_has_a_message_and_a_hint(
    place: str, call: ast.Call, names: dict[str, ast.expr]
) -> None:
    assert len(call.args) == 1, f"{place}: one message"
    (hint,) = (each.value for each in call.keywords if each.arg == "hint")
    for message in texts(call.args[0], names):
        assert message.strip() == message != "", place
        assert BEGINNING.match(message), f"{place}: begins with a small letter: {message!r}"
        assert not message.endswith((".", "!", ":")), f"{place}: a message has no full stop"
        assert message == "{}" or len(message.split()) > 2, f"{place}: says too little"
    for text in texts(hint, names):
        assert text.strip() == text != "", place
        assert text[0].isupper() or text[0] in "`{", f"{place}: a hint is a sentence"
        typed_at_its_end = re.search(r": \S.*[^.]$", text)  # "…: rag list"
        assert text.endswith((".", "{}")) or typed_at_its_end, f"{place}: {text!r}"


def test_nothing_else_is_raised_than_errors_of_ours() -> None:
    """Or by a function that returns one, or again what was caught."""
    makers = {
        node.name
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
        and node.returns is not None
        and ast.unparse(node.returns) in TREE.keys() | INWARD
    }
    strange = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call):
                continue
            name = ast.unparse(node.exc.func)
            if name not in TREE.keys() | INWARD and name.rpartition(".")[2] not in makers:
                strange.append(f"{path.relative_to(ROOT)}:{node.lineno}: {name}")
    assert strange == []


def test_every_error_of_the_tree_has_a_code_of_its_own_and_an_exit_code_that_is_explained() -> None:
    codes = Counter(kind.code for kind in TREE.values())
    assert [code for code, number in codes.items() if number > 1] == []
    assert {kind.exit_code for kind in TREE.values()} <= exits.MEANINGS.keys()
    for name, kind in TREE.items():
        assert (kind.__doc__ or "").strip().endswith("."), name


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = errors.__doc__ or ""
    for name, kind in TREE.items():
        (line,) = re.findall(rf"^.*\b{name} .*$", drawn, re.MULTILINE)
        shown = re.search(rf"{name} +(\d) ", line)
        if kind.__base__ is errors.RagError or kind is errors.RagError:
            assert shown, line
            assert int(shown[1]) == kind.exit_code
        else:
            assert kind.__base__ is not None
            assert kind.exit_code == kind.__base__.__dict__.get("exit_code", kind.exit_code)


def test_readme_and_program_explain_the_same_exit_codes() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Exit codes")[2]
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", readme, re.MULTILINE)} == set(
        exits.MEANINGS
    )
