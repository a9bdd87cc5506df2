"""Whether words stand where something is denied; in doubt, they do.

Rules cannot tell what a negation reaches, so they only say where it certainly does
not: across sentences, behind "but", out of an aside such as ", who did not comment,",
and from what somebody said back to who said it. A denial in a sentence of its own
("This is false.") is not seen.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.domain.articles import Span
from rag.evaluating.wording import Found, sentence_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_DISPUTES = (
    r"den(?:y|ies|ied|ying|ials?)|untrue|false(?:ly)?|not\s+(?:\w+\s+)?true|refut\w+|disput(?:es|ed)\s+(?:that|this|it|by|the)"
    r"|reject(?:s|ed|ing)?|dismiss(?:es|ed|ing)?|rul(?:e|es|ed|ing)\s+out|doubt(?:s|ed|ful|ing)?"
)
"""They reach the whole sentence: what was said may be disputed at its end."""

_FORWARD = (
    r"without|(?:stop(?:s|ped)?\s+)?short\s+of|rather\s+than|instead\s+of|contrary\s+to|far\s+from"
)
"""They reach only what comes after them."""

_PLAIN = (
    r"not|no|never|none|nobody|nothing|nowhere|neither|nor|cannot|\w+n['’]t|unlikely|hardly"
    r"|scarcely|barely|yet\s+to|lack(?:s|ed|ing)?|fail(?:s|ed|ing|ure)?|refus(?:e|es|ed|ing|al)"
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
    """The negation that may reach the words found, or None.

    Args:
        text: Where they were found.
        found: The words.
        own: Where the recogniser itself has its words: a negation there was asked for.
    """
    spans = list(own)
    for span in sentence_spans(text):
        if span.start <= found.start < span.end:
            sentence = _without_asides(text, Span(span.start, max(span.end, found.end)), found)
            for match, kind in _negations(sentence):
                at = Span(match.start() + span.start, match.end() + span.start)
                wanted = any(part.start <= at.start and at.end <= part.end for part in spans)
                low, high = found.start - span.start, found.end - span.start
                if not wanted and _reaches(sentence, match, kind, low, high):
                    return text[at.start : at.end]
    return None


def _without_asides(text: str, sentence: Span, found: Found) -> str:
    """The sentence, blank where an aside stands that does not hold the words."""
    blanked = text[sentence.start : sentence.end]
    low, high = found.start - sentence.start, found.end - sentence.start
    for aside in _ASIDE.finditer(blanked):
        if aside.end() <= low or high <= aside.start():
            gap = " " * (aside.end() - aside.start())
            blanked = blanked[: aside.start()] + gap + blanked[aside.end() :]
    return blanked


def _negations(sentence: str) -> Iterator[tuple[re.Match[str], str | None]]:
    harmless = [match.span() for match in _HARMLESS.finditer(sentence)]
    for match in _NEGATION.finditer(sentence):
        if not any(low <= match.start() and match.end() <= high for low, high in harmless):
            yield match, match.lastgroup


def _reaches(sentence: str, match: re.Match[str], kind: str | None, low: int, high: int) -> bool:
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
