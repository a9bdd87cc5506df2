"""Cases that ask for summaries, as they are written in a file."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from rag.domain.cases import Case, GoldCitation, Name, ReferenceFact, SummaryTask
from rag.errors import CaseFileError
from rag.evaluating.cases import case_schema, load_cases

SUMMARIES = Path(__file__).parents[2] / "evals" / "summaries.yaml"
WRITTEN = """\
articles: [../news]
cases:
  - id: patel
    summarise: {article: ../news/patel.md}
    length: short
    tags: [summary]
    facts:
      - statement: Patel warned.
        stated_by: {name: Patel}
    forbidden:
      - statement: Blinken warned.
        stated_by: {name: Blinken}
    gold:
      - {path: ../news/patel.md, quote: Patel warned}
  - id: warnings
    summarise:
      topic: the warnings
    length: 80
    articles: [../news/patel.md]
    facts:
      - statement: Patel warned.
        stated_by: {name: Patel}
    gold:
      - {path: ../news/patel.md, quote: Patel warned}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    evals, news = tmp_path / "evals", tmp_path / "news"
    evals.mkdir()
    news.mkdir()
    (news / "patel.md").write_text("Patel warned.", encoding="utf-8")
    (news / "other.md").write_text("Nothing.", encoding="utf-8")
    (evals / "some.yaml").write_text(WRITTEN, encoding="utf-8")
    return evals


def test_summaries_of_an_article_and_of_a_topic_are_read_whole(folder: Path) -> None:
    article, topic = load_cases(folder)

    assert article == Case(
        id="patel",
        question="",
        articles=("../news",),
        answerable=True,
        facts=(ReferenceFact("Patel warned.", Name("Patel", ())),),
        forbidden=(ReferenceFact("Blinken warned.", Name("Blinken", ())),),
        gold=(GoldCitation("../news/patel.md", "Patel warned"),),
        tags=("summary",),
        file=folder / "some.yaml",
        line=3,
        summary=SummaryTask("article", "../news/patel.md", 60),
    )
    assert topic.summary == SummaryTask("topic", "the warnings", 80)
    assert topic.articles == ("../news/patel.md",)


@pytest.mark.parametrize(("length", "words"), [("medium", 120), ("long", 250), ("1", 1)])
def test_a_length_is_a_name_or_a_number_of_words(folder: Path, length: str, words: int) -> None:
    (folder / "some.yaml").write_text(WRITTEN.replace("length: short", f"length: {length}"))

    [summary, _] = [case.summary for case in load_cases(folder)]

    assert summary
    assert summary.words == words


LENGTHS = "must be short, medium, long, or a whole number of words"
TARGET = "summarise: {article: ../news/patel.md}"
MISTAKES = [
    ("length: short", "length: brief", 5, "cases[0].length", LENGTHS),
    ("length: short", "length: 0", 5, "cases[0].length", LENGTHS),
    ("length: short", "length: 7.5", 5, "cases[0].length", LENGTHS),
    ("length: short", "length: [short]", 5, "cases[0].length", LENGTHS),
    ("length: short", "length:", 5, "cases[0].length", "is empty"),
    ("    length: short\n", "", 3, "cases[0].length", "is missing"),
    ("length: short", "lenght: short", 5, "cases[0].lenght", "did you mean length?"),
    (f"    {TARGET}\n", "", 3, "cases[0].summarise", "is missing"),
    (TARGET, "summarise: ../news/patel.md", 4, "cases[0].summarise",
     "must be {article: …} or {topic: …}, not text"),
    (TARGET, "summarise: {artikel: a}", 4, "cases[0].summarise", "did you mean article?"),
    (TARGET, "summarise: {about: a}", 4, "cases[0].summarise", "known here: article, topic"),
    (TARGET, "summarise: {article: ../news/patel.md, topic: a}", 4, "cases[0].summarise",
     "says article and topic at once; write a case for each"),
    (TARGET, "summarise: {article: ../news/patl.md}", 4, "cases[0].summarise.article",
     "there is no such file or folder"),
    (TARGET, "summarise: {article: ../news}", 4, "cases[0].summarise.article", "not a folder"),
    (TARGET, "summarise: {article: some.yaml}", 4, "cases[0].summarise.article",
     "is none of the articles of its case"),
    (TARGET, "summarise: {article: ../news/patel.md, id: 5}", 4, "cases[0].summarise.id",
     "is not a field here; known here: article"),
    ("topic: the warnings", "topic: ' '", 17, "cases[1].summarise.topic", "is empty"),
    ("topic: the warnings", "topic: '…'", 17, "cases[1].summarise.topic", "no word in it"),
    ("length: short", "length: short\n    question: Who?", 6, "cases[0].question",
     "does not go with a summary"),
    ("length: short", "length: short\n    answerable: true", 6, "cases[0].answerable",
     "does not go with a summary"),
    ("    gold:\n      - {path: ../news/patel.md, quote: Patel warned}\n  - id", "  - id", 3,
     "cases[0].gold", "is missing"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake[3]} {mistake[4]}")
def test_a_mistake_in_a_summary_is_told_with_line_and_field(
    folder: Path, mistake: tuple[str, str, int, str, str]
) -> None:
    before, after, line, field, what = mistake
    assert before in WRITTEN
    (folder / "some.yaml").write_text(WRITTEN.replace(before, after, 1), encoding="utf-8")

    with pytest.raises(CaseFileError) as caught:
        load_cases(folder)

    told = caught.value.message.removeprefix(f"{folder}/").split("\n")
    place = f"some.yaml, line {line}, {field}: "
    assert [each for each in told if place in each and what in each], told
    assert "answerable: false" not in caught.value.message
    assert not any("<" in each for each in told)


@pytest.mark.parametrize("mistake", MISTAKES[:12], ids=lambda mistake: f"{mistake[3]} {mistake[4]}")
def test_the_schema_refuses_what_the_loader_refuses(
    mistake: tuple[str, str, int, str, str],
) -> None:
    validator = Draft202012Validator(case_schema())

    assert validator.is_valid(yaml.safe_load(WRITTEN))
    assert not validator.is_valid(yaml.safe_load(WRITTEN.replace(mistake[0], mistake[1], 1)))


def test_the_projects_summaries_are_of_every_kind() -> None:
    tasks = [case.summary for case in load_cases(SUMMARIES)]

    assert len(tasks) >= 15
    assert {task.scope for task in tasks if task} == {"article", "topic"}
    assert {task.words for task in tasks if task} >= {60, 120, 250}
    tags = {tag for case in load_cases(SUMMARIES) for tag in case.tags}
    assert {"summary-differs", "summary-reprints", "summary-beside"} <= tags
    assert all("summary" in case.tags for case in load_cases(SUMMARIES))
