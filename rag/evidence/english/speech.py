"""Who says what in a sentence: speaker, verb, and the words.

Read only where the sentence makes it plain, in one of the ways news has for it: ``X said
that …``, ``"…," X said``, ``"…," said X``, ``according to X, …``. All else is left alone:
a wrong speaker does more harm than a missing one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rag import words
from rag.domain.summaries import Statement
from rag.evidence.english.cues import TITLE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.domain.replies import Claim

_THAT = (
    r"said|says|told|tells|warned|warns|added|adds|noted|notes|argued|argues|stated|states|remarked"
    r"|announced|announces|insisted|insists|confirmed|confirms|declared|declares|suggested|suggests"
    r"|explained|explains|stressed|stresses|emphasi[sz]e[ds]|urged|urges|wrote|writes|testified"
    r"|acknowledged|acknowledges|admitted|admits|denied|denies|claimed|claims|predicted|predicts"
    r"|promised|promises|vowed|vows|cautioned|cautions|underscored|underscores|highlighted"
    r"|replied|replies|responded|responds|reported|reports|recalled|recalls|pledged|pledges"
    r"|indicated|indicates|hinted|hints|estimated|estimates|asserted|asserts|alleged|alleges"
    r"|believes|maintained|maintains|concluded|concludes|revealed|reveals|disclosed"
)
"""Verbs of speech behind which a whole thought may stand: "said that …"."""

_VERB = re.compile(
    rf"\b(?:(?:has|have|had|also|later|then|further|again|repeatedly|publicly|previously)\s+)*"
    rf"(?P<verb>{_THAT})\b(?!\s+(?:have|has|had|were|was|are|is)\b)"
)
_PASSIVE = re.compile(r"\b(?:be|been|being|is|are|was|were)\s*$")
_NOUNS = frozenset("reports states claims estimates notes promises hints".split())
_LOOSE = frozenset(
    """
    said says told tells added adds believes noted reported concluded admitted admits claimed claims
    acknowledged insisted insists argued argues explained stated stressed confirmed suggested
    """.split()
)
"""Verbs that need no "that" before what is said."""
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_ACCORDING = re.compile(
    r"\b[Aa]ccording\s+to\s+(?P<speaker>(?:(?:its|his|her|their)\s[^,;:“\"]+?,\s)?[^,;:“\"]+?)"
    r"(?=[,;]|\.?$)"
)
_TELLS = frozenset("told tells warned warns urged urges promised promises".split())
_TOLD = re.compile(
    r"(?:reporters|journalists|parliament|lawmakers|(?:the\s+)?[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*)*"
    r"|(?:a|the|his|her|their)\s+(?:\w+\s+){1,3}?)(?:\s+(?:in|on|at)\s+[^,:“\"]{2,30})?"
    r"(?=\s*(?:,|:|that\b|“|\"))"
)
_WHEN = re.compile(r"(?:,\s*)?(?:on|late|early|last)\s+\w+(?=\s*(?:,|:|that\b|“|\"))")
_LINK = re.compile(
    r"\s*(?:,\s*(?=¦)|(?:,\s*)?that\b|:|of\b|about\b|against\b|(?=to\s|¦|its\s|their\s))\s*"
)
_ADVERBIAL = re.compile(
    r"^(?:On|In|At|After|Before|During|Earlier|Later|Meanwhile|However|But|And|Still|Yet|When|While"
    r"|Since|Speaking|Asked|Also|Additionally|Instead|Separately|For|By|With|Despite|As|If|Last|This)\b"
)
_PRONOUNS = frozenset("he she they we i".split())
_SPEAKERS = TITLE_WORDS | frozenset(
    """
    spokesmen spokeswomen spokespeople officials authorities police ministry government agency
    department commission committee company report statement newspaper sources source analysts
    experts scientists researchers people group organisation organization office council court
    union party army military navy intelligence service services newspapers media agencies residents
    witnesses relatives survivors lawyers critics activists ministers leaders diplomats lawmakers
    commanders investigators prosecutors doctors firefighters parliament embassy institute
    university study survey bank club team network family neighbours neighbors
    """.split()
)
_LONGEST_NAME, _LONGEST = 12, 30  # words of a speaker, and with what describes them


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in a sentence, as slices of it."""

    speaker: str
    verb: str
    words: str


def said(sentence: str) -> Said | None:
    """Who says what in a sentence; None where it is not plain."""
    hidden = _QUOTED.sub(lambda found: "¦" * len(found[0]), sentence)
    readings = (_by_verb(sentence, hidden), _by_report(sentence, hidden))
    return next((one for reading in readings for one in reading), None)


def statements(claims: Sequence[Claim]) -> tuple[Statement, ...]:
    """Who said what in claims, in their order; a pronoun is told by its bracket."""
    return tuple(
        Statement(number, one.speaker, one.verb, one.words)
        for number, claim in enumerate(claims)
        for one in _of_claim(claim)
    )


def _of_claim(claim: Claim) -> Iterator[Said]:
    own = [each for each in claim.citations if each.role == "evidence"][:1]
    context = [each.quote for each in claim.citations if each.role == "context"]
    for citation in own:
        found = said(citation.quote)
        if found is None:
            return
        bracketed = re.search(rf"\b{re.escape(found.speaker)} \[([^\]]*)\]", claim.text)
        if bracketed and bracketed[1] in context:
            yield Said(bracketed[1], found.verb, found.words)
        elif found.speaker.lower() not in _PRONOUNS:
            yield found


def _by_verb(sentence: str, hidden: str) -> Iterator[Said]:
    for verb in _VERB.finditer(hidden):
        before, behind = hidden[: verb.start()], hidden[verb.end() :]
        if _PASSIVE.search(before):
            continue
        turned = _turned(before, behind)
        if turned is not None:
            speaker, content = turned
            span = slice(verb.end() + speaker.start, verb.end() + speaker.stop)
            yield Said(sentence[span].strip(), verb["verb"], sentence[content].strip(" ,"))
            return
        subject = _subject(before)
        if subject is None or (verb["verb"] in _NOUNS and not _is_one(before[subject])):
            continue
        heard = _heard(hidden, verb)
        words_said = _content_before(before, subject.start) or _content_behind(hidden, verb, heard)
        if words_said is not None:
            told = sentence[words_said].strip(" ,")
            how = sentence[verb.start("verb") : heard].strip()
            yield Said(sentence[subject].strip(" ,"), how, told)
            return


def _turned(before: str, behind: str) -> tuple[slice, slice] | None:
    """``"…," said X``: the speaker behind the verb, and what was said before it."""
    if not re.search(r"(?:¦|,)\s*$", before) or not before.strip(" ,"):
        return None
    match = re.match(r"\s+(?P<speaker>(?:the\s+)?[^,.;:¦]+?)(?=\s*[,.;:¦]|$)", behind)
    if match is None or not _names_one(match["speaker"]):
        return None
    if _subject(before.rstrip(" ,")) is not None and "¦" not in before:
        return None
    return slice(*match.span("speaker")), slice(0, len(before))


def _subject(before: str) -> slice | None:
    """The speaker right before the verb: the last whole noun phrase of what stands there."""
    low = max(before.rfind(mark) + 1 for mark in '¦;:“”"—')
    pieces = _pieces(before, low)
    while len(pieces) > 1 and _ADVERBIAL.match(before[pieces[0]].strip()):
        pieces = pieces[1:]
    if _ADVERBIAL.match(before[pieces[0]].strip()):
        return None
    for first in (pieces[0], pieces[-1]):
        span = slice(first.start, len(before.rstrip()))
        described = {token.key for token in words.tokens(before[first.stop : span.stop])}
        long = len(words.tokens(before[span])) > _LONGEST
        if _names_one(before[first]) and not long and not described & _PRONOUNS:
            return _trimmed(before, span)
    return None


def _is_one(subject: str) -> bool:
    """Whether a subject goes with a verb in the singular: a name, or "he"."""
    last = words.tokens(subject)[-1]
    return last.capitalised or last.key in _PRONOUNS


def _pieces(before: str, low: int) -> list[slice]:
    """What commas part, apart from empty pieces."""
    cuts = [low, *(m.end() for m in re.finditer(r",\s", before) if m.start() >= low), len(before)]
    found = [slice(a, b) for a, b in pairwise(cuts) if before[a:b].strip(" ,")]
    return found or [slice(low, len(before))]


def _trimmed(text: str, span: slice) -> slice:
    start = span.start
    while start < span.stop and text[start] in " ,":
        start += 1
    return slice(start, span.stop)


def _names_one(head: str) -> bool:
    """Whether words can be a speaker: a name, an office, a body, or a pronoun."""
    tokens = words.tokens(head)
    if not tokens or len(tokens) > _LONGEST_NAME or "¦" in head:
        return False
    if tokens[0].key in _PRONOUNS:
        return len(tokens) == 1
    if _VERB.search(head) or _CLAUSE.search(head) or _PAST.search(head):
        return False
    last = tokens[-1]
    named = any(token.capitalised for token in tokens[1:]) or (
        tokens[0].capitalised and tokens[0].key not in words.FUNCTION_WORDS
    )
    return last.key in _SPEAKERS or (named and (last.capitalised or bool(_OF.search(head))))


_CLAUSE = re.compile(
    r"\b(?:is|are|was|were|will|would|has|have|had|that|which|who|where|because|whether|if|when|it|as)\b"
)
_PAST = re.compile(r"\w\s+\w{3,}ed\s+(?:the|a|an|his|her|their|its)\b")
_OF = re.compile(
    r"\b(?:spokes\w+|official|officials|head|member|leader|minister|chief)\s+(?:of|for|at)\b"
)


def _content_before(before: str, subject: int) -> slice | None:
    """What was said, where it stands before the speaker: behind a comma, or in quotes."""
    told = before[:subject]
    if not re.search(r"[¦,]\s*$", told):
        return None
    if "¦" not in told and (_ADVERBIAL.match(told) or not _CLAUSE.search(told)):
        return None
    return slice(0, len(told.rstrip(" ,")))


def _heard(hidden: str, verb: re.Match[str]) -> int:
    """Where the verb ends, with those that were told: "told reporters in Brussels"."""
    match = _TOLD.match(hidden, _blank(hidden, verb.end())) if verb["verb"] in _TELLS else None
    return match.end() if match else verb.end()


def _content_behind(hidden: str, verb: re.Match[str], at: int) -> slice | None:
    """What was said, where it follows the verb and those that were told."""
    if match := _WHEN.match(hidden, _blank(hidden, at)):
        at = match.end()
    link = _LINK.match(hidden, at)
    if link is None and verb["verb"] not in _LOOSE:
        return None
    start = link.end() if link else _blank(hidden, at)
    told = hidden[start:].rstrip(" .")
    enough = "¦" in told or (_CLAUSE.search(told) if link is None else True)
    if not enough or len(words.tokens(told)) + told.count("¦") < _FEWEST:
        return None
    return slice(start, start + len(told))


_FEWEST = 3  # words of a statement


def _blank(text: str, at: int) -> int:
    while at < len(text) and text[at] == " ":
        at += 1
    return at


def _by_report(sentence: str, hidden: str) -> Iterator[Said]:
    """Read ``According to X, …`` and ``…, according to X.``."""
    match = _ACCORDING.search(hidden)
    if match is None or _CLAUSE.search(match["speaker"]):
        return
    before, behind = sentence[: match.start()], sentence[match.end() :]
    told = max(before, behind, key=len).strip(" ,;.")
    if len(words.tokens(told)) >= _FEWEST:
        yield Said(match["speaker"].strip(), "according to", told)
