"""What the README shows is what happens: its commands, its answer, its figures."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.cli import exits

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)
COMMANDS = [
    (command, shown.strip())
    for block in BLOCKS
    for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]
REFUSED = 3


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A library of its own, and the commands of this environment on the path."""
    library = tmp_path_factory.mktemp("readme") / "library"
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "RAG_LIBRARY": str(library), "PATH": path}


@pytest.mark.parametrize(("command", "shown"), COMMANDS, ids=[command for command, _ in COMMANDS])
def test_a_command_of_the_readme_does_what_it_shows(
    command: str, shown: str, environment: dict[str, str]
) -> None:
    if command == "make demo" and not (ROOT / ".venv" / ".ready").exists():
        pytest.skip("make demo would set up an environment: run it by hand")
    # CI's own make passes flags to the makes below it by these.
    clean = {name: value for name, value in environment.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=clean, capture_output=True, text=True, check=False
    )

    assert done.returncode == (REFUSED if shown.startswith("Not in these articles") else 0), (
        done.stdout + done.stderr
    )
    assert done.stdout.startswith(shown)


def test_the_readme_has_commands_with_and_without_shown_output() -> None:
    assert [command for command, shown in COMMANDS if shown]
    assert [command for command, shown in COMMANDS if not shown]


def test_the_python_of_the_readme_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}

    exec(code, names)  # noqa: S102 - the README is ours

    assert names["citation"], "the loop over the citations ran"


def test_the_figures_of_the_readme_are_the_committed_results() -> None:
    report = runpy.run_path(str(ROOT / "benchmarks" / "report.py"))

    assert report["table"](report["loaded"](report["RESULTS"])) in README


def test_the_exit_codes_of_the_readme_are_those_of_the_program() -> None:
    shown = dict(re.findall(r"^\| (\d+) \| (.+?) \|$", README, re.MULTILINE))

    assert {int(code) for code in shown} == set(exits.MEANINGS)
