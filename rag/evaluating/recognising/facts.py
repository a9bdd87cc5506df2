"""Whether claims state a reference fact: rules only, so that anyone can check the verdict.

Rules err to "ungraded". A part without its own words is recognised inside one claim; the
parts of an ``all_of`` may be spread over several.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from rag.domain.cases import AllOf, AnyOf, Name, Quantity, Wording
from rag.domain.reports import Verdict
from rag.evaluating.recognising.denying import denial
from rag.evaluating.recognising.naming import find_name
from rag.evaluating.recognising.quantities import counts
from rag.evaluating.recognising.wording import Found, find_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rag.domain.articles import Span
    from rag.domain.cases import Recogniser, ReferenceFact
    from rag.domain.reports import VerdictKind

    _Own = tuple[Recogniser, Span]

_SHOWN = 3  # wordings in a reason
_LOOKED_AT = 40  # places in one claim where a recogniser finds something; nobody says it oftener


@dataclass(frozen=True, slots=True)
class _Place:
    """Words of a claim."""

    claim: int
    start: int
    end: int

    def inside(self, other: _Place) -> bool:
        """Whether it is a part of other words, and not all of them."""
        around = self.claim == other.claim and other.start <= self.start and self.end <= other.end
        return around and self != other


@dataclass(frozen=True, slots=True)
class _Reading:
    """A verdict, and all places that it rests on."""

    kind: VerdictKind
    reason: str
    words: tuple[str, ...] = ()
    places: tuple[_Place, ...] = ()

    def inside(self, other: _Reading) -> bool:
        """Whether what it rests on is everywhere a part of what another, certain one rests on."""
        return (
            bool(self.places)
            and other.kind == "stated"
            and all(any(place.inside(longer) for longer in other.places) for place in self.places)
        )


def recognise(fact: ReferenceFact, claims: Sequence[str]) -> Verdict:
    """Say whether claims state a fact, with the words of theirs that show it.

    ``ungraded`` means that rules cannot tell: a judge or a person has to.
    """
    if fact.stated_by is None:
        return Verdict("ungraded", "has no rule: needs a judge")
    read = _read(fact.stated_by, claims)
    if fact.contradicted_by is not None and read.kind != "contradicted":
        read = _weighed(read, _read(fact.contradicted_by, claims))
    return Verdict(read.kind, read.reason, read.words)


def _weighed(stated: _Reading, against: _Reading) -> _Reading:
    """A reading for a statement and one for its contrary, as one for the statement.

    "Was not confirmed" holds the words of "confirmed": then only the longer words count.
    """
    if against.kind in {"missing", "contradicted"} or against.inside(stated):
        return stated
    words = tuple(dict.fromkeys(stated.words + against.words))
    if against.kind == "stated":
        if stated.kind == "missing" or stated.inside(against):
            return _Reading("contradicted", against.reason, against.words)
        if stated.kind == "stated":
            both = f"says both {_quoted(stated.words)} and {_quoted(against.words)}"
            return _Reading("ungraded", both, words)
        return _Reading("ungraded", f"{against.reason}, but {stated.reason}", words)
    if stated.kind == "stated":
        reason = f"{stated.reason}, but may say the contrary: {against.reason}"
        return _Reading("ungraded", reason, words)
    return stated


def _read(recogniser: Recogniser, claims: Sequence[str]) -> _Reading:
    own = [_own(recogniser, claim) for claim in claims]
    return _decide(recogniser, claims, own)


def _own(recogniser: Recogniser, claim: str) -> list[_Own]:
    """Where a claim has words that the author wrote, each with the part that has them."""
    if isinstance(recogniser, AllOf | AnyOf):
        return [own for part in recogniser.parts for own in _own(part, claim)]
    return [(recogniser, span) for found in _places(recogniser, claim) for span in found.own]


def _places(leaf: Wording | Quantity | Name, claim: str) -> list[Found]:
    return list(islice(_found(leaf, claim), _LOOKED_AT))


def _found(leaf: Wording | Quantity | Name, claim: str) -> Iterator[Found]:
    if isinstance(leaf, Wording):
        for wording in leaf.accepted:
            yield from find_wording(wording, claim)
    elif isinstance(leaf, Name):
        yield from find_name(leaf, claim)
    else:
        yield from (count.found for count in counts(leaf, claim) if count.same)


def _others(quantity: Quantity, claim: str) -> list[Found]:
    """Other numbers of the same unit."""
    found = (count.found for count in counts(quantity, claim) if not count.same)
    return list(islice(found, _LOOKED_AT))


def _decide(recogniser: Recogniser, claims: Sequence[str], own: list[list[_Own]]) -> _Reading:
    if isinstance(recogniser, AllOf):
        return _all([_decide(part, claims, own) for part in recogniser.parts])
    if isinstance(recogniser, AnyOf):
        return _any([_decide(part, claims, own) for part in recogniser.parts])
    found = [_places(recogniser, claim) for claim in claims]
    read = _certain(recogniser, claims, own, found)
    if read is None and isinstance(recogniser, Quantity):
        found = [_others(recogniser, claim) for claim in claims]
        read = _certain(recogniser, claims, own, found)
        if read is not None and read.kind == "stated":
            reason = f"{read.reason}, not {_figures(recogniser)}"
            return replace(read, kind="contradicted", reason=reason)
    return read or _Reading("missing", _lacks(recogniser))


def _certain(
    leaf: Recogniser, claims: Sequence[str], own: list[list[_Own]], found: list[list[Found]]
) -> _Reading | None:
    """Words found, "stated" where some are certain, "ungraded" where none; None without any."""
    certain: list[_Place] = []
    doubts: list[tuple[str, _Place]] = []
    for number, (claim, asked, here) in enumerate(zip(claims, own, found, strict=True)):
        around = [span for part, span in asked if part != leaf]
        for one in here:
            place = _Place(number, one.start, one.end)
            doubt = one.doubt or _denied(claim, one, around)
            if doubt:
                doubts.append((doubt, place))
            else:
                certain.append(place)
    if not certain and not doubts:
        return None
    places = tuple(certain or (place for _, place in doubts))
    first = places[0]
    words = claims[first.claim][first.start : first.end]
    if certain:
        return _Reading("stated", f"says “{words}”", (words,), places)
    return _Reading("ungraded", doubts[0][0], (words,), places)


def _denied(claim: str, found: Found, around: list[Span]) -> str:
    """The doubt that a negation casts, unless the author asked for it here or in another part."""
    negation = denial(claim, found, [*around, *found.own])
    return f"“{negation}” stands near: rules cannot tell" if negation else ""


def _all(parts: list[_Reading]) -> _Reading:
    worst: tuple[VerdictKind, ...] = ("contradicted", "missing", "ungraded")
    for kind in worst:
        some = [part for part in parts if part.kind == kind]
        if some:
            return _Reading(kind, "; ".join(_reasons(some)), _words(some), _every_place(some))
    words = _words(parts)
    return _Reading("stated", f"says {_quoted(words)}", words, _every_place(parts))


def _any(parts: list[_Reading]) -> _Reading:
    for kind in ("stated", "ungraded", "contradicted"):
        for part in parts:
            if part.kind == kind:
                return part
    return _Reading("missing", "; ".join(_reasons(parts)))


def _reasons(readings: Iterable[_Reading]) -> list[str]:
    return list(dict.fromkeys(reading.reason for reading in readings))


def _words(readings: Iterable[_Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for reading in readings for word in reading.words))


def _every_place(readings: Iterable[_Reading]) -> tuple[_Place, ...]:
    return tuple(place for reading in readings for place in reading.places)


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


def _lacks(leaf: Wording | Quantity | Name) -> str:
    if isinstance(leaf, Wording):
        shown = [f"“{wording}”" for wording in leaf.accepted[:_SHOWN]]
        others = len(leaf.accepted) - len(shown)
        rest = [f"{others} other wordings" if others > 1 else "another wording"] if others else []
        return "nothing says " + " or ".join([*shown, *rest])
    if isinstance(leaf, Name):
        return f"nothing names {leaf.name}"
    return f"nothing says {_figures(leaf)} {' or '.join(leaf.units)}".rstrip()


def _figures(quantity: Quantity) -> str:
    return f"{quantity.value:,.15g}"
