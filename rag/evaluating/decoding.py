"""From plain values, as JSON holds them, back to the dataclasses of the domain."""

from __future__ import annotations

import math
import types
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from rag.domain import baselines, cases, measures, replies, reports, summaries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from _typeshed import DataclassInstance

    Made = TypeVar("Made", bound=DataclassInstance)

KINDS: Mapping[type, str] = {
    replies.Answer: "answer",
    replies.Refusal: "refusal",
    summaries.Summary: "summary",
    cases.Wording: "wording",
    cases.Quantity: "number",
    cases.Name: "name",
    cases.AllOf: "all_of",
    cases.AnyOf: "any_of",
}
"""What tells the members of a union from each other."""

# The domain imports most types for the type checker only, so they are named here.
_DOMAIN = (baselines, cases, measures, replies, reports, summaries)
_NAMES = {
    **{name: value for module in _DOMAIN for name, value in vars(module).items()},
    "date": date,
    "Path": Path,
}


class MalformedError(Exception):
    """A value is not what its place asks for; the message says where and why."""


def decode(kind: type[Made], value: object, where: str = "") -> Made:
    """The dataclass that ``value`` describes; fields that it does not know are skipped.

    Args:
        kind: A dataclass of `rag.domain`.
        value: Plain values.
        where: The way to ``value``, for messages.

    Raises:
        MalformedError: ``value``, or a part of it, is not what it should be.
    """
    if not isinstance(value, dict):
        raise _not("an object", where)
    hints = _hints(kind)
    made = {
        field.name: _decoded(hints[field.name], value[field.name], f"{where}.{field.name}")
        for field in fields(kind)
        if field.name in value or _required(field, where)
    }
    return kind(**made)


@lru_cache
def _hints(kind: type) -> dict[str, object]:
    return get_type_hints(kind, _NAMES)


def _required(field: Field[object], where: str) -> bool:
    if field.default is MISSING:
        raise MalformedError(f"{where.lstrip('.') or 'it'} has no field {field.name}")
    return False


def _decoded(kind: object, value: object, where: str) -> object:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _member(get_args(kind), value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise _not("a list", where)
        part = get_args(kind)[0]
        return tuple(_decoded(part, each, f"{where}[{at}]") for at, each in enumerate(value))
    if origin is Literal:
        if value not in get_args(kind):
            raise _not("one of " + ", ".join(map(str, get_args(kind))), where)
        return value
    if is_dataclass(kind):
        return decode(cast("type[DataclassInstance]", kind), value, where)
    return _plain(kind, value, where)


def _member(kinds: tuple[object, ...], value: object, where: str) -> object:
    """The member of a union; there is one dataclass or plain type, or they are told apart."""
    if value is None and types.NoneType in kinds:
        return None
    candidates = [kind for kind in kinds if kind is not types.NoneType]
    if len(candidates) == 1:
        return _decoded(candidates[0], value, where)
    named = value.get("kind") if isinstance(value, dict) else None
    for kind in candidates:
        if isinstance(kind, type) and KINDS.get(kind) == named:
            return _decoded(kind, value, where)
    known = (KINDS[kind] for kind in candidates if isinstance(kind, type))
    raise _not("one of " + ", ".join(known), where)


def _plain(kind: object, value: object, where: str) -> object:
    if kind is date:
        return _date(value, where)
    wanted, words = _PLAIN[kind]
    finite = not isinstance(value, float) or math.isfinite(value)
    if isinstance(value, wanted) and finite and (kind is bool or not isinstance(value, bool)):
        return Path(str(value)) if kind is Path else value
    raise _not(words, where)


# A float that is a whole number may be written without its point.
_PLAIN: Mapping[object, tuple[type | tuple[type, ...], str]] = {
    bool: (bool, "true or false"),
    int: (int, "a whole number"),
    float: ((float, int), "a number"),
    str: (str, "text"),
    Path: (str, "a path"),
}


def _date(value: object, where: str) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _not("a date", where) from None


def _not(wanted: str, where: str) -> MalformedError:
    return MalformedError(f"{where.lstrip('.') or 'it'} is not {wanted}")
