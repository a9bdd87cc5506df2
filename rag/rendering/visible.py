"""Text of strangers made safe to print: nothing in it can steer a terminal."""

from __future__ import annotations

import json
import re

_CONTROL_PICTURES = 0x2400  # Unicode's block of visible signs for U+0000 to U+001F
_DELETE = 0x7F
_DELETE_PICTURE = "\u2421"

_LINE_BREAKS = re.compile(r"[ \t]*[\n\t\u2028\u2029][ \t\n\u2028\u2029]*")
# C0, DEL and C1; the marks that turn or hide the direction of writing (the list of
# Unicode TR36 and the "Trojan Source" paper); lone surrogates, noncharacters and tag
# characters, which cannot or need not be shown. Joiners stay: words of several scripts need them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    r"""One line of ``text``: line breaks become a space, control characters can be seen.

    U+001B becomes ``␛``; whatever has no picture becomes an escape such as ``\x9b``
    or ``\u202e``. All other characters stay as they are.
    """
    return _UNSAFE.sub(_shown, _LINE_BREAKS.sub(" ", text))


def visible_lines(text: str) -> list[str]:
    """The lines of ``text``, each made `visible` with its tabs and spaces kept."""
    return [_UNSAFE.sub(_shown, line.expandtabs()) for line in text.split("\n")]


def visible_text(text: str) -> str:
    """``text`` made `visible` with its line breaks and tabs kept.

    Character by character: the parts of a text, put together, are shown as the whole is.
    """
    return _UNSAFE.sub(lambda found: found[0] if found[0] in "\n\t" else _shown(found), text)


def escaped_json(text: str) -> str:
    r"""JSON text whose control characters are all written as ``\uXXXX``.

    ``json`` itself escapes only U+0000 to U+001F unless it escapes all letters that
    are not ASCII, too. The value that a reader decodes is unchanged.
    """
    return _UNSAFE.sub(
        lambda found: found[0] if found[0] == "\n" else json.dumps(found[0])[1:-1], text
    )


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == _DELETE:
        return _DELETE_PICTURE
    if code < ord(" "):
        return chr(_CONTROL_PICTURES + code)
    return found[0].encode("unicode_escape").decode("ascii")
