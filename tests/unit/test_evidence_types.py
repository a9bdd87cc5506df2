"""Whether a sentence holds what the question's type asks for."""

from __future__ import annotations

import pytest

from rag.evidence.asking.questions import read
from rag.evidence.choice.types import holds


def held(question: str, sentence: str, article: str | None = None) -> float:
    return holds(read(question), sentence, article or sentence)


@pytest.mark.parametrize(
    ("question", "fits", "does_not"),
    [
        ("Who closed the bridge?", "Mayor Lena Falk closed it.", "It was closed at night."),
        ("Who closed the bridge?", "Engineers of the ministry closed it.", "It was closed."),
        ("How many trains were late?", "Some 40 trains were late.", "Trains were late."),
        ("How many trains were late?", "Forty trains were late.", "Some 40 buses were late."),
        ("How much did it cost?", "It cost 3.5 million euros.", "It cost a lot."),
        ("What would the bridge cost?", "It would cost €5m.", "It would be 10 per cent longer."),
        ("What did the bridge cost?", "It took two million dollars.", "It took two years."),
        ("How many dollars were lost?", "Some 3 million US dollars.", "Some 3 million trains."),
        ("Which company closed it?", "It was closed by Vanter Rail.", "It was closed at night."),
        ("What is the name of the mayor?", "The mayor is Lena Falk.", "The mayor is ill."),
        ("When was it closed?", "It was closed on Monday.", "It was closed by Falk."),
        ("When was it closed?", "It was closed in 1998.", "It was closed to 19 cars."),
        ("When was it closed?", "It closed three days ago.", "It may close."),
        ("When was it closed?", "It closed on 3 May.", "May I come?"),
        ("Where is the bridge?", "It stands in Vanter.", "It stands."),
        ("Where is the bridge?", "It crosses the southern river.", "It is long."),
        ("How long was it closed?", "It was closed for decades.", "It was closed for a reason."),
        ("Since when is it closed?", "It is closed since the Vanter Flood.", "It is closed."),
        ("Why was it closed?", "It was closed because of cracks.", "It was closed."),
        ("Why was it closed?", "Cracks led to the decision.", "Falk opened it."),
    ],
)
def test_a_sentence_of_the_type_holds_more_than_one_without(
    question: str, fits: str, does_not: str
) -> None:
    assert held(question, fits) > held(question, does_not)
    assert held(question, fits) >= 0.5


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Who closed the bridge?", "It was closed at night."),
        ("How many trains were late?", "Trains were late."),
        ("How many trains were late?", "Some 40 buses were late."),
        ("How many dollars were lost?", "Some 40 buses were lost."),
        ("Which hospital is it?", "She was taken to the emergency department."),
        ("When was it closed?", "It was closed by Falk."),
        ("When was it closed?", "It is closed since the Vanter Flood."),
        ("Where is the bridge?", "It stands."),
    ],
)
def test_a_sentence_without_a_trace_of_the_type_holds_nothing(question: str, sentence: str) -> None:
    assert held(question, sentence) == 0


def test_a_question_of_no_certain_type_is_met_by_any_sentence() -> None:
    assert held("What happened?", "It rained.") == 1


def test_a_reason_may_stand_without_any_cue() -> None:
    assert 0 < held("Why was it closed?", "It was closed.") < 1


def test_the_figure_of_the_question_itself_is_no_answer() -> None:
    question = "How many trains were late in 2031?"

    assert held(question, "In 2031 trains were late.") == 0
    assert held(question, "In 2031, 40 trains were late.") == 1


def test_the_person_of_the_question_itself_is_no_answer() -> None:
    sentence = "Mayor Lena Falk closed it."

    assert held("Who closed it?", sentence) == 1
    assert held("Who helped Lena Falk?", sentence) < 1
    assert held("Who helped Lena Falk?", "Jonas Berg said that he helped Lena Falk.") == 1


def test_a_surname_counts_where_the_article_has_the_full_name() -> None:
    article = "Mayor Lena Falk came by bus. On site Falk closed the bridge."

    assert held("Who closed it?", "On site Falk closed the bridge.", article) == 1


def test_a_pronoun_is_a_person_only_where_it_is_certain_who() -> None:
    article = "Mayor Lena Falk came. She closed it."

    assert held("Who closed it?", "She closed it.") == 0
    assert holds(read("Who closed it?"), "She closed it.", article, "Mayor Lena Falk") == 1


@pytest.mark.parametrize(
    ("question", "fits", "does_not"),
    [
        ("How much will it cost?", "It will cost $4.7 million.", "It closed in 2011."),
        ("How much did they take?", "They took 40 percent.", "They won 2-1."),
        ("How long was he jailed?", "He got six years.", "Tully, 58, faced 14 counts."),
        ("How old is Falk?", "Falk, 46, came.", "Falk won 46 seats."),
        ("How high is it?", "It rose eight kilometres.", "It has 46 seats."),
        ("Where will work start?", "It starts in Lisbon.", "Work starts in September."),
    ],
)
def test_a_figure_must_measure_what_is_asked_for(question: str, fits: str, does_not: str) -> None:
    assert held(question, fits) == 1
    assert held(question, does_not) < 1


def test_a_vague_number_holds_a_little() -> None:
    assert 0 < held("How many trains were late?", "Dozens of trains were late.") < 0.5
