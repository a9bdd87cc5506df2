"""Bytes to text, in whatever encoding a newsroom's archive has."""

from __future__ import annotations

import codecs
import re

from rag.reading.results import Unreadable

_MARKS = (  # the mark of UTF-32 begins with the mark of UTF-16, so it comes first
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# The legacy encodings that the web still has. Left to choose among all that Python
# knows, the detector takes short Western texts for rarities (cp1006, hp_roman8,
# mac_iceland: measured on twenty samples).
_CANDIDATES = [
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.01
"""Share of control characters above which text is taken for something else."""


def decode(data: bytes) -> str:
    """Text of the bytes: by their mark, as UTF-8, or as a detector finds most likely.

    UTF-8 with a few broken bytes stays UTF-8, with U+FFFD where they stood.
    Latin-1 is read as windows-1252, as browsers do.

    Raises:
        Unreadable: They are no text in any encoding.
    """
    text = _marked(data)
    if text is None:
        text = _utf16(data) if b"\0" in data else _utf8(data)
    if text is None and b"\0" not in data:
        text = _detected(data)
    if text is None or "\0" in text or len(_CONTROL.findall(text)) > _MOST_CONTROLS * len(text):
        raise Unreadable(
            "its content is binary, not text", "Give it the suffix of what it is, or leave it out."
        )
    return text


def _marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    return None


def _utf16(data: bytes) -> str | None:
    """Without a mark: in most scripts, every other byte is a zero for most letters."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if (even and odd) or 4 * max(even, odd) < len(data):
        return None
    return data.decode("utf-16-le" if odd else "utf-16-be", "replace")


def _utf8(data: bytes) -> str | None:
    text = data.decode("utf-8", "replace")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        whole = sum(character > "\x7f" for character in text)
        broken = text.count("\ufffd")
        return text if whole - broken > broken else None
    return text


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    matches = list(from_bytes(data, cp_isolation=_CANDIDATES))
    if not matches:
        return None
    best = matches[0]
    for match in matches:
        # Central European texts and Western ones often look equally likely.
        even = (match.chaos, match.coherence) == (best.chaos, best.coherence)
        if even and "cp1252" in match.could_be_from_charset:
            best = match
    return data.decode(best.encoding, "replace")
