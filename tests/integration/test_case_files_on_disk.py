"""Case files on disk: what is loaded, and what is said of every mistake in them."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.domain.cases import (
    AllOf,
    AnyOf,
    Case,
    GoldCitation,
    Name,
    Quantity,
    ReferenceFact,
    Wording,
)
from rag.errors import CaseFileError, InputError
from rag.evaluating.cases import articles_digest, case_schema, digest, load_cases

EVALS = Path(__file__).parents[2] / "evals"
PEOPLE = """\
# yaml-language-server: $schema=cases.schema.json
articles: [../news]
cases:
  - id: kursk-warning
    question: >
      Who warned
      about Kursk?
    answerable: true
    tags: [who-said]
    facts:
      - statement: Vedant Patel warned about the soldiers.
        stated_by: {name: Vedant Patel, aliases: [Patel]}
        contradicted_by:
          name: Antony Blinken
      - statement: Up to 10,000 soldiers were sent.
        stated_by: {number: 10000, unit: soldiers, tolerance: 0.5}
      - statement: Both were named.
        stated_by: {all_of: [{name: Japan}, {any_of: [{wording: "Seo…ul"}, {number: 2}]}]}
      - statement: It was on his mind.
    forbidden:
      - statement: China warned about it.
        stated_by: {name: China}
    gold:
      - path: ../news/patel.md
        quote: Patel warned

  - id: weather
    question: Does it rain?
    articles: [../news/patel.md]
    answerable: false
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Case files beside articles, as a newsroom has them."""
    evals, news = tmp_path / "evals", tmp_path / "news"
    evals.mkdir()
    news.mkdir()
    (news / "patel.md").write_text("Patel warned.", encoding="utf-8")
    (news / "other.md").write_text("Nothing.", encoding="utf-8")
    (evals / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    return evals


def mistakes(path: Path) -> list[str]:
    with pytest.raises(CaseFileError) as caught:
        load_cases(path)
    error = caught.value
    assert (error.code, error.exit_code) == ("case-file", 2)
    assert error.hint.endswith(".")
    return [
        line.removesuffix(";").removeprefix(f"{path}{os.sep}") for line in error.message.split("\n")
    ]


def test_a_case_file_is_read_whole(folder: Path) -> None:
    first, second = load_cases(folder)

    assert first == Case(
        id="kursk-warning",
        question="Who warned about Kursk?",
        articles=("../news",),
        answerable=True,
        facts=(
            ReferenceFact(
                "Vedant Patel warned about the soldiers.",
                Name("Vedant Patel", ("Patel",)),
                Name("Antony Blinken", ()),
            ),
            ReferenceFact(
                "Up to 10,000 soldiers were sent.", Quantity(10_000.0, ("soldiers",), 0.5)
            ),
            ReferenceFact(
                "Both were named.",
                AllOf((Name("Japan", ()), AnyOf((Wording(("Seo…ul",)), Quantity(2.0, ()))))),
            ),
            ReferenceFact("It was on his mind.", None),
        ),
        forbidden=(ReferenceFact("China warned about it.", Name("China", ())),),
        gold=(GoldCitation("../news/patel.md", "Patel warned"),),
        tags=("who-said",),
        file=folder / "people.yaml",
        line=4,
    )
    assert (second.id, second.answerable, second.line) == ("weather", False, 27)
    assert second.articles == ("../news/patel.md",)
    assert second.facts == second.gold == second.tags == ()


def test_files_are_read_in_the_order_of_their_names_and_folders_are_not(folder: Path) -> None:
    for name, id_ in [("z.yml", "z"), ("A.YAML", "a"), ("recordings/x.yaml", "x"), (".y.yaml", "")]:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(PEOPLE.replace("kursk-warning", id_).replace("weather", id_ * 2))
    (folder / "notes.txt").write_text("not: [yaml")
    (folder / "folder.yaml").mkdir()

    found = [case.id for case in load_cases(folder)]

    assert found == ["a", "aa", "kursk-warning", "weather", "z", "zz"]


def test_a_file_may_be_named_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "broken.yaml").write_text("nothing")
    monkeypatch.chdir(folder)

    cases = load_cases(Path("people.yaml"))

    assert [case.id for case in cases] == ["kursk-warning", "weather"]
    assert cases[0].file == folder / "people.yaml"
    assert cases[0].place("../news") == folder.parent / "news"


def test_windows_line_ends_and_a_byte_order_mark_are_read(folder: Path) -> None:
    before = load_cases(folder)
    (folder / "people.yaml").write_bytes(b"\xef\xbb\xbf" + PEOPLE.replace("\n", "\r\n").encode())

    assert load_cases(folder) == before


JAPAN = "{name: Japan}"
MISTAKES = [
    # fields
    ("question: >", "quesion: >", 5, "cases[0].quesion", "did you mean question?"),
    ("question: >", "quesion: >", 4, "cases[0].question", "is missing"),
    ("    question: Does it rain?\n", "", 27, "cases[1].question", "is missing"),
    ("statement: Both were named", "text: x", 17, "cases[0].facts[2].text", "not a field here"),
    ("aliases: [Patel]", "alias: [Patel]", 12, "cases[0].facts[0].stated_by.alias", "aliases?"),
    ("articles: [../news]\ncases", "cases", 3, "cases[0].articles", "missing here and at the top"),
    ("cases:", "case:", 3, "case", "did you mean cases?"),
    ("cases:", "cases: []\nx:", 3, "cases", "an empty list"),
    # texts
    ("question: Does it rain?", "question:", 28, "cases[1].question", "is empty"),
    ("question: Does it rain?", "question: ' '", 28, "cases[1].question", "is empty"),
    ("question: Does it rain?", "question: 2024-11-14", 28, "cases[1].question",
     'takes this for a date; put it in quotes: "2024-11-14"'),
    ("question: Does it rain?", "question: No", 28, "cases[1].question",
     'takes this for yes or no; put it in quotes: "No"'),
    ("question: Does it rain?", "question: 2024", 28, "cases[1].question",
     'takes this for a number; put it in quotes: "2024"'),
    ("question: Does it rain?", "question: true", 28, "cases[1].question",
     'takes this for true or false; put it in quotes: "true"'),
    ("question: Does it rain?", "question: [a]", 28, "cases[1].question", "text, not a list"),
    ("question: Does it rain?", "question: {a: b}", 28, "cases[1].question", "not fields"),
    ("id: weather", "id: rainy weather", 27, "cases[1].id", "must be one word"),
    ("id: weather", "id: kursk-warning", 27, "cases[1].id",
     "“kursk-warning” is the id of another case, in {folder}/people.yaml, line 4"),
    ("tags: [who-said]", "tags: [who-said, 5]", 9, "cases[0].tags[1]", 'quotes: "5"'),
    ("tags: [who-said]", "tags: who-said", 9, "cases[0].tags", "a list, such as [who-said]"),
    ("tags: [who-said]", "tags: {a: b}", 9, "cases[0].tags", "not fields"),
    ("tags: [who-said]", "tags:", 9, "cases[0].tags", "is empty"),
    # whether it can be answered
    ("answerable: false", "answerable: no", 30, "cases[1].answerable", "true or false"),
    ("    answerable: false\n", "", 27, "cases[1].answerable", "is missing"),
    ("answerable: false", "answerable: true", 27, "cases[1].facts",
     "is missing; write answerable: false if"),
    ("answerable: false", "answerable: true", 27, "cases[1].gold",
     "is missing; write answerable: false if"),
    ("answerable: true", "answerable: false", 10, "cases[0].facts", "only for cases with"),
    ("answerable: true", "answerable: false", 23, "cases[0].gold", "only for cases with"),
    # recognisers
    (JAPAN, "{name: Japan, wording: Tokyo}", 18, "cases[0].facts[2].stated_by.all_of[0]",
     "says name and wording at once"),
    (JAPAN, "{nam: Japan}", 18, "cases[0].facts[2].stated_by.all_of[0]", "did you mean name?"),
    ("{name: Vedant Patel, al", "{al", 12, "cases[0].facts[0].stated_by",
     "does not say what to look for"),
    (JAPAN, "{}", 18, "cases[0].facts[2].stated_by.all_of[0]", "known here: name, number"),
    (JAPAN, "Japan", 18, "cases[0].facts[2].stated_by.all_of[0]", "not text"),
    (JAPAN, "[a]", 18, "cases[0].facts[2].stated_by.all_of[0]", "not a list"),
    ("all_of: [{name: Japan}, ", "all_of: [], x: [", 18, "cases[0].facts[2].stated_by.all_of",
     "an empty list"),
    ('"Seo…ul"', '""', 18, "cases[0].facts[2].stated_by.all_of[1].any_of[0].wording", "is empty"),
    ('"Seo…ul"', '[a, "…"]', 18,
     "cases[0].facts[2].stated_by.all_of[1].any_of[0].wording[1]", "no word in it"),
    ("name: China", "name: ~", 22, "cases[0].forbidden[0].stated_by.name", "is empty"),
    ("\n        stated_by: {name: China}", "", 21, "cases[0].forbidden[0].stated_by", "is missing"),
    ("contradicted_by:\n          name: Antony Blinken", "contradicted_by:", 13,
     "cases[0].facts[0].contradicted_by", "is empty"),
    # numbers
    ("number: 10000", "number: 10,000", 16, "cases[0].facts[1].stated_by.000", "not a field here"),
    ("number: 10000", "number: '10,000'", 16, "cases[0].facts[1].stated_by.number", "not text"),
    ("number: 10000", "number: true", 16, "cases[0].facts[1].stated_by.number", "plain figures"),
    ("number: 10000", "number: .nan", 16, "cases[0].facts[1].stated_by.number", "not .nan"),
    ("number: 10000", "number: -.inf", 16, "cases[0].facts[1].stated_by.number", "plain figures"),
    ("number: 10000", "number: 1.0e+999", 16, "cases[0].facts[1].stated_by.number", "larger than"),
    ("tolerance: 0.5", "tolerance: -1", 16, "cases[0].facts[1].stated_by.tolerance", "negative"),
    ("tolerance: 0.5", "tolerance: .inf", 16, "cases[0].facts[1].stated_by.tolerance", "figures"),
    ("unit: soldiers", "unit: [men, 1]", 16, "cases[0].facts[1].stated_by.unit[1]", "in quotes"),
    # paths
    ("[../news]", "[../news, ../olds]", 2, "articles[1]", "there is no such file or folder"),
    ("[../news]", "[/]", 2, "articles[0]", "must be a path from the folder of this file"),
    ("[../news]", "[" + "a" * 9999 + "]", 2, "articles[0]", "there is no such file or folder"),
    ("[../news]", r'["a\0"]', 2, "articles[0]", "there is no such file or folder"),
    ("path: ../news/patel.md", "path: ../news/patl.md", 24, "cases[0].gold[0].path", "no such"),
    ("path: ../news/patel.md", "path: ../news", 24, "cases[0].gold[0].path", "not a folder"),
    ("path: ../news/patel.md", "path: people.yaml", 24, "cases[0].gold[0].path", "none of the art"),
    ("path: ../news/patel.md", "path: |\n          a\n          b", 24, "cases[0].gold[0].path",
     "no such"),
    ("tags: [who-said]", "tags: |\n      a\n\n      b", 9, "cases[0].tags", "such as [a b]"),
    # lists and fields at the wrong place
    ("  - id: weather\n    ", "  - weather\n  - ", 27, "cases[1]", "not text"),
    ("articles: [../news]\ncases:", "-", 2, "", "must be fields with their values, not a list"),
    # YAML itself
    ("id: weather", "id: weather\n    id: rain", 28, "cases[1].id", "second time, after line 27"),
    ("[../news/patel.md]", "&a [../news, *a]", 29, "cases[1].articles[1]", "*a stands"),
    ("id: weather", "id: !!python/name:os.system x", 27, "cases[1].id", "the tag !!python"),
    ("question: Does it", "question: Rain: does it", 28, "",
     "not valid YAML, column 19: text that holds a colon"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake[3]} {mistake[4]}")
def test_a_mistake_is_told_with_file_line_and_field(
    folder: Path, mistake: tuple[str, str, int, str, str]
) -> None:
    before, after, line, field, what = mistake
    assert before in PEOPLE
    (folder / "people.yaml").write_text(PEOPLE.replace(before, after, 1), encoding="utf-8")

    told = mistakes(folder)

    place = f"people.yaml, line {line}, {field}: " if field else f"people.yaml, line {line}: "
    assert [
        each for each in told if each.startswith(place) and what.format(folder=folder) in each
    ], told
    assert not re.search(
        "Input should|Value error|as it should|validat|<|Unread|pydantic", "".join(told)
    )


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "people.yaml, line 1: is empty"),
        (b"# nothing\n", "people.yaml, line 1: is empty"),
        (b"just text", "people.yaml, line 1: must be fields with their values, not text"),
        (b"{}", "people.yaml, line 1, cases: is missing"),
        (b"cases: []", "people.yaml, line 1, cases: is an empty list; write at least one"),
        (b"cases:\n  - id: \xff\n", "people.yaml, line 2: is not UTF-8"),
        ("a: b".encode("utf-16"), "people.yaml, line 1: is not UTF-8"),
        (b"a: \x00", "people.yaml, line 1: a control character stands here (U+0000); delete it"),
    ],
)
def test_a_file_that_is_no_case_file_is_one_mistake(
    folder: Path, content: bytes, what: str
) -> None:
    (folder / "people.yaml").write_bytes(content)

    assert mistakes(folder) == [what]


def test_mistakes_of_all_files_are_told_at_once_in_the_order_of_lines(folder: Path) -> None:
    changed = (
        PEOPLE.replace("who-said", "5").replace("false", "no").replace("cases:", "case: 1\ncases:")
    )
    (folder / "people.yaml").write_text(changed)
    (folder / "a.yaml").write_text("x")

    assert [each.partition(":")[0] for each in mistakes(folder)] == [
        "a.yaml, line 1",
        "people.yaml, line 3, case",
        "people.yaml, line 10, cases[0].tags[0]",
        "people.yaml, line 31, cases[1].answerable",
    ]


def test_twenty_mistakes_are_enough_at_once(folder: Path) -> None:
    (folder / "people.yaml").write_text("articles: [" + "nowhere, " * 24 + "nowhere]\ncases: []")

    told = mistakes(folder)

    assert len(told) == 21
    assert told[-1] == "and 6 more"


def test_an_id_is_unique_among_all_files_even_where_cases_are_broken(folder: Path) -> None:
    (folder / "more.yaml").write_text("cases:\n  - id: weather\n")

    told = mistakes(folder)

    assert told[-1] == (
        f"people.yaml, line 27, cases[1].id: “weather” is the id of another case, "
        f"in {folder}/more.yaml, line 2"
    )


def test_a_folder_without_case_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("cases")

    assert mistakes(tmp_path) == [f"There is no case file (*.yaml) in {tmp_path}"]
    assert mistakes(tmp_path / "none") == [
        f"Cannot read {tmp_path / 'none'}: there is no such file or folder"
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_file_or_folder_is_told(folder: Path) -> None:
    (folder / "people.yaml").chmod(0)
    assert mistakes(folder) == [f"Cannot read {folder / 'people.yaml'}: permission denied"]
    folder.chmod(0)
    try:
        assert mistakes(folder) == [f"Cannot read {folder}: permission denied"]
    finally:
        folder.chmod(0o700)


def test_what_is_no_regular_file_is_told(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")
    (folder / "gone.yaml").symlink_to(folder / "nowhere")

    assert mistakes(folder) == [
        f"Cannot read {folder / 'gone.yaml'}: there is no such file or folder",
        f"Cannot read {folder / 'pipe.yaml'}: it is not a regular file",
    ]


WORDS = st.sampled_from(
    "articles cases id question answerable tags facts forbidden gold statement stated_by name"
    " aliases number unit tolerance wording all_of any_of path quote contradicted_by x".split()
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.binary() | st.text()
    | WORDS | st.sampled_from(["../news", "../news/patel.md", "weather"])
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(), inner, max_size=5)
    ),
    max_leaves=25,
)
CASES = st.dictionaries(WORDS, VALUES, max_size=10)
FILES = st.fixed_dictionaries({"cases": st.lists(CASES, max_size=3)}, optional={"articles": VALUES})
SHUFFLED = st.lists(st.sampled_from(PEOPLE.splitlines()), max_size=30).map("\n".join)


@settings(deadline=None, max_examples=300)
@given(
    content=st.binary()
    | st.text().map(lambda text: text.encode("utf-8", "replace"))
    | st.text("[]{}:,-?&*!|>'\"%@` \n\tab1").map(str.encode)
    | SHUFFLED.map(str.encode)
    | (VALUES | FILES).map(lambda value: yaml.dump(value, encoding="utf-8"))
)
def test_rubbish_is_told_as_a_mistake_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp() / "rubbish" / "evals"
    folder.mkdir(parents=True, exist_ok=True)
    (folder.parent / "news").mkdir(exist_ok=True)
    (folder.parent / "news" / "patel.md").touch()
    (folder / "a.yaml").write_bytes(content)

    told = ""
    try:
        load_cases(folder)
    except CaseFileError as error:
        told = error.message
    for line in told.split("\n") if told else []:
        assert line.startswith(("and ", f"{folder}{os.sep}a.yaml, line ")), line
    assert not re.search("Input should|Value error|as it should|Unread", told)


def test_the_schema_beside_the_cases_is_that_of_the_code() -> None:
    committed = json.loads((EVALS / "cases.schema.json").read_text(encoding="utf-8"))

    assert committed == case_schema(), "run: rag eval schema > evals/cases.schema.json"


def test_the_cases_of_the_project_are_read_alike_by_schema_and_loader() -> None:
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(case_schema())
    for path in EVALS.glob("*.yaml"):
        assert list(validator.iter_errors(yaml.safe_load(path.read_text("utf-8")))) == [], path
    assert load_cases(EVALS)


def test_digests_are_the_same_on_another_machine(folder: Path, tmp_path: Path) -> None:
    cases = load_cases(folder)
    other = tmp_path / "elsewhere" / "deep"
    shutil.copytree(folder, other / "evals")
    (other / "evals" / "people.yaml").rename(other / "evals" / "renamed.yml")
    shutil.copytree(folder.parent / "news", other / "news")

    moved = load_cases(other / "evals")

    assert moved[0].file != cases[0].file
    assert digest(moved) == digest(cases)
    assert articles_digest(moved) == articles_digest(cases)
    assert re.fullmatch("[0-9a-f]{12}", articles_digest(cases))


def test_a_digest_of_articles_is_that_of_bytes_and_names(folder: Path) -> None:
    news = folder.parent / "news"
    found = {articles_digest(load_cases(folder))}

    (news / "other.md").write_bytes(b"Nothing!")
    found.add(articles_digest(load_cases(folder)))
    (news / "other.md").rename(news / "another.md")
    found.add(articles_digest(load_cases(folder)))
    (news / "deep").mkdir()
    (news / "deep" / "new.txt").write_text("News.")
    found.add(articles_digest(load_cases(folder)))

    assert len(found) == 4


def test_a_digest_of_articles_leaves_out_what_is_no_article(folder: Path) -> None:
    before = articles_digest(load_cases(folder))

    for name in [".hidden.md", "~$lock.docx", "README.md", "notes.bak"]:
        (folder.parent / "news" / name).write_text("Something.")

    assert articles_digest(load_cases(folder)) == before


def test_an_article_that_cannot_be_one_has_no_digest(folder: Path) -> None:
    (folder.parent / "news" / "table.csv").write_text("a,b")
    named = PEOPLE.replace("[../news]", "[../news, ../news/table.csv]")
    (folder / "people.yaml").write_text(named)

    with pytest.raises(InputError, match="none of the formats"):
        articles_digest(load_cases(folder))
