"""Headlines of texts that come without one, and lines that are none of the text."""

from __future__ import annotations

from rag.reading.normalising import cut, one_line

LONGEST_HEADLINE = 150
"""Characters: the longest of a page of wire headlines has about 120."""

FIRST_WORDS = 70
"""Characters of a title that is made of the article's first words."""

BOILERPLATE = frozenset(
    {
        *("related", "related posts", "related articles", "related stories", "related news"),
        *("read more", "read next", "read also", "more stories", "most read"),
        *("you may also like", "recommended", "recommended for you"),
        *("share", "share this", "share this article", "share this story", "advertisement"),
    }
)
"""Whole lines, in lower case, that web pages set around an article."""


def is_boilerplate(line: str) -> bool:
    """Whether a line is nothing but the heading of a block that is no article text."""
    return line.strip().rstrip(":").lower() in BOILERPLATE


def without_boilerplate(text: str) -> str:
    """Normalised text without such lines at its end; elsewhere they stay."""
    lines = text.split("\n")
    while lines and (not lines[-1] or is_boilerplate(lines[-1])):
        lines.pop()
    return "\n".join(lines)


def titled(text: str, title: str | None) -> tuple[str, str]:
    """Title and body of a normalised text.

    Where no title is given, a first line that looks like a headline is the title:
    short, no full stop at its end, a blank line under it. Otherwise the title is
    made of the first words. A first line that is the title is not in the body,
    unless nothing else is.
    """
    first, _, rest = text.partition("\n")
    body = rest.lstrip()
    if title:
        return title, body if body and _same(first, title) else text
    if body and rest.startswith("\n") and _is_headline(first):
        return one_line(first), body
    return cut(one_line(first), FIRST_WORDS), text


def _same(line: str, title: str) -> bool:
    return one_line(line).casefold() == one_line(title).casefold()


def _is_headline(line: str) -> bool:
    return len(line) <= LONGEST_HEADLINE and not line.endswith((".", ",", ";", ":", ".”", '."'))
