"""Reports and baselines on a disk: whole files, or an error that says what to do."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from report_making import make_report

from rag.errors import UsageError
from rag.evaluating.gating import baseline_of
from rag.evaluating.saving import read_baseline, read_report, report_json, write_baseline

if TYPE_CHECKING:
    from pathlib import Path

BASELINE = baseline_of(make_report(), "as it should be", "2024-05-06T10:00:00+00:00", None)


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    path.write_text("old", encoding="utf-8")

    write_baseline(path, BASELINE)

    assert read_baseline(path) == BASELINE
    assert path.read_bytes().endswith(b"\n}\n")
    assert [found.name for found in tmp_path.iterdir()] == ["baseline.json"]


def test_there_is_no_baseline_where_there_is_no_file(tmp_path: Path) -> None:
    assert read_baseline(tmp_path / "baseline.json") is None


def test_a_baseline_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "baseline.json").mkdir()

    with pytest.raises(UsageError, match="cannot be written: ") as caught:
        write_baseline(tmp_path / "baseline.json", BASELINE)

    assert "Name another place" in caught.value.hint
    assert [found.name for found in tmp_path.iterdir()] == ["baseline.json"]


def test_a_baseline_in_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file or directory"):
        write_baseline(tmp_path / "evals" / "baseline.json", BASELINE)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "Expecting property name"),
        (b"[]", "it holds no evaluation-baseline"),
        (b'{"schema": 1, "kind": "evaluation-report"}', "it holds no evaluation-baseline"),
        (b'{"schema": 2, "kind": "evaluation-baseline"}', "has version 2, and this rag reads 1"),
        (b'{"schema": 1, "kind": "evaluation-baseline"}', "it has no field accepted"),
        (b"\xff\xfe", "it is not UTF-8 text"),
        (b"[" * 100_000, "recursion"),
        (b'{"kind": ' + b"9" * 5000 + b"}", "digits"),
    ],
)
def test_a_broken_baseline_is_an_error_and_never_a_missing_one(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "baseline.json"
    path.write_bytes(content)

    with pytest.raises(UsageError) as caught:
        read_baseline(path)

    assert message in caught.value.message
    assert "rag eval accept --reason" in caught.value.hint


def test_a_folder_in_the_place_of_a_baseline_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Is a directory"):
        read_baseline(tmp_path)


def test_a_report_is_read_as_it_was_saved(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(report_json(make_report()), encoding="utf-8")

    assert report_json(read_report(path)) == report_json(make_report())


def test_a_report_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file") as caught:
        read_report(tmp_path / "report.json")

    assert "--out" in caught.value.hint


def test_a_broken_report_is_an_error_with_its_place(tmp_path: Path) -> None:
    data = json.loads(report_json(make_report()))
    data["cases"][1]["attempts"][0]["passed"] = "yes"
    path = tmp_path / "report.json"
    path.write_text(json.dumps(data), encoding="utf-8")

    with pytest.raises(UsageError, match=r"cases\[1\]\.attempts\[0\]\.passed is not true or false"):
        read_report(path)
