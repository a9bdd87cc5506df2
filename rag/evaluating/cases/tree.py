"""YAML as plain values, with the line of each and what is wrong with the file.

Read more strictly than YAML allows, since what is written by hand is checked by eye:
no field twice, no aliases, no tags, one document to a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import yaml

Where = tuple[str | int, ...]
"""A place in a file: fields, and places in lists counted from 0."""

_DEEPEST = 50  # levels; a recogniser with three levels of any_of needs 13
_PREFIX = "tag:yaml.org,2002:"
_KINDS = {
    "null": "nothing",
    "int": "a number",
    "float": "a number",
    "bool": "yes or no",
    "timestamp": "a date",
}
_TAGS = frozenset(_PREFIX + name for name in ("str", "map", "seq", *_KINDS))
_BOOLEANS = {"true": True, "false": False}  # YAML 1.2; editors take yes and no for text
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast where it exists

# Parts of what PyYAML and libyaml say of a file, and what its writer has most likely done.
_SYNTAX = (
    ("mapping values are not allowed", "text that holds a colon and a space needs quotes"),
    ("cannot start any token", "indent with spaces, not tabs; text that begins so needs quotes"),
    ("unexpected end of stream", "a quote mark is opened here and never closed"),
    ("expected ',' or", "a bracket is opened here and not closed, or a comma is missing"),
    ("escape", "in double quotes, a backslash begins an escape; write two of them"),
    ("expected ':'", "this line is neither a field with its value nor part of a text"),
    ("'-' indicator", "this does not fit the lines above; look at the indentation and the quotes"),
    ("<block end>", "this does not fit the lines above; look at the indentation and the quotes"),
    ("expected key", "this does not fit the lines above; look at the indentation and the quotes"),
)


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong in a file: the field, its line counted from 1, and what is wrong."""

    where: Where
    line: int
    what: str

    def __str__(self) -> str:
        """All of it, such as ``line 12, cases[3].id: is missing``."""
        return (
            ", ".join(filter(None, (f"line {self.line}", spelled(self.where)))) + f": {self.what}"
        )


@dataclass(frozen=True, slots=True)
class Unread:
    """A value that is none of those in a `Tree`; ``kind`` is what YAML takes it for."""

    kind: str


@dataclass(frozen=True, slots=True)
class Place:
    """The line of a value, or of its field, and the letters that stand there if it is no group."""

    line: int
    written: str


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file says.

    Attributes:
        value: Of ``dict``, ``list``, ``str``, ``float``, ``bool`` and `Unread`.
        places: Of all values in it; that of the whole under ``()``.
        mistakes: Those that no single value can show.
    """

    value: object
    places: dict[Where, Place]
    mistakes: list[Mistake]


def spelled(where: Where) -> str:
    """A place as people write it: ``cases[3].facts[0].stated_by``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{brief(part)}" for part in where)
    return "".join(parts).removeprefix(".")


def brief(text: str, most: int = 60) -> str:
    """The beginning of a text in one line, for a message."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"


def read_tree(text: str) -> Tree:
    """Read a YAML document; what cannot be read is told as a mistake."""
    if control := yaml.reader.Reader.NON_PRINTABLE.search(text):
        line = text.count("\n", 0, control.start()) + 1
        what = f"a control character stands here (U+{ord(control[0]):04X}); delete it"
        return _unreadable(Mistake((), line, what))
    parser: _Parser = _LOADER(text)
    builder = _Builder(parser)
    try:
        value = builder.document()
    except _TooDeepError as error:
        what = f"more than {_DEEPEST} groups inside each other cannot be read"
        return _unreadable(Mistake((), error.line, what))
    except yaml.YAMLError as error:
        return _unreadable(_syntax(error))
    finally:
        parser.dispose()
    return Tree(value, builder.places, builder.mistakes)


def _unreadable(mistake: Mistake) -> Tree:
    return Tree(Unread("nothing"), {(): Place(mistake.line, "")}, [mistake])


def _syntax(error: yaml.YAMLError) -> Mistake:
    problem, mark = getattr(error, "problem", None) or "", getattr(error, "problem_mark", None)
    context = getattr(error, "context", None) or ""
    if "quoted" in context or "flow" in context:  # it is clear only where that began
        mark = getattr(error, "context_mark", None) or mark
    unclear = "a sign here has a meaning of its own; text needs quotes"
    found = next((what for part, what in _SYNTAX if part in problem), unclear)
    line, column = (mark.line + 1, f", column {mark.column + 1}") if mark else (1, "")
    return Mistake((), line, f"not valid YAML{column}: {found}")


class _Parser(Protocol):
    """What is used of PyYAML's loaders, which have no types of their own."""

    def check_event(self, *choices: type[yaml.Event]) -> bool: ...
    def peek_event(self) -> Any: ...  # noqa: ANN401 - events are not typed
    def get_event(self) -> Any: ...  # noqa: ANN401 - as above
    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str: ...
    def dispose(self) -> None: ...


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


class _Builder:
    """Values from the parser's events; a finished tree would hide its aliases and repetitions."""

    def __init__(self, parser: _Parser) -> None:
        self.places: dict[Where, Place] = {}
        self.mistakes: list[Mistake] = []
        self._parser = parser

    def document(self) -> object:
        self._parser.get_event()  # the stream begins
        if self._parser.check_event(yaml.StreamEndEvent):
            self.places[()] = Place(1, "")
            return Unread("nothing")
        self._parser.get_event()  # the document begins
        value = self._value(())
        self._parser.get_event()  # the document ends
        if not self._parser.check_event(yaml.StreamEndEvent):
            line = self._line()
            self._tell((), line, "a second document begins here (---); write one to a file")
        return value

    def _value(self, where: Where, line: int | None = None) -> object:
        line = line or self._line()
        event = self._parser.get_event()
        if len(where) > _DEEPEST:
            raise _TooDeepError(line)
        self.places[where] = Place(line, getattr(event, "value", ""))
        if isinstance(event, yaml.AliasEvent):
            self._tell(
                where,
                line,
                f"*{brief(str(event.anchor))} stands for a text elsewhere; write it out",
            )
            return Unread("an alias")
        if event.tag and event.tag not in _TAGS:
            tag = brief(event.tag.replace(_PREFIX, "!!"))
            self._tell(where, line, f"the tag {tag} is not read; leave it out")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(where)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(where)
        tag = event.tag or self._parser.resolve(yaml.ScalarNode, event.value, event.implicit)
        return _scalar(tag.removeprefix(_PREFIX), event.value)

    def _list(self, where: Where) -> list[object]:
        items: list[object] = []
        while not self._parser.check_event(yaml.SequenceEndEvent):
            items.append(self._value((*where, len(items))))
        self._parser.get_event()
        return items

    def _mapping(self, where: Where) -> dict[str, object]:
        fields: dict[str, object] = {}
        while not self._parser.check_event(yaml.MappingEndEvent):
            line = self._line()
            if not self._parser.check_event(yaml.ScalarEvent):
                self._tell(where, line, "the name of a field must be a word")
                self._skip(where)
                self._skip(where)
                continue
            name = self._parser.get_event().value
            if name in fields:
                first = self.places[*where, name].line
                self._tell((*where, name), line, f"stands here a second time, after line {first}")
                self._skip(where)
            else:
                fields[name] = self._value((*where, name), line)
        self._parser.get_event()
        return fields

    def _skip(self, where: Where) -> None:
        """Read a value for nothing, its mistakes included."""
        before = len(self.mistakes)
        self._value((*where, ""))
        del self.mistakes[before:]

    def _line(self) -> int:
        line: int = self._parser.peek_event().start_mark.line
        return line + 1

    def _tell(self, where: Where, line: int, what: str) -> None:
        self.mistakes.append(Mistake(where, line, what))


def _scalar(tag: str, written: str) -> object:
    if tag not in _KINDS:
        return written
    if tag == "bool" and written.lower() in _BOOLEANS:
        return _BOOLEANS[written.lower()]
    if tag in {"int", "float"}:
        try:
            return float(written)  # no octal, no base 60: 010 is ten
        except ValueError:
            pass
    return Unread(_KINDS[tag])
