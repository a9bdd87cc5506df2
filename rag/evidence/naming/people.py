"""Who is named in an article, how they are described, and whom a pronoun means.

Names are told from other capitalised words by what stands around them: a title
before, a description between commas behind, a verb of speech. It is better to
miss a person than to take a country for one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english.cues import CALENDAR, NOT_A_PERSON, SPEECH_VERBS, TITLE_WORDS
from rag.nations import NATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CAP = r"(?:[A-ZÀ-ÖØ-Þ][\w’'-]*[\w]|(?:[A-Z]\.)+)"
_PARTICLE = r"(?:de|del|da|dos|van|von|der|den|bin|ibn|al|el|la|le|ter)"
_DOTTED = r"(?:Sen|Rep|Gov|Gen|Col|Capt|Lt|Maj|Sgt|Adm|Dr|Mr|Mrs|Ms|Prof|Rev)\."
NAME_RUN = re.compile(rf"{_CAP}(?:[ ](?:{_PARTICLE}[ ]){{0,2}}{_CAP})*")
_DEPARTMENTS = ("Affairs", "Security", "Relations", "Commons", "Services")
_OFFICE = rf"(?:[ ](?:of|for)[ ](?:the[ ])?[A-Z]\w+(?:[ ](?:{'|'.join(_DEPARTMENTS)}))?)?"
_OFFICE_BEFORE = re.compile(
    r"\b(?:[Ss]ecretary|[Mm]inister|[Ss]peaker|[Dd]irector|[Cc]hief)[ ](?:of|for)[ ](?:the[ ])?$"
)
_SMALL_TITLES = tuple(sorted(TITLE_WORDS))
_SMALL = "|".join(_SMALL_TITLES)
_TITLE = re.compile(rf"(?:(?:{_CAP}|{_SMALL})[ ])*(?:{_DOTTED}|{_CAP}|{_SMALL}){_OFFICE}[ ]$")
_SPEECH_AFTER = re.compile(
    rf"^[”\"’]?(?:,[^,.]{{1,80}},|,)?[ ](?:has[ ]|have[ ]|had[ ]|also[ ])?(?:{SPEECH_VERBS})\b"
)
_SPEECH_BEFORE = re.compile(rf"\b(?:{SPEECH_VERBS})[ ]$")
_SPEECH_NEXT = re.compile(rf"[ ](?:{SPEECH_VERBS})\b")
_EDGE = re.compile(r"\b")
_APPOSITION = re.compile(r"^,[ ](?P<d>[^,.;:!?“”\"()\n]{3,90})(?=[,.;])")
_GOES_ON = re.compile(
    rf"^(?!retired|elected|appointed)\w+ed\b|\b(?:{SPEECH_VERBS}|who|which|but|has|have|had|is|was|"
    r"are|were|and he|and she)\b"
)  # a verb: the sentence goes on, and nobody is described
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|to|from|across|the|throughout|inside|into)[ ]$", re.IGNORECASE
)
PRONOUN = re.compile(r"^[“\"‘']?(?P<p>He|She|His|Her)\b")
SPOKEN_BY_PRONOUN = re.compile(rf"[”\"],?[ ](?P<p>he|she)[ ](?:\w+ly[ ])?(?:{SPEECH_VERBS})\b")


@dataclass(frozen=True, slots=True)
class Person:
    """Someone named in full in an article.

    Attributes:
        name: As first written, without title.
        start: Offset of the slice that names and describes the person best.
        end: Offset behind it.
        role: Offsets of the description alone, where there is one.
    """

    name: str
    start: int
    end: int
    role: tuple[int, int] | None

    @property
    def surname(self) -> str:
        """Last word of the name, as second mentions use it."""
        return self.name.split()[-1]


@lru_cache(maxsize=256)
def people(text: str) -> tuple[Person, ...]:
    """Everyone an article names in full, in order of first mention; described if it says how."""
    found: dict[str, Person] = {}
    for run in NAME_RUN.finditer(text):
        person = _person(text, run.start(), run.end()) if " " in run[0] else None
        if person is None:
            continue
        known = found.get(person.name)
        if known is None or (known.role is None and person.role is not None):
            found[person.name] = person
    return tuple(found.values())


def named(person: Person, text: str, everyone: Sequence[Person] = ()) -> tuple[int, int] | None:
    """Where a text first names a person, as offsets; a possessive is part of it.

    A surname alone is enough where nobody else of ``everyone`` has it, and where no
    other name stands before it: "Mary Smith" does not name John Smith.
    """
    full = next(_mentions(person.name, text), None)
    if full:
        return full
    if person.surname not in text or any(
        other.surname == person.surname and other.name != person.name for other in everyone
    ):
        return None
    surnames = _mentions(person.surname, text)
    return next((place for place in surnames if not _behind_a_name(text, place[0])), None)


def _mentions(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a name stands as words of their own, with its possessive."""
    for start in _places(name, text):
        behind = _ENDS_NAME.match(text, start + len(name))
        if behind and _STARTS_NAME.match(text, start):
            yield start, behind.end()


_STARTS_NAME = re.compile(r"(?<!\w)")
_ENDS_NAME = re.compile(r"(?:['’]s)?(?!\w)")


def _behind_a_name(text: str, start: int) -> bool:
    """Whether a capitalised word stands right before, which is no title."""
    before = _CAP_BEFORE.search(text[:start])
    return before is not None and words.key(before[1]) not in _NO_NAMES


_NO_NAMES = TITLE_WORDS | words.FUNCTION_WORDS
_NO_PERSONS = NOT_A_PERSON | TITLE_WORDS | NATIONS.keys()
_CAP_BEFORE = re.compile(rf"({_CAP})[ ]$")

_FEWEST, _MOST = 2, 4  # words of a name: one given name and surname, at most two more


def _person(text: str, start: int, end: int) -> Person | None:
    """Read a run of capitalised words as title and name."""
    name_start = _behind_titles(text, start, end)
    name = re.sub(r"['’]s$", "", text[name_start:end])
    end = name_start + len(name)
    pieces = name.split(" ")
    if not _FEWEST <= len(pieces) <= _MOST or any(
        words.key(piece) in _NO_PERSONS
        or (words.key(piece) in words.FUNCTION_WORDS and not piece.endswith("."))
        for piece in pieces
    ):
        return None
    apposition = _described_after(text, end)
    if apposition is not None:
        return Person(name, name_start, apposition[1], apposition)
    title = _title_before(text, name_start)
    if title is not None:
        return Person(name, title[0], end, title)
    if _PLACE_BEFORE.search(text[max(0, start - 12) : start]):
        return None
    return Person(name, name_start, end, None) if _speaks(text, start, end, pieces[-1]) else None


def _behind_titles(text: str, start: int, end: int) -> int:
    """Where the name starts in a run: behind "Foreign Minister", or "of State"."""
    parts = text[start:end].split(" ")
    cut = 0
    if _OFFICE_BEFORE.search(text[max(0, start - 60) : start]):
        cut = 2 if len(parts) > 1 and parts[1] in _DEPARTMENTS else 1
    for index, part in enumerate(parts[:-1]):
        if words.key(part) in TITLE_WORDS or (index == 0 and _is_nationality(part)):
            cut = max(cut, index + 1)
    return start + sum(len(part) + 1 for part in parts[:cut])


def _speaks(text: str, start: int, end: int, surname: str) -> bool:
    """Whether a verb of speech stands beside the name, or beside the surname elsewhere."""
    beside = _SPEECH_AFTER.search(text[end : end + 110]) or _SPEECH_BEFORE.search(
        text[max(0, start - 16) : start]
    )
    return bool(beside) or any(
        _speaks_at(text, at, at + len(surname)) for at in _places(surname, text)
    )


def _speaks_at(text: str, start: int, end: int) -> bool:
    """Whether a verb of speech stands right before or behind a surname."""
    if text[end : end + 1] == " " and _EDGE.match(text, start) and _SPEECH_NEXT.match(text, end):
        return True
    if start == 0 or text[start - 1] != " " or not _EDGE.match(text, end):
        return False
    return bool(_SPEECH_BEFORE.search(text, max(0, start - 16), start))


def _places(part: str, text: str) -> Iterator[int]:
    """Where a part of a text stands in it: a pattern made for it would cost more than all else."""
    at = text.find(part)
    while at != -1:
        yield at
        at = text.find(part, at + 1)


def _is_nationality(part: str) -> bool:
    return words.key(part) in NATIONS or part.endswith(("’s", "'s"))


def _title_before(text: str, name_start: int) -> tuple[int, int] | None:
    """The title that ends where a name starts: "Deputy Secretary of State "."""
    line = text.rfind("\n", 0, name_start) + 1
    before = text[max(line, name_start - 90) : name_start]
    last = before.rpartition(" ")[0].rpartition(" ")[2]
    if not before.endswith(" ") or (last.islower() and not last.endswith(_SMALL_TITLES)):
        return None  # what most names follow: the pattern takes a hundred times as long to tell
    match = _TITLE.search(before)
    title = _without_opening(match[0]) if match else ""
    if not any(words.key(word) in TITLE_WORDS for word in title.split()):
        return None
    return name_start - len(title), name_start - 1


def _without_opening(title: str) -> str:
    """Drop what opens the sentence before the title: "But", "On Monday", "In Brussels"."""
    found = title.split(" ")
    while len(found) > 1 and words.key(found[0]) in _OPENINGS and not found[0].isupper():
        placed = words.key(found[0]) in _PREPOSITIONS
        found = found[2:] if placed and words.key(found[1]) not in TITLE_WORDS else found[1:]
    return " ".join(found)


_DAYS = frozenset(("yesterday", "today", "earlier", "later", "meanwhile"))
_OPENINGS = words.FUNCTION_WORDS | CALENDAR | _DAYS
_PREPOSITIONS = frozenset(("in", "on", "at", "from", "to", "for", "after", "before"))


def _described_after(text: str, end: int) -> tuple[int, int] | None:
    """The description between commas behind a name: ", Principal Deputy Spokesperson,"."""
    match = _APPOSITION.search(text[end : end + 100])
    if match is None:
        return None
    if not any(token.key in TITLE_WORDS for token in words.tokens(match["d"])):
        return None
    if _GOES_ON.search(match["d"]):
        return None
    return end + match.start("d"), end + match.end("d")
