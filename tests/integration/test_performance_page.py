"""docs/performance.md says what the committed results say, and costs are compared rightly."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from benchmark_scripts import script

ROOT = Path(__file__).parents[2]


@pytest.fixture
def report(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    return script("performance_report", monkeypatch)


@pytest.fixture
def racing(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    return script("racing", monkeypatch)


def test_the_page_is_what_the_script_makes_of_the_results(report: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")

    assert page == report["committed_page"]()


def test_the_table_of_the_readme_is_that_of_the_results(report: dict[str, Any]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert report["table"](report["loaded"](report["RESULTS"])) in readme


def test_the_plots_of_the_page_are_drawn_of_the_results(report: dict[str, Any]) -> None:
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    plots = sorted((ROOT / "docs").glob("performance-*.svg"))

    assert plots
    for plot in plots:
        assert f"({plot.name})" in page
        assert report["origin"](report["RESULTS"]) in plot.read_text(encoding="utf-8")


def test_ratios_are_those_of_a_round_and_not_of_medians(racing: dict[str, Any]) -> None:
    found = racing["ratio"]([1.0, 4.0, 3.0], [1.0, 2.0, 6.0])

    assert found == {"median": 1.0, "low": 0.5, "high": 2.0}


def test_what_a_process_tells_last_is_kept_and_what_it_took(racing: dict[str, Any]) -> None:
    tells = "print('working'); print('{\"passages\": 7}', end='')"
    cost = racing["run"](racing["Contestant"]([sys.executable, "-c", tells]))

    assert cost.told == {"passages": 7}
    assert 0 < cost.mib < 100, "the memory of this process, which is larger, is not counted"
    assert min(cost.cpu, cost.wall) > 0


def test_each_round_runs_everybody_once_after_what_comes_before(
    racing: dict[str, Any], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    write = "import sys; open(sys.argv[1], 'a').write(sys.argv[2])"

    def note(text: str) -> None:
        with log.open("a") as file:
            file.write(text)

    def contestant(name: str) -> object:
        command = [sys.executable, "-c", write, log, name]
        return racing["Contestant"](command, partial(note, name.upper()))

    costs = racing["race"]({"a": contestant("a"), "b": contestant("b")}, 2)

    assert log.read_text() == "AaBbAaBb"
    assert [len(found) for found in costs.values()] == [2, 2]


def test_a_contestant_that_fails_ends_the_race(racing: dict[str, Any]) -> None:
    with pytest.raises(SystemExit, match="ended with 7"):
        racing["run"](racing["Contestant"]([sys.executable, "-c", "import sys; sys.exit(7)"]))
