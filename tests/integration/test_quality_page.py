"""docs/quality.md says what the committed results say, and its figures are computed rightly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from benchmark_scripts import script
from scipy.stats import mannwhitneyu

ROOT = Path(__file__).parents[2]


@pytest.fixture
def figures(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    return script("figures", monkeypatch)


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    return script("report", monkeypatch)


def test_the_page_is_what_the_script_makes_of_the_committed_results(report: dict[str, Any]) -> None:
    assert (ROOT / "docs" / "quality.md").read_text(encoding="utf-8") == report["committed_page"]()


def test_the_plots_are_drawn_of_the_committed_results(report: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    plots = sorted((ROOT / "docs").glob("quality-*.svg"))

    assert plots
    for plot in plots:
        assert f"({plot.name})" in page
        assert report["origin"]() in plot.read_text(encoding="utf-8")


def test_the_area_under_the_curve_is_that_of_the_rank_test(figures: dict[str, Any]) -> None:
    rng = np.random.default_rng(1)
    right, wrong = rng.normal(1, 1, 40).round(1), rng.normal(0, 1, 30).round(1)  # with ties
    curve = figures["Curve"](right.tolist(), wrong.tolist())

    expected = mannwhitneyu(right, wrong).statistic / (40 * 30)
    assert curve.auroc(np.arange(70)) == pytest.approx(expected)
    drawn = rng.integers(0, 70, (5, 70))
    assert curve.auroc(drawn).shape == (5,)
    assert curve.auroc(drawn)[3] == pytest.approx(curve.auroc(drawn[3]))


def test_what_is_refused_is_counted_where_enough_is_kept(figures: dict[str, Any]) -> None:
    curve = figures["Curve"](
        [0.9, 0.8, 0.7, 0.2], [0.75, 0.5, 0.1, 0.1], ([1, 1, 1, 0], [1, 0, 0, 0])
    )
    every = np.arange(curve.size)

    assert curve.refused_at(0.75)(every) == pytest.approx(0.75), "at 0.7 one of four is let through"
    assert curve.refused_at(0.9)(every) == pytest.approx(0.5), "at 0.2 two are"
    assert curve.best(every) == pytest.approx((0.75 + 0.75) / 2)
    assert curve.balanced(every) == pytest.approx((0.75 + 0.75) / 2)


def test_equal_confidences_are_kept_or_refused_together(figures: dict[str, Any]) -> None:
    curve = figures["Curve"]([0.5, 0.5], [0.5, 0.5])
    every = np.arange(4)

    assert curve.auroc(every) == pytest.approx(0.5)
    assert curve.refused_at(0.5)(every) == 0


def test_a_gain_is_paired_and_tested(figures: dict[str, Any]) -> None:
    found = figures["gain"]([0.0] * 20 + [1.0, None], [1.0] * 20 + [1.0, 1.0])

    assert found["value"] == pytest.approx(20 / 21, abs=1e-4)
    assert found["questions"] == 21
    assert found["p"] < 0.01
    assert figures["gain"]([None], [1.0]) is None


def test_outcomes_survive_being_written(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = script("outcomes", monkeypatch)
    pack, unpack = outcomes["pack"], outcomes["unpack"]

    assert pack([1.0, None, 0.0]) == "1-0"
    for values in ([1.0, None, 0.0], [0.5], [0.25, None, 1.0], []):
        assert unpack(pack(values)) == values


def test_a_sentence_is_right_whatever_its_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    data = script("data", monkeypatch)
    case = data["Case"]("q", answerable=True, annotators=(("The doctor 's hat fell .",),))

    assert data["right"](case, "Later. The doctor's hat fell.")
    assert not data["right"](case, "The doctor's dog barked.")
    assert not data["right"](case, "…")


def test_an_answer_counts_as_whole_words(monkeypatch: pytest.MonkeyPatch) -> None:
    data = script("data", monkeypatch)
    case = data["Case"]("q", answerable=True, answers=("10",))

    assert data["right"](case, "There were 10 of them.")
    assert not data["right"](case, "It was in 2010.")


def test_every_part_that_is_switched_off_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    parts = script("ablations", monkeypatch)

    for switches in [*parts["PARTS"].values(), *parts["REBUILT"].values()]:
        with parts["off"](switches):  # raises AttributeError for a name that is gone
            pass
