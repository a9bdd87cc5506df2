"""``rag verify`` as it is typed: which quotes hold, which do not, and why."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_wiring import ARTICLE, CITATION, PATH, SENTENCE, answer, module_of, refusal
from fake_wiring import News as Fake

from rag.domain.articles import Article
from rag.errors import EmptyLibraryError
from rag.library.entries import Stored
from rag.rendering.data import dumps, reply_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from fake_wiring import News
    from typed import Typed

    from rag.wiring import News as RealNews

    Type = Callable[..., Typed]

SHIFTED = replace(CITATION, start=2, end=2 + len(SENTENCE))
INVENTED = replace(CITATION, quote=SENTENCE.replace("long", "short"))
ELSEWHERE = replace(CITATION, article_id="0" * 12, title="Nobody's")
ANSWER = answer("who?")


def with_quotes(*citations: object) -> dict[str, object]:
    return {"claims": [{"text": "So it is.", "citations": [asdict(each) for each in citations]}]}


@pytest.fixture
def save(tmp_path: Path) -> Callable[[object], Path]:
    """Writes data as ``ask --format json`` does."""

    def write(data: object) -> Path:
        file = tmp_path / "saved.json"
        file.write_text(dumps(data), encoding="utf-8")
        return file

    return write


def test_a_saved_answer_whose_quotes_hold(
    news: News, typed: Type, save: Callable[..., Path]
) -> None:
    result = typed("rag", "verify", save(reply_data(ANSWER)), "--library", "/l")

    assert (result.code, result.out, result.err) == (0, "The quote holds.\n", "")
    assert news.settings is not None
    assert news.settings.library == Path("/l")
    assert news.closed
    assert not news.created


@pytest.mark.usefixtures("news")
def test_quotes_that_do_not_hold_are_listed_with_their_reasons(
    typed: Type, save: Callable[..., Path]
) -> None:
    result = typed(
        "rag", "verify", save(with_quotes(CITATION, SHIFTED, INVENTED, ELSEWHERE, CITATION))
    )

    short = SENTENCE.replace("long", "short")
    assert (result.code, result.err) == (4, "")
    assert result.out == (
        f"“{SENTENCE}”\n"
        f"  Washington worries · article {ARTICLE.id}, 2–57\n"
        "  does not hold: it stands at 0–55, not where it says\n"
        "\n"
        f"“{short}”\n"
        f"  Washington worries · article {ARTICLE.id}, 0–55\n"
        f"  does not hold: the article says there: “{SENTENCE}”\n"
        "\n"
        f"“{SENTENCE}”\n"
        "  Nobody's · article 000000000000, 0–55\n"
        "  does not hold: its article is not in the library; one that was corrected has a new id\n"
        "\n"
        "1 of 4 quotes hold, 3 do not.\n"
    )


@pytest.mark.usefixtures("news")
def test_json_of_verifying(typed: Type, save: Callable[..., Path]) -> None:
    result = typed("rag", "verify", save(with_quotes(CITATION, SHIFTED)), "--format", "json")

    assert (result.code, result.err) == (4, "")
    data = json.loads(result.out)
    assert list(data) == ["schema", "kind", "held", "broken", "quotes"]
    assert (data["schema"], data["kind"], data["held"], data["broken"]) == (1, "verification", 1, 1)
    good, bad = data["quotes"]
    assert (good["holds"], good["problem"], good["found"]) == (True, None, None)
    assert bad == {
        "article_id": ARTICLE.id,
        "title": "Washington worries",
        "start": 2,
        "end": 57,
        "quote": SENTENCE,
        "problem": "it stands at 0–55, not where it says",
        "found": {"start": 0, "end": 55},
        "holds": False,
    }


@pytest.mark.usefixtures("news")
def test_json_lines_are_one_thing(typed: Type, tmp_path: Path) -> None:
    file = tmp_path / "replies.jsonl"
    replies = [reply_data(ANSWER), reply_data(refusal("when?")), with_quotes(SHIFTED)]
    file.write_text("".join(dumps(each, indent=None) + "\n" for each in replies), encoding="utf-8")

    result = typed("rag", "verify", file)

    assert result.code == 4
    assert result.out.endswith("1 of 2 quotes hold, 1 does not.\n")


@pytest.mark.usefixtures("news")
def test_the_standard_input_is_read_where_a_dash_is_typed(
    typed: Type, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = b"\xef\xbb\xbf" + dumps(reply_data(ANSWER)).encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))

    assert typed("rag", "verify", "-").out == "The quote holds.\n"


NOT_SAVED = [
    (b"# An answer\n\n> He warned.\n", "it is not JSON (line 1)", "--format json"),
    (b'{"claims": [', "it is not JSON (line 1)", "--format json"),
    (b'{"kind": "answer"}\n{"kind": ', "line 2 is not JSON", "--format json"),
    (b"\xff\xfe{\x00}\x00", "it is not UTF-8 text", "--format json"),
    (b"[" * 100_000, "it is nested too deeply", "--format json"),
    (b"", "it is not JSON (line 1)", "--format json"),
    (dumps(reply_data(refusal("who?"))).encode(), "There is no quote", "A refusal has none"),
    (b"[]", "There is no quote", "--format json"),
    (b"7", "There is no quote", "--format json"),
]


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(("raw", "message", "hint"), NOT_SAVED)
def test_a_file_without_quotes_is_a_usage_error_that_teaches(
    typed: Type, tmp_path: Path, raw: bytes, message: str, hint: str
) -> None:
    file = tmp_path / "answer.md"
    file.write_bytes(raw)

    result = typed("rag", "verify", file)

    assert (result.code, result.out) == (2, "")
    error, told = result.err.splitlines()
    assert message in error
    assert str(file) in error
    assert hint in told


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "There is nothing to verify"),
        (("/no/such/file",), "Cannot read /no/such/file: No such file or directory"),
        (("/",), "Cannot read /: Is a directory"),
        (("a\0b",), "Cannot read a␀b: "),
    ],
)
def test_a_file_that_cannot_be_read_is_a_usage_error(
    typed: Type, words: tuple[str, ...], message: str
) -> None:
    result = typed("rag", "verify", *words)

    assert (result.code, result.out) == (2, "")
    assert message in result.err.splitlines()[0]


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    "hostile",
    [
        {"start": "0"},
        {"start": -55, "end": -1},
        {"end": 10**4000},
        {"start": 1e308},
        {"start": None, "end": []},
        {"quote": "\ud800"},
        {"quote": "\x1b[31mred"},
        {"quote": {"deep": [1]}},
        {"quote": ""},
        {"title": ["a"]},
        {"article_id": "../../etc/passwd"},
        {"article_id": "\ud800"},
        {"article_id": "a\0b"},
        {"article_id": ARTICLE.id[:6]},
        {"article_id": PATH},
        {"article_id": {"a": 1}},
    ],
)
def test_a_hostile_quote_does_not_hold_and_does_no_harm(
    typed: Type, save: Callable[..., Path], hostile: dict[str, object]
) -> None:
    citation = {**asdict(SHIFTED), **hostile}

    shown = typed("rag", "verify", save([citation]))
    as_json = typed("rag", "verify", save([citation]), "--format", "json")

    assert (shown.code, shown.err) == (4, "")
    assert shown.out.endswith("0 of 1 quotes hold, 1 does not.\n")
    assert "\x1b" not in shown.out
    assert (as_json.code, json.loads(as_json.out)["held"]) == (4, 0)


@pytest.mark.usefixtures("news")
def test_a_long_quote_is_cut_for_a_reader_and_whole_in_json(
    typed: Type, save: Callable[..., Path]
) -> None:
    long = replace(CITATION, quote="blah " * 1000)

    shown = typed("rag", "verify", save(with_quotes(long)))
    data = json.loads(typed("rag", "verify", save(with_quotes(long)), "--format", "json").out)

    assert max(map(len, shown.out.splitlines())) < 200
    assert data["quotes"][0]["quote"] == long.quote


def test_an_article_is_read_once_however_often_it_is_quoted(
    news: News, typed: Type, save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    article = news.article
    monkeypatch.setattr(news, "article", lambda target: (read.append(target), article(target))[1])
    quotes = [replace(CITATION, end=end, quote=SENTENCE[:end]) for end in range(1, 20)]

    assert typed("rag", "verify", save(with_quotes(*quotes))).out == "All 19 quotes hold.\n"
    assert read == [ARTICLE.id]


def test_another_article_that_is_found_under_the_id_does_not_count(
    news: News, typed: Type, save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Stored(Article.of(title="Other", text=ARTICLE.text + " More."), ())
    monkeypatch.setattr(news, "article", lambda _: other)

    result = typed("rag", "verify", save(reply_data(ANSWER)))

    assert (result.code, "not in the library" in result.out) == (4, True)


def test_without_a_library_it_is_an_error_of_the_library(
    typed: Type, save: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    error = EmptyLibraryError("there is none", hint="Add articles.")
    monkeypatch.setitem(sys.modules, "rag.wiring", module_of(Fake(), opening=error))

    result = typed("rag", "verify", save(reply_data(ANSWER)))

    assert (result.code, result.out) == (5, "")


def test_an_answer_from_a_real_library_holds_until_it_is_edited(
    seed_news: RealNews, typed: Type, save: Callable[..., Path]
) -> None:
    data = dumps(reply_data(seed_news.ask("Who warned about Kursk?")))
    library = seed_news.settings.library

    held = typed("rag", "verify", save(json.loads(data)), "--library", library)
    edited = data.replace("warned on Thursday", "warned on Friday")
    broken = typed("rag", "verify", save(json.loads(edited)), "--library", library)

    assert (held.code, held.out) == (0, "All 2 quotes hold.\n")  # two articles say so
    assert edited != data
    assert (broken.code, broken.err) == (4, "")
    assert "does not hold: the article says there: “Vedant Patel" in broken.out


def test_its_help_has_examples_in_80_columns(typed: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    text = typed("rag", "verify", "--help").out

    assert max(map(len, text.splitlines())) <= 80
    examples = text.partition("Examples:\n")[2].partition("\n\n")[0].splitlines()
    assert examples
    assert all(line.lstrip().startswith("rag verify ") for line in examples)
