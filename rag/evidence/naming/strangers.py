"""Whether a text may name a person whom nothing introduces: "sentenced Gordon Blythe".

The rule errs towards "yes": a name that is missed puts the wrong person in a bracket.
"""

from __future__ import annotations

import re

from rag import words
from rag.evidence.english.cues import CALENDAR, NOT_A_PERSON
from rag.evidence.naming.people import NAME_RUN
from rag.nations import NATIONS, SEATS

_ALSO_SURNAMES = frozenset(
    "white park church lake house street march news star post mount bridge royal".split()
)  # "Charlotte Church" is a person, though "church" stands in the names of buildings
_BODIES = NOT_A_PERSON - CALENDAR - _ALSO_SURNAMES
_PLACES = NATIONS.keys() | SEATS.keys()
_KNOWN = NOT_A_PERSON | CALENDAR | _PLACES | words.FUNCTION_WORDS
_INSIDE = re.compile(r"\b(?:in|at|near|inside|across|throughout)[ ](?:the[ ])?$", re.IGNORECASE)
_TOWARDS = re.compile(r"\b(?:to|from|of|into)[ ](?:the[ ])?$", re.IGNORECASE)
_SOMEBODY = re.compile(
    r"\b(?:man|woman|boy|girl|husband|wife|son|daughter|father|mother|brother|sister|suspect|"
    r"defendant|victim|driver|passenger|client|patient|successor|predecessor|counterpart)\b"
)  # whom "he" or "she" may mean as well


def may_name_somebody(text: str) -> bool:
    """Whether any words of a text may stand for a person, by name or as "a man".

    Nations, days, months, bodies and acronyms are nobody; so is what stands behind
    "in", "at" or "near", and one word alone behind "to", "from" or "of".
    """
    return bool(_SOMEBODY.search(text)) or any(
        not _is_nobody(run[0], text[max(0, run.start() - 16) : run.start()])
        for run in NAME_RUN.finditer(text)
    )


def _is_nobody(run: str, before: str) -> bool:
    pieces = run.split(" ")
    bodies = NOT_A_PERSON if before.lower().endswith("the ") else _BODIES  # "the Vanter Bridge"
    if all(map(_is_known, pieces)) or any(words.key(piece) in bodies for piece in pieces):
        return True
    return bool(_INSIDE.search(before) or (" " not in run and _TOWARDS.search(before)))


def _is_known(piece: str) -> bool:
    """Whether a capitalised word is no name of anybody: "Monday", "Korean", "NATO", "I’m"."""
    stem = re.split("['’]", piece)[0]
    acronym = len(stem) > 1 and stem.isupper() and "." not in stem
    return acronym or stem == "I" or words.key(piece) in _KNOWN
