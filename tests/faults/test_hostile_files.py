"""A folder full of hostile files is added: each gives an article or a reason, all in bounds."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hostile_files import ADDED, GOOD, HOSTILE, Hostile

from rag.errors import InputError
from rag.reading import Apart, Failure, Reading, opening, read

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = 6_000_000_000
"""Bytes of address space of the whole command: the model and the library take most of it."""
SECONDS = 120
"""Of processor time for the command itself; a parser apart has its own minute a file."""

# What steers a terminal, turns text around or ends a line early.
UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u206f]")


@dataclass
class Run:
    """What a command did."""

    code: int
    out: str
    err: str
    seconds: float


@dataclass
class Flapping:
    """Files that change, grow, vanish and come again while they are read."""

    folder: Path
    stop: threading.Event = field(default_factory=threading.Event)

    def __call__(self) -> None:
        turn = 0
        while not self.stop.is_set():
            turn += 1
            for name in ("flap.txt", "flap.md", "flap.html", "flap.jsonl"):
                path = self.folder / name
                path.write_bytes(b'{"text": "Turn."}\n' * (turn % 7))
                if turn % 3 == 0:
                    path.unlink()
            time.sleep(0.001)


def rag(library: Path, *args: str | Path, encoding: str = "utf-8") -> Run:
    """The command in a process with limits."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "rag", *args, "--library", library],
        capture_output=True,
        check=False,
        preexec_fn=limit,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    return Run(done.returncode, out, err, time.monotonic() - began)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("library") / "lib"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("hostile")
    for one in HOSTILE:
        path = folder / one.name
        if isinstance(one.content, bytes):
            path.write_bytes(one.content)
        else:
            one.content(path)
    (folder / "zz-good.txt").write_text(GOOD)
    yield folder
    subprocess.run(["rm", "-rf", folder], check=True)  # Python 3.11 goes no thousand folders deep


@pytest.fixture(scope="module")
def run(folder: Path, library: Path) -> Run:
    flapping = Flapping(folder)
    thread = threading.Thread(target=flapping)
    thread.start()
    try:
        return rag(library, "add", folder, "--format", "json")
    finally:
        flapping.stop.set()
        thread.join()
        for path in folder.glob("flap.*"):
            path.unlink()


def test_the_command_ends_in_time_and_says_that_some_failed(run: Run) -> None:
    assert run.code == 4, run.err
    assert "Traceback" not in run.out + run.err
    assert not UNSAFE.search(run.out + run.err)
    assert run.seconds < 2 * SECONDS


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: ascii(one.name)[:40])
def test_each_file_gives_an_article_or_a_reason(run: Run, folder: Path, hostile: Hostile) -> None:
    start = os.fsencode(folder / hostile.name).decode("utf-8", "backslashreplace")
    failed = [
        one
        for one in json.loads(run.out)["failed"]
        if one["path"] == start or one["path"].startswith(start + "/")
    ]
    if hostile.outcome in (ADDED, ""):
        assert not failed
        return
    assert failed
    assert re.search(hostile.outcome, failed[-1]["message"]), failed[-1]["message"]
    assert all(one["hint"].endswith((".", "!")) for one in failed)
    assert len(failed) <= 1001


def test_the_good_file_beside_them_is_found(run: Run, library: Path) -> None:
    found = rag(library, "search", "How many barges sank in Ostrava?", "--format", "json")
    assert (run.code, found.code) == (4, 0)
    assert GOOD in found.out
    assert "Traceback" not in found.err


def test_a_terminal_is_shown_nothing_that_steers_it(run: Run, folder: Path, library: Path) -> None:
    assert run.code == 4
    again = rag(library, "add", *folder.glob("a\n*.txt"), folder / "steering.txt")
    listed = rag(library, "list")
    shown = rag(library, "show", folder / "steering.txt")
    assert (again.code, listed.code, shown.code) == (4, 0, 0)
    for text in (again.out, again.err, listed.out, shown.out):
        assert not UNSAFE.search(text), ascii(text)
    assert "a failed: ␛[2J\\u202etxt.txt" in again.err


def test_what_takes_too_long_is_given_up_and_the_next_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.reading.apart.MAX_SECONDS", 1)
    (tmp_path / "a.html").write_bytes(b"<p>a" * 250_000)
    (tmp_path / "b.html").write_bytes(b"<p>" + GOOD.encode())
    with Apart() as apart:
        (slow,) = read(tmp_path / "a.html", parse=apart.parse)
        (good,) = read(tmp_path / "b.html", parse=apart.parse)
    assert isinstance(slow, Failure)
    assert "takes more than 1 seconds of work" in slow.error.message
    assert isinstance(good, Reading)


def test_what_hangs_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.reading.apart.MAX_WAIT_SECONDS", 0.5)
    monkeypatch.setattr("rag.reading.apart._CHILD", "import time; time.sleep(60)")
    (tmp_path / "a.html").write_bytes(b"<p>" + GOOD.encode())
    began = time.monotonic()
    with Apart() as apart:
        (found,) = read(tmp_path / "a.html", parse=apart.parse)
    assert isinstance(found, Failure)
    assert "takes more than" in found.error.message
    assert time.monotonic() - began < 10


def test_a_file_that_becomes_a_pipe_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(GOOD)
    before = (tmp_path / "a.txt").stat()
    os.mkfifo(tmp_path / "b.txt")
    monkeypatch.setattr(Path, "stat", lambda _: before)
    with pytest.raises(InputError, match="not a regular file"):
        opening.open_regular(tmp_path / "b.txt")


def test_a_file_that_vanishes_before_it_is_read_is_a_failure(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "a.txt", file_sha256="of a file that was there")
    assert isinstance(found, Failure)
    assert "no such file" in found.error.message
