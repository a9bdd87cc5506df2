"""The question that a request means: "Tell me who …", "List the countries that …".

Politeness and frames ask for nothing; what is left is read like any question.
"""

from __future__ import annotations

import re

WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
"""Words that a question begins with."""

_PREPOSITION = r"(?:in|on|at|for|by|to|from|since|until|with|under|of|about)"
ASKING = rf"(?:(?:{_PREPOSITION}\s+)?{WH})\b"
"""The same with a preposition before it: "by whom", "since when"."""

_SHOW = r"(?:tell|show|give|remind|inform)\s+(?:me|us)"
_EXPLAIN = (
    r"(?:let\s+me\s+know|find\s+out|look\s+up|(?:explain|describe|state|say|report|specify|identify|"
    r"list|name|find|summari[sz]e|outline|clarify)(?:\s+(?:to|for)\s+(?:me|us))?)"
)
_YOU = r"(?:you|we|anyone|anybody|someone|somebody)"
_LEARN = r"(?:know|find\s+out|learn|understand|hear|see)"
_FRAMES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^(?:please|hi|hello|hey|kindly|so|ok|okay)\b[,!]?\s+",
        r"[,]?\s+please(?=[?.!]*$)",
        rf"^(?:can|could|would|will)\s+{_YOU}\s+(?:please\s+)?(?={_SHOW}|{_EXPLAIN})",
        rf"^i(?:\s+want|\s+need|\s+would\s+like|['’]?d\s+like)\s+to\s+{_LEARN}\s+(?={ASKING})",
        rf"^i(?:\s+(?:am|was)|['’]?m)?\s+wonder(?:ing)?\s+(?={ASKING})",
        rf"^(?:do|does|did)\s+{_YOU}\s+(?:happen\s+to\s+)?(?:know|remember)\s+(?={ASKING})",
        rf"^(?:any\s+idea|is\s+it\s+known)\s+(?={ASKING})",
        rf"^(?:{_SHOW}|{_EXPLAIN})\s+(?:exactly\s+|about\s+)?(?={ASKING})",
    )
)

_DEMAND = re.compile(
    rf"^(?:{_SHOW}|{_EXPLAIN})\s+(?P<what>(?:(?:all|some|any|each)\s+(?:of\s+)?)?"
    r"(?:the\s+|an?\s+|two\s+|three\s+|four\s+|five\s+)?(?P<noun>[\w’'-]+(?:\s+[\w’'-]+){0,3}?))"
    r"\s+(?P<joint>who|that|which|of|for|behind|on|in)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"(?:person|people|man|men|woman|women|one|ones|those|everyone|everybody|someone|somebody|"
    r"anyone|anybody|all)",
    re.IGNORECASE,
)
_ASKED_OF = re.compile(
    r"(?P<one>name|number|amount|date|day|year|time|place|location|cost|price|age|reason|cause|"
    r"title|size|length|height|share|total)|(?:names|dates|places|reasons|causes|costs|prices)",
    re.IGNORECASE,
)

_APOSTROPHES = (
    (re.compile(rf"\b({WH}|that|there|here|he|she|it)s\b(?<!\bits)", re.IGNORECASE), r"\1's"),
    (
        re.compile(
            r"\b(did|does|do|is|was|are|were|has|have|had|could|would|should|ca|wo)nt\b",
            re.IGNORECASE,
        ),
        r"\1n't",
    ),
)
"""Words that are nothing else without their apostrophe ("its", "well" and "were" are)."""


def as_question(text: str) -> str:
    """The question that a text means; a text that asks for nothing in particular stays as it is.

    ``Tell me who warned of it`` → ``who warned of it``; ``List the countries that
    signed`` → ``Which countries signed``; ``Give me the number of ships`` → ``What is the
    number of ships``.
    """
    found = text.strip()
    for written, meant in _APOSTROPHES:
        found = written.sub(meant, found)
    before = None
    while found != before:
        before = found
        for frame in _FRAMES:
            found = frame.sub("", found)
    demand = _DEMAND.match(found)
    return _demanded(demand) or found if demand else found


def _demanded(demand: re.Match[str]) -> str | None:
    """What a noun with its relative clause or its "of" asks for."""
    noun, joint, rest = demand["noun"], demand["joint"].lower(), demand["rest"]
    if joint in ("who", "that", "which"):
        return f"Who {rest}" if _PEOPLE.fullmatch(noun) else f"Which {noun} {rest}"
    asked = _ASKED_OF.fullmatch(noun)
    if asked is None:
        return None
    return f"What {'is' if asked['one'] else 'are'} the {noun} {joint} {rest}"
