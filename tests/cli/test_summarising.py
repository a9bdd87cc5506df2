"""``rag summarise`` as it is typed: articles, a topic, all of them; killed, and gone on with."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_wiring import ARTICLE, PROVENANCE, SENTENCE, answer, refusal
from openai_server import OpenAIServer, Reply, Request, chat, failure

from rag.domain.summaries import Summary
from rag.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from fake_wiring import News
    from typed import Typed

    import rag.wiring

    Type = Callable[..., Typed]

ROOT = Path(__file__).parents[2]
RAG = str(Path(sys.executable).parent / "rag")


def summary(subject: str) -> Summary:
    claims = answer("").claims
    made = PROVENANCE
    return Summary("article", subject, (ARTICLE.id,), 60, claims, (), (), (), (), (), made)


@pytest.fixture
def desk(news: News) -> News:
    """A library that summarises: what is named ``refused`` or ``broken`` is so."""

    def summarise(target: str, words: int):  # noqa: ANN202 - as the port has it
        news.asked.append((target, words))
        if target == "broken":
            raise ModelError("the server is down", hint="Start it.")
        return refusal(target) if target == "refused" else summary(f"Title of {target}")

    def topic(subject: str, filters: object, words: int):  # noqa: ANN202
        news.asked.append((subject, filters, words))
        return refusal(subject) if subject == "refused" else summary(subject)

    news.summarise, news.summarise_topic = summarise, topic
    news.article = lambda _: type("Stored", (), {"article": ARTICLE})
    return news


MISTAKES = [
    ((), "Name an id or path"),
    (("a", "--all"), "Choose one of them"),
    (("--all", "--topic", "x"), "Choose one of them"),
    (("a", "--topic", "x"), "Choose one of them"),
    (("--all",), "--all --out DIR"),
    (("--all", "--out", "here", "--format", "html"), "Leave --format out"),
    (("--all", "--out", "file.txt"), "Name a folder"),
    (("a", "--resume"), "Leave it out"),
    (("--topic", "x", "--dry-run"), "Leave it out"),
    (("a", "--since", "2024-01-01"), "Leave them out"),
    (("a", "--length", "huge"), "rag summarise --help"),
    (("a", "--length", "0"), "rag summarise --help"),
    (("a", "--length", "-5"), "rag summarise --help"),
    (("a", "--out", "here"), "give a folder every article"),
    (("a", "--out", "x.pdf"), "End the file's name in"),
    (("a", "b", "--out", "x.html"), "Name one"),
    (("--topic", "x", "--since", "2024-02-01", "--until", "2024-01-01"), "Swap the two days"),
]


@pytest.mark.parametrize(("words", "hint"), MISTAKES)
def test_a_command_that_makes_no_sense_teaches(
    desk: News,
    typed: Type,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    words: tuple[str, ...],
    hint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").mkdir()
    (tmp_path / "file.txt").touch()
    result = typed("rag", "summarise", *words)
    assert (result.code, result.out) == (2, "")
    assert hint in result.err.splitlines()[1]
    assert desk.asked == []


@pytest.mark.parametrize(
    ("length", "words"),
    [("short", 60), ("medium", 120), ("long", 250), ("77", 77), (None, 120)],
)
def test_a_length_is_a_name_or_a_number(
    desk: News, typed: Type, length: str | None, words: int
) -> None:
    typed("rag", "summarise", "a", *(["--length", length] if length else []))
    assert desk.asked == [("a", words)]


def test_several_articles_are_printed_one_after_another(desk: News, typed: Type) -> None:
    del desk
    result = typed("rag", "summarise", "a", "b")
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(f"Title of a\n\n{SENTENCE} [1]\n")
    assert f"\n\n\nTitle of b\n\n{SENTENCE} [1]\n" in result.out
    lines = typed("rag", "summarise", "a", "b", "--format", "json").out.splitlines()
    assert [json.loads(line)["subject"] for line in lines] == ["Title of a", "Title of b"]
    assert typed("rag", "summarise", "a", "--format", "json").out.startswith("{\n")
    assert typed("rag", "summarise", "a", "--format", "md").out.startswith("# Title of a\n")


def test_one_that_fails_leaves_the_others_and_is_told(desk: News, typed: Type) -> None:
    del desk
    result = typed("rag", "summarise", "a", "broken", "b")
    assert result.code == 4
    assert result.out.count(SENTENCE) == 2
    assert result.err == "error: the server is down\nhint: Start it.\n"
    lines = typed("rag", "summarise", "a", "broken", "--format", "json").out.splitlines()
    failed = json.loads(lines[1])
    assert (failed["kind"], failed["code"], failed["article"]) == ("error", "model", "broken")
    assert typed("rag", "summarise", "broken").code == 6
    assert typed("rag", "summarise", "broken", "broken").code == 6


def test_nothing_to_be_said_is_a_refusal(desk: News, typed: Type) -> None:
    del desk
    assert typed("rag", "summarise", "refused").code == 3
    assert typed("rag", "summarise", "--topic", "refused").code == 3
    assert typed("rag", "summarise", "refused", "a").code == 0
    refused = json.loads(typed("rag", "summarise", "refused", "--format", "json").out)
    assert (refused["kind"], refused["claims"]) == ("refusal", [])


def test_a_topic_is_summarised_over_the_chosen_articles(desk: News, typed: Type) -> None:
    result = typed("rag", "summarise", "--topic", "the war", "--source", "Post", "--length", "9")
    assert result.code == 0
    [(subject, filters, words)] = desk.asked
    assert (subject, filters.sources, words) == ("the war", ("Post",), 9)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.md", "# Title of a\n"),
        ("a.json", '{\n  "schema": 1,\n  "kind": "summary"'),
        ("a.html", "<!doctype html>"),
        ("a.txt", "Title of a\n\n"),
    ],
)
def test_the_name_of_a_file_says_its_form(
    desk: News, typed: Type, tmp_path: Path, name: str, begins: str
) -> None:
    del desk
    result = typed("rag", "summarise", "a", "--out", tmp_path / name)
    assert (result.code, result.out) == (0, "")
    assert result.err == f"saved {tmp_path / name}\n"
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)
    assert "\x1b" not in (tmp_path / name).read_text(encoding="utf-8")


def test_a_page_goes_into_a_pipe_with_the_text_of_its_article(desk: News, typed: Type) -> None:
    del desk
    page = typed("rag", "summarise", "a", "--format", "html").out
    assert page.startswith("<!doctype html>")
    assert "Nobody came." in page


def test_a_file_that_cannot_be_written_is_named(desk: News, typed: Type, tmp_path: Path) -> None:
    del desk
    result = typed("rag", "summarise", "a", "--out", tmp_path / "no" / "a.md")
    assert result.code == 2
    assert "Name another place" in result.err


# From here on the library is real.


def rag_command(library: Path, *words: str | Path, **options: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [RAG, "summarise", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "RAG_LIBRARY": str(library)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        **options,
    )


def ran(library: Path, *words: str | Path) -> Typed:
    from typed import Typed

    program = rag_command(library, *words)
    out, err = program.communicate(timeout=120)
    return Typed(program.returncode, out, err)


@pytest.fixture(scope="module")
def library(seed_news: rag.wiring.News) -> Path:
    return seed_news.settings.library


@pytest.fixture(scope="module")
def finished(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, all summarised."""
    out = tmp_path_factory.mktemp("summaries")
    done = ran(library, "--all", "--out", out)
    assert done.code == 0
    assert done.out.startswith("summarised 12, refused 0, unchanged 0, failed 0; see ")
    return out


def citations(value: object) -> list[dict[str, object]]:
    """Everything in JSON that has a quote."""
    if isinstance(value, dict):
        own = [value] if "quote" in value else []
        return own + [one for each in value.values() for one in citations(each)]
    return [one for each in value for one in citations(each)] if isinstance(value, list) else []


def test_every_citation_of_every_output_stands_in_its_article(
    finished: Path, library: Path, seed_news: rag.wiring.News, tmp_path: Path
) -> None:
    topic = tmp_path / "topic.json"
    assert ran(library, "--topic", "North Korean troops in Russia", "--out", topic).code == 0
    texts = {card.id: seed_news.article(card.id).article.text for card in seed_news.articles()}
    saved = [path for path in finished.glob("*.json") if path.name != "manifest.json"]
    assert len(saved) == len(texts) == 12
    walked = 0
    for path in [*saved, topic]:
        data = json.loads(path.read_bytes())
        assert data["kind"] == "summary"
        for one in citations(data):
            assert texts[one["article_id"]][one["start"] : one["end"]] == one["quote"]
            walked += 1
        for claim in data["claims"]:
            assert [one for one in claim["citations"] if one["role"] == "evidence"]
        for told in data["statements"]:
            quotes = [one["quote"] for one in data["claims"][told["claim"]]["citations"]]
            for words in (told["words"], told["speaker"]):
                assert any(words in quote for quote in quotes), told
    assert walked >= 13


def test_every_page_marks_every_quote_in_the_text_that_it_brings(finished: Path) -> None:
    pages = [path for path in finished.glob("*.html") if path.name != "index.html"]
    assert len(pages) == 12
    for path in pages:
        html = path.read_text(encoding="utf-8")
        [stored] = re.findall(r'<script type="application/json" id="texts">(.*?)</script>', html)
        texts = json.loads(stored)
        data = json.loads(path.with_suffix(".json").read_bytes())
        quotes = {one["quote"] for one in citations(data)}
        places = re.findall(r'data-text="(\d+)" data-start="(\d+)" data-end="(\d+)"', html)
        marked = {
            texts[int(n)].encode("utf-16-le")[2 * int(a) : 2 * int(b)].decode("utf-16-le")
            for n, a, b in places
        }
        assert marked == quotes


def test_the_checks_of_a_saved_answer_take_a_summary_and_see_what_was_changed(
    finished: Path, typed: Type, library: Path, tmp_path: Path
) -> None:
    path = next(path for path in finished.glob("*.json") if path.name != "manifest.json")
    held = typed("rag", "verify", path, "--library", library)
    assert held.code == 0
    assert held.out.endswith("quotes hold.\n")
    data = json.loads(path.read_bytes())
    data["claims"][0]["citations"][0]["start"] += 1
    (tmp_path / "changed.json").write_text(json.dumps(data), encoding="utf-8")
    assert typed("rag", "verify", tmp_path / "changed.json", "--library", library).code == 4


def test_the_same_again_changes_nothing(finished: Path, library: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in finished.glob("*-*")}
    again = ran(library, "--all", "--out", finished)
    assert again.out.startswith("summarised 0, refused 0, unchanged 12, failed 0; see ")
    assert again.err == ""
    assert {path: path.stat().st_mtime_ns for path in finished.glob("*-*")} == before
    planned = ran(library, "--all", "--out", finished, "--dry-run")
    assert planned.out == "0 new, 0 changed, 12 unchanged; nothing would be sent to a model\n"


def test_a_run_that_is_killed_midway_goes_on_without_redoing_what_is_finished(
    finished: Path, library: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    program = rag_command(library, "--all", "--out", out)
    assert program.stderr is not None
    for _ in range(3):
        program.stderr.readline()
    program.send_signal(signal.SIGKILL)
    program.communicate(timeout=60)
    assert program.returncode == -signal.SIGKILL
    done = {path: path.stat().st_mtime_ns for path in out.glob("*-*.json")}
    assert 3 <= len(done) < 12
    assert json.loads((out / "manifest.json").read_bytes())["complete"] is False

    other = ran(library, "--all", "--out", out, "--resume", "--length", "short")
    assert (other.code, other.out) == (2, "")
    assert "words was 120 and is 60" in other.err
    resumed = ran(library, "--all", "--out", out, "--resume")
    assert resumed.code == 0
    assert resumed.out.startswith(f"summarised {12 - len(done)}, refused 0, unchanged {len(done)},")
    assert len(resumed.err.splitlines()) == 12 - len(done)
    assert {path: path.stat().st_mtime_ns for path in done} == done
    assert not list(out.glob("*.unfinished"))
    names = {path.name for path in finished.iterdir()}
    assert {path.name for path in out.iterdir()} == names
    assert json.loads((out / "manifest.json").read_bytes())["complete"] is True
    assert (out / "index.html").read_bytes() == (finished / "index.html").read_bytes()


def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(library: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    program = rag_command(library, "--all", "--out", out)
    assert program.stderr is not None
    program.stderr.readline()
    program.send_signal(signal.SIGINT)
    _, err = program.communicate(timeout=60)
    assert program.returncode == 130
    assert err.splitlines()[-2:] == [
        f"interrupted; what is finished stays in {out}",
        "hint: Go on with the same command and --resume.",
    ]
    assert "Traceback" not in err
    assert list(out.glob("*-*.json"))


def test_the_result_of_a_batch_can_be_json(finished: Path, library: Path) -> None:
    data = json.loads(ran(library, "--all", "--out", finished, "--format", "json").out)
    assert (data["kind"], data["unchanged"], data["errors"]) == ("summarised", 12, [])
    plan = ran(library, "--all", "--out", finished, "--dry-run", "--format", "json")
    assert {one["due"] for one in json.loads(plan.out)["articles"]} == {"unchanged"}


def first_sentence(request: Request) -> Reply:
    """A model's summary: the first sentence of the first source; one article it rejects."""
    asked = request.body["messages"][-1]["content"]
    if "alarming" in asked.partition("Text:")[0]:
        return failure(400, "that is too much for me")
    quote = asked.partition("Text:\n")[2].partition("\n")[0].partition(". ")[0]
    claim = {"text": quote, "citations": [{"source": 1, "quote": quote}]}
    return chat(json.dumps({"claims": [claim]}), tokens=(100, 20))


def test_a_model_is_asked_once_for_each_article_over_all_runs(
    library: Path, openai_server: OpenAIServer, tmp_path: Path
) -> None:
    openai_server.otherwise = first_sentence
    out = tmp_path / "out"
    words = ("--all", "--out", out, "--model", "openai:tiny", "--no-cache")
    planned = ran(library, *words, "--dry-run")
    assert re.search(r"^12 new, .*12,000 written: price unknown$", planned.out, re.MULTILINE)
    assert openai_server.requests == []

    first = ran(library, *words)
    assert first.code == 4
    assert first.out.startswith("summarised 11, refused 0, unchanged 0, failed 1; 1,320 tokens,")
    assert "failed: Campbell finds Pyongyang’s help for Moscow “alarming” (" in first.err
    asked = len(openai_server.requests)
    saved = json.loads((out / "manifest.json").read_bytes())
    assert saved["settings"]["prompt"].startswith("summary@")
    made = [one for one in saved["articles"] if one["state"] == "done"]
    assert {one["prompt"] for one in made} == {saved["settings"]["prompt"]}
    assert {(one["input_tokens"], one["output_tokens"]) for one in made} == {(100, 20)}

    again = ran(library, *words)
    assert again.out.startswith("summarised 0, refused 0, unchanged 11, failed 1;")
    rejected = asked - 11
    assert len(openai_server.requests) == asked + rejected
    openai_server.otherwise = lambda request: first_sentence(_without(request, "alarming"))
    assert ran(library, *words).out.startswith("summarised 1, refused 0, unchanged 11, failed 0;")


def _without(request: Request, word: str) -> Request:
    text = json.dumps(request.body).replace(word, "")
    return replace(request, body=json.loads(text))


def test_failures_alike_are_told_once(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    from rag.cli.batching import _code, _show
    from rag.summarising.batch import Failed, Report

    report = Report(tmp_path)
    report.counts.update({"done": 1, "failed": 7})
    down = ModelError("the server is down", hint="Start it.")
    report.failed = [Failed(f"{n:012}", f"Title {n}", down) for n in range(7)]
    _show(report, "text")
    err = capsys.readouterr().err
    assert err.startswith("failed: Title 0 (000000000000), Title 1 ")
    assert "and 2 more: the server is down\n  hint: Start it.\n" in err
    assert _code(report) == 4
    report.counts.update({"done": -1})
    assert _code(report) == 6
    assert _code(replace_counts(report, refused=2)) == 3


def replace_counts(report: object, **counts: int) -> object:
    from collections import Counter

    return replace(report, counts=Counter(counts), failed=[])
