"""What the rules recognise in claims, and where they refuse to decide."""

from __future__ import annotations

from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.domain.cases import (
    AllOf,
    AnyOf,
    Name,
    Quantity,
    Recogniser,
    ReferenceFact,
    Wording,
)
from rag.evaluating.recognising import recognise


def wording(*accepted: str) -> Wording:
    return Wording(accepted)


def name(first: str, *aliases: str) -> Name:
    return Name(first, aliases)


def number(value: float, *units: str, tolerance: float = 0.0) -> Quantity:
    return Quantity(value, units, tolerance)


PATEL = name("Vedant Patel", "Patel")
FULL_PATEL = name("Vedant Patel")
BLINKEN = name("Antony Blinken", "Blinken")
KIM = name("Kim Jong Un")
TEN = number(10_000, "soldiers", "troops")
WARNED = wording("warned")
SENT = wording("soldiers were sent")

STATED, MISSING = "stated", "missing"
CONTRADICTED, UNGRADED = "contradicted", "ungraded"

Row = tuple[Recogniser, str, str, str]  # recogniser, claim, verdict, words ("" for none)

WORDINGS: list[Row] = [
    (WARNED, "Patel warned Moscow.", STATED, "warned"),
    (WARNED, "Patel WARNED Moscow.", STATED, "WARNED"),
    (WARNED, "Patel warns Moscow.", MISSING, ""),
    (WARNED, "A forewarned man.", MISSING, ""),
    (wording("fired"), "It misfired.", MISSING, ""),
    (wording("warns", "warned"), "Patel warned.", STATED, "warned"),
    (wording("“great concern”"), "It causes great concern.", STATED, "great concern"),
    (wording("great concern"), "It causes ‘great’ concern.", STATED, "great’ concern"),
    (wording("great concern"), "How great. Concern grew.", MISSING, ""),
    (wording("Asia-Pacific"), "the Asia–Pacific region", STATED, "Asia–Pacific"),
    (wording("Asia Pacific"), "the Asia-Pacific region", STATED, "Asia-Pacific"),
    (wording("cafe"), "in the café", STATED, "café"),
    (wording("don't know"), "They don’t know.", STATED, "don’t know"),
    (wording("Russian forces"), "beside Russia’s forces", STATED, "Russia’s forces"),
    (wording("Russia warned"), "The Russians warned Seoul.", STATED, "Russians warned"),
    (wording("told the US"), "They told us the news.", MISSING, ""),
    (wording("told U.S. officials"), "He told US officials.", STATED, "told US officials"),
    (wording("Seoul"), "South Korea warned.", MISSING, ""),
    (wording("10,000 soldiers"), "10000 soldiers", STATED, "10000 soldiers"),
    (wording("10,000 soldiers"), "10 000 soldiers", STATED, "10 000 soldiers"),
    (wording("300 soldiers"), "10 300 soldiers", MISSING, ""),
    (wording("300 soldiers"), "In 2024 300 soldiers", STATED, "300 soldiers"),
    (wording("5%"), "5 per cent", STATED, "5 per cent"),
    (wording("one per cent"), "1 of 5 percent", MISSING, ""),
    (wording("12 %"), "12 men", MISSING, ""),
    (wording("12 %"), "12 percent of them", STATED, "12 percent"),
    (wording("$5"), "5 men", MISSING, ""),
    (wording("serious … concern"), "a serious and lasting concern", STATED,
     "serious and lasting concern"),
    (wording("serious ... concern"), "a serious concern", STATED, "serious concern"),
    (wording("serious … concern"), "It is serious. The concern grew.", MISSING, ""),
    (wording("serious … concern"), "“It is serious here. A concern grew,” he said.", MISSING, ""),
    (wording("concern … serious"), "a serious concern", MISSING, ""),
    (wording("great … grave … concern"), "great and grave concern", STATED,
     "great and grave concern"),
    (wording("…"), "Anything.", MISSING, ""),
]  # fmt: skip

NAMES: list[Row] = [
    (PATEL, "Vedant Patel warned.", STATED, "Vedant Patel"),
    (PATEL, "Mr. Patel warned.", STATED, "Patel"),
    (PATEL, "Patel’s warning", STATED, "Patel’s"),
    (PATEL, "He [Patel] warned.", STATED, "Patel"),
    (PATEL, "Yesterday Patel warned.", STATED, "Patel"),
    (PATEL, "Priti Patel warned.", UNGRADED, "Patel"),
    (PATEL, "Patel-Smith warned.", UNGRADED, "Patel"),
    (PATEL, "a patel warned", MISSING, ""),
    (FULL_PATEL, "Patel warned.", UNGRADED, "Patel"),
    (FULL_PATEL, "Vedant warned.", UNGRADED, "Vedant"),
    (FULL_PATEL, "Patel Vedant warned.", UNGRADED, "Patel"),
    (FULL_PATEL, "Priti Patel warned.", MISSING, ""),
    (FULL_PATEL, "Vedant Patels warned.", MISSING, ""),
    (FULL_PATEL, "Vedant V. Patel warned.", UNGRADED, "Vedant"),
    (FULL_PATEL, "Vedant, Patel and others warned.", UNGRADED, "Vedant"),
    (KIM, "its leader, Kim Jong-un, spoke", STATED, "Kim Jong-un"),
    (KIM, "Kim Jong Un’s regime", STATED, "Kim Jong Un’s"),
    (KIM, "Kim Jong Un Peace Park opened.", UNGRADED, "Kim Jong Un"),
    (KIM, "Kim Jong Il spoke.", MISSING, ""),
    (KIM, "Kim spoke.", UNGRADED, "Kim"),
    (BLINKEN, "U.S. Secretary of State Antony Blinken spoke.", STATED, "Antony Blinken"),
    (name("Russia"), "Russian forces", STATED, "Russian"),
    (name("Russia"), "pro-Russian forces", STATED, "Russian"),
    (name("Russia"), "anti-Russian forces", UNGRADED, "Russian"),
    (name("Russia"), "the Russian Orthodox Church", UNGRADED, "Russian"),
    (name("Japan"), "Japanese Prime Minister Fumio Kishida", STATED, "Japanese"),
    (name("Japan"), "the US-Japan alliance", STATED, "Japan"),
    (name("Japan"), "the Sea of Japan", UNGRADED, "Japan"),
    (name("China"), "the East China Sea", UNGRADED, "China"),
    (name("China"), "China Daily wrote", UNGRADED, "China"),
    (name("Washington"), "The Washington Post wrote", UNGRADED, "Washington"),
    (name("North Korea"), "The DPRK’s part", STATED, "DPRK’s"),
    (name("North Korea"), "South Korean soldiers", MISSING, ""),
    (name("North Korea"), "Pyongyang’s part", MISSING, ""),
    (name("Korea"), "North Korea warned.", UNGRADED, "Korea"),
    (name("United States"), "The U.S. State Department warned.", STATED, "U.S."),
    (name("United States"), "It told us.", MISSING, ""),
    (name("United States"), "The UN and the United Kingdom warned.", MISSING, ""),
    (name("Security Council"), "the National Security Council met", UNGRADED, "Security Council"),
    (name("WHO"), "Who said it?", MISSING, ""),
    (name("WHO"), "The WHO said it.", STATED, "WHO"),
    (name("Theresa May", "May"), "In May it rained.", UNGRADED, "May"),
    (name("Theresa May", "May"), "Theresa May spoke.", STATED, "Theresa May"),
    (name("Sørensen"), "Sorensen said", STATED, "Sorensen"),
    (name("Lodz"), "in Łódź", STATED, "Łódź"),
    (name("Sørensen"), "Lars Sørensen said", UNGRADED, "Sørensen"),
    (name("J.K. Rowling"), "J. K. Rowling said", STATED, "J. K. Rowling"),
    (name("J. K. Rowling"), "J.K. Rowling said", STATED, "J.K. Rowling"),
    (name("J.K. Rowling"), "J. P. Rowling said", MISSING, ""),
    (KIM, "KIM JONG UN SPOKE.", UNGRADED, "KIM JONG UN"),
    (FULL_PATEL, "vedant patel warned", UNGRADED, "vedant patel"),
    (name("artillery"), "Artillery was sent.", STATED, "Artillery"),
]

QUANTITIES: list[Row] = [
    (TEN, "10,000 North Korean soldiers", STATED, "10,000 North Korean soldiers"),
    (TEN, "ten thousand troops", STATED, "ten thousand troops"),
    (TEN, "12,000 soldiers", CONTRADICTED, "12,000 soldiers"),
    (TEN, "10,000 or 12,000 soldiers", UNGRADED, "10,000 or 12,000 soldiers"),
    (TEN, "12,000 soldiers, of whom 10,000 soldiers stayed", STATED, "10,000 soldiers"),
    (TEN, "a force of 10,000", UNGRADED, "10,000"),
    (TEN, "many soldiers", MISSING, ""),
    (TEN, "No more than 10,000 soldiers came.", STATED, "10,000 soldiers"),
    (TEN, "Moscow never sent 10,000 soldiers.", UNGRADED, "10,000 soldiers"),
    (TEN, "It did not send 12,000 soldiers.", UNGRADED, "12,000 soldiers"),
    (TEN, "not 10,000 soldiers but 12,000 soldiers", UNGRADED, "10,000 soldiers"),
    (TEN, "Two soldiers said 10,000 had come.", UNGRADED, "10,000"),
]

NEGATIONS: list[Row] = [
    (WARNED, "Nobody warned.", UNGRADED, "warned"),
    (WARNED, "He did not, however, say he warned them.", UNGRADED, "warned"),
    (WARNED, "Patel warned nobody.", UNGRADED, "warned"),
    (WARNED, "Without naming numbers, Patel warned.", UNGRADED, "warned"),
    (WARNED, "Patel warned without naming numbers.", STATED, "warned"),
    (WARNED, "Patel warned that they would not leave.", STATED, "warned"),
    (WARNED, "Patel, who did not speak of ships, warned.", STATED, "warned"),
    (WARNED, "Seoul did not comment. Patel warned.", STATED, "warned"),
    (WARNED, "Seoul did not comment, but Patel warned.", STATED, "warned"),
    (WARNED, "While Seoul did not comment, Patel warned.", UNGRADED, "warned"),
    (WARNED, "Patel warned, not only once.", STATED, "warned"),
    (WARNED, "Patel did not warn; he never warned.", UNGRADED, "warned"),
    (wording("did not warn"), "He did not warn.", STATED, "did not warn"),
    (wording("did not warn"), "It is false that he did not warn.", UNGRADED, "did not warn"),
    (wording("has not said", "no … said"), "There is no proof that he has not said it.", UNGRADED,
     "has not said"),
    (wording("serious … concern"), "a serious threat but no concern", UNGRADED,
     "serious threat but no concern"),
    (wording("great concern"), "It, no doubt, causes great concern.", STATED, "great concern"),
    (wording("came"), "They had no choice but to say that he came.", STATED, "came"),
    (SENT, "Moscow denied that soldiers were sent.", UNGRADED, "soldiers were sent"),
    (SENT, "There is no evidence that soldiers were sent.", UNGRADED, "soldiers were sent"),
    (SENT, "Reports that soldiers were sent are false.", UNGRADED, "soldiers were sent"),
    (SENT, "It said soldiers were sent, but Seoul denied it.", UNGRADED, "soldiers were sent"),
    (SENT, "Ships rather than soldiers were sent.", UNGRADED, "soldiers were sent"),
    (wording("fighting"), "North Korea is no longer fighting.", UNGRADED, "fighting"),
    (wording("fighting"), "“It is no longer passive. They are fighting,” he said.", STATED,
     "fighting"),
    (wording("drawn into"), "China may be drawn into it, although Beijing has not declared so.",
     STATED, "drawn into"),
    (wording("confirmed"), "The report was not, officials said, confirmed.", UNGRADED,
     "confirmed"),
    (FULL_PATEL, "Vedant Patel, the spokesman, did not warn.", UNGRADED, "Vedant Patel"),
    (FULL_PATEL, "Vedant Patel, Blinken, and Kishida did not warn.", UNGRADED, "Vedant Patel"),
    (FULL_PATEL, "Vedant Patel said that Seoul had not warned.", STATED, "Vedant Patel"),
    (PATEL, "Patel, not Blinken, warned.", STATED, "Patel"),
    (BLINKEN, "Patel, not Blinken, warned.", UNGRADED, "Blinken"),
    (BLINKEN, "Not Patel but Blinken warned.", STATED, "Blinken"),
    (TEN, "10,000 soldiers, Moscow said, were not sent.", UNGRADED, "10,000 soldiers"),
    (SENT, "It is wrong that soldiers were sent.", UNGRADED, "soldiers were sent"),
    (SENT, "That soldiers were sent is a myth.", UNGRADED, "soldiers were sent"),
    (SENT, "It is incorrect to say that soldiers were sent.", UNGRADED, "soldiers were sent"),
    (SENT, "Reports that soldiers were sent were mistaken.", UNGRADED, "soldiers were sent"),
    (SENT, "Reports that soldiers were sent were debunked.", UNGRADED, "soldiers were sent"),
    (SENT, "The claim that soldiers were sent is unfounded.", UNGRADED, "soldiers were sent"),
    (SENT, "The claim that soldiers were sent is baseless.", UNGRADED, "soldiers were sent"),
    (SENT, "He is wrongly said to know that soldiers were sent.", UNGRADED, "soldiers were sent"),
    (SENT, "Hopes that soldiers were sent are dashed.", UNGRADED, "soldiers were sent"),
    (SENT, "If soldiers were sent, it would have helped.", UNGRADED, "soldiers were sent"),
    (SENT, "Were soldiers sent? Soldiers were sent?", UNGRADED, "Soldiers were sent"),
    (SENT, "“Soldiers were sent?” Nobody knew.", UNGRADED, "Soldiers were sent"),
    (SENT, "Who knew? Soldiers were sent.", STATED, "Soldiers were sent"),
    (SENT, "Soldiers were sent, allegedly.", STATED, "Soldiers were sent"),
    (WARNED, "Had Patel warned them, they would be here.", UNGRADED, "warned"),
    (WARNED, "Patel had warned them that they would drown.", STATED, "warned"),
    (wording("strike"), "The union called off the strike.", UNGRADED, "strike"),
    (wording("strike"), "The strike was averted.", UNGRADED, "strike"),
    (wording("strike"), "They avoided a strike.", UNGRADED, "strike"),
    (wording("strike"), "It prevents a strike.", UNGRADED, "strike"),
    (wording("strike"), "A strike prevents war.", STATED, "strike"),
    (wording("strike"), "The strike was canceled.", UNGRADED, "strike"),
    (wording("strike"), "There is little chance of a strike.", UNGRADED, "strike"),
    (wording("strike"), "He ruled a second strike out.", UNGRADED, "strike"),
    (PATEL, "Everyone except Patel warned.", UNGRADED, "Patel"),
    (PATEL, "All but Patel warned.", UNGRADED, "Patel"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("recogniser", "claim", "kind", "words"), [*WORDINGS, *NAMES, *QUANTITIES, *NEGATIONS]
)
def test_a_claim_is_read_as_people_read_it_or_left_ungraded(
    recogniser: Recogniser, claim: str, kind: str, words: str
) -> None:
    verdict = recognise(ReferenceFact("It is so.", recogniser), [claim])
    assert (verdict.kind, verdict.words[:1]) == (kind, (words,) if words else ()), verdict.reason
    assert verdict.reason
    assert verdict.judge is None


PATEL_WARNED = AllOf((PATEL, WARNED))
BOTH = AllOf((name("Japan"), AnyOf((name("South Korea"), wording("Seoul")))))


@pytest.mark.parametrize(
    ("recogniser", "claims", "kind", "words"),
    [
        (PATEL_WARNED, ["Patel spoke.", "He warned them."], STATED, ("Patel", "warned")),
        (PATEL_WARNED, ["Patel spoke."], MISSING, ()),
        (PATEL_WARNED, ["Priti Patel warned."], UNGRADED, ("Patel",)),
        (PATEL_WARNED, ["Priti Patel spoke."], MISSING, ()),
        (PATEL_WARNED, ["Patel never warned."], UNGRADED, ("Patel", "warned")),
        (AllOf((PATEL, TEN)), ["12,000 soldiers came."], CONTRADICTED, ("12,000 soldiers",)),
        (AllOf((PATEL, TEN)), ["Patel spoke of 10,000."], UNGRADED, ("10,000",)),
        (BOTH, ["Japan and Seoul were named."], STATED, ("Japan", "Seoul")),
        (BOTH, ["Japan and North Korea were named."], MISSING, ()),
        (AnyOf((TEN, wording("a division"))), ["12,000 soldiers, a division"], STATED,
         ("a division",)),
        (AnyOf((TEN, wording("a division"))), ["12,000 soldiers"], CONTRADICTED,
         ("12,000 soldiers",)),
        (AnyOf((FULL_PATEL, WARNED)), ["Patel spoke."], UNGRADED, ("Patel",)),
        (AllOf((PATEL, wording("denied"))), ["Patel denied it."], STATED, ("Patel", "denied")),
        (AllOf((TEN, wording("up to"))), ["Up to 10,000 troops came."], STATED,
         ("10,000 troops", "Up to")),
        (wording("great concern"), ["It was great.", "Concern grew."], MISSING, ()),
        (TEN, [], MISSING, ()),
    ],
)  # fmt: skip
def test_parts_are_put_together_over_the_claims(
    recogniser: Recogniser, claims: list[str], kind: str, words: tuple[str, ...]
) -> None:
    verdict = recognise(ReferenceFact("It is so.", recogniser), claims)
    assert (verdict.kind, verdict.words) == (kind, words), verdict.reason


@pytest.mark.parametrize(
    ("stated_by", "contradicted_by", "claim", "kind"),
    [
        (PATEL, BLINKEN, "Patel warned.", STATED),
        (PATEL, BLINKEN, "Blinken warned.", CONTRADICTED),
        (PATEL, BLINKEN, "Patel and Blinken warned.", UNGRADED),
        (PATEL, BLINKEN, "Somebody warned.", MISSING),
        (PATEL, name("Antony Blinken"), "Patel warned, and Blinken too.", UNGRADED),
        (PATEL, name("Antony Blinken"), "Blinken warned.", MISSING),
        (FULL_PATEL, BLINKEN, "Patel and Blinken warned.", UNGRADED),
        (wording("possible"), wording("confirmed"), "It is possible.", STATED),
        (wording("possible"), wording("confirmed"), "It is confirmed.", CONTRADICTED),
        (wording("confirmed"), wording("not confirmed"), "It is not confirmed.", CONTRADICTED),
        (wording("not confirmed"), wording("confirmed"), "It is not confirmed.", STATED),
        (
            wording("confirmed"),
            wording("not confirmed"),
            "It was confirmed on Monday. A second report was not confirmed.",
            UNGRADED,
        ),
        (
            wording("confirmed"),
            wording("not confirmed"),
            "A second report was not confirmed. The first was confirmed.",
            UNGRADED,
        ),
        (
            wording("not confirmed"),
            wording("confirmed"),
            "It was confirmed. A second report was not confirmed.",
            UNGRADED,
        ),
        (
            wording("possible"),
            wording("possible and confirmed"),
            "It is possible and confirmed. It is possible.",
            UNGRADED,
        ),
        (TEN, wording("hundreds"), "12,000 soldiers and hundreds of ships", CONTRADICTED),
    ],
)
def test_the_contrary_counts_only_where_the_statement_is_not_made(
    stated_by: Recogniser, contradicted_by: Recogniser, claim: str, kind: str
) -> None:
    verdict = recognise(ReferenceFact("It is so.", stated_by, contradicted_by), [claim])
    assert verdict.kind == kind, verdict.reason


@pytest.mark.parametrize(
    ("recogniser", "claim", "reason"),
    [
        (None, "Anything.", "has no rule: needs a judge"),
        (wording("great concern"), "No.", "nothing says “great concern”"),
        (wording("great", "grave"), "No.", "nothing says “great” or “grave”"),
        (
            wording(*"abcd"),
            "No.",
            "nothing says “a” or “b” or “c” or another wording",
        ),
        (
            wording(*"abcde"),
            "No.",
            "nothing says “a” or “b” or “c” or 2 other wordings",
        ),
        (PATEL, "He spoke.", "nothing names Vedant Patel"),
        (TEN, "Some came.", "nothing says 10,000 soldiers or troops"),
        (TEN, "12,000 soldiers", "says “12,000 soldiers”, not 10,000"),
        (TEN, "a force of 10,000", "says “10,000”, but not with soldiers or troops"),
        (FULL_PATEL, "Patel spoke.", "only “Patel” is named, not Vedant Patel"),
        (PATEL, "Priti Patel spoke.", "“Priti Patel” may be another name"),
        (WARNED, "He never warned.", "“never” stands near: rules cannot tell"),
        (AllOf((PATEL, WARNED)), "No.", "nothing names Vedant Patel; nothing says “warned”"),
        (AllOf((PATEL, WARNED)), "Patel warned.", "says “Patel”, “warned”"),
    ],
)
def test_a_verdict_says_why(recogniser: Recogniser | None, claim: str, reason: str) -> None:
    assert recognise(ReferenceFact("It is so.", recogniser), [claim]).reason == reason


def test_the_contrary_counts_by_its_place_in_several_claims() -> None:
    fact = ReferenceFact("It is so.", wording("confirmed"), wording("not confirmed"))
    verdict = recognise(fact, ["It was confirmed.", "A second report was not confirmed."])
    assert verdict.kind == UNGRADED
    assert verdict.reason == "says both “confirmed” and “not confirmed”"


def test_what_is_said_on_both_sides_is_shown() -> None:
    verdict = recognise(ReferenceFact("It is so.", PATEL, BLINKEN), ["Patel met Blinken."])
    assert verdict.reason == "says both “Patel” and “Blinken”"
    assert verdict.words == ("Patel", "Blinken")


@given(st.lists(st.text("aA1 0,.-…“”’$%\n[]é½" + "PatelUNnot", max_size=40), max_size=3))
def test_any_text_gets_a_verdict_whose_words_stand_in_it(claims: list[str]) -> None:
    for recogniser in (PATEL, TEN, name("United Nations"), wording("a … not"), number(1)):
        verdict = recognise(ReferenceFact("It is so.", recogniser), claims)
        assert all(any(words in claim for claim in claims) for words in verdict.words)
        assert bool(verdict.words) == (verdict.kind != MISSING)


LUND = name("Ada Lund", "Lund")
BOATS, HALF_AN_HOUR, A_BOAT = number(300, "boats"), number(0.5, "hours"), number(1, "boat")


@pytest.mark.parametrize(
    ("recogniser", "part"),
    [
        (BOATS, "5 boats, "),
        (BOATS, "300 more boats, "),
        (BOATS, "I saw 5 nets. "),
        (BOATS, "12 "),
        (BOATS, "123 "),
        (BOATS, "word "),
        (BOATS, "five "),
        (BOATS, "million "),
        (HALF_AN_HOUR, "half an hour "),
        (A_BOAT, "a "),
        (LUND, "Lund "),
        (name("Ada Lund"), "Ada "),
        (wording("aa"), "not aa "),
        (wording("aa"), "He did not see aa, as he said. "),
        (wording("aa"), "aa not, who said it, and "),
        (wording("aa … bb"), "aa "),
        (AllOf((wording("not aa"), wording("aa"))), "not aa "),
    ],
)
def test_a_claim_four_times_as_long_takes_about_four_times_as_long(
    recogniser: Recogniser, part: str
) -> None:
    short = _seconds(recogniser, "1 " + part * 400)
    assert _seconds(recogniser, "1 " + part * 1600) < 9 * max(short, 0.001)  # 16 if quadratic


def _seconds(recogniser: Recogniser, claim: str) -> float:
    """The best of some, each of another claim: what is cached must not help."""
    fact = ReferenceFact("It is so.", recogniser)
    best = float("inf")
    for ending in ("", " ", "  ", "\n", " \n"):
        start = thread_time()
        recognise(fact, [claim + ending])
        best = min(best, thread_time() - start)
    return best
