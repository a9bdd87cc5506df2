"""What is wrong with a case file, in words for the person who wrote it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from rag.evaluating.cases.forms import FORMS, FileForm
from rag.evaluating.cases.recognisers import RECOGNISERS
from rag.evaluating.cases.targets import TARGETS
from rag.evaluating.cases.tree import Mistake, Unread, brief

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from rag.evaluating.cases.tree import Place, Tree, Where


def mistakes_of(error: ValidationError, tree: Tree) -> Iterator[Mistake]:
    """Put into words what pydantic found, each thing at its place in the file."""
    told = {mistake.where for mistake in tree.mistakes}
    for each in error.errors():
        where = _where(each["loc"], tree.places)
        line = tree.places[where].line
        if each["type"] == "missing":
            where = (*where, each["loc"][-1])
        if where not in told:
            yield Mistake(where, line, _what(each, tree.places.get(where)))


def _where(loc: Sequence[str | int], places: dict[Where, Place]) -> Where:
    """Pydantic's way to a value, without the steps that the file does not have."""
    where: Where = ()
    for step in loc:
        if (*where, step) in places:
            where = (*where, step)
    return where


def _what(error: ErrorDetails, place: Place | None) -> str:
    value = error["input"]
    if value == Unread("nothing") and error["type"] != "extra_forbidden":
        return "is empty"
    say = _WORDS.get(error["type"], "is not as it should be")
    return say if isinstance(say, str) else say(error, place.written if place else "")


def _missing(error: ErrorDetails, _: str) -> str:
    if error["loc"][-1] in {"facts", "gold"} and "<summary>" not in error["loc"]:
        return "is missing; write answerable: false if the articles leave the question open"
    return "is missing"


def _unknown(error: ErrorDetails, _: str) -> str:
    *way, name = error["loc"]
    if "<unanswerable>" in way and name in {"facts", "gold"}:
        return "is only for cases with answerable: true"
    if "<summary>" in way and name in {"question", "answerable"}:
        return "does not go with a summary; a case asks a question or has something summarised"
    form = next((FORMS[step] for step in reversed(way) if step in FORMS), FileForm)
    return f"is not a field here; {_nearest([str(name)], form.model_fields)}"


def _no_text(error: ErrorDetails, written: str) -> str:
    said = _said(error["input"])
    if written:
        return f'YAML takes this for {said}; put it in quotes: "{brief(written)}"'
    return f"must be text, not {said}; text that only looks so needs quotes"


def _no_list(error: ErrorDetails, written: str) -> str:
    return f"must be a list, such as [{brief(written) or '…'}], not {_said(error['input'])}"


def _no_number(error: ErrorDetails, written: str) -> str:
    value = error["input"]
    said = brief(written) if value == Unread("a number") else _said(value)
    return f"must be a number in plain figures, such as 10000 or 2.5, not {said}"


def _no_fields(error: ErrorDetails, _: str) -> str:
    return f"must be fields with their values, not {_said(error['input'])}"


def _no_recogniser(error: ErrorDetails, _: str) -> str:
    value = error["input"]
    if error["loc"][-1] == "summarise":
        return _no_target(value)
    if not isinstance(value, dict):
        return f"must be fields such as {{name: …}}, not {_said(value)}"
    if found := [kind for kind in RECOGNISERS if kind in value]:
        return f"says {' and '.join(found)} at once; list each by itself in all_of or any_of"
    return f"does not say what to look for; {_nearest(value, RECOGNISERS)}"


def _no_target(value: object) -> str:
    if not isinstance(value, dict):
        return f"must be {{article: …}} or {{topic: …}}, not {_said(value)}"
    if all(target in value for target in TARGETS):
        return "says article and topic at once; write a case for each"
    return f"does not say what to summarise; {_nearest(value, TARGETS)}"


_WORDS: dict[str, str | Callable[[ErrorDetails, str], str]] = {
    "missing": _missing,
    "extra_forbidden": _unknown,
    "our_own": lambda error, _: error["msg"],
    "string_type": _no_text,
    "string_pattern_mismatch": lambda _, written: (
        "must be one word" if written.strip() else "is empty"
    ),
    "list_type": _no_list,
    "float_type": _no_number,
    "model_type": _no_fields,
    "union_tag_not_found": _no_recogniser,
    "literal_error": "must be true or false",
    "finite_number": "is larger than any number that can be read",
    "greater_than_equal": "must not be negative",
    "too_short": "is an empty list; write at least one",
    "string_unicode": "holds a character that stands for nothing by itself",
}
"""What is said of each of pydantic's types of error; the text is what is written there."""


def _nearest(names: Iterable[str], known: Iterable[str]) -> str:
    known = list(known)
    for name in names:
        if near := get_close_matches(brief(name), known, 1):
            return f"did you mean {near[0]}?"
    return f"known here: {', '.join(known)}"


def _said(value: object) -> str:
    if isinstance(value, Unread):
        return value.kind
    kinds = {dict: "fields", list: "a list", str: "text", float: "a number"}
    return kinds.get(type(value), "true or false")
