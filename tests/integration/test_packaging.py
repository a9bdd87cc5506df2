"""What is installed is whole: code, prompts, vocabulary, licences and both commands."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from configparser import ConfigParser
from pathlib import Path

import pytest

from rag import prompting

ROOT = Path(__file__).parents[2]


def python(*words: str) -> str:
    """Run Python away from the checkout; returns what it printed."""
    done = subprocess.run(
        [sys.executable, *words], cwd=sys.prefix, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def python_with(folder: Path, code: str) -> str:
    """Run code that finds the packages of a folder before those of this environment."""
    return python("-c", "import sys; sys.path.insert(0, sys.argv[1])\n" + code, str(folder))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built with what is installed here; nothing is downloaded."""
    folder = tmp_path_factory.mktemp("wheel")
    python(
        *("-m", "pip", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation"),
        *("--disable-pip-version-check", "--wheel-dir", str(folder), str(ROOT)),
    )
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    python(
        *("-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--no-compile"),
        *("--disable-pip-version-check", "--target", str(folder), str(wheel)),
    )
    return folder


def test_the_wheel_has_every_module_prompt_and_data_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    modules = {f"rag/{path.relative_to(ROOT / 'rag')}" for path in (ROOT / "rag").rglob("*.py")}
    prompts = {f"rag/_prompts/{path.name}" for path in (ROOT / "prompts").iterdir()}
    page = {f"rag/rendering/reports/page.{ending}" for ending in ("html.j2", "css", "js")}
    assert (
        modules | prompts | page | {"rag/embedding/data/vocab.txt", "rag/drafting/data/prices.json"}
        <= names
    )
    assert "rag/_prompts/answer.md" in prompts


def test_the_wheel_has_nothing_but_the_package(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"rag"}


def test_the_wheel_has_both_licences(wheel: Path) -> None:
    names = [name for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name]

    assert [name.partition("/licenses/")[2] for name in sorted(names)] == [
        "LICENSE",
        "rag/embedding/data/NOTICE",
    ]


def test_the_wheel_makes_both_commands(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        [name] = [each for each in archive.namelist() if each.endswith("entry_points.txt")]
        points = ConfigParser()
        points.read_string(archive.read(name).decode())

    assert dict(points["console_scripts"]) == {"ask": "rag.cli:ask", "rag": "rag.cli:main"}


def test_an_installed_package_reads_the_prompts_that_came_with_it(installed: Path) -> None:
    said = python_with(
        installed,
        "from rag import prompting\n"
        "print(prompting.__file__, prompting._folder(), prompting.load_prompt('answer').id)",
    )

    assert said.split() == [
        str(installed / "rag" / "prompting.py"),
        str(installed / "rag" / "_prompts"),
        prompting.load_prompt("answer").id,
    ]


def test_an_installed_package_has_its_vocabulary_and_its_commands(installed: Path) -> None:
    said = python_with(
        installed,
        "from rag import cli\n"
        "from rag.embedding import minilm\n"
        "print(minilm.__file__, minilm.MiniLm().count_tokens(['harbour']), callable(cli.ask))",
    )

    assert said.split() == [str(installed / "rag" / "embedding" / "minilm.py"), "[1]", "True"]


def test_a_checkout_reads_the_prompts_of_the_repository() -> None:
    assert not (ROOT / "rag" / "_prompts").exists()
    assert Path(str(prompting._folder())) == ROOT / "prompts"


def test_versions_are_pinned_exactly_and_name_no_host() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()

    names = [line.partition("==")[0] for line in lines]
    assert all(line.count("==") == 1 and "/" not in line for line in lines)
    assert len({name.lower().replace("_", "-") for name in names}) == len(names)


def test_every_direct_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = {
        line.partition("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    }

    names = {re.split(r"[\[<>=~! ;]", need)[0].lower().replace("_", "-") for need in wanted}
    assert names <= pinned
