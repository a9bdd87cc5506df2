"""Where a quote stands in a text: alike characters are read alike, and nothing looser."""

from __future__ import annotations

import re

_ALIKE = {
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛`´′", "'"),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
}
_IN_FIGURE = re.compile(r"\d[.,]\d")


def find(quote: str, text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where a quote stands in ``text[start:end]``, as offsets of ``text``.

    Quote marks, dashes and white space are read alike; the quote begins and
    ends at the edge of a word. None if it stands nowhere.
    """
    wanted, _ = _normalised(quote.strip())
    within, places = _normalised(text[start:end])
    at = within.find(wanted) if wanted else -1
    while at != -1:
        stop = at + len(wanted)
        if _edge(within, at) and _edge(within, stop):
            return start + places[at], start + places[stop - 1] + 1
        at = within.find(wanted, at + 1)
    return None


def _normalised(text: str) -> tuple[str, list[int]]:
    """The text with alike characters made equal, and each one's place in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        if letter.isspace():
            if letters and letters[-1] == " ":
                continue
            letters.append(" ")
        else:
            letters.append(_ALIKE.get(letter, letter))
        places.append(place)
    return "".join(letters), places


def _edge(text: str, at: int) -> bool:
    """Whether a quote may begin or end here: neither inside "party" nor inside "10,000"."""
    if at in (0, len(text)):
        return True
    inside_a_figure = _IN_FIGURE.search(text, max(at - 2, 0), at + 2)
    return not inside_a_figure and not (text[at - 1].isalnum() and text[at].isalnum())
