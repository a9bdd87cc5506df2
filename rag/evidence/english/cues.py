"""English as the evidence is read by: word lists and cue patterns, nothing else.

Lists are general news English, not the words of any one article.
"""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """Type of the answer that a question asks for."""

    PERSON = "a person"
    NUMBER = "a number"
    DATE = "a date"
    PLACE = "a place"
    REASON = "a reason"
    OTHER = "something else"


TITLE_WORDS = frozenset(
    """
    president vice prime minister secretary deputy principal assistant undersecretary spokesperson
    spokesman spokeswoman general gen senator sen representative rep congressman congresswoman
    governor gov mayor chancellor premier king queen prince princess emperor sultan emir pope bishop
    archbishop cardinal ambassador envoy director chief chairman chairwoman chair professor prof dr
    mr mrs ms miss sir lord lady dame judge justice colonel col captain capt lieutenant lt major maj
    sergeant sgt admiral adm commissioner commander marshal officer executive ceo cfo leader head
    foreign defence defense finance interior treasury attorney sheriff detective inspector
    superintendent analyst economist historian scientist researcher expert author writer editor
    journalist reporter correspondent coach manager lawyer solicitor prosecutor doctor surgeon nurse
    teacher engineer activist farmer player striker owner founder adviser advisor aide counsel
    counselor speaker whip lawmaker legislator mp mep official diplomat former acting interim senior
    co pm vicepresident superstar singer actor actress director producer resident owner neighbor
    neighbour witness survivor student president-elect
    """.split()
)
"""Words that say who somebody is; they describe a name and are not part of it."""

NOT_A_PERSON = frozenset(
    """
    north south east west northern southern eastern western central new united states nations
    union council department ministry committee commission agency office bureau party senate house
    parliament congress court university college school institute church bank company corporation
    corp inc ltd group association league federation republic kingdom army navy force forces
    police sea ocean river lake mount mountain island islands street avenue road bridge park city
    county province state region war treaty act agreement dialogue conference summit cup award
    prize pentagon kremlin white january february march april june july august september october
    november december monday tuesday wednesday thursday friday saturday sunday administration
    government organization organisation programme times post news journal tribune herald network
    television radio security daily echo mail guardian telegraph gazette chronicle observer mirror
    star review wire hong kong
    """.split()
)
"""Words that stand in the names of places and bodies; no person is called so."""

VAGUE_HEADS = frozenset(
    """
    name reason role effect purpose type kind number result meaning term part way thing aim goal
    cause impact position view opinion importance significance example difference title idea main
    person man woman people member first last new current best most many function component
    point motive amount story form element able set policy danger risk benefit advantage
    disadvantage consequence implication problem challenge concern
    """.split()
)
"""Heads that an answer need not repeat: "the name of", "the reason for"."""

SPEECH_VERBS = (
    r"said|says|told|tells|warned|warns|added|adds|noted|argued|stated|remarked|announced|insisted|"
    r"confirmed|declared|suggested|explained|called|stressed|emphasi[sz]ed|urged|asked|wrote|"
    r"testified|acknowledged|admitted|denied|claimed|predicted|promised|vowed|cautioned|underscored|"
    r"highlighted|described|replied|responded|reported|recalled|pledged|met|visited|signed|ordered|"
    r"expressed|hinted|indicated|denounced|condemned|praised|welcomed|rejected|estimated|accused"
)
"""What subjects of a speech verb do in news: it tells a speaker from a place."""

CALENDAR = frozenset(
    """
    january february march april may june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
)
"""Capitalised in English, and no names: the article may tell the day in other words."""

ASKED_SPEECH = (
    r"say|said|tell|told|call(?!\s+(?:together|off|up|for|on)\b)|warn|state|describe|claim|argue|announce|suggest|"
    r"promise|demand|predict|deny|confirm|stress|emphasi[sz]e|propose|urge|answer|reply|respond|"
    r"explain|insist|admit"
)
"""The same as questions put them: "what did N say"."""

_WHICH = r"\b(?:what|which)\s+(?:\w+\s+)?"
_WHAT_COSTS = r"\bwhat\s+(?:would|will|did|does|do|might|could)\s[^?]*\bcosts?\b"
_IS_THE = r"(?:(?:is|was|are|were)\s+the\s+)?(?:\w+\s+)?"
ASKS_FOR = {
    Kind.DATE: (
        rf"\bwhen\b|{_WHICH}(?:year|date|day|month|time|decade|era|season|weekday|century)s?\b"
    ),
    Kind.NUMBER: (
        r"\bhow\s+(?:many|much|long|old|far|tall|big|high|large|often|deep|fast)\b"
        rf"|\b(?:what|which)\s+{_IS_THE}(?:number|percentage|percent|proportion|share|amount|"
        r"population|total|sum|rate|price|cost|count|score|age|height|length|distance|size)\b"
        rf"|{_WHAT_COSTS}"
    ),
    Kind.PLACE: (
        rf"\bwhere\b|{_WHICH}(?:countr(?:y|ies)|cit(?:y|ies)|count(?:y|ies)|(?:town|place|region|"
        r"state|continent|province|village|location|island|district|river|street|area|venue|"
        r"nation)s?)\b"
    ),
    Kind.REASON: (
        r"\bwhy\b|\bhow\s+come\b|\bfor\s+what\s+reason\b"
        r"|\bwhat\s+(?:is|was|were|are)\s+the\s+(?:reason|cause)s?\b"
    ),
    Kind.PERSON: r"\b(?:who|whom|whose)\b",
    Kind.OTHER: (
        r"\b(?:what|which|how)\b"
        r"|^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b"
    ),
}
"""Cues of a question's type; the one that stands first in the question counts."""

_MONTH = (
    r"January|February|March|April|June|July|August|September|October|November|December|"
    r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\."
)
_PERIOD = r"week|month|year|night|weekend|summer|autumn|fall|winter|spring|decade|century"
DATE = re.compile(
    rf"""
    \b(?:{_MONTH})
    | \bMay\s\d | \b\d{{1,2}}\sMay\b | \b(?:in|since|until|by|last|this|early|late)\sMay\b
    | \b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b
    | \b1\d{{3}}s?\b | \b20\d{{2}}s?\b | \b\d{{1,4}}\s(?:BC|BCE|AD|CE)\b
    | \b(?:\d{{1,2}}(?:st|nd|rd|th)|first|\w+teenth|\w+tieth|\w+first)[\s-]centur(?:y|ies)\b
    | \b(?i:yesterday|today|tonight|tomorrow)\b
    | \b(?i:(?:last|next|this|past|earlier\sthis|later\sthis)\s(?:{_PERIOD}))\b
    | \b(?i:(?:day|week|month|year|hour|decade)s?\s(?:ago|earlier|later|before|after))\b
    | \b\d{{1,2}}[:.]\d{{2}}\b | \b\d{{1,2}}\s?[ap]\.?m\b
    """,
    re.VERBOSE,
)
PLACE = re.compile(
    r"""
    \b(?i:in|at|near|from|to|across|inside|outside|around|off|along|through|into|of|on)\s
    (?:(?i:the|its|southern|northern|eastern|western|central|an?|modern|nearby)\s)*[A-ZÀ-Þ]
    | \b(?i:region|border|city|town|village|province|capital|river|island|coast|street|sea|front
    | site|market|hospital|factory|school|airport|square|park|road|bridge|station|church|hall
    | stadium|building|office|port|valley|mountain|lake|county|district|neighbou?rhood|farm)\b
    """,
    re.VERBOSE,
)
REASON = re.compile(
    r"""
    \b(?:because|since|due\sto|given|owing|as\sa\sresult|so\sthat|in\sorder|amid|after|therefore
    | thus|led\sto|leads\sto|caused?|causes|reasons?|aim(?:ed|ing|s)?|hop(?:es?|ed|ing)
    | seek(?:s|ing)?|could|in\sexchange|in\sreturn|offers?|allow(?:s|ed|ing)?|for\sfear|to\s\w+)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
ROLE = re.compile(
    r"""
    \b(?:officials?|analysts?|experts?|spokes\w+|ministers?|authorities|police|scientists?
    | researchers?|sources|observers|critics|leaders?|diplomats?|lawmakers?|residents?|witnesses
    | government|ministry|department|parliament|party|company|council|army|forces)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Nouns that may answer "who" where nobody is named."""

ALIKE = {
    stem: frozenset(group.split())
    for group in (
        "troop soldier forc personnel fighter servicemen recruit",
        "die casualti victim fatal kill",
        "hurt injur wound",
        "compani firm busi enterpris",
        "countri nation state",
        "child kid",
        "car vehicl",
        "hous home household",
        "warn caution alert alarm",
        "begin start launch commenc",
        "end finish conclud",
        "meet conven gather summon",
        "buy purchas acquir",
        "hard difficult difficulti tough",
        "send dispatch deploy",
        "think believ",
        "worri concern fear",
        "support back aid help assist",
        "arrest detain",
        "resign quit",
        "reject refus declin",
        "belong includ part member",
        "allow permit",
        "show reveal",
        "big larg",
        "job work",
        "attack assault strike",
        "agreement deal treati pact accord",
        "talk negoti",
        "increas rise grow",
        "decreas fall drop",
        "visit travel trip",
        "law legisl",
        "cost price",
        "salari wage pay",
        "cop polic offic",
        "doctor physician",
        "movi film",
        "prison jail",
        "blast explos",
        "quak earthquak",
        "vote elect poll",
    )
    for stem in group.split()
}
"""Stems of words that one report uses where the next has the other."""

COUNTED_ANYHOW = frozenset("peopl person human time".split())
"""Stems of nouns so general that a figure may count a narrower one instead."""

_SOME = r"(?:\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|half)\b)"
_TIME = r"(?:second|minute|hour|day|night|week|month|year|decade|centur)"
_LENGTH = (
    r"(?:[mck]m\b|metre|meter|(?:kilo|milli|centi)met|mile|f(?:oo|ee)t|inch|yard|light[ -]year)"
)
_AMOUNT = (
    r"[$£€¥%]|\bper\s?cent\b|\b(?:half|percentage|points?)\b"
    r"|\b(?:an?|one|two|three)[ -](?:third|quarter)s?\b"
    r"|\d[\d,.]*[\s-](?:\w+\s)?(?:thousand|million|billion|trillion|dollar|euro|pound|yen|"
    r"crown|franc|ruble|rupee|yuan|cent|ton|tonne|kg|kilo|gram|litre|liter|gallon|barrel|"
    r"acre|hectare|degree|megawatt|watt|[mck]m\\b|metre|meter|(?:kilo|milli|centi)met|mile|inch|feet)"
)
_CURRENCY = r"(?:(?:dollar|euro|pound|yen|crown|franc|ruble|rupee|yuan|peso)s?|cents)\b"
_MONEY = (
    rf"[$£€¥]|\d[\d,.]*[\s-](?:\w+\s){{0,2}}{_CURRENCY}|{_SOME}\s(?:\w+\s)?{_CURRENCY}|\blives\b"
)
_SPAN = rf"{_SOME}[\s-](?:\w+[\s-])?(?:{_TIME}|{_LENGTH})|\b(?:since|until)\b"
_AGE = r"\baged\s\d|\d[\s-]years?[\s-]old|,\s\d{1,3}(?:,|\.|$)|\byears?\b"
_EXTENT = rf"{_SOME}.*(?:{_LENGTH}|\bstor(?:e?y|ies)\b|\bfloors\b)"
MEASURES = tuple(
    (re.compile(ask, re.IGNORECASE), re.compile(cue, re.IGNORECASE))
    for ask, cue in (
        (rf"\bhow\s+many\s+(?:\w+\s+)?{_CURRENCY}|{_WHAT_COSTS}", _MONEY),
        (r"\bhow\s+much\b", _AMOUNT),
        (r"\bhow\s+long\b", _SPAN),
        (r"\bhow\s+old\b", _AGE),
        (r"\bhow\s+(?:far|tall|high|deep)\b", _EXTENT),
    )
)
"""What must stand in the answer to "what does it cost", "how much", "how long", "how old"."""

ASKS_A_NAME = re.compile(
    r"\bwhat\s+(?:is|was|are|were)\s[^?]*\bnames?\b|\b(?:under|by)\s+what\s+names?\b"
    r"|\b(?:which|what|name\s+the)\s+(?:airline|airport|bank|company|firm|hospital|hotel|museum|"
    r"newspaper|school|ship|university)\b",
    re.IGNORECASE,
)
"""Questions that nothing but a name answers."""

LIGHT = frozenset("speak talk mention comment want like need hope tri seem return".split())
"""Stems of words that an answer seldom repeats: "said" says that somebody spoke, and what is
given says what is wanted "in return"."""

OF_MONEY = frozenset("pay cost price spend money worth charg fee".split())
"""Stems that a sum of money says by itself."""

VAGUE_NUMBER = re.compile(
    r"\b(?:dozens|scores|several|hundreds|thousands|millions|half|a\sthird|a\squarter|none)\b",
    re.IGNORECASE,
)
HOW_OFTEN = re.compile(
    r"\b(?:once|twice|rarely|seldom|often|frequently|always|never|daily|weekly|monthly|yearly)\b",
    re.IGNORECASE,
)
"""What may answer "how many", and "how often", without a figure."""
