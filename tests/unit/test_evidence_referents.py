"""Brackets say who is meant, in the article's own words, and only where it is certain."""

from __future__ import annotations

import pytest

from rag.evidence.naming.referents import insertions, referent, with_brackets
from rag.splitting import sentences


def shown(article: str, beginning: str) -> str:
    """The sentence that begins so, with its brackets."""
    spans = sentences(article)
    at = next(i for i, span in enumerate(spans) if article[span.start :].startswith(beginning))
    added = insertions(article, spans[at], spans[:at])
    for each in added:
        assert spans[at].start + each.at <= spans[at].end
        assert article[each.start : each.end] != ""
    return with_brackets(article[spans[at].start : spans[at].end], article, added)


FALK = "Mayor Lena Falk closed the bridge. "
BERG = "Jonas Berg, the chief engineer, found cracks. "


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("She was late.", "She [Mayor Lena Falk] was late."),
        ("Her bus was late.", "Her [Mayor Lena Falk] bus was late."),
        ("“It was late,” she said.", "“It was late,” she [Mayor Lena Falk] said."),
    ],
)
def test_a_pronoun_with_one_person_before_it_gets_them_in_brackets(
    sentence: str, expected: str
) -> None:
    assert shown(FALK + sentence, sentence) == expected


@pytest.mark.parametrize(
    "before",
    [
        "The bridge is unsafe, Mayor Lena Falk said on Monday.",
        "In a letter to the council, Mayor Lena Falk said that the bridge was closed.",
    ],
)
def test_who_goes_on_speaking_may_have_been_named_anywhere(before: str) -> None:
    quote = "“It was late,” she added."

    assert shown(f"{before}\n{quote}", quote) == "“It was late,” she [Mayor Lena Falk] added."
    assert shown(f"{before} She said so.", "She") == "She [Mayor Lena Falk] said so."
    assert shown(f"{before} She was late.", "She") == "She was late."


@pytest.mark.parametrize(
    "before",
    [
        "Ola Berg is safe, Mayor Lena Falk said.",
        "A woman is safe, Mayor Lena Falk said.",
        "The bridge is unsafe, Mayor Lena Falk said of the minister.",
        "The bridge pleased Mayor Lena Falk on Monday.",
    ],
)
def test_who_goes_on_speaking_is_not_guessed(before: str) -> None:
    assert shown(f"{before} “It was late,” she added.", "“It") == "“It was late,” she added."


def test_a_pronoun_is_left_alone_behind_a_sentence_about_nobody() -> None:
    assert shown(FALK + "It rained. She was late.", "She") == "She was late."


def test_a_pronoun_is_followed_back_through_another_of_its_kind() -> None:
    text = FALK + "She had been ill. She was late."

    assert shown(text, "She was late.") == "She [Mayor Lena Falk] was late."


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("Victor Lang, a lawyer, said the mayor had misread the report.", "She replied at once."),
        ("Opposition leader Per Holm said she should resign.", "She said she would."),
        ("Mr. Ola Berg, a teacher, came.", "She was late."),
        ("Ola Berg, a teacher, met Mayor Lena Falk.", "She was late."),
    ],
)
def test_a_pronoun_that_may_mean_somebody_else_gets_no_bracket(before: str, sentence: str) -> None:
    assert shown(f"{before} {sentence}", sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "John Smith, a builder, denied starting the fire.",
        "Mary Smith, a teacher, told the court so.",
        "Smith said it was over.",
    ],
)
def test_nobody_is_taken_for_another_of_the_same_surname(sentence: str) -> None:
    text = (
        "John Smith, a builder, denied starting the fire. "
        "Mary Smith, a teacher, told the court so. Smith said it was over."
    )

    assert shown(text, sentence) == sentence


def test_a_pronoun_looks_no_further_than_three_sentences() -> None:
    text = FALK + "It rained. " * 3 + "She was late."

    assert shown(text, "She") == "She was late."


def test_a_pronoun_with_two_people_before_it_gets_no_bracket() -> None:
    text = "Mayor Lena Falk met Jonas Berg, the chief engineer. She was late."

    assert shown(text, "She") == "She was late."


def test_the_nearest_sentence_that_names_anyone_decides() -> None:
    assert shown(FALK + BERG + "He was late.", "He") == (
        "He [Jonas Berg, the chief engineer] was late."
    )


def test_a_pronoun_before_anyone_is_named_gets_no_bracket() -> None:
    assert shown("She was late. " + FALK, "She") == "She was late."


def test_a_pronoun_beside_a_name_gets_no_bracket() -> None:
    text = FALK + "She said that Mayor Lena Falk was late."

    assert shown(text, "She") == "She said that Mayor Lena Falk was late."


def test_a_pronoun_inside_a_sentence_is_left_alone() -> None:
    assert shown(FALK + "The bus that she took was late.", "The bus") == (
        "The bus that she took was late."
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Falk was late.", "Falk [Mayor Lena Falk] was late."),
        ("Falk’s bus was late.", "Falk’s [Mayor Lena Falk] bus was late."),
        ("The bus of Falk was late.", "The bus of Falk [Mayor Lena Falk] was late."),
    ],
)
def test_a_surname_gets_the_full_name_and_the_role(sentence: str, expected: str) -> None:
    assert shown(FALK + sentence, sentence) == expected


def test_a_full_name_gets_the_role_alone() -> None:
    assert shown(FALK + "On Monday Lena Falk was late.", "On Monday") == (
        "On Monday Lena Falk [Mayor] was late."
    )
    assert shown(BERG + "On Monday Jonas Berg was late.", "On Monday") == (
        "On Monday Jonas Berg [the chief engineer] was late."
    )


def test_a_sentence_that_says_who_it_is_gets_no_bracket() -> None:
    for text in (FALK, BERG, "Lena Falk said yes. Lena Falk said no."):
        assert shown(text, text[:5]) == text.partition(".")[0] + "."


def test_a_role_in_other_words_is_not_added_again() -> None:
    text = FALK + "Lena Falk, the mayor of Vanter, was late."

    assert shown(text, "Lena Falk, the") == "Lena Falk, the mayor of Vanter, was late."


def test_two_surnames_get_a_bracket_each_in_their_places() -> None:
    assert shown(FALK + BERG + "Berg and Falk were late.", "Berg and") == (
        "Berg [Jonas Berg, the chief engineer] and Falk [Mayor Lena Falk] were late."
    )


def test_what_stands_in_a_bracket_is_the_articles_own_slice() -> None:
    article = FALK + "She was late."
    spans = sentences(article)

    [added] = insertions(article, spans[1], spans[:1])

    assert article[added.start : added.end] == "Mayor Lena Falk"
    assert (added.start, added.at) == (0, len("She"))
    assert referent(article, spans[1], spans[:1]) == "Mayor Lena Falk"


def test_no_referent_is_empty_text() -> None:
    article = FALK + "It was late."
    spans = sentences(article)

    assert referent(article, spans[1], spans[:1]) == ""


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        (FALK, "The mayor was late.", "The mayor [Mayor Lena Falk] was late."),
        (FALK, "The Mayor was late.", "The Mayor [Mayor Lena Falk] was late."),
        (
            BERG + "It had rained for days. ",
            "“The engineer is right,” the paper wrote.",
            "“The engineer [Jonas Berg, the chief engineer] is right,” the paper wrote.",
        ),
        (
            "Vedant Patel, a State Department spokesman, spoke. ",
            "The official warned of more.",
            "The official [Vedant Patel, a State Department spokesman] warned of more.",
        ),
    ],
)
def test_an_office_that_one_person_holds_gets_them_in_brackets(
    before: str, sentence: str, expected: str
) -> None:
    assert shown(before + sentence, sentence) == expected


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (FALK + "Mayor Ola Lind disagreed. ", "The mayor was late."),
        (FALK, "The mayor of Sundby was late."),
        (FALK, "The Mayor Lena Falk trust was founded."),
        (FALK, "The mayor-elect was late."),
        (FALK, "The mayor general was late."),
        (FALK, "The minister was late."),
        (FALK + BERG, "The official was late."),
        ("Ola Berg said it would rain. ", "The official was late."),
        ("", "The mayor was late."),
    ],
)
def test_an_office_that_may_be_anybodys_gets_no_bracket(before: str, sentence: str) -> None:
    assert shown(before + sentence, sentence) == sentence


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (
            "Judge Petra Novak sentenced Gordon Blythe to four years.",
            "He showed no remorse, and pleaded guilty to fraud.",
        ),
        (
            "Mayor Helena Strand, in a letter to Councillor Noor, apologised.",
            "He said it was too late.",
        ),
        ("Mayor Helena Strand met Noor on Monday.", "He said it was too late."),
        ("Mayor Helena Strand wrote about Charlotte Church.", "She said it was too late."),
        ("Judge Petra Novak sentenced a man to four years.", "He showed no remorse."),
        ("Mayor Lena Falk spoke. She had met Noor.", "She was late."),
        ("His lawyer Ed Poe said it was unfair.", "He was late."),
        ("Striker Jonas Berg fouled Russian Gordon Blythe.", "He was sent off."),
    ],
)
def test_a_pronoun_that_may_mean_a_stranger_gets_no_bracket(before: str, sentence: str) -> None:
    assert shown(f"{before} {sentence}", sentence) == sentence


@pytest.mark.parametrize(
    "rest",
    [
        " warned on Thursday that North Korean soldiers in the Kursk region fight for Russia",
        " flew from Moscow to Kursk in March",
        " told the Security Council that NATO was united",
        " said: “The U.S. will act”",
        " spoke at the Harrow Inn near Lower Sundby",
        " closed the Vanter Bridge",
    ],
)
def test_nations_days_places_and_bodies_are_no_strangers(rest: str) -> None:
    person = "Vedant Patel, the State Department’s spokesman"

    assert shown(f"{person},{rest}. He was late.", "He") == f"He [{person}] was late."


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (
            "Prime Minister John Smith visited Oslo. The minister of health, Eva Lund, was there.",
            "The minister said the hospital would open.",
        ),
        ("Prime Minister John Smith visited Oslo.", "The minister was late."),
        (
            "President Ilse Brandt spoke. The club’s president, Otto Hahn, cancelled the match.",
            "The president said the pitch was under water.",
        ),
        ("Former president Maria Soto was jailed.", "The president said the verdict was just."),
        ("The late president Maria Soto was honoured.", "The president was late."),
        ("The deputy mayor, Lena Falk, spoke. Mayor Lena Falk left.", "The mayor was late."),
        ("Acting mayor Karl Beck took the chair.", "The mayor was late."),
        (
            "Captain Tom Hargrave scored. The captain of Harrowgate was sent off.",
            "The captain was furious.",
        ),
        (
            "Police chief Dan Wolf spoke. The chief of the fire brigade was hurt.",
            "The chief said he was fine.",
        ),
        (
            "Agency director Paul Ekberg warned of floods. The director of the zoo closed.",
            "The director said lions were safe.",
        ),
        ("Mayor Lena Falk died on Monday.", "The mayor said he would carry on."),
        (
            "Mayor Lena Falk left on Monday. Her successor was Bob Ray.",
            "The mayor said he would carry on.",
        ),
        ("Mayor Lena Falk met other mayors.", "The mayor was late."),
        ("Mayor Lena Falk met the mayor, Bob Ray, at noon.", "The mayor was late."),
        ("Eva Lund, the wife of the mayor, was there.", "The mayor was late."),
        ("Norvik chief executive Anna Torvald spoke.", "The chief was late."),
        ("Former spokesman Ola Berg spoke.", "The official was late."),
        ("Spokesman Ola Berg spoke. Another official left.", "The official was late."),
    ],
)
def test_an_office_that_another_may_hold_gets_no_bracket(before: str, sentence: str) -> None:
    assert shown(f"{before} {sentence}", sentence) == sentence


@pytest.mark.parametrize(
    "again",
    [
        "Mayor Falk spoke. ",
        "Falk, the mayor, spoke. ",
        "The mayor, Lena Falk, left. ",
        "It rained. ",
    ],
)
def test_the_same_persons_title_again_leaves_the_office_theirs(again: str) -> None:
    assert shown(FALK + again + "The mayor was late.", "The mayor was") == (
        "The mayor [Mayor Lena Falk] was late."
    )
