"""Why a sentence cannot answer a question, whatever it scores.

The question speaks of something that the sentence and what stands beside it do
not: a name, a figure, the type of the answer, the attribute that is asked for,
the speaker. Names are compared by their roots, so that "Russian" names Russia.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.english.cues import ASKED_SPEECH, SPEECH_VERBS, TITLE_WORDS, Kind
from rag.evidence.english.relative import WEEKDAYS
from rag.evidence.naming.aliases import other_names
from rag.evidence.naming.people import PRONOUN, SPOKEN_BY_PRONOUN, named, people
from rag.evidence.naming.spelling import distance
from rag.nations import NATIONS, SEATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.evidence.asking.questions import Name, Question
    from rag.evidence.choice.candidates import Candidate

_TYPED_ENOUGH = 0.3
_FACTS = (Kind.PERSON, Kind.NUMBER, Kind.DATE)  # any name, figure or day would fit them
_OFFICES = frozenset(words.stem(word) for word in TITLE_WORDS)


def objection(question: Question, candidate: Candidate, article: str) -> str | None:
    """Why a candidate cannot answer the question, in words for the user; None if it may."""
    return next(_objections(question, candidate, article), None)


def _objections(question: Question, candidate: Candidate, article: str) -> Iterator[str]:
    yield from _unnamed(question, candidate, article)
    if candidate.typed < _TYPED_ENOUGH:
        yield f"nothing found for this gives {question.kind.value}"
    if question.attribute and not (
        _together(question.attribute, _where_spoken(question, candidate))
        and _holds_office(question, candidate, article)
    ):
        yield f"nothing found for this speaks of “{_as_asked(question, question.attribute, ' ')}”"
    if question.kind in _FACTS and question.about and not question.about & candidate.spoken_of:
        yield f"nothing found for this speaks of “{_as_asked(question, question.about, ', ')}”"
    if question.speaker and not _speaks(question.speaker.roots, candidate):
        yield f"nothing found quotes {question.speaker.text} on this"


def _unnamed(question: Question, candidate: Candidate, article: str) -> Iterator[str]:
    """Names, figures and days of the question that stand nowhere beside the sentence."""
    for name in question.names:
        if not _names(name, _without_mere_speakers(question, candidate.beside), article):
            yield f"nothing found for this names “{name.text}”"
    told_numbers = words.numbers(candidate.beside) if question.numbers else frozenset()
    for number in sorted(question.numbers - told_numbers):
        yield f"nothing found for this says {number}"
    for day in question.days:
        if day.key not in candidate.spoken_of:
            days = "the days " if day.text.startswith(("from", "between")) else ""
            yield f"nothing found for this {'says' if day.is_year else 'is of'} {days}{day.text}"
    asked = _weekdays(question.text)
    told = _weekdays(candidate.text) if asked else asked
    if told and asked.isdisjoint(told):
        yield f"nothing found for this is of {', '.join(sorted(asked)).title()}"


def _weekdays(text: str) -> frozenset[str]:
    return frozenset(token.key for token in words.tokens(text)) & _WEEKDAYS


_WEEKDAYS = frozenset(WEEKDAYS)


def _as_asked(question: Question, stems: frozenset[str], between: str) -> str:
    return between.join(word for stem, word in question.terms.items() if stem in stems)


def _holds_office(question: Question, candidate: Candidate, article: str) -> bool:
    """Whether the sentence says of somebody that the office is theirs, where one is asked for."""
    if question.kind is not Kind.PERSON or not question.attribute & _OFFICES:
        return True
    shown = candidate.text, candidate.referent
    described = (
        person
        for person in people(article)
        if person.role and question.attribute <= words.stems(article[slice(*person.role)])
    )
    return any(named(person, "\n".join(shown)) for person in described) or any(
        _beside_a_name(question, text) for text in shown
    )


def _beside_a_name(question: Question, text: str) -> bool:
    """Whether a name that was not asked for stands within two words of the office.

    "The Prime Minister of Norland, Ada Quill": what was asked for is passed over.
    """
    asked = {part for name in question.names for part in name.roots}
    found = [
        token
        for token in words.tokens(text)
        if token.key != "of" and not asked.issuperset(words.root(token.text).split())
    ]
    names = [
        place
        for place, token in enumerate(found)
        if token.capitalised and token.key not in _NO_NAMES
    ]
    offices = [at for at, token in enumerate(found) if words.stem(token.text) in question.attribute]
    return any(abs(name - office) <= _NEXT_TO for name in names for office in offices)


_NO_NAMES = TITLE_WORDS | words.FUNCTION_WORDS
_NEXT_TO = 2  # "their leader, Rollo"


def _where_spoken(question: Question, candidate: Candidate) -> str:
    """An office must be named where the person is; other attributes may stand beside."""
    if question.attribute & _OFFICES:
        return f"{candidate.text}\n{candidate.referent}"
    return candidate.beside


def _names(name: Name, text: str, article: str) -> bool:
    """Whether a text names someone or something, in full or as second mentions do.

    The roots must follow each other, with at most one word between (a middle
    name). Where the article has the full name somewhere, its last word is
    enough, as long as no other name word stands before it.
    """
    if stands_in(name.roots, text) or _spelt_out(name.text, text) or _also_named(name, text):
        return True
    return (
        len(name.roots) > 1
        and (stands_in(name.roots, article) or _differently_given(name.roots, article))
        and _alone(name.roots[-1], text)
    )


def _differently_given(name: Sequence[str], article: str) -> bool:
    """Whether the article has the name with another form of the given one: Tony, Antony."""
    return any(
        words.key(person.surname) == name[-1] and _alike(words.key(person.name.split()[0]), name[0])
        for person in people(article)
    )


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST_GIVEN:
        return False
    return distance(one, other) <= 1 or long.startswith(short) or long.endswith(short)


_SHORTEST_GIVEN = 3


def _also_named(name: Name, text: str) -> bool:
    """Whether a text says "Moscow" where the question says Russia, or the other way round.

    Good enough to look at a sentence; it is shown as it stands, whatever was asked.
    """
    return any(
        stands_in([token.key for token in words.tokens(other)], text)
        for other in other_names(name.text)
    )


def _without_mere_speakers(question: Question, text: str) -> str:
    """The text without seats of government that only say something, unless speech is asked for.

    "Seoul said that North Korea sent men" tells nothing of what South Korea sent.
    """
    return text if _asks_speech(question.text) else _without_speaking_seats(text)


@lru_cache(maxsize=256)
def _asks_speech(question: str) -> bool:
    return bool(_ASKS_SPEECH.search(question))


@lru_cache(maxsize=1024)
def _without_speaking_seats(text: str) -> str:
    folded = text.casefold()
    return _SEAT_SAYS.sub("", text) if any(seat in folded for seat in SEATS) else text


_ASKS_SPEECH = re.compile(rf"\b(?:{SPEECH_VERBS}|{ASKED_SPEECH})\b", re.IGNORECASE)
_SEAT_SAYS = re.compile(
    rf"(?i:\b(?:{'|'.join(SEATS)}))(?=\s(?:has\s|had\s|also\s)?(?:said|says|told|reported)\b)"
)


def _spelt_out(name: str, text: str) -> bool:
    """Whether the name behind an abbreviation stands in a text: "WHO", its three words."""
    letters = name.replace(".", "")
    if not letters.isupper() or len(letters) > _LONGEST_ABBREVIATION:
        return False
    if len(letters) < _SHORTEST_ABBREVIATION or other_names(name):  # "US" is no Upper School
        return False
    return any(letters == _initials(run[0]) for run in _CAPITAL_RUN.finditer(text))


def _initials(name: str) -> str:
    """First letters of a name's words; "of" and "the" have none."""
    return "".join(token.text[0] for token in words.tokens(name) if token.capitalised)


_CAPITAL_RUN = re.compile(r"[A-ZÀ-Þ][\w’'-]*(?:[ -](?:(?:of|for|the|and|on)[ ])*[A-ZÀ-Þ][\w’'-]*)+")
_SHORTEST_ABBREVIATION, _LONGEST_ABBREVIATION = 2, 6
"""With two letters 3 of the 31 questions of squad2 and clapnq that have such a name get an answer
more than with three, each a right one, and none of their 9 near misses that have one."""


def _together(stems: frozenset[str], text: str) -> bool:
    """Whether words stand next to each other, in any order: "minister of defence".

    A deputy secretary is not the secretary, unless deputies are asked for.
    """
    here = [words.stem(token.text) for token in words.tokens(text)]
    others = _NOT_THE_SAME - stems
    reach = len(stems) + 1
    return any(
        stems <= set(here[at : at + reach]) and others.isdisjoint(here[max(0, at - 1) : at + reach])
        for at in range(max(len(here), 1))
    )


_NOT_THE_SAME = frozenset(words.stem(word) for word in ("deputy", "vice", "assistant", "former"))


def stands_in(name: Sequence[str], text: str) -> bool:
    """Whether the roots of a name stand in a text one behind the other."""
    here = _singulars(text)
    wanted = [_singular(part) for part in name]
    return any(_from(wanted, here, at) for at, part in enumerate(here) if part == wanted[0])


@lru_cache(maxsize=1024)
def _singulars(text: str) -> tuple[str, ...]:
    return tuple(map(_singular, words.roots_in_order(text)))


@lru_cache(maxsize=65536)
def _singular(name: str) -> str:
    """The Normans are Norman, and Western is West: nothing is shown on the strength of it."""
    name = _QUARTERS.get(name, name)
    return name.removesuffix("s") if len(name) > _SHORTEST_PLURAL else name


_SHORTEST_PLURAL = 4
_QUARTERS = {f"{quarter}ern": quarter for quarter in ("north", "south", "east", "west")}


def _from(name: Sequence[str], here: Sequence[str], at: int) -> bool:
    for part in name[1:]:
        following = here[at + 1 : at + 3]
        if part not in following:
            return False
        at += 1 + following.index(part)
    return True


def _alone(last: str, text: str) -> bool:
    """Whether a surname stands without another name before it: "Campbell", "Mr. Campbell"."""
    before: words.Token | None = None
    for token in words.tokens(text):
        if words.root(token.text) == last and token.capitalised:
            adjacent = before is not None and text[before.end : token.start] == " "
            named = before is not None and before.capitalised and before.key not in _NO_NAMES
            if not (adjacent and named):
                return True
        before = token
    return False


def _speaks(speaker: Sequence[str], candidate: Candidate) -> bool:
    """Whether the sentence gives the speaker's words, by name or by a fitting pronoun."""
    names = {speaker[-1], *map(words.root, other_names(" ".join(speaker).title()))}
    for token in words.tokens(candidate.text):
        if words.root(token.text) in names:
            before, after = candidate.text[: token.start], candidate.text[token.end :]
            if _SAYS.search(after) or _SAID_BY.search(before):
                return True
    if speaker[-1] in SEATS or speaker[-1] in _COUNTRIES:
        return False  # "she" is no government
    pronoun = PRONOUN.search(candidate.text) or SPOKEN_BY_PRONOUN.search(candidate.text)
    return bool(pronoun) and stands_in(speaker, candidate.beside)


_COUNTRIES = frozenset(NATIONS.values())
_SAYING = r"saying|warning|adding|stating|calling|telling|noting|arguing|urging"
_SAYS = re.compile(
    rf"^[^;!?\n]{{0,90}}?\b(?:{SPEECH_VERBS}|{_SAYING}|remarks|comments|words|statement)\b"
)
_SAID_BY = re.compile(rf"\b(?:{SPEECH_VERBS}|[Aa]ccording\s+to|[Ff]or)\b[^;!?\n]{{0,80}}$")
