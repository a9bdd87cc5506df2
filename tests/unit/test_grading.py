"""What one reply to one case is worth."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hits_making import hits

from rag.citing import find
from rag.domain.articles import Span
from rag.domain.cases import AllOf, Case, Name, Quantity, ReferenceFact, Wording
from rag.domain.replies import Answer, Citation, Claim, Provenance, Refusal
from rag.domain.reports import Verdict
from rag.evaluating.grading import grade

if TYPE_CHECKING:
    from rag.domain.replies import Role
    from rag.domain.reports import Attempt, VerdictKind

TEXT = (
    "Vedant Patel warned of up to 10,000 soldiers in Kursk. "
    "He spoke of great concern. "
    "It is false that China sent soldiers.\n\n"
    "Ships are built in Busan."
)
OTHER = "Antony Blinken met his colleagues in Brussels."
ARTICLE = hits(TEXT, room=12)[0].article
TEXTS = {ARTICLE.id: TEXT, "other": OTHER}

PATEL = ReferenceFact(
    "Vedant Patel warned.",
    AllOf((Name("Vedant Patel", ("Patel",)), Wording(("warned", "warning")))),
)
TEN = ReferenceFact("Up to 10,000 soldiers were sent.", Quantity(10_000, ("soldiers",)))
CONCERN = ReferenceFact("He spoke of great concern.", Wording(("great concern",)))
BY_JUDGE = ReferenceFact("It was a sad day.", None)
CHINA = ReferenceFact("China sent soldiers.", AllOf((Name("China", ()), Wording(("sent",)))))

PROVENANCE = Provenance("extractive", None, "e", "/l", 6, None, "0", 0, 0, None, 0.1)


def case(
    *facts: ReferenceFact, forbidden: tuple[ReferenceFact, ...] = (), answerable: bool = True
) -> Case:
    place = Path("/cases/some.yaml")
    return Case("c", "Who?", ("a.md",), answerable, facts, forbidden, (), (), place, 1)


def cite(quote: str, *, role: Role = "evidence", article: str = ARTICLE.id) -> Citation:
    start, end = find(quote, TEXTS[article]) or (0, len(quote))
    paths = ("/news/a.md",)
    return Citation(role, article, "T", None, None, None, None, paths, start, end, quote)


def answer(*claims: Claim) -> Answer:
    return Answer("Who?", claims, (), (), (), PROVENANCE)


def claim(text: str, *quotes: str | Citation) -> Claim:
    cited = tuple(cite(quote) if isinstance(quote, str) else quote for quote in quotes)
    return Claim(text, cited)


REFUSAL = Refusal("Who?", "nothing is near enough", (), (), (), (), PROVENANCE)
WARNED = "Vedant Patel warned of up to 10,000 soldiers in Kursk."
SPOKE = "He spoke of great concern."
FALSE = "It is false that China sent soldiers."


class Judge:
    """Says the same of everything, and remembers what it was asked."""

    def __init__(self, kind: VerdictKind) -> None:
        self.kind = kind
        self.asked: list[tuple[str, str]] = []

    def __call__(self, statement: str, text: str) -> Verdict:
        self.asked.append((statement, text))
        return Verdict(self.kind, "the judge says so", judge="a-model")


def graded(what: Case, reply: Answer | Refusal, judge: Judge | None = None) -> Attempt:
    return grade(what, reply, [], [], TEXTS, judge)


def kinds(attempt: Attempt) -> list[str]:
    return [result.verdict.kind for result in attempt.facts]


def test_an_answer_that_states_every_fact_with_true_quotes_passes() -> None:
    reply = answer(claim(WARNED, WARNED), claim(SPOKE, SPOKE))
    attempt = graded(case(PATEL, TEN, CONCERN, forbidden=(CHINA,)), reply)
    assert (attempt.passed, attempt.reasons) == (True, ())
    assert kinds(attempt) == ["stated"] * 3
    assert attempt.forbidden[0].verdict.kind == "missing"
    assert [one.support.holds for one in attempt.claims] == [True, True]
    assert attempt.reply is reply


def test_a_missing_fact_fails_and_is_named() -> None:
    attempt = graded(case(PATEL, CONCERN), answer(claim(WARNED, WARNED)))
    assert attempt.passed is False
    assert attempt.reasons == (
        "missing: He spoke of great concern. (nothing says “great concern”)",
    )


def test_a_contradicted_fact_fails() -> None:
    reply = answer(claim("12,000 soldiers.", WARNED))
    attempt = graded(case(TEN), reply)
    assert attempt.passed is False
    assert attempt.reasons[0] == (
        "contradicted: Up to 10,000 soldiers were sent. (says “12,000 soldiers”, not 10,000)"
    )


def test_a_fact_that_rules_leave_open_makes_the_attempt_ungraded() -> None:
    attempt = graded(case(PATEL, BY_JUDGE), answer(claim(WARNED, WARNED)))
    assert attempt.passed is None
    assert attempt.reasons == ("ungraded: It was a sad day. (has no rule: needs a judge)",)


def test_what_certainly_fails_fails_though_something_is_open() -> None:
    attempt = graded(case(CONCERN, BY_JUDGE), answer(claim(WARNED, WARNED)))
    assert attempt.passed is False
    assert len(attempt.reasons) == 2


@pytest.mark.parametrize(
    ("kind", "passed"),
    [("stated", True), ("missing", False), ("contradicted", False), ("ungraded", None)],
)
def test_a_judge_is_asked_only_what_rules_leave_open(
    kind: VerdictKind, passed: bool | None
) -> None:
    judge = Judge(kind)
    reply = answer(claim(WARNED, WARNED), claim(SPOKE, SPOKE))
    attempt = graded(case(PATEL, BY_JUDGE), reply, judge)
    assert judge.asked == [(BY_JUDGE.statement, f"{WARNED} {SPOKE}")]
    assert attempt.facts[1].verdict.judge == "a-model"
    assert attempt.passed is passed


def test_a_refusal_lacks_every_fact_and_nobody_is_asked() -> None:
    judge = Judge("stated")
    attempt = graded(case(PATEL, BY_JUDGE, forbidden=(CHINA,)), REFUSAL, judge)
    assert judge.asked == []
    assert kinds(attempt) == ["missing", "missing"]
    assert attempt.facts[1].verdict.reason == "it was refused"
    assert attempt.forbidden[0].verdict.kind == "missing"
    assert attempt.claims == ()
    assert attempt.passed is False
    assert attempt.reasons == ("refused, though the articles tell it: nothing is near enough",)


def test_refusing_what_nobody_can_answer_passes() -> None:
    attempt = graded(case(answerable=False), REFUSAL)
    assert (attempt.passed, attempt.reasons) == (True, ())


def test_answering_what_nobody_can_answer_fails() -> None:
    attempt = graded(case(answerable=False), answer(claim(WARNED, WARNED)))
    assert attempt.passed is False
    assert attempt.reasons == ("answered what the articles do not tell",)


def test_a_forbidden_claim_fails_and_is_named() -> None:
    reply = answer(claim(WARNED, WARNED), claim("China sent them.", WARNED))
    attempt = graded(case(PATEL, forbidden=(CHINA,)), reply)
    assert attempt.passed is False
    assert "says what it must not: China sent soldiers. (says “China”, “sent”)" in attempt.reasons


def test_a_denied_forbidden_claim_is_ungraded_until_a_judge_decides() -> None:
    reply = answer(claim(WARNED, WARNED), claim(FALSE, FALSE))
    what = case(PATEL, forbidden=(CHINA,))
    assert graded(what, reply).passed is None
    assert graded(what, reply, Judge("missing")).passed is True
    assert graded(what, reply, Judge("stated")).passed is False


@pytest.mark.parametrize(
    "citation",
    [
        cite("He spoke of grave concern."),
        Citation("evidence", ARTICLE.id, "T", None, None, None, None, (), 1, 53, WARNED),
        Citation("evidence", "gone", "T", None, None, None, None, (), 0, len(WARNED), WARNED),
        Citation("evidence", ARTICLE.id, "T", None, None, None, None, (), -4, 0, "Busan"),
        Citation("evidence", ARTICLE.id, "T", None, None, None, None, (), 5, 5, ""),
        cite("Patel himself", role="context"),
    ],
    ids=["other words", "other place", "unknown article", "negative", "empty", "context"],
)
def test_an_invented_quote_fails_the_case(citation: Citation) -> None:
    attempt = graded(case(PATEL), answer(claim(WARNED, WARNED, citation)))
    assert attempt.passed is False
    assert attempt.reasons == (f"a quote is not in its article: “{citation.quote}”",)
    assert [cited.faithful for cited in attempt.claims[0].citations] == [True, False]


def test_an_invented_quote_supports_nothing() -> None:
    attempt = graded(case(PATEL), answer(claim(WARNED, cite(WARNED, article="other"))))
    [graded_claim] = attempt.claims
    assert graded_claim.support.holds is False
    assert graded_claim.support.reason == "none of its quotes stands in its article"
    assert graded_claim.citations[0].support.holds is False


def support(one: Claim, *facts: ReferenceFact, judge: Judge | None = None) -> bool | None:
    [result] = graded(case(*facts), answer(one), judge).claims
    return result.support.holds


@pytest.mark.parametrize(
    ("one", "holds"),
    [
        (claim(WARNED, WARNED), True),
        (claim("Vedant Patel warned.", WARNED), True),
        (claim(f"{WARNED} {SPOKE}", WARNED, SPOKE), True),
        (claim(f"{SPOKE} {WARNED}", WARNED, SPOKE), None),
        (claim("He [Vedant Patel] spoke of great concern.", SPOKE), False),
        (
            claim(
                "He [Vedant Patel] spoke of great concern.",
                SPOKE,
                cite("Vedant Patel", role="context"),
            ),
            True,
        ),
        (claim("China sent soldiers.", FALSE), None),
        (claim("It is false that China sent soldiers.", FALSE), True),
        (claim("Everything was calm.", WARNED), None),
        (claim(WARNED, cite(WARNED, role="context")), False),
        (claim(WARNED), False),
    ],
)
def test_a_claim_that_is_a_quote_is_supported_by_it(one: Claim, holds: bool | None) -> None:
    assert support(one) is holds


@pytest.mark.parametrize(
    ("one", "holds"),
    [
        (claim("A warning by Patel.", WARNED), True),
        (claim("A warning by Patel.", SPOKE), False),
        (claim("A warning by Patel, with great concern.", WARNED), None),
        (claim("A warning by Patel, with great concern.", WARNED, SPOKE), True),
        (claim("A warning by Patel, of ten thousand soldiers.", WARNED), True),
        (
            claim(
                "Of great concern to him [Vedant Patel].",
                SPOKE,
                cite("Vedant Patel", role="context"),
            ),
            True,
        ),
        (claim("There were 10,000 soldiers, he said.", SPOKE), False),
        (claim("A warning came from China, which sent them.", WARNED), False),
        (claim("It was China that sent them.", FALSE), None),
        (claim("Everything was calm.", WARNED), None),
    ],
)
def test_a_claim_in_other_words_is_compared_by_the_facts_it_states(
    one: Claim, holds: bool | None
) -> None:
    [result] = graded(case(PATEL, TEN, CONCERN, forbidden=(CHINA,)), answer(one)).claims
    assert result.support.holds is holds, result.support.reason


@pytest.mark.parametrize(
    ("text", "holds", "reason"),
    [
        (
            "Patel warned, and was later jailed for bribes.",
            None,
            "no rule tells whether the quotes say “later”, “jailed”, “bribes”",
        ),
        (
            "Patel warned them and built ships, houses, roads, bridges, ports.",
            None,
            "no rule tells whether the quotes say “built”, “ships”, “houses”, “roads” and 2 more",
        ),
        ("Patel warned of 12,000 in Kursk.", False, "its quotes do not say “12,000”"),
        ("Patel warned of twelve in Kursk.", False, "its quotes do not say “twelve”"),
        ("Patel warned of two in Kursk.", None, "no rule tells whether the quotes say “two”"),
        ("Patel warned of 2 in Kursk.", None, "no rule tells whether the quotes say “2”"),
        ("The one who warned was Patel.", True, "its quotes say: Vedant Patel warned."),
        ("Patel warned: The soldiers in Kursk.", True, "its quotes say: Vedant Patel warned."),
        ("Vedant Patel warned. Vedánt Patel!", True, "its quotes say: Vedant Patel warned."),
        ("Patel warned of 5.5 million.", False, "its quotes do not say “5.5 million”"),
        ("Patel warned of 10k in Kursk.", True, "its quotes say: Vedant Patel warned."),
        ("Patel warned of €10,000.", None, "no rule tells whether the quotes say “€”"),
        ("Patel warned of F-16 in Kursk.", False, "its quotes do not say “F”, “16”"),
        ("Patel warned Berlin.", False, "its quotes do not say “Berlin”"),
        ("Patel warned on Monday.", None, "no rule tells whether the quotes say “Monday”"),
        ("Soldiers and ships: Patel warned.", None, "no rule tells whether the quotes say “ships”"),
        ("Berlin was warned; Patel warned.", None, "no rule tells whether the quotes say “Berlin”"),
        ("NATO was warned; Patel warned.", False, "its quotes do not say “NATO”"),
        ("Patel warned, but not in Kursk.", None, "“not” stands in the claim only"),
        ("All was calm in Berlin.", False, "its quotes do not say “Berlin”"),
    ],
)
def test_what_is_left_of_a_claim_is_not_taken_for_supported(
    text: str, holds: bool | None, reason: str
) -> None:
    [result] = graded(case(PATEL), answer(claim(text, WARNED))).claims
    assert (result.support.holds, result.support.reason) == (holds, reason)


def test_a_denial_in_the_quotes_alone_leaves_the_claim_open() -> None:
    one = claim("Patel warned of China.", WARNED, FALSE)
    [result] = graded(case(PATEL), answer(one)).claims
    assert result.support.holds is None
    assert result.support.reason == "“false” stands in its quotes only"


def test_a_fact_that_quotes_contradict_is_not_supported_whatever_shows_it() -> None:
    calm = ReferenceFact("All was calm.", Wording(("all was calm",)), Wording(("storm",)))
    twelve, storm = "12,000 soldiers came.", "A storm came."
    for fact, text, quote in [(TEN, "10,000 soldiers.", twelve), (calm, "All was calm.", storm)]:
        one = Claim(text, (_standing(quote),))
        [result] = grade(case(fact), answer(one), [], [], {"twelve": quote}).claims
        assert result.support.holds is False
        assert result.support.reason.startswith(f"its quotes do not say: {fact.statement}")


def test_the_fact_that_quotes_do_not_say_is_named_and_fails_the_case() -> None:
    attempt = graded(case(PATEL), answer(claim("A warning came from Patel.", SPOKE)))
    assert attempt.passed is False
    assert attempt.reasons == (
        (
            "its quotes do not support: A warning came from Patel. (its quotes do not say: "
            "Vedant Patel warned. (nothing names Vedant Patel; "
            "nothing says “warned” or “warning”))"
        ),
    )


def test_a_claim_that_may_be_unsupported_leaves_the_case_open_until_a_judge_decides() -> None:
    reply = answer(claim(WARNED, WARNED), claim("All was calm.", SPOKE))
    attempt = graded(case(PATEL), reply)
    assert attempt.passed is None
    assert attempt.reasons == (
        "its quotes may not support: All was calm. (no reference fact speaks of it)",
    )
    assert graded(case(PATEL), reply, Judge("stated")).passed is True
    assert graded(case(PATEL), reply, Judge("missing")).passed is False


def test_a_case_that_fails_fails_though_a_claim_may_be_unsupported() -> None:
    assert graded(case(CONCERN), answer(claim("All was calm.", SPOKE))).passed is False


@pytest.mark.parametrize(
    ("kind", "holds"),
    [("stated", True), ("missing", False), ("contradicted", False), ("ungraded", None)],
)
def test_a_judge_reads_the_true_quotes_where_no_fact_tells(
    kind: VerdictKind, holds: bool | None
) -> None:
    judge = Judge(kind)
    one = claim("All was calm.", WARNED, SPOKE, cite("Busan", role="context"))
    assert support(one, judge=judge) is holds
    assert judge.asked == [("All was calm.", f"{WARNED} {SPOKE}")]


def parts(one: Claim, judge: Judge | None = None) -> list[bool | None]:
    [result] = graded(case(PATEL, TEN, CONCERN), answer(one), judge).claims
    return [cited.support.holds for cited in result.citations]


def test_each_quote_counts_by_itself() -> None:
    one = claim("A warning came from Patel, with great concern.", WARNED, SPOKE, FALSE)
    assert parts(one) == [True, True, None]
    assert parts(claim("A warning by Patel.", WARNED, FALSE)) == [True, False]


def test_a_quote_that_says_another_number_does_not_count() -> None:
    twelve = "A warning of 12,000 soldiers came from Patel."
    one = Claim("A warning came from Patel, of 10,000 soldiers.", (cite(WARNED), cite(twelve)))
    [result] = grade(
        case(PATEL, TEN),
        answer(Claim(one.text, (cite(WARNED), _standing(twelve)))),
        [],
        [],
        {**TEXTS, "twelve": twelve},
    ).claims
    assert [cited.support.holds for cited in result.citations] == [True, False]
    assert result.citations[1].support.reason == "contradicts: Up to 10,000 soldiers were sent."


def _standing(quote: str) -> Citation:
    return Citation("evidence", "twelve", "T", None, None, None, None, (), 0, len(quote), quote)


def test_a_quote_counts_that_is_a_part_of_the_claim_and_not_the_one_beside_it() -> None:
    assert parts(claim(f"{WARNED} {SPOKE}", WARNED, SPOKE, "Ships are built in Busan.")) == [
        True,
        True,
        None,
    ]
    assert parts(claim("All was calm of great concern.", "of")) == [None]


def test_a_context_quote_explains_a_word_and_is_not_counted() -> None:
    one = claim(WARNED, WARNED, cite("Busan", role="context"))
    [result] = graded(case(PATEL), answer(one)).claims
    assert result.citations[1].support.holds is None
    assert result.citations[1].support.reason == "explains a word"


def test_the_only_quote_of_a_claim_is_worth_what_the_judge_says_of_the_claim() -> None:
    assert parts(claim("All was calm.", WARNED), Judge("missing")) == [False]
    assert parts(claim("All was calm.", WARNED), Judge("stated")) == [True]
    assert parts(claim("All was calm.", WARNED, SPOKE), Judge("stated")) == [None, None]


def test_what_was_retrieved_is_told_with_the_gold_it_overlaps() -> None:
    found = hits(TEXT, room=12)
    spans = [find(quote, TEXT) for quote in (SPOKE, "Busan", WARNED)]
    gold = [(ARTICLE.id, Span(*span)) for span in spans if span] + [("other", Span(0, 10))]
    attempt = grade(case(PATEL), REFUSAL, found, gold, TEXTS)
    assert [one.rank for one in attempt.retrieved] == list(range(1, len(found) + 1))
    for one, hit in zip(attempt.retrieved, found, strict=True):
        assert (one.passage, one.article_id) == (hit.passage.id, ARTICLE.id)
        assert TEXT[one.start : one.end] == one.text
        assert one.gold == tuple(
            number
            for number, quote in enumerate((SPOKE, "Busan", WARNED))
            if quote.strip(".") in one.text
        )
    assert {number for one in attempt.retrieved for number in one.gold} == {0, 1, 2}


def test_a_gold_quote_over_two_passages_is_in_both_and_touching_is_not_overlapping() -> None:
    first, second, *_ = hits(TEXT, room=12)
    across = Span(first.passage.end - 3, second.passage.start + 3)
    behind = Span(first.passage.end, second.passage.start)
    gold = [(ARTICLE.id, across), (ARTICLE.id, behind)]
    attempt = grade(case(PATEL), REFUSAL, [first, second], gold, TEXTS)
    assert [one.gold for one in attempt.retrieved] == [(0,), (0,)]


def test_a_passage_that_holds_a_whole_gold_quote_elsewhere_counts_too() -> None:
    found = [*hits(TEXT, room=12), *hits(f"Again: {SPOKE} And on.", title="A copy", room=12)]
    place = find(SPOKE, TEXT)
    assert place is not None
    gold = [(ARTICLE.id, Span(*place)), (ARTICLE.id, Span(place[0] - 9, place[1]))]
    attempt = grade(case(PATEL), REFUSAL, found, gold, TEXTS)
    assert found[-1].article.id != ARTICLE.id
    assert attempt.retrieved[-1].gold == (0,)
    again = f"{TEXT}\n\n{SPOKE}"
    attempt = grade(case(PATEL), REFUSAL, hits(again, room=12), gold[:1], TEXTS)
    assert [one.gold for one in attempt.retrieved if SPOKE in one.text] == [(0,), (0,)]
