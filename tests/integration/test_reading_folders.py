"""What the user names, as files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from rag.reading import Failure, find

if TYPE_CHECKING:
    import pytest


def tree(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Text.")


def names(folder: Path, *paths: Path) -> list[str]:
    return [str(p.relative_to(folder)) for p in find(paths or (folder,)) if isinstance(p, Path)]


def test_a_folder_gives_its_readable_files_sorted(tmp_path: Path) -> None:
    tree(tmp_path, "b.TXT", "a.md", "z/c.html", "m/n/d.jsonl", "e.csv", "Makefile")
    assert names(tmp_path) == ["a.md", "b.TXT", "m/n/d.jsonl", "z/c.html"]


def test_hidden_files_lock_files_and_readmes_are_left_out_of_a_folder(tmp_path: Path) -> None:
    tree(tmp_path, ".a.txt", ".git/b.txt", "~$c.docx", "README.md", "sub/readme.txt", "d.txt")
    assert names(tmp_path) == ["d.txt"]


def test_what_is_named_is_given_even_if_hidden(tmp_path: Path) -> None:
    tree(tmp_path, ".a.txt", "README.md", ".hidden/b.txt")
    found = names(tmp_path, tmp_path / ".a.txt", tmp_path / "README.md", tmp_path / ".hidden")
    assert found == [".a.txt", "README.md", ".hidden/b.txt"]


def test_a_file_named_twice_is_given_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "sub/a.txt")
    monkeypatch.chdir(tmp_path)
    assert list(find([Path("sub/../sub/a.txt"), Path("sub"), tmp_path])) == [tmp_path / "sub/a.txt"]


def test_links_cannot_trap_the_search(tmp_path: Path) -> None:
    tree(tmp_path, "in/a.txt", "out/b.txt")
    (tmp_path / "in/loop").symlink_to(tmp_path / "in")
    (tmp_path / "in/out").symlink_to(tmp_path / "out")
    (tmp_path / "in/b.txt").symlink_to(tmp_path / "out/b.txt")
    (tmp_path / "named").symlink_to(tmp_path / "out")
    assert names(tmp_path, tmp_path / "in") == ["in/a.txt", "in/b.txt"]
    assert names(tmp_path, tmp_path / "named") == ["named/b.txt"]


def test_folders_in_folders_without_an_end_are_all_looked_into(tmp_path: Path) -> None:
    deep = tmp_path
    for _ in range(1100):  # more than Python calls itself
        deep /= "d"
        deep.mkdir()
    tree(deep, "a.txt")
    found = names(tmp_path)
    subprocess.run(["rm", "-rf", tmp_path / "d"], check=True)  # pytest could not, for that reason
    assert len(found) == 1


def test_a_missing_path_and_an_unknown_format_are_failures_beside_the_files(
    tmp_path: Path,
) -> None:
    tree(tmp_path, "a.csv", "b.txt", "c")
    found = list(find([tmp_path / n for n in ("gone", "a.csv", "c", "b.txt")]))
    failures = [one for one in found if isinstance(one, Failure)]
    assert [Path(one.path).name for one in failures] == ["gone", "a.csv", "c"]
    assert "there is no such file or folder" in failures[0].error.message
    assert ".csv is none of the formats" in failures[1].error.message
    assert ".docx" in failures[1].error.hint
    assert found[-1] == tmp_path / "b.txt"


def test_a_folder_that_cannot_be_listed_is_a_failure_and_the_rest_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree(tmp_path, "a.txt", "locked/b.txt", "open/c.txt")
    scandir = os.scandir

    def deny(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", deny)
    found = list(find([tmp_path]))
    assert [p.name for p in found if isinstance(p, Path)] == ["a.txt", "c.txt"]
    (failure,) = [one for one in found if isinstance(one, Failure)]
    assert failure.path.endswith("locked")
    assert "permission denied" in failure.error.message
