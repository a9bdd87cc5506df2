"""Whether words stand where something is denied; in doubt, they do.

Rules cannot tell what a negation reaches, so they only say where it certainly does
not: across sentences, behind "but", out of an aside such as ", who did not comment,",
and from what somebody said back to who said it. A denial in a sentence of its own
("This is false.") is not seen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.domain.articles import Span
from rag.evaluating.recognising.wording import Found, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DISPUTES = (
    r"den(?:y|ies|ied|ying|ials?)|untrue|false(?:ly)?|not\s+(?:\w+\s+)?true|refut\w+|disput(?:es|ed)\s+(?:that|this|it|by|the)"
    r"|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|rul(?:e|es|ed|ing)\s+(?:[\w’'-]+\s+){0,5}out|doubt(?:s|ed|ful|ing)?"
    r"|wrong(?:ly)?\s+(?:that|to\s+(?:say|claim|think)|said|say|says|claimed|reported|thought)"
    r"|myths?|incorrect(?:ly)?|mistaken(?:ly)?|debunk\w*|unfounded|baseless|groundless|dashed"
    r"|(?:would|could|should|might)\s+have|(?-i:Had)\b[^.;?]{1,120}?(?:\bwould\b|['’]d\b)"
)
"""They reach the whole sentence: what was said may be disputed at its end."""

_FORWARD = (
    r"without|(?:stop(?:s|ped)?\s+)?short\s+of|rather\s+than|instead\s+of|contrary\s+to|far\s+from"
    r"|avoid(?:s|ing)?|avert(?:s|ing)?|prevent(?:s|ing)?|cancel(?:s|l?ing)?|except(?:\s+for)?"
    r"|all\s+but|other\s+than|unlike|(?:little|small|slim)\s+(?:chance|hope|prospect)s?"
)
"""They reach only what comes after them."""

_PLAIN = (
    r"not|no|never|none|nobody|nothing|nowhere|neither|nor|cannot|\w+n['’]t|unlikely|hardly"
    r"|scarcely|barely|yet\s+to|lack(?:s|ed|ing)?|fail(?:s|ed|ing|ure)?|refus(?:e|es|ed|ing|al)"
    r"|avoided|averted|prevented|cancel(?:l?ed|lations?)|call(?:ed|s|ing)?\s+off"
)
_NEGATION = re.compile(
    rf"\b(?:(?P<disputes>{_DISPUTES})|(?P<forward>{_FORWARD})|{_PLAIN})\b", re.IGNORECASE
)
_HARMLESS = re.compile(
    r"\b(?:(?:no|without(?:\s+a)?|beyond(?:\s+a)?)\s+doubt|no\.\s*\d|no\s+matter"
    r"|(?:no|not)\s+(?:more|fewer|less|later|earlier|smaller)\s+than"
    r"|not\s+(?:only|just|merely|least|simply)|none\s+other)\b",
    re.IGNORECASE,
)

_QUESTION = re.compile(r"\?[”’\"')\]]*\s*$")

_ASIDE = re.compile(
    r",\s+(?:(?:who|whom|whose|where|when|while|although|though|if|as|not)\b[^,;]*"
    r"|(?:though|however|yet|too)(?=,))(?=,)",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r";|\b(?:but|although|though|whereas)\b(?!,)|,\s+(?:while|yet)\b(?!,)", re.IGNORECASE
)
_SAYS = (
    r"(?:said|says?|told|tells|warn(?:s|ed)|added|adds|noted|notes|stress(?:es|ed)"
    r"|insist(?:s|ed)|believe[sd]?|argue[sd]?|suggest(?:s|ed)|indicate[sd]?|fear(?:s|ed))"
)
_NEW_CLAUSE = re.compile(
    rf"\bbecause\b(?!\s+of)|,\s+(?:and|so|or)\s+(?:it|he|she|they|there|this|that|we|I)\b"
    rf"|,\s+(?:as|since|when|where|if|after|before|until)\b|\b{_SAYS}\b\s+(?=\S)",
    re.IGNORECASE,
)
"""Where what is negated further on is no longer what stands before."""


def denial(text: str, found: Found, own: Iterable[Span]) -> str | None:
    """The negation that may reach the words found, or None; a question's mark is one.

    Args:
        text: Where they were found.
        found: The words.
        own: Where the recogniser itself has its words: a negation there was asked for.
    """
    spans = list(own)
    sentences = sentence_spans(text)
    place = bisect_right(sentences, found.start, key=lambda span: span.start) - 1
    if place < 0 or sentences[place].end <= found.start:
        return None
    span = sentences[place]
    sentence = _without_asides(text, Span(span.start, max(span.end, found.end)), found)
    for match in _negations(sentence):
        at = Span(match.start() + span.start, match.end() + span.start)
        wanted = any(part.start <= at.start and at.end <= part.end for part in spans)
        low, high = found.start - span.start, found.end - span.start
        if not wanted and _reaches(sentence, match, low, high):
            return text[at.start : at.end]
    return "?" if _QUESTION.search(sentence) else None


def denies(text: str) -> str | None:
    """The first negation of a text, or None."""
    return next((match[0] for match in _negations(text)), None)


def _without_asides(text: str, sentence: Span, found: Found) -> str:
    """The sentence, blank where an aside stands that does not hold the words."""
    low, high = found.start - sentence.start, found.end - sentence.start

    def blank(aside: re.Match[str]) -> str:
        apart = aside.end() <= low or high <= aside.start()
        return " " * len(aside[0]) if apart else aside[0]

    return _ASIDE.sub(blank, text[sentence.start : sentence.end])


@lru_cache(maxsize=1024)
def _negations(sentence: str) -> Sequence[re.Match[str]]:
    spans = [match.span() for match in _HARMLESS.finditer(sentence)]
    harmless = {place for low, high in spans for place in range(low, high)}
    return [
        match
        for match in _NEGATION.finditer(sentence)
        if not {match.start(), match.end() - 1} <= harmless
    ]


def _reaches(sentence: str, match: re.Match[str], low: int, high: int) -> bool:
    kind = match.lastgroup
    if match.start() < high and low < match.end():
        return True
    if match.start() < low:
        between = sentence[match.end() : low]
        return kind == "disputes" or not _CONTRAST.search(between)
    if low <= match.start() < high:
        return True
    last_word = sentence.rfind(" ", low, high) + 1 or low
    between = sentence[last_word : match.start()]  # "warned that … not": no denial of a warning
    if kind == "forward":
        return False
    return kind == "disputes" or not (_CONTRAST.search(between) or _NEW_CLAUSE.search(between))
