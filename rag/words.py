"""English words as evidence is compared: tokens, stems, names, numbers.

Everything here is a pure function of its text. Offsets count characters of the
text that was given.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from rag.nations import NATIONS

if TYPE_CHECKING:
    from collections.abc import Iterable

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*(?:st|nd|rd|th)?"  # 10,000, 4th
    r"|[^\W_]+(?:['’][^\W_]+)*"  # Russia's
)
_POSSESSIVE = re.compile(r"['’]s?$")

FUNCTION_WORDS = frozenset(
    """
    a about above across after again against all along also although am among an and another any
    anybody anyone anything are around as at away back be became because become been before behind
    being below between both but by can cannot could did do does doing done down during each either
    else even ever every everyone everything few for from further get give given go goes got had has
    have having he her here hers herself him himself his how however i if in indeed into is it its
    itself just least less let like made make many may me might mine more most much must my myself
    near neither never no nobody none nor not nothing now of off often on once one only onto or
    other others our ours ourselves out over own per perhaps put quite rather really same say says
    shall she should since so some somebody someone something still such take than that the their
    theirs them themselves then there therefore these they this those though through thus to
    together too toward towards under until up upon us use used very via was we were what whatever
    when where whether which while who whoever whole whom whose why will with within without would
    yet you your yours yourself yourselves s t d ll re ve m isn aren wasn weren don doesn didn won
    wouldn couldn shouldn hasn haven hadn
    """.split()
)
"""Words that carry no subject of their own; they neither support nor deny a match."""

_NUMBER_WORDS = {
    word: str(value)
    for value, words in {
        2: "two both", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight",
        9: "nine", 10: "ten", 11: "eleven", 12: "twelve dozen", 13: "thirteen", 14: "fourteen",
        15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen", 19: "nineteen",
        20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy",
        80: "eighty", 90: "ninety", 100: "hundred hundreds", 1000: "thousand thousands",
        10**6: "million millions", 10**9: "billion billions", 10**12: "trillion trillions",
    }.items()
    for word in words.split()
}  # fmt: skip

_IRREGULAR = {
    form: forms.split()[0]
    for forms in """
        begin began begun; break broke broken; bring brought; build built; buy bought; catch
        caught; choose chose chosen; come came; deal dealt; die dead death dying; draw drew drawn;
        drive drove driven; eat ate eaten; fall fell fallen; feel felt; fight fought; find found;
        flee fled; fly flew flown; freeze froze frozen; grow grew grown; hear heard; hide hid
        hidden; hold held; keep kept; know knew known; lead led; leave left; lend lent; lose lost
        loss; meet met; pay paid; ride rode ridden; rise rose risen; run ran; seek sought; sell
        sold; send sent; shake shook shaken; shoot shot; sing sang sung; sink sank sunk; sit sat;
        speak spoke spoken speech; spend spent; stand stood; steal stole stolen; strike struck;
        swear swore sworn; swim swam swum; teach taught; tear tore torn; tell told; think thought;
        throw threw thrown; understand understood; wear wore worn; win won; withdraw withdrew
        withdrawn; write wrote written; child children; man men; woman women; person people; foot
        feet; grow growth; choose choice; arrive arrival; refuse refusal
    """.replace("\n", " ").split(";")
    for form in forms.split()[1:]
}
"""Forms that no stemmer brings together with their verb or noun."""

_SPELLINGS = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"(?<=\w{3})isation", "ization"),
        (r"(?<=\w{3})is(?=(?:e|es|ed|ing)$)", "iz"),
        (r"(?<=\w{2})our(?=\w|$)", "or"),
        (r"(?<=\w{3})ence(?=s?$)", "ense"),
        (r"(?<=\w{2})tre(?=s?$)", "ter"),
        (r"programme", "program"),
    )
)  # applied to both sides of a comparison, so a word that they distort still meets itself


@dataclass(frozen=True, slots=True)
class Token:
    """A word or number as it stands in a text."""

    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """Case, accents, possessive and the dots of an abbreviation taken away."""
        return key(self.text)

    @property
    def capitalised(self) -> bool:
        """Whether any of its letters is a capital one."""
        return capitalised(self.text)


@lru_cache(maxsize=4096)  # an answer reads the same sentences again and again
def tokens(text: str) -> tuple[Token, ...]:
    """Words and numbers in order; a hyphen separates, an apostrophe does not."""
    return tuple(Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text))


def forms(text: str) -> list[str]:
    """The same as they are written, where it does not matter at which place."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=65536)
def key(word: str) -> str:
    """The form in which two spellings of a word are compared."""
    word = _POSSESSIVE.sub("", word.casefold()).replace(".", "") if not word[0].isdigit() else word
    if word.isascii():
        return word
    plain = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@lru_cache(maxsize=65536)
def capitalised(word: str) -> bool:
    """Whether any letter of a word is a capital one."""
    return any(letter.isupper() for letter in word)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Snowball English stem of a word's key, with British spelling made American."""
    plain = _IRREGULAR.get(key(word), key(word))
    for british, american in _SPELLINGS:
        plain = british.sub(american, plain)
    import Stemmer

    stemmed: str = Stemmer.Stemmer("english", 0).stemWord(plain)  # threads cannot share one
    return stemmed


@lru_cache(maxsize=65536)
def root(name: str) -> str:
    """The form in which names are compared; a nation's adjective stands for the nation.

    ``Russian`` → ``russia``, ``U.S.`` → ``united states`` (which are two words). All
    other names are their key: a letter more or less is somebody else.
    """
    plain = key(name)
    if len(plain) <= _INITIALS and not _POSSESSIVE.sub("", name).isupper():
        return plain  # "us" and "Un" are no abbreviations
    return NATIONS.get(plain, plain)


_INITIALS = 2


def content(text: str) -> tuple[Token, ...]:
    """Tokens that are not function words; "US" is none, as it stands for two others."""
    return tuple(token for token in tokens(text) if _is_content(token.text))


def _is_content(word: str) -> bool:
    return key(word) not in FUNCTION_WORDS or " " in root(word)


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """Stems of the content words, and the roots of the names among them."""
    return frozenset().union(*map(_stems_of, forms(text)))


@lru_cache(maxsize=65536)
def _stems_of(word: str) -> frozenset[str]:
    """What a single word gives to the `stems` of its text."""
    if not _is_content(word):
        return frozenset()
    return frozenset({stem(word)}.union(root(word).split() if capitalised(word) else ()))


def number(token: Token) -> str | None:
    """Value of a number in figures or in one word, as text; None for other words."""
    return _value(token.text)


@lru_cache(maxsize=65536)
def _value(word: str) -> str | None:
    if word[0].isdigit():
        return word.replace(",", "") if word[-1].isdigit() else None
    return _NUMBER_WORDS.get(key(word))


def numbers(text: str) -> frozenset[str]:
    """Values of all numbers of a text."""
    return frozenset(value for value in map(_value, forms(text)) if value is not None)


@lru_cache(maxsize=4096)
def roots_in_order(text: str) -> tuple[str, ...]:
    """Roots of all words of a text as they follow each other; some words have two."""
    return tuple(chain.from_iterable(map(_roots_of, forms(text))))


@lru_cache(maxsize=65536)
def _roots_of(word: str) -> tuple[str, ...]:
    return tuple(root(word).split())


def roots(words: Iterable[str]) -> frozenset[str]:
    """Roots of several names."""
    return frozenset(part for word in words for part in root(word).split())


def denies(text: str) -> bool:
    """Whether a text has a word of denial: "not", "never", "didn't"."""
    return any(map(_is_negation, tokens(text.replace("’", "'"))))


def denied(text: str, most: int) -> frozenset[str]:
    """Stems of the ``most`` content words behind each word of denial."""
    found = tokens(text.replace("’", "'"))
    behind = (found[place + 1 :] for place, token in enumerate(found) if _is_negation(token))
    return frozenset(
        stem
        for following in behind
        for token in [each for each in following if _is_content(each.text)][:most]
        for stem in stems(token.text)
    )


def _is_negation(token: Token) -> bool:
    return token.key in _NEGATIONS or token.key.endswith("n't")


_NEGATIONS = frozenset("not no never none nobody nothing neither nor without cannot".split())
