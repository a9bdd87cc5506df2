"""A claim stands only with quotes that stand in the articles, letter for letter."""

from __future__ import annotations

import pytest
from hits_making import hits
from hypothesis import given
from hypothesis import strategies as st

from rag import citing
from rag.domain.articles import Article, Hit, Passage, Span
from rag.domain.replies import Claim, Draft, DraftCitation, DraftClaim, Dropped

FERRY = hits(
    "Mayor Ines Duarte closed the old harbour on Monday. “The quay isn’t safe,” she told the party."
    " Some 10,000 passengers – two in three of them commuters – must take the bus.\n"
    "Lisbon will pay 3.5 million euros, the U.S. Coast Guard said in its 4th report.",
    title="Harbour closed",
    room=30,
)
TRAIN = hits("The Russian railway bought 12 engines from Spain.", title="Engines")
NEWS = [*FERRY, *TRAIN]


@pytest.fixture(autouse=True)
def nothing_else_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests are about the quotes that a writer gives; see test_citing_support.py."""
    monkeypatch.setattr("rag.citing.checking.find_evidence", lambda *_: [])


def checked(claim: DraftClaim, over: list[Hit] = NEWS) -> Claim | Dropped:
    found = citing.check(Draft((claim,)), over)
    assert len(found.claims) + len(found.dropped) == 1
    return (found.claims or found.dropped)[0]


def said(text: str, *quotes: str | DraftCitation, source: int = 1) -> Claim | Dropped:
    """Check a claim whose quotes are evidence from one source."""
    cited = (q if isinstance(q, DraftCitation) else DraftCitation(source, q) for q in quotes)
    return checked(DraftClaim(text, tuple(cited)))


def reason(found: Claim | Dropped) -> str:
    assert isinstance(found, Dropped), f"it stands: {found}"
    return found.reason


def stands(found: Claim | Dropped) -> Claim:
    assert isinstance(found, Claim), f"dropped: {found}"
    return found


def test_the_news_of_these_tests_are_three_passages() -> None:
    assert [hit.passage.id.split(":")[1] for hit in NEWS] == ["0", "1", "0"]


def test_a_verbatim_quote_stands_with_its_place_and_its_article() -> None:
    quote = "Mayor Ines Duarte closed the old harbour on Monday."

    [citation] = stands(said(quote, quote)).citations

    article = FERRY[0].article
    assert article.text[citation.start : citation.end] == citation.quote == quote
    assert (citation.article_id, citation.title, citation.source, citation.paths) == (
        article.id,
        "Harbour closed",
        "The Harbour Post",
        FERRY[0].paths,
    )
    assert (citation.role, citation.moved_from) == ("evidence", None)


@pytest.mark.parametrize(
    "written",
    [
        '"The quay isn\'t safe,"',
        "“The quay isn’t safe,”",
        "„The quay isn‘t safe,“",
        "«The quay isn`t safe,»",
        "  “The quay\u00a0isn’t\n safe,”\t",
    ],
)
def test_quote_marks_and_white_space_are_read_alike_and_the_articles_own_are_kept(
    written: str,
) -> None:
    [citation] = stands(said("It is not safe.", written)).citations

    assert citation.quote == "“The quay isn’t safe,”"


@pytest.mark.parametrize("dash", ["-", "–", "—", "‑", "−"])
def test_dashes_are_read_alike_and_the_articles_own_is_kept(dash: str) -> None:
    [citation] = stands(
        said("Most are commuters.", f"two in three of them commuters {dash} must", source=2)
    ).citations

    assert citation.quote == "two in three of them commuters – must"


def test_a_quote_may_run_over_a_line_break_of_the_article() -> None:
    [hit] = hits("The strike\n  ended at\u00a0noon")

    [citation] = stands(
        checked(DraftClaim("It ended.", (DraftCitation(1, "strike ended at noon"),)), [hit])
    ).citations

    assert citation.quote == "strike\n  ended at\u00a0noon"


@pytest.mark.parametrize(
    "invented",
    [
        "closed the new harbour",
        "closed the old harbor",
        "Closed the old harbour",
        "closed old harbour",
        "closed the old harbour on Monday!",
        "closed … on Monday",
        "closed ... on Monday",
        "closed [...] on Monday",
        "the party. Some 10,000 passengers",  # stands in the article, but over two passages
        "Harbour closed",  # the title is not in the text
    ],
)
def test_a_claim_with_an_invented_quote_is_dropped_and_the_quote_is_not_repeated(
    invented: str,
) -> None:
    found = reason(said("It is closed.", invented))
    assert found == "its quote stands in none of the passages"


def test_one_invented_quote_among_true_ones_is_enough() -> None:
    assert "stands in none" in reason(said("It is closed.", "closed the old harbour", "and gone"))


@pytest.mark.parametrize("part", ["art", "par", "arbour", "00 passengers"])
def test_a_quote_that_is_a_part_of_a_word_is_not_found(part: str) -> None:
    assert any(part in hit.passage.text for hit in FERRY)
    assert "stands in none" in reason(said("It is so.", part))


@pytest.mark.parametrize(
    ("claim", "part"),
    [
        ("Some 10 must walk.", "Some 10"),
        ("Some must walk.", "000 passengers"),
        ("It pays 3.", "pay 3"),
        ("It pays 5 million.", "5 million euros"),
    ],
)
def test_a_quote_that_is_a_part_of_a_figure_is_not_found(claim: str, part: str) -> None:
    assert "stands in none" in reason(said(claim, part, source=2))


def test_a_part_of_a_word_does_not_hide_the_whole_word_behind_it() -> None:
    assert citing.find("art", "A party is art.") == (11, 14)


@pytest.mark.parametrize("empty", ["", "  \n ", "“”", "...", "–"])
def test_an_empty_quote_carries_nothing(empty: str) -> None:
    assert (
        reason(said("It is closed.", "closed the old harbour", empty)) == "a quote of it is empty"
    )


def test_a_claim_without_a_quote_is_dropped() -> None:
    assert reason(said("It is closed.")) == "it has no quote"


def test_a_claim_with_context_alone_is_dropped() -> None:
    context = DraftCitation(1, "the old harbour", "context")

    assert reason(said("It is closed.", context)) == "it has no quote"


@pytest.mark.parametrize("text", ["", " \n"])
def test_a_claim_that_says_nothing_is_dropped(text: str) -> None:
    assert reason(said(text, "closed the old harbour")) == "it says nothing"


def test_a_quote_of_another_passage_moves_there_and_says_where_from() -> None:
    [citation] = stands(said("It bought engines.", "bought 12 engines", source=1)).citations

    assert citation.article_id == TRAIN[0].article.id
    assert citation.title == "Engines"
    assert TRAIN[0].article.text[citation.start : citation.end] == "bought 12 engines"
    assert citation.moved_from == FERRY[0].passage.id


def test_a_quote_of_another_passage_of_the_same_article_moves_too() -> None:
    [citation] = stands(said("It pays.", "Lisbon will pay", source=1)).citations

    assert (citation.article_id, citation.moved_from) == (FERRY[0].article.id, FERRY[0].passage.id)


def test_a_quote_stays_in_the_passage_that_was_cited_if_it_stands_there_too() -> None:
    twins = [*hits("The bridge is open."), *hits("Yes, the bridge is open.")]
    claim = DraftClaim("It is open.", (DraftCitation(2, "bridge is open"),))

    [citation] = stands(checked(claim, twins)).citations

    assert (citation.article_id, citation.moved_from) == (twins[1].article.id, None)


@pytest.mark.parametrize("number", [0, -1, 4, 10**9])
def test_a_source_that_does_not_exist_moves_to_where_the_quote_stands(number: int) -> None:
    [citation] = stands(said("It is closed.", "closed the old harbour", source=number)).citations

    assert citation.moved_from == f"source {number}"


def test_a_source_that_does_not_exist_saves_no_invented_quote() -> None:
    assert "stands in none" in reason(said("It is closed.", "closed the sea", source=9))
    assert "stands in none" in reason(
        checked(DraftClaim("It is closed.", (DraftCitation(1, "closed the old harbour"),)), [])
    )


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Some 10000 passengers.", "Some 10,000 passengers"),
        ("2 in 3 are commuters.", "two in three of them commuters"),
        ("Two in three are commuters.", "two in three of them commuters"),
        ("It will pay 3.5 million.", "Lisbon will pay 3.5 million euros"),
        ("It was the 4th report.", "said in its 4th report"),
    ],
)
def test_numbers_of_the_claim_are_compared_by_value(text: str, quote: str) -> None:
    stands(said(text, quote, source=2))


@pytest.mark.parametrize(
    ("text", "quote", "missing"),
    [
        ("Some 20,000 passengers take the bus.", "Some 10,000 passengers", "20,000"),
        ("Three take the bus.", "Some 10,000 passengers", "Three"),
        ("It will pay 35 million.", "Lisbon will pay 3.5 million euros", "35"),
        ("It will pay 3.5 billion.", "Lisbon will pay 3.5 million euros", "billion"),
        ("It was the 5th report.", "said in its 4th report", "5th"),
        ("Some 10,000 pay 3.5 million.", "Some 10,000 passengers", "3.5"),
    ],
)
def test_a_number_that_no_quote_says_is_dropped(text: str, quote: str, missing: str) -> None:
    assert reason(said(text, quote, source=2)) == f"its quotes do not say “{missing}”"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Russia’s railway bought engines.", "The Russian railway bought 12 engines"),
        ("The US Coast Guard said so.", "the U.S. Coast Guard said"),
        ("The United States Coast Guard said so.", "the U.S. Coast Guard said"),
        ("The Spanish engines.", "12 engines from Spain"),
        ("DUARTE closed it.", "Mayor Ines Duarte closed the old harbour"),
        ("The harbour was closed.", "closed the old harbour"),  # no name, only a capital
    ],
)
def test_names_of_the_claim_may_stand_in_another_form(text: str, quote: str) -> None:
    stands(said(text, quote))


@pytest.mark.parametrize(
    ("text", "quote", "missing"),
    [
        ("Mayor Paulo Duarte closed it.", "Mayor Ines Duarte closed the old harbour", "Paulo"),
        ("Porto closed it.", "Mayor Ines Duarte closed the old harbour", "Porto"),
        ("On Tuesday it closed.", "closed the old harbour on Monday", "Tuesday"),
        ("The Ukrainian railway bought it.", "The Russian railway bought 12 engines", "Ukrainian"),
        ("Then the UN said so.", "the U.S. Coast Guard said", "UN"),
        ("The WHO said so.", "the U.S. Coast Guard said", "WHO"),
        ("Mayor Duarte closed it.", "closed the old harbour", "Mayor"),
        ("Then the Harbour said so.", "closed the old harbour", "Harbour"),
    ],
)
def test_a_name_that_no_quote_says_is_dropped(text: str, quote: str, missing: str) -> None:
    assert reason(said(text, quote)) == f"its quotes do not name “{missing}”"


def test_names_may_stand_in_any_of_several_quotes() -> None:
    stands(said("Duarte pays Lisbon.", "Mayor Ines Duarte closed", "Lisbon will pay"))


def test_a_name_of_the_context_is_no_evidence_outside_brackets() -> None:
    context = DraftCitation(1, "Mayor Ines Duarte", "context")

    assert reason(said("Duarte said it.", "she told the party", context)) == (
        "its quotes do not name “Duarte”"
    )


def test_words_in_brackets_stand_in_a_quote_of_the_context() -> None:
    context = DraftCitation(1, "Mayor Ines Duarte", "context")

    claim = stands(said("she [Mayor Ines Duarte] told the party", "she told the party", context))

    assert [(c.role, c.quote) for c in claim.citations] == [
        ("evidence", "she told the party"),
        ("context", "Mayor Ines Duarte"),
    ]


@pytest.mark.parametrize("inserted", ["Mayor Ines Costa", "the mayor", "Ines Duar", "10"])
def test_words_in_brackets_that_no_quote_says_are_dropped(inserted: str) -> None:
    context = DraftCitation(1, "Mayor Ines Duarte", "context")

    assert reason(said(f"she [{inserted}] told the party", "she told the party", context)) == (
        f"no quote of it says “{inserted}”"
    )


def test_context_may_stand_outside_the_passage_and_evidence_may_not() -> None:
    outside = "Mayor Ines Duarte"
    context = DraftCitation(2, outside, "context")

    claim = stands(said("She [Mayor Ines Duarte] pays.", "will pay", context, source=2))
    assert claim.citations[1].moved_from is None
    assert FERRY[1].article.text[claim.citations[1].start :].startswith(outside)

    alone = checked(
        DraftClaim("It is so.", (DraftCitation(1, outside), DraftCitation(1, "will pay"))),
        [FERRY[1]],
    )
    assert "stands in none" in reason(alone)


def test_context_of_another_article_does_not_move() -> None:
    context = DraftCitation(3, "Mayor Ines Duarte", "context")

    assert "stands in none" in reason(said("Engines.", "bought 12 engines", context, source=3))


def test_the_place_that_a_writer_names_is_kept_where_the_words_stand_twice() -> None:
    [hit] = hits("Rain fell. The sun came. Rain fell.")
    claim = DraftClaim("Rain fell.", (DraftCitation(1, "Rain fell.", "evidence", 25),))

    [citation] = stands(checked(claim, [hit])).citations

    assert (citation.start, citation.end) == (25, 35)


def test_a_place_that_is_wrong_is_looked_up() -> None:
    for wrong in (3, 0, -4, 10**9):
        claim = DraftClaim("On Monday.", (DraftCitation(1, "on Monday", "evidence", wrong),))
        [citation] = stands(checked(claim)).citations
        assert citation.quote == "on Monday"


def test_claims_are_checked_one_by_one_and_keep_their_order() -> None:
    good = [DraftClaim(text, (DraftCitation(1, "old harbour"),)) for text in ("Harbour.", "Old.")]
    bad = DraftClaim("It is not so.", (DraftCitation(1, "new harbour"),))

    found = citing.check(Draft((good[0], bad, good[1])), NEWS)

    assert [claim.text for claim in found.claims] == ["Harbour.", "Old."]
    assert [claim.text for claim in found.dropped] == ["It is not so."]


_LETTERS = st.sampled_from([*"abB1,. \n-–—“”\"'’«\u00a0\u2003é👍", "e\u0301", "10,000"])
_TEXT = st.lists(_LETTERS, max_size=40).map("".join)


def _alike(text: str) -> str:
    """The rule once more, in other words: equal after marks, dashes and spaces are made equal."""
    for marks, plain in (("“”«", '"'), ("’", "'"), ("–—", "-")):
        for mark in marks:
            text = text.replace(mark, plain)
    return " ".join(text.split())


@given(_TEXT, st.data())
def test_whatever_is_cited_is_the_articles_own_slice_and_reads_like_the_quote(
    text: str, data: st.DataObject
) -> None:
    low, high = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    quote = data.draw(st.one_of(st.just(text[low:high]), _TEXT))
    article = Article.of(title="A title", text=text)
    passage = Passage("p:0", article.id, low, high, text[low:high], (Span(low, high),))
    hit = Hit(passage, article, (), 1.0, 1.0, ())
    role = data.draw(st.sampled_from(["evidence", "context"]))
    start = data.draw(st.one_of(st.none(), st.integers(-3, 50)))
    claim = DraftClaim("it is so", (DraftCitation(1, quote, role, start),))
    if role == "context":
        claim = DraftClaim("it is so", (*claim.citations, DraftCitation(1, text[low:high])))

    for found in citing.check(Draft((claim,)), [hit]).claims:
        citation = found.citations[0]
        assert article.text[citation.start : citation.end] == citation.quote
        assert _alike(citation.quote) == _alike(quote)
        if role == "evidence":
            assert low <= citation.start < citation.end <= high


@given(_TEXT, st.data())
def test_a_slice_between_spaces_is_always_found(text: str, data: st.DataObject) -> None:
    words = text.split()
    if words:
        first = data.draw(st.integers(0, len(words) - 1))
        last = data.draw(st.integers(first, len(words) - 1))
        quote = " ".join(words[first : last + 1])

        place = citing.find(quote, text)

        assert place is not None
        assert _alike(text[slice(*place)]) == _alike(quote)


@pytest.mark.parametrize(
    ("claim", "quote", "reason"),
    [
        ("The bridge is wide and old.", "the bridge", "too short"),
        ("The bank was robbed by somebody.", "Lena Falk opened the bridge", "something else"),
        ("Lena Falk never opened the bridge.", "Lena Falk opened the bridge", "deny nothing"),
        ("Lena Falk didn’t open the bridge.", "Lena Falk opened the bridge", "deny nothing"),
        ("falk opened the bridge.", "opened the bridge on Monday", "do not name “falk”"),
        ("Lena Falk opened the bridge []", "Lena Falk opened the bridge", "no quote of it says"),
    ],
)
def test_a_quote_that_does_not_carry_its_claim_drops_it(
    claim: str, quote: str, reason: str
) -> None:
    news = hits("Mayor Lena Falk opened the bridge on Monday. It cost much.")

    found = citing.check(Draft((DraftClaim(claim, (DraftCitation(1, quote),)),)), news)

    assert found.claims == ()
    assert reason in found.dropped[0].reason


def test_the_same_claim_is_shown_once() -> None:
    news = hits("Mayor Lena Falk opened the bridge on Monday.")
    claim = DraftClaim(
        "Falk opened the bridge.", (DraftCitation(1, "Lena Falk opened the bridge"),)
    )

    found = citing.check(Draft((claim, claim)), news)

    assert len(found.claims) == len(found.dropped) == 1


CLOSED = "Mayor Ines Duarte closed the old harbour on Monday."
ENGINES = "The Russian railway bought 12 engines from Spain."


def test_a_further_quote_that_stands_is_kept_and_counted() -> None:
    further = DraftCitation(3, ENGINES, "evidence", 0, further=True)

    claim = stands(said(CLOSED, DraftCitation(1, CLOSED), further))

    assert [citation.quote for citation in claim.citations] == [CLOSED, ENGINES]
    assert claim.articles == 2


def test_a_further_quote_that_stands_nowhere_is_dropped_alone() -> None:
    further = DraftCitation(3, "The railway bought 13 engines.", "evidence", further=True)

    claim = stands(said(CLOSED, DraftCitation(1, CLOSED), further))

    assert [citation.quote for citation in claim.citations] == [CLOSED]
    assert claim.articles == 1


def test_a_further_quote_supports_no_name_or_number_of_the_claim() -> None:
    further = DraftCitation(3, ENGINES, "evidence", 0, further=True)

    found = said("Duarte closed the harbour with 12 engines.", DraftCitation(1, CLOSED), further)

    assert reason(found) == "its quotes do not say “12”"


def test_a_claim_with_further_quotes_alone_has_none() -> None:
    assert reason(said(CLOSED, DraftCitation(1, CLOSED, further=True))) == "it has no quote"


def differing(first: str, second: str, answers: tuple[str, str]) -> citing.Checked:
    claims = (
        DraftClaim(first, (DraftCitation(1, first, answer=answers[0]),)),
        DraftClaim(second, (DraftCitation(3, second, answer=answers[1]),), differs_from=first),
    )
    return citing.check(Draft(claims), NEWS)


def test_a_difference_names_the_answers_where_they_stand() -> None:
    [difference] = differing(CLOSED, ENGINES, ("on Monday", "12")).differences

    told = [[(one.quote, one.title) for one in side] for side in difference.answers]

    assert told == [[("on Monday", "Harbour closed")], [("12", "Engines")]]
    for [one], hit in zip(difference.answers, (FERRY[0], TRAIN[0]), strict=True):
        assert hit.article.text[one.start : one.end] == one.quote


@pytest.mark.parametrize(
    ("first", "second", "answers"),
    [
        ("Mayor Ines Duarte opened it.", ENGINES, ("Monday", "12")),
        (CLOSED, "The Russian railway sold 12 engines.", ("Monday", "12")),
        (CLOSED, ENGINES, ("Tuesday", "12")),
        (CLOSED, ENGINES, ("Monday", "13")),
    ],
)
def test_a_difference_falls_with_either_claim_or_answer(
    first: str, second: str, answers: tuple[str, str]
) -> None:
    assert differing(first, second, answers).differences == ()


def test_reprints_are_named_at_the_quote_and_count_once() -> None:
    same = {name: frozenset((FERRY[0].article.id, TRAIN[0].article.id)) for name in
            (FERRY[0].article.id, TRAIN[0].article.id)}  # fmt: skip
    claim = DraftClaim(CLOSED, (DraftCitation(1, CLOSED), DraftCitation(3, ENGINES, further=True)))

    [checked_claim] = citing.check(Draft((claim,)), NEWS, same).claims

    assert [[one.title for one in citation.reprints] for citation in checked_claim.citations] == [
        ["Engines"],
        ["Harbour closed"],
    ]
    assert checked_claim.articles == 1
