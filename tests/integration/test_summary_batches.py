"""Many articles into a folder: what is skipped, what fails alone, what can be resumed.

The files, locks and threads are real; the articles and who summarises them are not.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
import tracemalloc
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from rag.domain.articles import Article, Filters, Location
from rag.domain.replies import Citation, Claim, Draft, Provenance, Refusal
from rag.domain.summaries import Summary
from rag.drafting.condensing import LlmSummariser
from rag.drafting.models import LanguageModel
from rag.errors import ModelError, RagError, UsageError
from rag.library.entries import Card, Place, Stored
from rag.summarising import runs
from rag.summarising.batch import Order, run
from rag.summarising.extractive import ExtractiveSummariser
from rag.summarising.planning import plan
from rag.summarising.records import Made, name_of
from rag.words import tokens

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = datetime(2024, 5, 6, tzinfo=UTC)
MADE = Made("openai:m", "answer@0123456789ab", "minilm@0 (384 dimensions, 2)", 60, "0.1.0")
SPENT = Provenance("openai:m", MADE.prompt, "minilm@0", "/lib", 1, None, "0.1.0", 100, 20, 0.5, 1.5)


def make_article(number: int) -> Article:
    text = f"Article number {number} said </script><b>this</b>. It rained."
    return Article.of(title=f"Title {number}", text=text, source="The Post", published=DAY.date())


@dataclass
class FakeDesk:
    """Summarises each article by its first sentence; `answers` may raise or refuse instead."""

    listed: list[Article]
    answers: Callable[[Article], Summary | Refusal | None] = lambda _: None
    asked: list[str] = field(default_factory=list)

    def articles(self) -> list[Card]:
        return [
            Card(a.id, a.title, a.source, None, None, a.published, ("/a.md",), DAY, 1, len(a.text))
            for a in self.listed
        ]

    def article(self, target: str) -> Stored:
        found = next(article for article in self.listed if article.id == target)
        return Stored(found, (Place(Location("/a.md", "", "f" * 64), DAY),))

    def summarise(self, target: str, words: int) -> Summary | Refusal:
        article = self.article(target).article
        self.asked.append(article.title)
        return self.answers(article) or summary(article, words)


def summary(article: Article, words: int) -> Summary:
    quote = article.text.partition(". ")[0] + "."
    cited = Citation(
        "evidence", article.id, article.title, article.source, None, article.published, None,
        ("/a.md",), 0, len(quote), quote,
    )  # fmt: skip
    claims = (Claim(quote, (cited,)),)
    ids = (article.id,)
    return Summary("article", article.title, ids, words, claims, (), (), (), (), (), SPENT)


def order(folder: Path, **changes: object) -> Order:
    whole = Order(folder, MADE, Filters(), "/lib")
    return replace(whole, **changes)  # type: ignore[arg-type]


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk([make_article(number) for number in range(6)])


def manifest(folder: Path) -> dict[str, object]:
    return json.loads((folder / "manifest.json").read_bytes())


def states(folder: Path) -> dict[str, str]:
    return {one["title"]: one["state"] for one in manifest(folder)["articles"]}


def contents(folder: Path) -> dict[str, bytes]:
    """What is in the folder, apart from the run's own account."""
    own = {"manifest.json", runs.LOCK}
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in own}


@pytest.mark.parametrize("workers", [1, 4])
def test_each_article_gets_its_files_and_the_manifest_tells_all(
    desk: FakeDesk, tmp_path: Path, workers: int
) -> None:
    out = tmp_path / "deep" / "out"
    told: list[tuple[int, int]] = []
    report = run(
        desk, order(out, workers=workers), lambda done, total, _: told.append((done, total))
    )

    assert (report.counts["done"], report.failed) == (6, [])
    assert (report.input_tokens, report.output_tokens, report.cost) == (600, 120, 3.0)
    assert told == [(number, 6) for number in range(1, 7)]
    saved = manifest(out)
    assert (saved["complete"], saved["settings"]["prompt"]) == (True, MADE.prompt)
    assert saved["totals"]["done"] == 6
    for article, entry in zip(desk.listed, saved["articles"], strict=True):
        assert (entry["id"], entry["sha256"]) == (article.id, article.sha256)
        assert (entry["state"], entry["model"], entry["cost"]) == ("done", "openai:m", 0.5)
        assert sorted(entry["files"]) == [
            f"title-{article.title[-1]}-{article.id}{suffix}"
            for suffix in (".html", ".json", ".md")
        ]
        for name, known in entry["files"].items():
            assert hashlib.sha256((out / name).read_bytes()).hexdigest() == known
    index = (out / "index.html").read_text(encoding="utf-8")
    assert [index.index(f"title-{number}-") for number in range(6)] == sorted(
        index.index(f"title-{number}-") for number in range(6)
    )
    assert "said &lt;/script&gt;&lt;b&gt;this&lt;/b&gt;." in index
    assert (out / "index.md").read_text(encoding="utf-8").count("[**Title") == 6


def test_what_is_unchanged_is_not_made_again(desk: FakeDesk, tmp_path: Path) -> None:
    run(desk, order(tmp_path))
    before, times = contents(tmp_path), {p: p.stat().st_mtime_ns for p in tmp_path.glob("title*")}
    desk.asked.clear()
    report = run(desk, order(tmp_path))

    assert (desk.asked, report.counts) == ([], {"unchanged": 6})
    assert (report.input_tokens, report.cost) == (0, 0.0)
    assert contents(tmp_path) == before
    assert {p: p.stat().st_mtime_ns for p in tmp_path.glob("title*")} == times
    assert set(states(tmp_path).values()) == {"unchanged"}
    assert manifest(tmp_path)["articles"][0]["cost"] == 0.5  # what it cost when it was made


@pytest.mark.parametrize("suffix", [".md", ".html", ".json"])
@pytest.mark.parametrize("damage", ["gone", "edited", "emptied"])
def test_a_file_that_is_damaged_is_made_again(
    desk: FakeDesk, tmp_path: Path, suffix: str, damage: str
) -> None:
    run(desk, order(tmp_path))
    before = contents(tmp_path)
    [file] = tmp_path.glob(f"title-3-*{suffix}")
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:-20] if damage == "edited" else b"")
    desk.asked.clear()
    run(desk, order(tmp_path))

    assert desk.asked == ["Title 3"]
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    "changes",
    [{"words": 250}, {"model": "openai:n"}, {"prompt": "answer@f"}, {"embedder": "e5@1"}],
)
def test_another_writer_or_length_makes_all_anew(
    desk: FakeDesk, tmp_path: Path, changes: dict[str, object]
) -> None:
    run(desk, order(tmp_path))
    desk.asked.clear()
    run(desk, order(tmp_path, made=replace(MADE, **changes)))
    assert len(desk.asked) == 6


def test_a_new_title_makes_one_article_anew_and_its_old_files_are_named(
    desk: FakeDesk, tmp_path: Path
) -> None:
    run(desk, order(tmp_path))
    desk.asked.clear()
    desk.listed[2] = replace(desk.listed[2], title="A better title")
    report = run(desk, order(tmp_path))

    assert desk.asked == ["A better title"]
    assert report.left == 1
    assert "title-2-" not in (tmp_path / "index.html").read_text(encoding="utf-8")
    assert len(list(tmp_path.glob("title-2-*"))) == 3


def test_an_article_that_fails_does_not_stop_the_others(desk: FakeDesk, tmp_path: Path) -> None:
    def answer(article: Article) -> Summary | Refusal | None:
        if article.title == "Title 1":
            raise ModelError("the server is down", hint="Start it.")
        if article.title == "Title 2":
            raise ZeroDivisionError("oh")
        if article.title == "Title 3":
            return Refusal(article.title, "nothing to say", (), (), (), (), SPENT)
        return None

    desk.answers = answer
    report = run(desk, order(tmp_path, workers=3))

    assert report.counts == {"done": 3, "refused": 1, "failed": 2, "unchanged": 0}
    assert states(tmp_path) == {
        "Title 0": "done", "Title 1": "failed", "Title 2": "failed", "Title 3": "refused",
        "Title 4": "done", "Title 5": "done",
    }  # fmt: skip
    failed = manifest(tmp_path)["articles"][1]
    assert failed["error"] == {
        "code": "model", "message": "the server is down", "hint": "Start it."
    }  # fmt: skip
    index = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "the server is down" in index
    assert "ZeroDivisionError: oh" in index
    assert "nothing to say" in index

    desk.answers = lambda _: None
    desk.asked.clear()
    again = run(desk, order(tmp_path))
    assert sorted(desk.asked) == ["Title 1", "Title 2"]  # a refusal is a result, too
    assert again.counts == {"done": 2, "unchanged": 4}


def test_a_failure_of_an_article_that_was_summarised_before_leaves_it_out_of_the_index(
    desk: FakeDesk, tmp_path: Path
) -> None:
    run(desk, order(tmp_path))

    def fail(_: Article) -> Summary:
        raise RagError("no", hint="Try.")

    desk.answers = fail
    run(desk, order(tmp_path, made=replace(MADE, words=30)))
    assert (
        "href" not in (tmp_path / "index.html").read_text(encoding="utf-8").partition("<main>")[2]
    )


def test_unknown_prices_stay_unknown(desk: FakeDesk, tmp_path: Path) -> None:
    free = replace(SPENT, cost=None)
    desk.answers = lambda article: replace(summary(article, 60), provenance=free)
    assert run(desk, order(tmp_path)).cost is None
    assert manifest(tmp_path)["totals"]["cost"] is None


def interrupt(desk: FakeDesk, folder: Path, after: int, workers: int = 1) -> None:
    """Press Ctrl-C when so many articles are done."""

    def progress(done: int, _total: int, _name: str) -> None:
        if done == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(desk, order(folder, workers=workers), progress)


@pytest.mark.parametrize("workers", [1, 3])
def test_an_interrupted_run_goes_on_without_what_is_finished(
    desk: FakeDesk, tmp_path: Path, workers: int
) -> None:
    interrupt(desk, tmp_path, 2, workers)
    assert manifest(tmp_path)["complete"] is False
    time.sleep(0.3)  # what was under way may still be finished
    finished = {path.name.rpartition("-")[0] for path in tmp_path.glob("title-*.json")}
    assert len(finished) >= 2
    desk.asked.clear()
    report = run(desk, order(tmp_path, resume=True))

    assert not {title.lower().replace(" ", "-") for title in desk.asked} & finished
    assert len(desk.asked) + len(finished) == 6
    assert report.counts["unchanged"] == len(finished)
    assert manifest(tmp_path)["complete"] is True


def test_a_run_that_is_complete_cannot_be_resumed(desk: FakeDesk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no run in .* to go on with"):
        run(desk, order(tmp_path, resume=True))
    run(desk, order(tmp_path))
    with pytest.raises(UsageError, match="is complete"):
        run(desk, order(tmp_path, resume=True))


def test_a_run_is_resumed_with_its_own_settings_only(desk: FakeDesk, tmp_path: Path) -> None:
    interrupt(desk, tmp_path, 1)
    other = order(
        tmp_path,
        made=replace(MADE, words=250),
        filters=Filters(since=date(2024, 1, 1), sources=("The Post",)),
        resume=True,
    )
    with pytest.raises(UsageError) as caught:
        run(desk, other)
    assert "words was 60 and is 250" in caught.value.message
    assert "since was not set and is 2024-01-01" in caught.value.message
    assert "model" not in caught.value.message
    assert manifest(tmp_path)["settings"]["words"] == 60


def test_what_a_dead_writer_left_unfinished_is_cleared_away(desk: FakeDesk, tmp_path: Path) -> None:
    interrupt(desk, tmp_path, 1)
    left = tmp_path / "title-2-abc.01234567.unfinished"
    left.write_bytes(b"half")
    run(desk, order(tmp_path, resume=True))
    assert not left.exists()


def test_two_runs_into_one_folder_do_not_meet(desk: FakeDesk, tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def wait(_: Article) -> None:
        begun.set()
        go_on.wait(20)

    desk.answers = wait
    first = threading.Thread(target=run, args=(desk, order(tmp_path)))
    first.start()
    begun.wait(20)
    try:
        with pytest.raises(UsageError, match="Another run is writing"):
            run(desk, order(tmp_path))
    finally:
        go_on.set()
        first.join()
    assert manifest(tmp_path)["complete"] is True


@pytest.mark.parametrize(
    ("name", "text"),
    [("index.html", "<p>mine"), ("index.md", "# mine"), ("manifest.json", "{}"),
     ("manifest.json", '{"name": "an extension"}'), ("manifest.json", "not JSON")],
)  # fmt: skip
def test_nothing_of_somebody_else_is_overwritten(
    desk: FakeDesk, tmp_path: Path, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=name):
        run(desk, order(tmp_path))
    assert (tmp_path / name).read_text(encoding="utf-8") == text
    assert desk.asked == []


def test_a_folder_that_cannot_be_made_is_named(desk: FakeDesk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=r"Nothing can be written to .*file/out"):
        run(desk, order(tmp_path / "file" / "out"))


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (Filters(since=date(2024, 5, 7)), ["Title 1"]),
        (Filters(until=date(2024, 5, 6)), ["Title 2", "Title 3", "Title 4", "Title 5"]),
        (Filters(sources=("THE POST", "x")), [f"Title {n}" for n in (0, 1, 3, 4, 5)]),
    ],
)  # fmt: skip
def test_only_chosen_articles_are_summarised(
    desk: FakeDesk, tmp_path: Path, filters: Filters, titles: list[str]
) -> None:
    desk.listed[0] = replace(desk.listed[0], published=None)
    desk.listed[1] = replace(desk.listed[1], published=date(2024, 5, 7))
    desk.listed[2] = replace(desk.listed[2], source=None)
    run(desk, order(tmp_path, filters=filters))
    assert desk.asked == titles


def test_where_nothing_is_chosen_nothing_is_written(desk: FakeDesk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No article of the library passes"):
        run(desk, order(tmp_path / "out", filters=Filters(sources=("Nobody",))))
    with pytest.raises(UsageError, match="no article to summarise"):
        run(FakeDesk([]), order(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> LlmSummariser:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "unused")
    return LlmSummariser(LanguageModel("openai:gpt-5-mini"))


def test_a_plan_tells_what_is_new_changed_and_unchanged_and_writes_nothing(
    desk: FakeDesk, writer: LlmSummariser, tmp_path: Path
) -> None:
    desk.listed, rest = desk.listed[:4], desk.listed[4:]
    run(desk, order(tmp_path))
    desk.listed[0] = replace(desk.listed[0], source="Another")
    desk.listed += rest
    before = contents(tmp_path)
    desk.asked.clear()
    planned = plan(desk, order(tmp_path), writer)

    assert [one.due for one in planned.articles] == ["changed", *["unchanged"] * 3, "new", "new"]
    assert planned.output_tokens == 3 * 1000
    text = len(desk.listed[0].text.encode()) / 3
    assert 3 * text < planned.input_tokens < 3 * (text + 5000)
    assert planned.cost == pytest.approx(
        (0.25 * planned.input_tokens + 2 * planned.output_tokens) / 1e6
    )
    assert (desk.asked, contents(tmp_path)) == ([], before)


def test_a_plan_without_a_model_costs_nothing(desk: FakeDesk, tmp_path: Path) -> None:
    plain = order(tmp_path / "new", made=replace(MADE, model="extractive", prompt=None))
    planned = plan(desk, plain, ExtractiveSummariser(dict, lambda _: (0, {}), Draft))
    assert (planned.count("new"), planned.input_tokens, planned.cost) == (6, 0, 0.0)
    assert not (tmp_path / "new").exists()


def test_an_article_that_exceeds_the_window_is_planned_in_parts(
    writer: LlmSummariser, tmp_path: Path
) -> None:
    long = Article.of(title="Long", text="It rained. " * 3000)
    narrow = LlmSummariser(LanguageModel("local:small.gguf"))
    small = plan(FakeDesk([long]), order(tmp_path), narrow)
    large = plan(FakeDesk([long]), order(tmp_path), writer)
    assert small.input_tokens > large.input_tokens > 11_000
    assert small.output_tokens > large.output_tokens == 1000


@dataclass
class EndlessDesk(FakeDesk):
    """Makes its articles when they are asked for, and keeps none; each has 60,000 characters."""

    size: int = 0

    def articles(self) -> list[Card]:
        return [
            replace(super(EndlessDesk, self).articles()[0], id=f"{n:012}") for n in range(self.size)
        ]

    def article(self, target: str) -> Stored:
        text = f"Article {target} said this. " + f"It rained {target} times. " * 2000
        whole = replace(Article.of(title="Title", text=text), id=target)
        return Stored(whole, ())

    def summarise(self, target: str, words: int) -> Summary | Refusal:
        article = self.article(target).article
        tokens(article.text)  # what is read is remembered for a while
        return summary(article, words)


def test_memory_does_not_grow_with_the_number_of_articles(tmp_path: Path) -> None:
    run(EndlessDesk([make_article(0)], size=2), order(tmp_path / "warm"))
    peaks = []
    for size in (3, 40):
        tracemalloc.start()
        run(EndlessDesk([make_article(0)], size=size), order(tmp_path / str(size)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    few, many = peaks
    # One text with its words takes some megabytes; 37 cards take some 20 kB.
    assert many < few + 500_000


def test_names_are_those_of_the_catalogue(desk: FakeDesk) -> None:
    for card, article in zip(desk.articles(), desk.listed, strict=True):
        assert name_of(card) == name_of(article)
