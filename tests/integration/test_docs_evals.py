"""What docs/evals.md and its workflow say can be typed, and does what they say."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
import yaml

from rag.cli import exits
from rag.cli.commands import rag_app
from rag.cli.running import run
from rag.domain.measures import MEASURES
from rag.evaluating.saving import read_baseline
from rag.rendering.reports.figures import figure

ROOT = Path(__file__).parents[2]
DOC = (ROOT / "docs" / "evals.md").read_text(encoding="utf-8")
[EXAMPLE] = re.findall(r"```yaml\n(.*?)```", DOC, re.DOTALL)
WORKFLOW = yaml.safe_load((ROOT / "docs" / "evals-workflow.yml").read_text(encoding="utf-8"))
STEPS = {step["name"]: step for step in WORKFLOW["jobs"]["evals"]["steps"] if "name" in step}
STORM = """Ada Lund warned the fishermen on Monday. "A storm is coming," said the harbour master."""

TYPED = [line.partition("#")[0] for line in re.findall(r"^\$ (rag .*)$", DOC, re.MULTILINE)]
TYPED.append(STEPS["Ask every question, compare with the baseline"]["run"])


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example of the page, with the article that it is about."""
    articles = tmp_path / "evals" / "articles"
    articles.mkdir(parents=True)
    (articles / "storm.md").write_text(STORM, encoding="utf-8")
    (tmp_path / "evals" / "harbour.yaml").write_text(EXAMPLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")  # where nobody listens
    return tmp_path


def test_the_example_case_is_one_and_passes(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del room
    assert run(rag_app, "rag", ["eval", "--format", "json"]) == exits.DONE
    report = json.loads(capsys.readouterr().out)
    passed = {one["case"]["id"]: one["attempts"][0]["passed"] for one in report["cases"]}
    assert passed == {"harbour-warning": True, "harbour-budget": True, "harbour-summary": True}


@pytest.mark.parametrize("command", TYPED)
def test_a_command_of_the_page_is_one(
    room: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    del room
    expected = exits.GATE if "--baseline" in command else exits.DONE
    if "--record" in command:
        expected = exits.MODEL
    program, *words = shlex.split(command)
    assert run(rag_app, program, words) == expected
    assert "internal" not in capsys.readouterr().err


def test_every_gated_measure_is_explained_on_the_page() -> None:
    for measure in MEASURES:
        if measure.gated:
            assert measure.label.removeprefix("right ").removeprefix("wrong ") in DOC


def test_the_workflow_keeps_what_the_run_writes() -> None:
    written = set(
        re.findall(r"--out (\S+)", STEPS["Ask every question, compare with the baseline"]["run"])
    )
    kept = set(STEPS["Keep the report"]["with"]["path"].split())
    shown = set(re.findall(r"\S+\.md", STEPS["Show the summary on the run's page"]["run"]))
    assert written == kept | shown
    assert all(
        STEPS[name]["if"] == "always()" for name in STEPS if name.startswith(("Show", "Keep"))
    )


def test_the_readme_shows_what_the_baseline_holds() -> None:
    baseline = read_baseline(ROOT / "evals" / "baseline.json")
    assert baseline is not None
    metrics = {metric.name: metric for metric in baseline.metrics}
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("## Evaluated")[1]
    rows = dict(re.findall(r"^\| ([\w@ ]+) \| ([\d.]+ %) \|", section, re.MULTILINE))
    assert {"answer correctness", "right refusals", "wrong refusals"} <= rows.keys()
    for measure in MEASURES:
        if measure.label in rows:
            assert rows.pop(measure.label) == figure(metrics[measure.name].value, measure.unit)
    assert not rows
