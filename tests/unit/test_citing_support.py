"""A claim whose own quotes do not carry it is shown with sentences that do, or not at all."""

from __future__ import annotations

import pytest
from hits_making import hits

from rag import citing
from rag.domain.replies import Claim, Draft, DraftCitation, DraftClaim, Dropped

WARNING = (
    "Vedant Patel, a deputy spokesman, warned of a dangerous war in Kursk. "
    "Secretary Antony Blinken met ministers about Kursk in Washington. "
    "The talks lasted three hours. "
    "No soldiers were hurt at the border."
)
HARBOUR = "Mayor Duarte closed the old harbour on Monday. Some 300 boats had to leave the quay."
NEWS = [*hits(WARNING, title="Warning"), *hits(HARBOUR, title="Harbour")]


def checked(text: str, quote: str = "nobody ever wrote this", source: int = 1) -> Claim | Dropped:
    draft = Draft((DraftClaim(text, (DraftCitation(source, quote),)),))
    found = citing.check(draft, NEWS)
    return (found.claims or found.dropped)[0]


def quotes(found: Claim | Dropped) -> list[str]:
    assert isinstance(found, Claim), found
    return [citation.quote for citation in found.citations]


def test_a_true_claim_with_an_invented_quote_is_cited_where_it_stands() -> None:
    found = checked("Patel warned of a war in Kursk.")
    assert quotes(found) == [WARNING.partition(" Secretary")[0]]
    assert isinstance(found, Claim)
    assert found.citations[0].moved_from == NEWS[0].passage.id


def test_the_sentence_may_stand_in_another_passage_than_was_cited() -> None:
    found = checked("Mayor Duarte closed the harbour.", WARNING[:30], source=1)
    assert quotes(found) == ["Mayor Duarte closed the old harbour on Monday."]


def test_two_sentences_may_carry_a_claim_where_the_second_names_nobody_else() -> None:
    assert len(quotes(checked("Blinken met ministers for talks that lasted hours."))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Secretary Blinken warned of a dangerous war in Kursk.",
        "Duarte warned of a war in Kursk.",
        "Patel closed the old harbour.",
    ],
)
def test_what_one_did_and_another_said_is_not_joined(text: str) -> None:
    assert isinstance(checked(text), Dropped)


@pytest.mark.parametrize(
    "text",
    [
        "Some 400 boats had to leave the quay.",
        "Soldiers were hurt at the border.",
        "Patel did not warn of a war in Kursk.",
        "Patel applauded brave farmers and engineers in Kursk.",
    ],
)
def test_what_no_sentence_says_is_dropped(text: str) -> None:
    assert isinstance(checked(text), Dropped)


def test_a_quote_that_says_too_little_of_its_claim_does_not_carry_it() -> None:
    quote = "Mayor Duarte closed the old harbour on Monday."
    found = checked("Mayor Duarte sold ships, cranes and warehouses on Monday.", quote, source=2)
    assert isinstance(found, Dropped)
    assert found.reason == "its quotes say too little of it"


def test_a_denial_elsewhere_in_a_quote_does_no_harm() -> None:
    quote = "The talks lasted three hours. No soldiers were hurt at the border."
    assert quotes(checked("The talks lasted three hours.", quote)) == [quote]
