"""The one form in which text is stored, quoted and counted."""

from __future__ import annotations

import re
import unicodedata

# Line endings of every system: of Unix, Windows and old Macs, the vertical tab,
# form feed, next line, line separator and paragraph separator.
_LINE_ENDING = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# What a terminal obeys and does not show: colours and the like, titles and links (ECMA-48, OSC).
_ESCAPED = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b\n]*(?:\x07|\x1b\\\\))")
# Control characters besides tab and newline; then the soft hyphen, zero-width
# space, word joiner and byte order mark, which hide inside words and would keep
# them from being found.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")
_MOST_MARKS = 30
"""Accents of one letter: the limit of the stream-safe text format (Unicode UAX #15)."""
_MARKS = re.compile(rf"[^\w\s\x00-\x7f]{{{_MOST_MARKS + 1},}}")
"""Where there may be more: combining marks are neither letters, numbers nor space."""
_SPACE = re.compile(r"\s+")


def normalise(text: str) -> str:
    r"""Text in the form that articles are stored in; doing it twice changes nothing.

    Every line ending is ``\n``, blank lines come singly, no line ends in space.
    What terminals obey, control and invisible characters are gone, lone surrogates are
    U+FFFD, letters and accents are composed (NFC), which Unicode holds to be the same
    text. A letter has at most 30 accents: ordering n of them takes time by the square of n.
    Quotation marks, dashes and no-break spaces stay: what is quoted is what was written.
    """
    text = _ESCAPED.sub("", _LINE_ENDING.sub("\n", text))
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))
    text = _bounded(unicodedata.normalize("NFC", _bounded(text)))
    lines = (line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _bounded(text: str) -> str:
    """Without the accents of a letter that are beyond the limit."""
    return _MARKS.sub(_first_marks, text)


def _first_marks(found: re.Match[str]) -> str:
    kept, run = [], 0
    for character in found[0]:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)


def one_line(text: str) -> str:
    """The same, on a single line with single spaces: for titles and names."""
    return _SPACE.sub(" ", normalise(text))


def cut(text: str, limit: int) -> str:
    """A line of at most ``limit`` characters, cut at a word and marked with ``…``."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    whole, space, _ = head.rpartition(" ")
    return (whole if space else head).rstrip(" ,;:–—-") + "…"
