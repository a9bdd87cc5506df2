"""A small folder of invented articles, before and after a day's changes, and what is done to it."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rag.library import Library

if TYPE_CHECKING:
    from pathlib import Path

    from children import Children, Ended

PLACES = ["Arden", "Belmont", "Corvo", "Dunmore", "Eskdale", "Farrow", "Glenrow", "Hythe"]
NAMES = ["Mara Quill", "Tomas Reyd", "Ines Valder", "Piet Okker", "Lena Brandt", "Oscar Finn"]
THINGS = ["ferry", "harbour", "bridge", "market", "school", "library", "reservoir", "railway"]
TOLERANCE = 4e-3  # of a vector's numbers: its batch decides how the model rounds


def written(seed: int, sentences: int) -> str:
    """An article of so many sentences, none of which another seed has."""
    chance = random.Random(seed)  # noqa: S311 - for the same articles in every run
    lines = []
    for number in range(sentences):
        who, where, what = chance.choice(NAMES), chance.choice(PLACES), chance.choice(THINGS)
        lines.append(
            f"{who} said on day {seed * 100 + number} that the {what} of {where} would cost"
            f" {chance.randint(2, 900)} thousand crowns."
        )
    return " ".join(lines)


def write_news(news: Path, *, later: bool) -> None:
    """The folder as it is on the first day, or as it is on the next."""
    shutil.rmtree(news, ignore_errors=True)
    news.mkdir(parents=True)
    for number in range(13 if later else 10):
        if later and number in (1, 2):  # two files have gone, two others have changed
            continue
        seed = number + (500 if later and number in (3, 4) else 0)
        text = f"Report {seed} from {PLACES[seed % 8]}\n\n{written(seed, 2 + seed % 4)}"
        (news / f"report-{number:02}.txt").write_text(text)
    long = "\n\n".join(written(100 + part, 6) for part in range(3))
    (news / "long.md").write_text(f"# A long report\n\n{long}\n")
    records = [
        {"id": f"r{n}", "title": f"Wire {n}", "text": written(200 + n + 50 * later * (n == 1), 2)}
        for n in range(3 + later)
    ]
    (news / "wire.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))


@dataclass
class State:
    """What is in a library, as far as two runs must agree on it."""

    articles: dict[str, tuple[object, ...]] = field(default_factory=dict)
    places: dict[tuple[str, str], str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    passages: dict[str, tuple[object, ...]] = field(default_factory=dict)
    vectors: dict[str, np.ndarray] = field(default_factory=dict)

    @classmethod
    def of(cls, library: Path) -> State:
        """Read the catalogue; empty if there is none."""
        if not (library / "library.sqlite").exists():
            return cls()
        with sqlite3.connect(f"file:{library / 'library.sqlite'}?mode=ro", uri=True) as db:
            if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
                return cls()
            articles = db.execute(
                "SELECT id, sha256, title, source, author, url, published, text FROM articles"
            )
            passages = db.execute("SELECT id, article, start, stop, sentences FROM passages")
            vectors = db.execute("SELECT id, vector, sentence_vectors FROM passages")
            found = cls(
                {row[0]: row[1:] for row in articles},
                {
                    row[:2]: row[2]
                    for row in db.execute("SELECT path, record, article FROM locations")
                },
                dict(db.execute("SELECT path, sha256 FROM files").fetchall()),
                {row[0]: row[1:] for row in passages},
                {row[0]: np.frombuffer(row[1] + row[2], "<f2").astype(float) for row in vectors},
            )
        db.close()
        return found

    def differs(self, other: State) -> str:
        """Where two states differ, in words; empty if they do not."""
        for name in ("articles", "places", "files", "passages"):
            ours, theirs = getattr(self, name), getattr(other, name)
            if ours != theirs:
                keys = [key for key in {*ours, *theirs} if ours.get(key) != theirs.get(key)]
                return f"{name}: {sorted(map(str, keys))[:5]}"
        return self.vectors_differ(other)

    def vectors_differ(self, other: State) -> str:
        for name, vector in self.vectors.items():
            known = other.vectors.get(name)
            if known is None or known.shape != vector.shape:
                return f"vectors: {name} has another shape"
            if (far := float(np.abs(known - vector).max())) > TOLERANCE:
                return f"vectors: {name} is {far:.4f} off"
        return ""


@dataclass(frozen=True)
class Operation:
    """A command, and what the library holds before and after it.

    Attributes:
        name: For reports.
        arguments: Of ``rag``; its folder is the scene's.
        before: Folder that is copied to be worked on.
        was: The library's state in it.
        becomes: The state once the command is done.
        calls: Calls of the disk that it takes; 0 if they cannot be counted.
        seconds: That it takes.
        outputs: The files that it writes, by name; seconds and costs are left out.
    """

    name: str
    arguments: tuple[str, ...]
    before: Path
    was: State
    becomes: State
    calls: int
    seconds: float
    outputs: dict[str, object]


def outputs_in(folder: Path) -> dict[str, object]:
    """Every file of a folder of summaries, without what differs from run to run."""
    found: dict[str, object] = {}
    for file in folder.glob("*"):
        if file.suffix == ".json" and file.name != "manifest.json":
            saved = json.loads(file.read_text())
            found[file.name] = [saved["claims"], saved.get("title"), saved["record"]["key"]]
        elif file.suffix in (".md", ".html"):
            found[file.name] = file.stat().st_size > 0
    return found


class Scene:
    """A folder with ``news`` and ``work``; operations are tried out in it once, unharmed.

    Attributes:
        root: That folder.
        children: What runs the operations.
        url: Of the Chroma server that has the vectors; None where they lie in the library.
    """

    def __init__(self, root: Path, children: Children, url: str | None = None) -> None:
        self.root = root
        self.children = children
        self.url = url
        self.work = root / "work"
        self.library = self.work / "library"
        self.out = self.work / "summaries"
        bases = root / "bases"
        (bases / "nothing").mkdir(parents=True)
        write_news(root / "news", later=False)
        self.start_from(bases / "nothing")
        self.must(children.rag(root, ["add", "news", *self.where]))
        shutil.copytree(self.work, bases / "first")
        write_news(root / "news", later=True)
        gone = [str(root / "news" / name) for name in ("report-05.txt", "wire.jsonl", "long.md")]
        self.operations = [
            self._tried(name, bases / base, (*words, *self.where))
            for name, base, words in (
                ("add", "nothing", ("add", "news")),
                ("add changes", "first", ("add", "news", "--prune")),
                ("remove", "first", ("remove", *gone)),
                ("rebuild", "first", ("rebuild",)),
                ("summarise", "first", ("summarise", "--all", "--out", str(self.out))),
            )
            if name != "summarise" or url is None  # it writes no vector
        ]

    @property
    def where(self) -> tuple[str, ...]:
        """The options that say where the library is, and where its vectors are."""
        server = ("--chroma-url", self.url) if self.url else ()
        return ("--library", str(self.library), *server)

    def start_from(self, base: Path) -> None:
        """Make ``work`` what it was; a server's vectors, which are not in it, are made anew."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(base, self.work)
        if self.url and self.library.exists():
            with (
                Library.open(self.library, None, chroma_url=self.url) as library,
                library.reading(),
            ):
                pass

    def must(self, ended: Ended) -> None:
        """Insist that a command went well."""
        assert ended.code == 0, (ended.code, ended.out, ended.err)

    def _tried(self, name: str, base: Path, arguments: tuple[str, ...]) -> Operation:
        self.start_from(base)
        was = State.of(self.library)
        ended = self.children.rag(self.root, arguments)
        self.must(ended)
        becomes = State.of(self.library)
        made = outputs_in(self.out)
        return Operation(name, arguments, base, was, becomes, ended.calls, ended.seconds, made)
