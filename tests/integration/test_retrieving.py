"""Search over a real library: the two orders are fused, the filters hold, nothing is random."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

import rag
from rag.domain.articles import Filters
from rag.embedding.minilm import MiniLm
from rag.embedding.splade import SpladeTiny
from rag.errors import EmptyLibraryError
from rag.retrieving import search
from rag.retrieving.search import CANDIDATES, fuse, search_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rag.domain.articles import Hit
    from rag.wiring import News

ARTICLES = [
    ("Ferry sinks", "The Post", "2031-03-01", "A ferry sank off Madeira. All passengers lived."),
    ("Ferry inquiry", "The Post", "2031-03-09", "Judges ask why the ferry had no radio."),
    ("Volcano wakes", "Daily Echo", "2031-03-02", "Ash from Katla closed three airports."),
    ("Airports open", "daily echo", "2031-03-05", "Flights returned after the ash had gone."),
    ("Rates rise", "The Post", "2031-04-01", "The bank raised its interest rate to 4 percent."),
    ("Bank warns", None, "2031-04-02", "The governor warned that prices may climb further."),
    ("Cup final", "Daily Echo", "2031-05-30", "Porto won the cup in extra time."),
    ("Coach leaves", "Daily Echo", None, "The coach of Porto resigned after the cup final."),
    ("Bridge closed", None, None, "Engineers found cracks in the Vanter Bridge."),
    ("Bridge opens", "The Post", "2031-06-01", "The Vanter Bridge carries traffic again."),
    ("Vaccine trial", "Daily Echo", "2031-06-02", "A malaria vaccine protected 77 percent."),
    ("Strike ends", "The Post", "2031-06-03", "Train drivers accepted the offer and will work."),
]


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Iterator[News]:
    folder = tmp_path_factory.mktemp("retrieving")
    names = ("title", "source", "published", "text")
    records = [json.dumps(dict(zip(names, fields, strict=True))) for fields in ARTICLES]
    (folder / "news.jsonl").write_text("\n".join(records), encoding="utf-8")
    with rag.open(folder / "library") as opened:
        assert opened.add([folder / "news.jsonl"]).added == len(ARTICLES)
        yield opened


def titles(hits: list[Hit]) -> list[str]:
    return [hit.article.title for hit in hits]


def test_both_scores_count_half_and_are_divided_by_the_best_of_the_question() -> None:
    fused = fuse({"a": 0.8, "b": 0.4, "c": 0.2}, {"b": 6.0, "c": 3.0})

    assert fused == {"a": 0.5, "b": 0.25 + 0.5, "c": 0.125 + 0.25}


def test_a_negative_cosine_counts_as_nothing() -> None:
    assert fuse({"a": -0.5, "b": 0.5}, {}) == {"a": 0.0, "b": 0.5}
    assert fuse({"a": -0.5}, {"a": 2.0}) == {"a": 0.5}


def test_nothing_fused_is_nothing() -> None:
    assert fuse({}, {}) == {}


def test_the_words_looked_up_are_content_words_once_each_or_all_if_there_are_none() -> None:
    assert search_words("Who was it that warned, and warned, about Kursk?") == ["warned", "Kursk"]
    assert search_words("Who was it?") == ["Who", "was", "it"]
    assert search_words("?!") == []


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Why did the boat go down?", "Ferry"),
        ("Vanter Bridge", "Bridge"),
        ("Who stepped down as manager of the football club?", "Coach leaves"),
        ("monetary policy", "Rates rise"),
        ("Katla", "Volcano wakes"),
    ],
)
def test_the_best_hit_is_about_the_question(news: News, question: str, title: str) -> None:
    assert titles(news.search(question))[0].startswith(title)


def test_scores_fall_from_hit_to_hit_and_lie_between_0_and_1(news: News) -> None:
    hits = news.search("Why was the Vanter Bridge closed?", k=12)

    scores = [hit.score for hit in hits]
    assert len(hits) == len(ARTICLES)
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] < scores[0] <= 1
    assert all(-1 <= hit.similarity <= 1 for hit in hits)


def test_a_hit_that_is_best_in_both_orders_scores_1(news: News) -> None:
    [best, second] = news.search("Engineers found cracks in the Vanter Bridge.", k=2)

    assert best.article.title == "Bridge closed"
    assert best.score == pytest.approx(1)
    assert second.score < 0.9


def test_a_hit_brings_its_article_its_paths_and_its_sentences(news: News) -> None:
    [hit] = news.search("ferry Madeira", k=1)

    assert hit.article.title == "Ferry sinks"
    assert [path.rpartition("/")[2] for path in hit.paths] == ["news.jsonl"]
    assert [hit.article.text[s.start : s.end] for s in hit.sentences] == [
        "A ferry sank off Madeira.",
        "All passengers lived.",
    ]
    assert hit.sentences[0].similarity > hit.sentences[1].similarity + 0.2
    assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text


def test_k_is_the_most_hits(news: News) -> None:
    for k in (1, 3, 12):
        assert len(news.search("ferry", k=k)) == k
    assert len(news.search("ferry", k=1000)) == len(ARTICLES) < CANDIDATES
    assert len(news.search("ferry")) == news.settings.k == 8


def test_the_same_question_has_the_same_hits_in_the_same_order(news: News) -> None:
    first = news.search("Who won?", k=12)

    assert all(news.search("Who won?", k=12) == first for _ in range(3))


def test_passages_that_score_the_same_stand_in_the_order_of_their_ids(tmp_path: Path) -> None:
    paragraph = "Rain fell on " + ", ".join(["the hills and the town"] * 25) + "."
    (tmp_path / "rain.txt").write_text("\n".join([paragraph] * 12), encoding="utf-8")
    with rag.open(tmp_path / "library") as news:
        news.add([tmp_path / "rain.txt"])

        hits = news.search("Where did rain fall?", k=12)

    names = [hit.passage.id for hit in hits]
    assert len({(hit.passage.text, hit.score) for hit in hits}) == 1
    assert names == sorted(names)
    assert len(names) == 12


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(since=date(2031, 6, 2)), {"Vaccine trial", "Strike ends"}),
        (Filters(until=date(2031, 3, 2)), {"Ferry sinks", "Volcano wakes"}),
        (Filters(date(2031, 3, 5), date(2031, 3, 9)), {"Airports open", "Ferry inquiry"}),
        (Filters(date(2031, 3, 5), date(2031, 3, 5)), {"Airports open"}),
        (Filters(date(2031, 3, 6), date(2031, 3, 5)), set()),
        (
            Filters(sources=("DAILY ECHO",), until=date(2031, 3, 31)),
            {"Volcano wakes", "Airports open"},
        ),
        (Filters(sources=("Nobody",)), set()),
        (
            Filters(sources=("the post", "daily echo"), since=date(2031, 6, 1)),
            {"Bridge opens", "Vaccine trial", "Strike ends"},
        ),
    ],
)
def test_filters_are_inclusive_and_leave_undated_articles_out(
    news: News, filters: Filters, found: set[str]
) -> None:
    for question in ("ferry", "Vanter Bridge cracks", "Who resigned?"):
        assert set(titles(news.search(question, filters, k=12))) == found


def test_a_source_alone_keeps_its_undated_articles(news: News) -> None:
    found = titles(news.search("Porto", Filters(sources=("Daily Echo",)), k=12))

    assert found[:2] in (["Coach leaves", "Cup final"], ["Cup final", "Coach leaves"])
    assert len(found) == 5


def test_undated_articles_that_a_date_leaves_out_are_noted(news: News) -> None:
    assert news.notes(Filters(since=date(2031, 1, 1))) == ("2 undated articles left out",)
    assert news.notes(Filters(until=date(2031, 1, 1), sources=("daily echo",))) == (
        "1 undated article left out",
    )
    assert news.notes(Filters(sources=("daily echo",))) == ()
    assert news.notes(Filters(since=date(2031, 1, 1), sources=("the post",))) == ()


def test_a_search_without_a_word_or_with_odd_ones_is_answered_by_the_vectors(news: News) -> None:
    for odd in ("?", '"', "AND OR NOT", "a*", "title:ferry", "(", "\x00", "👍", "x" * 10_000):
        assert len(news.search(odd, k=3)) == 3


def test_search_is_a_function_of_a_snapshot_and_an_embedder(news: News) -> None:
    with news.reading() as snapshot:
        models = {"embedder": MiniLm(), "relevance": SpladeTiny()}
        hits = search("ferry", Filters(), 2, library=snapshot, **models)

    assert hits == news.search("ferry", k=2)


def test_an_empty_library_says_how_to_add_articles(tmp_path: Path) -> None:
    with (
        rag.open(tmp_path / "empty") as news,
        pytest.raises(EmptyLibraryError, match="is empty") as caught,
    ):
        news.search("ferry")
    assert "rag add" in caught.value.hint
