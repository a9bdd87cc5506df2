"""A fuzzer led by coverage, over every reader: ``fuzz_readers.py SECONDS``, see `make fuzz`.

What it finds is printed with its traceback, and its bytes are kept beside the corpus.
Readers run in this process, so that their coverage counts; memory is limited. What a
reader raises for a file that it cannot parse is an answer, but a mistake of our own
that is raised on the way (a type, an attribute, an index) is a finding.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BytesIO

    from rag.reading.results import RawArticle, Unreadable

MEMORY = 4_000_000_000
OURS = (AttributeError, AssertionError, IndexError, NameError, TypeError, UnboundLocalError)
SEEDS = Path(__file__).parents[2] / "seeds"


def fuzz(suffix: str, folder: str) -> None:
    """Try bytes of one format until the time is over or something is found."""
    import atheris

    sys.path.insert(0, str(Path(__file__).parents[1]))
    with atheris.instrument_imports(include=["rag.reading", "docx", "frontmatter", "markdown_it"]):
        from reading_strategies import check

        from rag.reading import read
        from rag.reading.formats import parse

    path = Path(folder) / f"input{suffix}"

    def watched(form: str, file: BytesIO) -> Iterator[RawArticle | Unreadable]:
        try:
            yield from parse(form, file)
        except OURS as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            if "/rag/reading/" in frame.filename:
                raise SystemExit(traceback.format_exc()) from error
            raise

    def one(data: bytes) -> None:
        path.write_bytes(data)
        check(list(read(path, parse=watched)))

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


def corpus(suffix: str, folder: Path) -> None:
    """Files to begin with: the demonstration articles and the hostile ones."""
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from hostile_files import HOSTILE, docx, pages

    begin = [path.read_bytes() for path in SEEDS.iterdir() if path.suffix == suffix]
    begin += [
        one.content
        for one in HOSTILE
        if one.name.endswith(suffix) and isinstance(one.content, bytes) and one.name != "form.pdf"
    ]
    begin += [pages("/Kids [3 0 R] /Count 1")] if suffix == ".pdf" else []
    begin += [docx("<w:p><w:r><w:t>Words.</w:t></w:r></w:p>")] if suffix == ".docx" else []
    for number, data in enumerate(begin):
        if len(data) < 4_000:
            (folder / str(number)).write_bytes(data)


def main(seconds: int) -> int:
    """Fuzz each format for its share of the time; returns how many had a finding."""
    suffixes = (".txt", ".md", ".html", ".pdf", ".docx", ".jsonl")
    findings = 0
    for suffix in suffixes:
        with tempfile.TemporaryDirectory() as folder:
            (begin := Path(folder) / "corpus").mkdir()
            corpus(suffix, begin)
            limits = [
                f"-max_total_time={seconds // len(suffixes)}",
                "-timeout=30",
                "-rss_limit_mb=0",
            ]
            kept = f"-artifact_prefix={Path.cwd()}/fuzz{suffix}-"
            done = subprocess.run(
                [sys.executable, __file__, suffix, folder, begin, *limits, "-max_len=4000", kept],
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
            last = [line for line in done.stderr.splitlines() if line.startswith(("#", "Done"))]
            print(f"{suffix}: exit {done.returncode}, {last[-1] if last else 'nothing tried'}")  # noqa: T201
            if done.returncode:
                findings += 1
                print(done.stdout[-3000:], done.stderr[-3000:])  # noqa: T201
    return findings


if __name__ == "__main__":
    if sys.argv[1].startswith("."):
        format_, place = sys.argv[1:3]
        del sys.argv[1:3]
        fuzz(format_, place)
    else:
        sys.exit(main(int(sys.argv[1])))
