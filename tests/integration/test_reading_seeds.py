"""The demonstration articles, read as a user would read them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.reading import Reading, find, read

if TYPE_CHECKING:
    from rag.domain.articles import Article

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def seeds() -> dict[str, list[Article]]:
    found: dict[str, list[Article]] = {}
    for path in find([SEEDS]):
        assert isinstance(path, Path), path
        readings = list(read(path))
        assert all(isinstance(one, Reading) for one in readings), readings
        found[path.name] = [one.article for one in readings if isinstance(one, Reading)]
    return found


def test_every_seed_gives_short_articles_with_a_title(seeds: dict[str, list[Article]]) -> None:
    everything = [article for articles in seeds.values() for article in articles]
    assert len(everything) == len({article.id for article in everything}) == 12
    for article in everything:
        assert 100 <= len(article.text.split()) <= 300, article.title
        assert 10 <= len(article.title) <= 100
        assert not article.text.startswith(article.title)
        assert not re.search(r"[<>#*_\[\]]|https?:", article.text), article.title


def test_seeds_with_metadata_give_all_of_it(seeds: dict[str, list[Article]]) -> None:
    dated = [a for name, articles in seeds.items() if not name.endswith(".txt") for a in articles]
    assert len(dated) == 9
    for article in dated:
        assert article.source
        assert article.published is not None
        assert date(2024, 10, 20) <= article.published <= date(2024, 11, 16)
        assert article.url is None or article.url.startswith("https://example.org/")
    assert [a.title for a in dated if not a.author] == ["Beijing has not said where it stands"]


def test_the_plain_seeds_have_the_titles_that_can_be_had(seeds: dict[str, list[Article]]) -> None:
    (untitled,), (headed,) = seeds["troops-for-russia.txt"], seeds["possible-deployment.txt"]
    assert untitled.title.endswith("…")
    assert untitled.text.startswith(untitled.title[:-1])
    assert headed.title == "Washington Sounds the Alarm Over a Possible North Korean Deployment"
    assert headed.text.startswith("American officials")


def test_the_page_is_read_without_what_surrounds_its_article(
    seeds: dict[str, list[Article]],
) -> None:
    (page,) = seeds["campbell-alarming.html"]
    assert (page.source, page.author, page.published) == (
        "Harbor Post",
        "Lena Ortiz",
        date(2024, 10, 31),
    )
    assert page.text.startswith("North Korea’s backing")
    assert page.text.endswith("South Korea and Japan.")
    for around in ("archive", "Photo", "Related", "patrols", "chowder", "Weather", "rights", "By "):
        assert around not in page.text


def test_the_demonstration_question_has_its_sentence(seeds: dict[str, list[Article]]) -> None:
    (article,) = seeds["patel-kursk.md"]
    sentence = article.text.split("\n")[0]
    for words in ("Vedant Patel", "State Department’s Principal Deputy Spokesperson", "Kursk"):
        assert words in sentence


def test_one_seed_says_possible_where_another_says_confirmed(
    seeds: dict[str, list[Article]],
) -> None:
    assert "possible deployment of troops" in seeds["possible-deployment.txt"][0].text
    assert "Antony Blinken confirmed" in seeds["blinken-confirms-combat.md"][0].text
