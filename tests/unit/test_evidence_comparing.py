"""What a sentence gives as the answer, and whether two such go together."""

from __future__ import annotations

from datetime import date

import pytest

from rag.domain.articles import Article
from rag.evidence.agreeing.counting import counted
from rag.evidence.agreeing.dating import dated
from rag.evidence.agreeing.overlapping import hopes, overlap
from rag.evidence.agreeing.reprints import one_text, reprints, shared
from rag.evidence.asking import questions
from rag.evidence.choice.clauses import clause, statement

HOW_MANY = "How many troops did Norland send to the Sarn border?"
HURT = "How many people were injured in the Tarn Street crash?"
COST = "How much did the roof of the church cost?"
WHEN = "When will the Lindholm tunnel open?"
PUBLISHED = date(2024, 11, 8)  # a Friday


def number(question: str, text: str) -> str:
    """The words that give a number; empty if none does."""
    found = counted(questions.read(question), text)
    return text[found.start : found.end] if found else ""


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (HOW_MANY, "Norland sent 10,000 troops to the Sarn border.", "10,000"),
        (HOW_MANY, "Norland sent ten thousand soldiers to the Sarn border.", "ten thousand"),
        (HOW_MANY, "Norland sent 12 lorries with 10,000 troops to the Sarn border.", "10,000"),
        (HOW_MANY, "On 4 May Norland sent 10,000 troops to the Sarn border.", "10,000"),
        (HOW_MANY, "Norland sent 900 troops to the Sarn border, and 40 came back.", "900"),
        (HOW_MANY, "Norland sent 8,000, not 10,000 troops to the Sarn border.", "8,000"),
        (HOW_MANY, "Norland sent another 500 troops to the Sarn border.", ""),
        (HOW_MANY, "Norland sent 30 tanks to the Sarn border.", ""),
        (HURT, "Two people died and nine were injured in the crash on Tarn Street.", "nine"),
        (HURT, "The Tarn Street crash left nine people injured, two of them children.", "nine"),
        (COST, "The roof of the church cost $2 million, and three men built it.", "$2 million"),
        (COST, "The roof of the church cost the three parishes a fortune.", ""),
    ],
)
def test_the_number_that_answers_is_told_from_others(
    question: str, text: str, expected: str
) -> None:
    assert number(question, text) == expected


def between(one: str, other: str) -> str:
    """How two numbers of troops go together."""
    asked = questions.read(HOW_MANY)
    first, second = (
        counted(asked, f"Norland sent {figure} troops to the Sarn border.")
        for figure in (one, other)
    )
    assert first is not None
    assert second is not None
    assert first.same(second) == second.same(first)
    assert first.another(second) == second.another(first)
    assert not (first.same(second) and first.another(second))
    return "same" if first.same(second) else "another" if first.another(second) else "either"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("10,000", "ten thousand", "same"),
        ("1.5 million", "1,500,000", "same"),
        ("two dozen", "24", "same"),
        ("at least 10,000", "10,000", "same"),
        ("about 1,200", "1,204", "same"),
        ("1,200", "1,204", "same"),
        ("10,000", "12,000", "another"),
        ("101", "100", "another"),
        ("7", "11", "another"),
        ("about 3,000", "9,000", "another"),
        ("more than 10,000", "12,500", "either"),
        ("up to 12,000", "10,000", "either"),
        ("10,000 to 12,000", "10,500", "either"),
    ],
)
def test_numbers_are_the_same_or_another_or_may_be_either(
    one: str, other: str, expected: str
) -> None:
    assert between(one, other) == expected


def test_numbers_in_unlike_measures_are_not_compared() -> None:
    asked = questions.read("How long is the new canal?")
    kilometres = counted(asked, "The new canal is 16 kilometres long.")
    miles = counted(asked, "The new canal is 10 miles long.")

    assert kilometres is not None
    assert miles is not None
    assert not kilometres.same(miles)
    assert not kilometres.another(miles)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("The Lindholm tunnel will open on 3 June.", date(2024, 6, 3), date(2024, 6, 3)),
        ("It will open in 2026, said the builders.", date(2026, 1, 1), date(2026, 12, 31)),
        ("The tunnel will open on Tuesday.", date(2024, 11, 12), date(2024, 11, 12)),
        ("The tunnel opened on Tuesday.", date(2024, 11, 5), date(2024, 11, 5)),
        ("It said on 2 May the tunnel will open in July.", date(2024, 7, 1), date(2024, 7, 31)),
    ],
)
def test_the_date_that_answers_is_read_from_the_day_of_publication(
    text: str, first: date, last: date
) -> None:
    found = dated(questions.read(WHEN), text, PUBLISHED)

    assert found is not None
    assert (found.first, found.last) == (first, last)


def test_a_weekday_means_nothing_without_a_day_of_publication() -> None:
    assert dated(questions.read(WHEN), "The tunnel will open on Tuesday.", None) is None


def test_two_dates_of_one_clause_are_no_answer() -> None:
    text = "The Lindholm tunnel will open on 3 June or on 9 July."

    assert dated(questions.read(WHEN), text, PUBLISHED) is None


@pytest.mark.parametrize(
    ("one", "other", "same", "another"),
    [
        ("on 9 September 1962", "in 1962", True, False),
        ("on 9 September 1962", "on 10 September 1962", False, True),
        ("in 1871", "in 1884", False, True),
        ("on 14 March", "on March 14", True, False),
        ("in January", "in 1962", False, False),
    ],
)
def test_dates_are_compared_as_days(one: str, other: str, *, same: bool, another: bool) -> None:
    first, second = (
        dated(questions.read(WHEN), f"The Lindholm tunnel opened {day}.", None)
        for day in (one, other)
    )

    assert first is not None
    assert second is not None
    assert (first.same(second), second.same(first)) == (same, same)
    assert (first.another(second), second.another(first)) == (another, another)


def test_a_clause_ends_at_a_comma_and_a_statement_does_not() -> None:
    text = "The fire, in which eight people died, began early, and 30 fled."
    at = text.index("eight")

    assert text[slice(*clause(text, at, at + 5))].strip() == "in which eight people died"
    assert statement(text, at, at + 5).strip() == text[: text.index(", and")].strip() + ","


def test_a_comma_inside_a_figure_is_no_end() -> None:
    text = "They sent 10,000 men"

    assert clause(text, 10, 16) == (0, len(text))


def frequencies(words: object) -> tuple[int, dict[str, int]]:
    assert isinstance(words, list)
    return 100, dict.fromkeys(words, 1)


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("It closed because rust weakened cables.", "Rust weakened its cables.", 0.7, 1.0),
        ("Why the bridge closed is unknown.", "The bridge closed for dragons.", 0.0, 0.0),
        ("It closed because of rust.", "Rust, moss and snails closed it.", 0.0, 0.0),
    ],
)
def test_what_both_add_to_the_question_is_counted(
    one: str, other: str, least: float, most: float
) -> None:
    assert least <= overlap(one, other, "Why did the bridge close?", frequencies) <= most


def test_what_may_be_is_told_from_what_is() -> None:
    assert hopes("As many as 70,000 tourists could come.")
    assert not hopes("On Monday 52,000 tourists came.")


REPORT = (
    "Engineers reopened the mountain railway on Monday after four months of repairs. "
    "A landslide had torn away eighty metres of track in June. "
    "The repairs cost 14 million crowns, said the director. "
    "The first train carried 120 passengers over the pass. "
    "Trains will run six times a day until the end of October."
)
OTHER = (
    "The director of the railway was asked about the repairs at the council. "
    "The repairs cost 14 million crowns, said the director. "
    "Councillors wanted to know why nobody had asked for offers. "
    "They will talk about it again in a week."
)


@pytest.mark.parametrize(
    "reprint",
    [
        "By our correspondent. " + REPORT,
        "Trains are back. " + REPORT.split(". ", 1)[1],
        ". ".join(REPORT.split(". ")[:3]) + ".",
        REPORT.replace("Monday", "Tuesday"),
    ],
)
def test_a_reprint_is_one_text_with_what_it_was_taken_from(reprint: str) -> None:
    assert one_text(REPORT, reprint)
    assert one_text(reprint, REPORT)


def test_a_text_with_another_figure_is_one_of_its_own() -> None:
    assert not one_text(REPORT, REPORT.replace("120", "130"))
    assert not one_text(REPORT.replace("120", "130"), REPORT)


def test_one_sentence_is_too_little_to_be_a_reprint() -> None:
    first = REPORT.split(". ", maxsplit=1)[0] + "."

    assert not one_text(first, REPORT)
    assert not one_text(first, first)


def test_an_article_with_one_sentence_of_another_is_a_text_of_its_own() -> None:
    assert shared(REPORT, OTHER) > 0
    assert not one_text(REPORT, OTHER)


def test_a_short_report_of_one_long_quotation_is_a_text_of_its_own() -> None:
    quotation = (
        "“The exit will come in the year 2030, and not a single day later than that,” she said."
    )

    assert shared(f"{quotation} Some booed.", f"Miners hope. {quotation} They left.") >= 0.5
    assert not one_text(f"{quotation} Some booed.", f"Miners hope. {quotation} They left.")


def test_cuts_of_one_text_are_together_where_the_whole_is_there() -> None:
    begin, end = REPORT[: len(REPORT) // 2], REPORT[len(REPORT) // 2 :]
    whole, one, two, other = (
        Article.of(title="T", text=text) for text in (REPORT, begin, end, OTHER)
    )

    together = frozenset((whole.id, one.id, two.id))

    assert reprints([one, two]) == {one.id: {one.id}, two.id: {two.id}}
    assert reprints([one, other, two, whole]) == {
        **dict.fromkeys(together, together),
        other.id: {other.id},
    }


def test_texts_without_words_are_no_reprints() -> None:
    assert not one_text("…", "…")
