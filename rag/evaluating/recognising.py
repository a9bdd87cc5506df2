"""Whether claims state a reference fact: rules only, so that anyone can check the verdict.

Rules err to "ungraded". A part without its own words is recognised inside one claim; the
parts of an ``all_of`` may be spread over several.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.cases import AllOf, AnyOf, Name, Quantity, Wording
from rag.domain.reports import Verdict
from rag.evaluating.denying import denial
from rag.evaluating.naming import find_name
from rag.evaluating.quantities import counts
from rag.evaluating.wording import Found, find_wording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.domain.articles import Span
    from rag.domain.cases import Recogniser, ReferenceFact
    from rag.domain.reports import VerdictKind

    _Own = tuple[Recogniser, Span]

_SHOWN = 3  # wordings in a reason


def recognise(fact: ReferenceFact, claims: Sequence[str]) -> Verdict:
    """Say whether claims state a fact, with the words of theirs that show it.

    ``ungraded`` means that rules cannot tell: a judge or a person has to.
    """
    if fact.stated_by is None:
        return Verdict("ungraded", "has no rule: needs a judge")
    stated = _verdict(fact.stated_by, claims)
    if fact.contradicted_by is None or stated.kind == "contradicted":
        return stated
    return _weighed(stated, _verdict(fact.contradicted_by, claims))


def _weighed(stated: Verdict, against: Verdict) -> Verdict:
    """A verdict on a statement and one on its contrary, as one verdict on the statement.

    "Was not confirmed" holds the words of "confirmed": then only the longer words count.
    """
    if against.kind in {"missing", "contradicted"} or _inside(against.words, stated):
        return stated
    words = tuple(dict.fromkeys(stated.words + against.words))
    if against.kind == "stated":
        if stated.kind == "missing" or _inside(stated.words, against):
            return Verdict("contradicted", against.reason, against.words)
        if stated.kind == "stated":
            both = f"says both {_quoted(stated.words)} and {_quoted(against.words)}"
            return Verdict("ungraded", both, words)
        return Verdict("ungraded", f"{against.reason}, but {stated.reason}", words)
    if stated.kind == "stated":
        reason = f"{stated.reason}, but may say the contrary: {against.reason}"
        return Verdict("ungraded", reason, words)
    return stated


def _inside(words: Sequence[str], other: Verdict) -> bool:
    """Whether words are a part of those that another, certain verdict rests on."""
    longer = [text for text in other.words if other.kind == "stated"]
    return bool(words) and all(any(w != text and w in text for text in longer) for w in words)


def _verdict(recogniser: Recogniser, claims: Sequence[str]) -> Verdict:
    own = [_own(recogniser, claim) for claim in claims]
    return _decide(recogniser, claims, own)


def _own(recogniser: Recogniser, claim: str) -> list[_Own]:
    """Where a claim has words that the author wrote, each with the part that has them."""
    if isinstance(recogniser, AllOf | AnyOf):
        return [own for part in recogniser.parts for own in _own(part, claim)]
    return [(recogniser, span) for found in _places(recogniser, claim) for span in found.own]


def _places(leaf: Wording | Quantity | Name, claim: str) -> list[Found]:
    if isinstance(leaf, Wording):
        return [found for wording in leaf.accepted for found in find_wording(wording, claim)]
    if isinstance(leaf, Name):
        return find_name(leaf, claim)
    return [count.found for count in counts(leaf, claim) if count.same]


def _decide(recogniser: Recogniser, claims: Sequence[str], own: list[list[_Own]]) -> Verdict:
    if isinstance(recogniser, AllOf):
        return _all([_decide(part, claims, own) for part in recogniser.parts])
    if isinstance(recogniser, AnyOf):
        return _any([_decide(part, claims, own) for part in recogniser.parts])
    doubts: list[tuple[str, str]] = []
    for claim, asked in zip(claims, own, strict=True):
        for found in _places(recogniser, claim):
            words = claim[found.start : found.end]
            doubt = found.doubt or _denied(recogniser, claim, found, asked)
            if not doubt:
                return Verdict("stated", f"says “{words}”", (words,))
            doubts.append((doubt, words))
    if doubts:
        return Verdict("ungraded", doubts[0][0], (doubts[0][1],))
    if isinstance(recogniser, Quantity):
        return _without(recogniser, claims, own)
    return Verdict("missing", _lacks(recogniser))


def _without(quantity: Quantity, claims: Sequence[str], own: list[list[_Own]]) -> Verdict:
    """What other numbers of the same unit mean."""
    doubts: list[tuple[str, str]] = []
    for claim, asked in zip(claims, own, strict=True):
        for count in counts(quantity, claim):
            words = claim[count.found.start : count.found.end]
            doubt = count.found.doubt or _denied(quantity, claim, count.found, asked)
            if not doubt:
                reason = f"says “{words}”, not {_figures(quantity)}"
                return Verdict("contradicted", reason, (words,))
            doubts.append((doubt, words))
    if doubts:
        return Verdict("ungraded", doubts[0][0], (doubts[0][1],))
    return Verdict("missing", _lacks(quantity))


def _denied(leaf: Recogniser, claim: str, found: Found, own: list[_Own]) -> str:
    """The doubt that a negation casts, unless the author asked for it here or in another part."""
    asked = [span for part, span in own if part != leaf]
    negation = denial(claim, found, [*asked, *found.own])
    return f"“{negation}” stands near: rules cannot tell" if negation else ""


def _all(parts: list[Verdict]) -> Verdict:
    worst: tuple[VerdictKind, ...] = ("contradicted", "missing", "ungraded")
    for kind in worst:
        some = [part for part in parts if part.kind == kind]
        if some:
            return Verdict(kind, "; ".join(_reasons(some)), _words(some))
    words = _words(parts)
    return Verdict("stated", f"says {_quoted(words)}", words)


def _any(parts: list[Verdict]) -> Verdict:
    for kind in ("stated", "ungraded", "contradicted"):
        for part in parts:
            if part.kind == kind:
                return part
    return Verdict("missing", "; ".join(_reasons(parts)))


def _reasons(verdicts: Iterable[Verdict]) -> list[str]:
    return list(dict.fromkeys(verdict.reason for verdict in verdicts))


def _words(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for verdict in verdicts for word in verdict.words))


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
