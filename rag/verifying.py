"""Whether the quotes of something saved still stand in their articles, to the letter.

What was saved may have been edited since, or come from somewhere else, so nothing in it
is trusted: a quote whose fields make no sense does not hold, and none is passed over.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.domain.articles import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Checked:
    """A quote that was compared with its article.

    Attributes:
        article_id: As it was saved.
        title: Of the article, as it was saved; empty where it was not.
        start: As it was saved; None where that is no whole number.
        end: The same.
        quote: As it was saved; empty where it is no text.
        problem: Why it does not hold, in words for the user; None if it holds.
        found: Where the quote stands in the article instead, if it does.
    """

    article_id: str
    title: str
    start: int | None
    end: int | None
    quote: str
    problem: str | None
    found: Span | None = None

    @property
    def holds(self) -> bool:
        """Whether the article says the quote at its offsets."""
        return self.problem is None


def parse(text: str) -> object:
    """Read JSON, or JSON lines as a list.

    Raises:
        ValueError: It is neither; the message says in which line, for the user.
    """
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) > 1 and _is_json(lines[0][1]):
            return [_line(number, line) for number, line in lines]
        raise ValueError(f"it is not JSON{_place(error)}") from error


def verify(data: object, article_text: Callable[[str], str | None]) -> tuple[Checked, ...]:
    """Compare every quote in ``data`` with its article; each is checked once.

    A quote is an object with ``article_id`` and ``quote``, at whatever depth.

    Args:
        data: Decoded JSON: a reply, a list of replies, a report.
        article_text: The text of the article with this id, None if there is none.

    Returns:
        In the order in which they are met; empty if there are none.
    """
    checked: dict[tuple[object, ...], Checked] = {}
    for saved in _quotes(data):
        one = _check(saved, article_text)
        checked.setdefault((one.article_id, one.start, one.end, one.quote, one.problem), one)
    return tuple(checked.values())


def _quotes(data: object) -> Iterator[Mapping[str, object]]:
    """Every object that is a quote, in order, however deep."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if "article_id" in value and "quote" in value:
                yield value
            waiting += reversed(value.values())
        elif isinstance(value, list):
            waiting += reversed(value)


def _check(saved: Mapping[str, object], article_text: Callable[[str], str | None]) -> Checked:
    article_id, title, quote = (_text(saved.get(key)) for key in ("article_id", "title", "quote"))
    start, end = _whole(saved.get("start")), _whole(saved.get("end"))
    problem, found = _compare(quote, start, end, article_text(article_id) if article_id else None)
    return Checked(article_id, title, start, end, quote, problem, found)


def _compare(
    quote: str, start: int | None, end: int | None, text: str | None
) -> tuple[str | None, Span | None]:
    """What is wrong with a quote, if anything, and where it stands instead, if it does."""
    if not quote:
        return "there are no words in it", None
    if text is None:
        # The id of an article is the hash of its text.
        return "its article is not in the library; one that was corrected has a new id", None
    # A negative offset would count from the end of the text, and could even fit.
    inside = start is not None and end is not None and 0 <= start <= end <= len(text)
    if inside and text[start:end] == quote:
        return None, None
    if (at := text.find(quote)) != -1:
        there = Span(at, at + len(quote))
        return f"it stands at {there.start}–{there.end}, not where it says", there
    if not inside:
        return f"its offsets are none of the article, which has {len(text)} characters", None
    return f"the article says there: “{text[start:end]}”", None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _line(number: int, line: str) -> object:
    try:
        return json.loads(line)
    except RecursionError as error:
        raise ValueError(f"line {number} is nested too deeply") from error
    except ValueError as error:
        raise ValueError(f"line {number} is not JSON") from error


def _place(error: ValueError) -> str:
    return f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
