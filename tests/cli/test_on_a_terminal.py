"""What a person sees: the commands run on a pseudo-terminal of a known width."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from rag.wiring import News

HERE = Path(__file__).parent
FAKE = (
    "import sys, fake_wiring as fake\n"
    "news = fake.News()\n"
    "sys.modules['rag.wiring'] = fake.module_of(news)\n"
    "{before}\n"
    "from rag.cli import main\n"
    "main()\n"
)
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def on_terminal(code: str, *words: str, columns: int = 80, **variables: str) -> str:
    """Everything that reaches the terminal, with plain line ends."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    environment = {**os.environ, "PYTHONPATH": str(HERE), "TERM": "xterm-256color", **variables}
    environment.pop("COLUMNS", None)
    program = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=environment,
    )
    os.close(slave)
    seen = b""
    with contextlib.suppress(OSError):  # the other end is closed: the program has ended
        while part := os.read(master, 4096):
            seen += part
    os.close(master)
    program.wait(timeout=60)
    return seen.decode().replace("\r\n", "\n")


def test_an_answer_is_in_colour_and_wrapped_at_the_width_of_the_terminal() -> None:
    seen = on_terminal(FAKE.format(before=""), "ask", "who?", columns=40)
    assert "\x1b[36m[1]\x1b[0m" in seen
    lines = ESCAPE.sub("", seen).splitlines()
    assert lines[:2] == ["Vedant Patel, a deputy spokesman, warned", "of a long war. [1]"]
    assert max(map(len, lines)) <= 40


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_colour_can_be_turned_off(variables: dict[str, str]) -> None:
    seen = on_terminal(FAKE.format(before=""), "ask", "who?", **variables)
    assert seen.startswith("Vedant Patel, a deputy spokesman, warned of a long war. [1]\n")
    assert "\x1b[3" not in seen


ADDING = (
    "news.events = [fake.AddEvent(f'/a/[bold]{n}\\x1b.md', 'added', n, 3) for n in (1, 2, 3)]\n"
    "news.report = fake.AddReport(3, 0, 0, 0, ())"
)


def test_adding_draws_a_bar_and_leaves_only_the_count() -> None:
    seen = on_terminal(FAKE.format(before=ADDING), "add", "/a")
    assert "3/3" in seen
    assert "[bold]3␛.md" in seen
    assert "added /a/" not in seen
    assert ESCAPE.sub("", seen).splitlines()[-1] == "added 3, replaced 0, unchanged 0, failed 0"


def test_a_batch_of_summaries_draws_a_bar_with_its_rate_and_leaves_only_the_count(
    seed_news: News, tmp_path: Path
) -> None:
    code = "from rag.cli import main; main()"
    library = str(seed_news.settings.library)
    seen = on_terminal(
        code, "summarise", "--all", "--out", str(tmp_path / "out"), "--library", library
    )
    assert "12/12" in seen
    assert re.search(r"\d/(s|min)", seen)
    assert re.search(r"\d\d:\d\d", seen)
    lines = ESCAPE.sub("\n", seen).replace("\r", "\n").splitlines()
    assert max(map(len, lines)) <= max(80, len(str(tmp_path)) + 80)
    assert "summarised 12, refused 0, unchanged 0, failed 0; see" in seen.splitlines()[-1]


def test_a_page_is_not_printed_on_a_terminal() -> None:
    seen = on_terminal(FAKE.format(before=""), "summarise", "x", "--format", "html")
    assert "hint: Name a file for it: --out FILE.html" in seen


def test_a_terminal_that_cannot_draw_gets_plain_lines() -> None:
    seen = on_terminal(FAKE.format(before=ADDING), "add", "/a", TERM="dumb")
    assert seen.splitlines() == [
        *(f"added /a/[bold]{n}␛.md" for n in (1, 2, 3)),
        "added 3, replaced 0, unchanged 0, failed 0",
    ]


def test_ctrl_c_while_a_question_is_answered_leaves_a_clean_line() -> None:
    before = (
        "import time\n"
        "def ask(question, filters, hear):\n"
        "    print('asking', flush=True)\n"
        "    time.sleep(60)\n"
        "news.ask = ask"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", FAKE.format(before=before), "ask", "who?"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE)},
    )
    assert program.stdout is not None
    assert program.stdout.readline() == "asking\n"
    started = time.monotonic()
    program.send_signal(signal.SIGINT)
    out, err = program.communicate(timeout=30)
    assert (program.returncode, out, err) == (130, "", "interrupted\n")
    assert time.monotonic() - started < 20
