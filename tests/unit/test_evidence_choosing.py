"""Which sentence answers, and when none does; asked through the writer that quotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hits_making import hits

from rag import words
from rag.answering.extractive import ExtractiveWriter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.articles import Hit, Span
    from rag.domain.replies import Draft
    from rag.evidence.choice.unspoken import NearestWords

BRIDGE = hits(
    "Mayor Lena Falk closed the Vanter Bridge on Monday.\n"
    "“Engineers have found cracks in its main cable,” she said. Some 40 trains were late.\n"
    "“It is unsafe. Nobody may cross,” Jonas Berg, the chief engineer, told reporters.\n"
    "The Prime Minister of Norland, Ada Quill, promised 3 million crowns for repairs."
    " Better defense measures against floods are planned too.\n"
    "Cracks in the cable",
    title="Vanter Bridge closed",
)


def draft(
    question: str, over: list[Hit] = BRIDGE, nearest_words: NearestWords | None = None
) -> Draft:
    def frequencies(wanted: Sequence[str]) -> tuple[int, dict[str, int]]:
        found = {w: sum(words.stem(w) in words.stems(h.passage.text) for h in over) for w in wanted}
        return len(over), found

    return ExtractiveWriter(frequencies, nearest_words).draft(question, over)


def quotes(question: str, over: list[Hit] = BRIDGE) -> list[str]:
    """The evidence of each claim."""
    return [claim.citations[0].quote for claim in draft(question, over).claims]


def refusal(question: str, over: list[Hit] = BRIDGE) -> str:
    found = draft(question, over)
    assert found.claims == ()
    return found.reason


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who closed the Vanter Bridge?", "Mayor Lena Falk closed the Vanter Bridge on Monday."),
        ("who closed the vanter bridge", "Mayor Lena Falk closed the Vanter Bridge on Monday."),
        (
            "When was the Vanter Bridge closed?",
            "Mayor Lena Falk closed the Vanter Bridge on Monday.",
        ),
        ("How many trains were late?", "Some 40 trains were late."),
        ("What did engineers find?", "“Engineers have found cracks in its main cable,” she said."),
        (
            "Who is the Prime Minister of Norland?",
            "The Prime Minister of Norland, Ada Quill, promised 3 million crowns for repairs.",
        ),
        (
            "What did Jonas Berg tell reporters?",
            "“It is unsafe. Nobody may cross,” Jonas Berg, the chief engineer, told reporters.",
        ),
    ],
)
def test_a_sentence_that_answers_is_quoted_whole(question: str, answer: str) -> None:
    assert quotes(question)[0] == answer


def test_a_claim_is_the_sentence_with_brackets_and_cites_what_stands_in_them() -> None:
    [claim] = draft("What did engineers find?").claims

    assert claim.text == (
        "“Engineers have found cracks in its main cable,” she [Mayor Lena Falk] said."
    )
    assert [(c.role, c.quote) for c in claim.citations] == [
        ("evidence", "“Engineers have found cracks in its main cable,” she said."),
        ("context", "Mayor Lena Falk"),
    ]


def test_every_citation_knows_its_place_in_the_article() -> None:
    for question in ("Who closed the Vanter Bridge?", "What did engineers find?"):
        for claim in draft(question).claims:
            for citation in claim.citations:
                text = BRIDGE[citation.source - 1].article.text
                assert citation.start is not None
                assert text[citation.start :].startswith(citation.quote)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Who closed the Elsam Bridge?", "Elsam Bridge"),
        ("What did Peter Ruhl say about the Vanter Bridge?", "Peter Ruhl"),
        ("Who is the Prime Minister of Canada?", "Canada"),
        ("Did Lena Berg close the Vanter Bridge?", "Lena Berg"),  # both names, never together
    ],
)
def test_a_name_that_no_sentence_has_is_the_reason_of_a_refusal(
    question: str, missing: str
) -> None:
    assert refusal(question) == f"nothing found for this names “{missing}”"


def test_somebody_with_the_same_surname_is_somebody_else() -> None:
    text = (
        "The Vanter Bridge is closed. Trains were late. It rained."
        " {} told reporters that cracks were found. It rained. Nobody came. Lena Berg was ill."
    )

    assert draft("What did Lena Berg tell reporters?", hits(text.format("Jonas Berg"))).claims == ()
    assert quotes("What did Lena Berg tell reporters?", hits(text.format("Mayor Berg"))) == [
        "Mayor Berg told reporters that cracks were found."
    ]


def test_a_figure_that_no_sentence_has_is_the_reason_of_a_refusal() -> None:
    assert refusal("Which 55 trains were late?") == "nothing found for this says 55"


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did Ada Quill promise money?", "a date"),
        ("How many cars cross the Vanter Bridge?", "a number"),
    ],
)
def test_a_type_that_no_sentence_has_is_the_reason_of_a_refusal(question: str, kind: str) -> None:
    news = hits("Ada Quill promised money. Cars cross the Vanter Bridge.")

    assert refusal(question, news) == f"nothing found for this gives {kind}"


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        # "Prime Minister" and "defense measures" both stand there, a defence minister does not.
        ("Who is the defence minister of Norland?", "defence minister"),
        ("Who is Norland’s defense minister?", "defense minister"),
        ("What is the population of Norland?", "population"),
        ("Who is the architect of the Vanter Bridge?", "architect"),
    ],
)
def test_an_attribute_that_is_not_spoken_of_is_the_reason_of_a_refusal(
    question: str, missing: str
) -> None:
    found = refusal(question)

    assert found in {
        f"nothing found for this speaks of “{missing}”",
        "nothing found for this gives a number",
    }


def test_a_speaker_who_is_only_named_is_not_quoted() -> None:
    news = hits(
        "Jonas Berg was late for the bridge. Mayor Lena Falk said that the bridge is closed."
    )

    assert refusal("What did Jonas Berg say about the bridge?", news) == (
        "nothing found quotes Berg on this"
    )
    assert quotes("What did Lena Falk say about the bridge?", news) == [
        "Mayor Lena Falk said that the bridge is closed."
    ]


def test_a_sentence_that_is_far_from_the_question_does_not_stand_out() -> None:
    far = hits("Rain fell on the hills for three long days.", similarity=0.05)

    assert refusal("What do bakers earn?", far) == (
        "no sentence of the articles stands out as an answer"
    )


def test_who_a_pronoun_stands_for_does_not_hold_an_office_that_the_sentence_ends_with() -> None:
    news = hits("Coach Lena Falk closed the gym. She refused to name a new captain.")

    assert refusal("Who is the captain?", news) == "nothing found for this speaks of “captain”"


def test_no_hits_and_no_whole_sentences_are_refused() -> None:
    assert refusal("Who closed it?", []) == "no article has a sentence about this"
    assert refusal("Who closed it?", hits("Lena Falk, mayor\nThe bridge")) == (
        "no article has a sentence about this"
    )


@pytest.mark.parametrize(
    "fragment",
    [
        "Mayor Lena Falk closes the Vanter Bridge",  # a headline
        "Photo: Lena Falk.",  # a label
        "“Mayor Lena Falk closed the Vanter Bridge, he said.",  # a quotation left open
    ],
)
def test_headlines_labels_and_open_quotations_are_no_evidence(fragment: str) -> None:
    whole = "Then the Vanter Bridge was closed by Mayor Lena Falk."

    assert quotes("Who closed the Vanter Bridge?", hits(f"{fragment}\n{whole}")) == [whole]


def test_a_name_may_stand_in_the_title_or_beside_the_sentence() -> None:
    news = hits("It was closed on Monday by the mayor of the town.", title="Vanter Bridge")

    assert quotes("When was the Vanter Bridge closed?", news) == [
        "It was closed on Monday by the mayor of the town."
    ]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("the VP", "the Vanter Parliament"),
        ("the NHB", "the Norland Harbour Board"),
    ],
)
def test_a_name_of_two_letters_or_more_may_be_spelt_out(asked: str, written: str) -> None:
    told = f"All members of {written} met on Monday."
    assert quotes(f"When did members of {asked} meet?", hits(told)) == [told]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("VP", "the Vanter Port Parliament"),  # of three words
        ("US", "the Upper School"),  # a nation's, whatever else it might be
    ],
)
def test_what_two_letters_stand_for_is_not_guessed(asked: str, written: str) -> None:
    reason = refusal(
        f"When did the {asked} meet?", hits(f"All members of {written} met on Monday.")
    )
    assert reason == f"nothing found for this names “{asked}”"


def test_a_quarter_of_the_world_may_be_named_by_its_adjective() -> None:
    told = "All members of Western cities met on Monday."

    assert quotes("When did members of the West meet?", hits(told)) == [told]


def test_the_same_sentence_in_two_articles_is_quoted_once_from_the_better_hit() -> None:
    text = "Mayor Lena Falk closed the Vanter Bridge on Monday."
    twice = [*hits(text, title="First"), *hits(text + " It rained.", title="Second", score=0.9)]

    [claim] = draft("Who closed the Vanter Bridge?", twice).claims

    assert claim.citations[0].source == 1


def test_near_duplicate_passages_do_not_make_each_other_less_certain() -> None:
    one = hits("Mayor Lena Falk closed the Vanter Bridge on Monday.", similarity=0.5)
    many = [
        hit
        for n in range(6)
        for hit in hits(
            f"Mayor Lena Falk closed the Vanter Bridge on Monday. Report {n} follows here.",
            similarity=0.5,
        )
    ]

    assert quotes("Who closed the Vanter Bridge?", many) == quotes(
        "Who closed the Vanter Bridge?", one
    )


def test_each_part_of_a_question_is_answered_or_named_as_unanswered() -> None:
    found = draft("Who closed the Vanter Bridge, and who is the Prime Minister of Canada?")

    assert [claim.citations[0].quote for claim in found.claims] == [
        "Mayor Lena Falk closed the Vanter Bridge on Monday."
    ]
    assert [(part.question, part.reason) for part in found.unanswered] == [
        (
            "who is the Prime Minister of Canada?",
            "nothing found for this names “Canada”",
        )
    ]


def test_two_parts_with_one_answer_give_it_once() -> None:
    found = draft("Who closed the Vanter Bridge, and when was the Vanter Bridge closed?")

    assert len(found.claims) == 1
    assert found.unanswered == ()


def test_a_draft_costs_no_tokens_and_names_no_prompt() -> None:
    writer = ExtractiveWriter(lambda _: (0, {}))

    assert (writer.model, writer.prompt) == ("extractive", None)
    assert (draft("Who?").input_tokens, draft("Who?").output_tokens) == (0, 0)


FERRY = "The island of Tarn will get {}. {} could double the number of visitors to Tarn."


@pytest.mark.parametrize(
    ("opening", "pulled"),
    [
        ("That", True),
        ("Such a line", True),
        ("Traffic of that kind", True),
        ("It", True),
        ("They", True),
        ("In their view it", True),
        ("According to him it", True),
        ("The ferry", False),
        ("In their writings people", False),
        ("That of Holm", False),
    ],
)
def test_a_sentence_that_points_back_is_shown_behind_the_one_before_it(
    opening: str, pulled: bool
) -> None:
    first, second = FERRY.format("a ferry", opening).split(". ", 1)
    found = quotes("What could double the number of visitors?", hits(f"{first}. {second}"))
    assert found == ([f"{first}.", second] if pulled else [second])


def test_no_sentence_of_another_paragraph_is_pulled_along() -> None:
    article = hits(FERRY.format("a ferry", "That").replace(". ", ".\n"))
    found = quotes("What could double the number of visitors?", article)
    assert found == ["That could double the number of visitors to Tarn."]


def test_a_sentence_that_points_forward_needs_none_before_it() -> None:
    article = hits("A ferry will run to Tarn. It is likely that visitors to Tarn double.")
    assert quotes("Is it likely that visitors double?", article) == [
        "It is likely that visitors to Tarn double."
    ]


def far_from(*far: str) -> NearestWords:
    """A model to which these words come near to nothing, and all others to something."""

    def nearest_words(text: str, spans: Sequence[Span], other: str) -> list[float]:
        assert "Vanter Bridge closed" in other  # the title stands beside every sentence
        return [0.1 if text[span.start : span.end] in far else 0.5 for span in spans]

    return nearest_words


def test_what_was_asked_for_and_is_nowhere_spoken_of_is_named() -> None:
    question = "Why did mayor Lena Falk reopen the Vanter Bridge?"
    assert draft(question).claims
    found = draft(question, nearest_words=far_from("reopen"))
    assert found.claims == ()
    assert found.reason == "nothing found for this speaks of “reopen”"


def test_a_word_that_is_missed_twice_is_named_once() -> None:
    question = "Why did mayor Lena Falk reopen the Vanter Bridge, to reopen it?"
    found = draft(question, nearest_words=far_from("reopen"))
    assert found.reason == "nothing found for this speaks of “reopen”"


@pytest.mark.parametrize("word", ["closed", "Vanter", "Why", "reason"])
def test_a_word_that_is_there_or_says_nothing_is_not_missed(word: str) -> None:
    question = "Why was the Vanter Bridge closed, and for what reason?"
    found = draft(question, nearest_words=far_from(word))
    assert found.reason == ""
    assert found.claims


def test_a_model_without_vectors_of_words_misses_nothing() -> None:
    question = "Why did mayor Lena Falk reopen the Vanter Bridge?"
    assert draft(question, nearest_words=lambda *_: None).claims


@pytest.mark.parametrize("opening", ["List", "Name", "describe", "Show"])
def test_what_a_request_opens_with_is_not_asked_for(opening: str) -> None:
    question = f"{opening} what engineers have found in the main cable"
    assert draft(question, nearest_words=far_from(opening)).claims


def test_another_weekday_is_no_answer() -> None:
    [monday] = quotes("Who closed the Vanter Bridge on Monday?")

    assert "on Monday" in monday
    assert monday not in quotes("Who closed the Vanter Bridge on Friday?")


def test_how_often_something_happens_is_not_how_many_there_are() -> None:
    rain = hits("Storms have seldom hit Veldonia.\nSome of them were strong.", title="Storms")

    assert "gives a number" in refusal("How many storms hit Veldonia?", rain)
    assert quotes("How often have storms hit Veldonia?", rain) == [
        "Storms have seldom hit Veldonia."
    ]
