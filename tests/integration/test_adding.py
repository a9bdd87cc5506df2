"""Files into the library: what is new is embedded, once; what is known is left alone."""

from __future__ import annotations

import errno
import json
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import rag.adding.batches
import rag.reading
from rag.adding import AddEvent, AddReport, add
from rag.errors import LibraryMismatchError
from rag.library import Fingerprint, Library
from rag.ports import PassageVectors
from rag.reading.limits import MAX_WAIT_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rag.ports import PassageText, Vector


class CutOffError(Exception):
    """The power went."""


@dataclass
class Letters:
    """An embedder that counts letters, and what it was asked; a real one takes too long."""

    dimension: int = 26
    room: int = 40
    name: str = "letters"
    embedded: list[str] = field(default_factory=list)
    calls: int = 0
    fails_at: int | None = None

    @property
    def fingerprint(self) -> str:
        return f"letters@{self.dimension}"

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        passages = list(batch)
        if passages:
            self.calls += 1
        if self.fails_at == self.calls:
            raise CutOffError
        self.embedded += [passage.text for passage in passages]
        return [
            PassageVectors(
                self.embed_question(passage.text),
                np.stack(
                    [self.embed_question(passage.text[s.start : s.end]) for s in passage.sentences]
                ),
            )
            for passage in passages
        ]

    def embed_question(self, question: str) -> Vector:
        counts = np.ones(self.dimension, dtype=np.float32)
        for letter in question.casefold():
            counts[ord(letter) % self.dimension] += 1
        unit: Vector = counts / np.linalg.norm(counts)
        return unit


@dataclass
class Desk:
    """A folder of articles, a library, and an embedder that is watched."""

    news: Path
    folder: Path
    embedder: Letters
    events: list[AddEvent] = field(default_factory=list)

    @property
    def library(self) -> Library:
        embedder = self.embedder
        made_with = Fingerprint(embedder.fingerprint, embedder.dimension, "1")
        return Library.open(self.folder, made_with, create=True)

    def write(self, name: str, *lines: str) -> Path:
        file = self.news / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("\n".join(lines), encoding="utf-8")
        return file

    def add(self, *paths: Path, prune: bool = False) -> AddReport:
        """Add these paths, the whole folder if none is named."""
        self.embedder.embedded.clear()
        self.events.clear()
        with self.library as library:
            return add(
                paths or [self.news],
                library,
                self.embedder,
                prune=prune,
                progress=self.events.append,
            )

    def texts(self) -> list[str]:
        with self.library as library:
            return sorted(library.article(card.id).article.text for card in library.articles())

    def found(self, query: str) -> list[str]:
        """Texts of all passages, as the vector index has them."""
        from rag.domain.articles import Filters

        with self.library as library, library.reading() as view:
            near = view.nearest(self.embedder.embed_question(query), 100, Filters())
            assert len(near) == view.size
            return sorted(
                passage.text for passage, _, _ in view.passages([n for n, _ in near]).values()
            )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "news").mkdir()
    return Desk(tmp_path / "news", tmp_path / "library", Letters())


def counts(report: AddReport) -> tuple[int, int, int, int, int]:
    """Added, replaced, unchanged, removed, failed."""
    return (
        report.added,
        report.replaced,
        report.unchanged,
        report.removed,
        len(report.failed),
    )


def test_new_files_are_added_and_can_be_found(desk: Desk) -> None:
    desk.write("ferry.txt", "The ferry sank.")
    desk.write("deep/bank.txt", "The bank failed.")

    assert counts(desk.add()) == (2, 0, 0, 0, 0)

    assert desk.texts() == desk.found("ferry") == ["The bank failed.", "The ferry sank."]


def test_adding_again_changes_nothing_and_asks_the_embedder_nothing(desk: Desk) -> None:
    desk.write("ferry.txt", "The ferry sank.")
    desk.write("many.jsonl", *(json.dumps({"text": f"Report {n}."}) for n in range(3)))
    desk.add()
    calls = desk.embedder.calls

    report = desk.add()

    assert counts(report) == (0, 0, 4, 0, 0)
    assert (desk.embedder.calls, desk.embedder.embedded) == (calls, [])
    assert [event.state for event in desk.events] == ["unchanged", "unchanged"]


def test_a_touched_file_with_the_same_bytes_is_unchanged(desk: Desk) -> None:
    file = desk.write("ferry.txt", "The ferry sank.")
    desk.add()
    file.write_bytes(file.read_bytes())

    assert counts(desk.add()) == (0, 0, 1, 0, 0)


def test_a_changed_file_replaces_its_article(desk: Desk) -> None:
    desk.write("ferry.txt", "The ferry sank.")
    desk.write("bank.txt", "The bank failed.")
    desk.add()
    desk.write("ferry.txt", "The ferry was raised.")

    assert counts(desk.add()) == (0, 1, 1, 0, 0)

    assert desk.embedder.embedded == ["The ferry was raised."]
    assert desk.texts() == desk.found("ferry") == ["The bank failed.", "The ferry was raised."]


def test_new_metadata_of_the_same_text_replace_the_old(desk: Desk) -> None:
    desk.write("ferry.md", "---", "title: Ferry", "---", "The ferry sank.")
    desk.add()
    desk.write("ferry.md", "---", "title: Ferry lost", "source: The Post", "---", "The ferry sank.")

    assert counts(desk.add()) == (0, 1, 0, 0, 0)

    with desk.library as library:
        [card] = library.articles()
    assert (card.title, card.source) == ("Ferry lost", "The Post")


def test_the_same_text_under_two_paths_is_embedded_once_and_has_two_places(desk: Desk) -> None:
    one = desk.write("one.txt", "The ferry sank.")
    two = desk.write("two.txt", "The ferry sank.")

    assert counts(desk.add()) == (2, 0, 0, 0, 0)

    assert desk.embedder.embedded == ["The ferry sank."]
    with desk.library as library:
        [card] = library.articles()
        assert card.paths == (str(one), str(two))


def test_a_known_text_under_a_new_path_is_not_embedded_again(desk: Desk) -> None:
    desk.write("one.txt", "The ferry sank.")
    desk.add()
    desk.write("two.txt", "The ferry sank.")

    assert counts(desk.add()) == (1, 0, 1, 0, 0)
    assert desk.embedder.embedded == []


def test_an_article_stays_until_its_last_place_is_changed(desk: Desk) -> None:
    desk.write("one.txt", "The ferry sank.")
    desk.write("two.txt", "The ferry sank.")
    desk.add()

    desk.write("one.txt", "The bank failed.")
    assert counts(desk.add()) == (0, 1, 1, 0, 0)
    assert desk.texts() == ["The bank failed.", "The ferry sank."]

    desk.write("two.txt", "The bank failed.")
    assert counts(desk.add()) == (0, 1, 1, 0, 0)
    assert desk.texts() == desk.found("bank") == ["The bank failed."]


def test_two_files_may_swap_their_texts(desk: Desk) -> None:
    desk.write("one.txt", "The ferry sank.")
    desk.write("two.txt", "The bank failed.")
    desk.add()
    desk.write("one.txt", "The bank failed.")
    desk.write("two.txt", "The ferry sank.")

    assert counts(desk.add()) == (0, 2, 0, 0, 0)
    assert desk.texts() == desk.found("bank") == ["The bank failed.", "The ferry sank."]


def test_what_vanished_stays_without_prune_and_goes_with_it(desk: Desk) -> None:
    file = desk.write("ferry.txt", "The ferry sank.")
    desk.write("bank.txt", "The bank failed.")
    desk.add()
    file.unlink()

    assert counts(desk.add()) == (0, 0, 1, 0, 0)
    assert len(desk.texts()) == 2
    assert counts(desk.add(prune=True)) == (0, 0, 1, 1, 0)
    assert desk.texts() == desk.found("ferry") == ["The bank failed."]


def test_prune_looks_only_below_the_folders_that_were_named(desk: Desk) -> None:
    desk.write("a/ferry.txt", "The ferry sank.")
    desk.write("ab/bank.txt", "The bank failed.")
    desk.add()
    (desk.news / "a" / "ferry.txt").unlink()
    (desk.news / "ab" / "bank.txt").unlink()

    assert counts(desk.add(desk.news / "a", prune=True)) == (0, 0, 0, 1, 0)
    assert desk.texts() == ["The bank failed."]


def test_prune_spares_a_file_that_is_there_and_cannot_be_read_now(desk: Desk) -> None:
    file = desk.write("ferry.txt", "The ferry sank.")
    desk.add()
    file.write_bytes(b"\x00\x01\x02\x03" * 100)

    report = desk.add(prune=True)

    assert counts(report) == (0, 0, 0, 0, 1)
    assert desk.texts() == ["The ferry sank."]


def test_prune_spares_what_is_in_a_folder_that_cannot_be_looked_into_now(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("shut/ferry.txt", "The ferry sank.")
    gone = desk.write("bank.txt", "The bank failed.")
    desk.add()
    gone.unlink()
    scandir = os.scandir

    def refused(path: Path) -> object:
        if path.name == "shut":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    assert counts(desk.add(prune=True)) == (0, 0, 0, 1, 1)
    assert desk.texts() == ["The ferry sank."]


def test_a_file_that_fails_is_named_with_its_reason_and_the_others_go_in(desk: Desk) -> None:
    empty = desk.write("empty.txt")
    binary = desk.news / "picture.txt"
    binary.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00\x01" * 50)
    desk.write("ferry.txt", "The ferry sank.")
    missing = desk.news / "missing.txt"

    report = desk.add(desk.news, missing)

    assert counts(report) == (1, 0, 0, 0, 3)
    assert {failed.path for failed in report.failed} == {str(empty), str(binary), str(missing)}
    assert all(failed.message and failed.hint for failed in report.failed)
    assert desk.texts() == ["The ferry sank."]


def test_a_file_that_fails_is_named_once_whatever_bytes_its_name_has(desk: Desk) -> None:
    desk.news.mkdir(exist_ok=True)
    path = Path(os.fsdecode(os.fsencode(desk.news) + b"/caf\xe9.txt"))
    try:
        path.touch()
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (failed,) = desk.add().failed
    assert failed.path.endswith("caf\\xe9.txt")
    assert failed.path in failed.message


def test_a_broken_record_fails_alone_and_its_file_is_read_again_next_time(desk: Desk) -> None:
    good = json.dumps({"id": "1", "text": "The ferry sank."})
    desk.write("news.jsonl", good, "{broken", json.dumps({"id": "2", "title": "No text"}))

    assert counts(desk.add()) == (1, 0, 0, 0, 2)
    again = desk.add()
    assert counts(again) == (0, 0, 1, 0, 2)
    assert desk.embedder.embedded == []

    desk.write("news.jsonl", good, json.dumps({"id": "2", "text": "The bank failed."}))
    assert counts(desk.add()) == (1, 0, 1, 0, 0)


def test_records_that_a_file_lost_are_forgotten(desk: Desk) -> None:
    records = [json.dumps({"id": str(n), "text": f"Report number {n}."}) for n in range(4)]
    desk.write("news.jsonl", *records)
    desk.add()
    desk.write("news.jsonl", *records[:2])

    assert counts(desk.add()) == (0, 0, 2, 2, 0)
    assert desk.texts() == desk.found("Report") == ["Report number 0.", "Report number 1."]


def test_records_that_are_only_moved_inside_their_file_are_unchanged(desk: Desk) -> None:
    records = [json.dumps({"text": f"Report number {n}."}) for n in range(4)]
    desk.write("news.jsonl", *records)
    desk.add()
    desk.write("news.jsonl", *reversed(records))

    assert counts(desk.add()) == (0, 0, 4, 0, 0)
    assert desk.embedder.embedded == []


def test_each_file_is_told_of_once_with_how_far_it_is(desk: Desk) -> None:
    desk.write("a.txt", "The ferry sank.")
    desk.write("b.txt")
    desk.write("c.txt", "The bank failed.")
    desk.add(desk.news / "c.txt")

    desk.add()

    seen = [(e.path.rpartition("/")[2], e.state, e.done, e.total) for e in desk.events]
    assert seen == [
        ("a.txt", "added", 1, 3),
        ("b.txt", "failed", 2, 3),
        ("c.txt", "unchanged", 3, 3),
    ]


def test_an_interrupted_run_goes_on_where_it_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.adding.batches, "MOST_CHARACTERS", 60)
    for n in range(9):
        desk.write(f"{n}.txt", f"This is the report number {n}.")
    desk.embedder.fails_at = 2

    with pytest.raises(CutOffError):
        desk.add()
    first = list(desk.embedder.embedded)
    assert first == desk.texts() == desk.found("report")
    assert 0 < len(first) < 9

    desk.embedder.fails_at = None
    assert counts(desk.add()) == (9 - len(first), 0, len(first), 0, 0)
    assert set(desk.embedder.embedded).isdisjoint(first)
    assert len(desk.embedder.embedded) == 9 - len(first)
    assert len(desk.found("report")) == 9


def test_an_interrupted_file_goes_on_at_the_record_where_it_stopped(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.adding.batches, "MOST_CHARACTERS", 60)
    desk.write("news.jsonl", *(json.dumps({"text": f"The report number {n}."}) for n in range(9)))
    desk.embedder.fails_at = 3

    with pytest.raises(CutOffError):
        desk.add()
    first = list(desk.embedder.embedded)
    assert 0 < len(first) < 9

    desk.embedder.fails_at = None
    assert counts(desk.add()) == (9 - len(first), 0, len(first), 0, 0)
    assert set(desk.embedder.embedded).isdisjoint(first)
    assert counts(desk.add()) == (0, 0, 9, 0, 0)


def test_memory_holds_one_batch(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rag.adding.batches, "MOST_CHARACTERS", 100)
    for n in range(20):
        desk.write(f"{n:02}.txt", f"This is the report number {n:02}.")

    desk.add()

    assert desk.embedder.calls == 5  # 31 characters each, so four to a batch


def rebuilt(desk: Desk, embedder: Letters, watch: Callable[[AddEvent], None]) -> AddReport:
    made_with = Fingerprint(embedder.fingerprint, embedder.dimension, "1")
    return rag.adding.rebuild(desk.folder, made_with, embedder, watch)


def test_a_library_is_rebuilt_for_another_embedder_and_back_without_the_files(desk: Desk) -> None:
    one = desk.write("one.txt", "The ferry sank.")
    two = desk.write("two.txt", "The ferry sank.")
    bank = desk.write("bank.txt", "The bank failed.")
    desk.add()
    for file in (one, two, bank):
        file.unlink()
    old, new = desk.embedder, Letters(dimension=50)

    events: list[AddEvent] = []
    report = rebuilt(desk, new, events.append)

    assert [event.done for event in events] == list(range(1, len(events) + 1))
    assert {event.total for event in events} == {len(events)} == {report.replaced}
    assert sorted(new.embedded) == ["The bank failed.", "The ferry sank."]
    with pytest.raises(LibraryMismatchError) as caught:
        _ = desk.library
    assert "rag rebuild" in caught.value.hint

    desk.embedder = new
    assert desk.found("ferry") == desk.texts() == ["The bank failed.", "The ferry sank."]
    with desk.library as library:
        assert {card.paths for card in library.articles()} == {(str(bank),), (str(one), str(two))}

    rebuilt(desk, old, events.append)
    desk.embedder = old
    assert desk.found("ferry") == ["The bank failed.", "The ferry sank."]


def test_after_a_rebuild_the_same_files_are_unchanged(desk: Desk) -> None:
    desk.write("one.txt", "The ferry sank.")
    desk.write("two.txt", "The ferry sank.")
    desk.add()
    new = Letters(dimension=50)
    rebuilt(desk, new, lambda _: None)
    desk.embedder = new

    assert counts(desk.add()) == (0, 0, 2, 0, 0)
    assert desk.embedder.embedded == []


def test_a_rebuild_that_is_cut_off_leaves_the_old_library(desk: Desk) -> None:
    desk.write("ferry.txt", "The ferry sank.")
    desk.add()

    with pytest.raises(CutOffError):
        rebuilt(desk, Letters(dimension=50, fails_at=1), lambda _: None)

    assert desk.found("ferry") == ["The ferry sank."]
    assert counts(desk.add()) == (0, 0, 1, 0, 0)


def test_a_file_is_told_of_when_it_is_stored_and_not_before(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.adding.batches, "MOST_CHARACTERS", 31)
    for number in range(4):
        desk.write(f"{number}.txt", f"Report {number} of the harbour.")
    told: list[tuple[str, bool]] = []

    def look(event: AddEvent) -> None:
        with desk.library as library:
            told.append((event.state, event.path in library.file_hashes()))

    with desk.library as library:
        add([desk.news], library, desk.embedder, prune=False, progress=look)

    assert told == [("added", True)] * 4


@dataclass
class Sharing(Letters):
    """While it embeds, somebody else adds the same articles."""

    other: Callable[[], object] = lambda: None

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        other, self.other = self.other, lambda: None
        other()
        return super().embed_passages(batch)


def test_embedding_keeps_no_other_writer_waiting(desk: Desk) -> None:
    file = desk.write("ferry.txt", "The ferry sank.")
    elsewhere = desk.write("other/bank.txt", "The bank failed.")
    embedder = Sharing()
    folder = desk.folder

    def other() -> None:
        second = Desk(desk.news, folder, Letters())
        second.add(file, elsewhere)
        with second.library as library:
            library.remove(str(elsewhere))

    embedder.other = other
    desk.embedder = embedder

    assert counts(desk.add(file, elsewhere)) == (1, 0, 1, 0, 0)
    assert desk.texts() == desk.found("ferry") == ["The bank failed.", "The ferry sank."]


def test_what_others_remove_while_we_embed_is_embedded_after_all(desk: Desk) -> None:
    known = desk.write("bank.txt", "The bank failed.")
    desk.add(known)
    copy = desk.write("copy.txt", "The bank failed.")
    ferry = desk.write("ferry.txt", "The ferry sank.")
    embedder = Sharing()

    def other() -> None:
        with Desk(desk.news, desk.folder, Letters()).library as library:
            library.remove(str(known))

    embedder.other = other
    desk.embedder = embedder

    assert counts(desk.add(copy, ferry)) == (2, 0, 0, 0, 0)
    assert desk.texts() == desk.found("ferry") == ["The bank failed.", "The ferry sank."]


@dataclass
class Waiting(Letters):
    """Before it embeds for the first time, something has to happen."""

    until: Callable[[], object] = lambda: None

    def embed_passages(self, batch: Iterable[PassageText]) -> list[PassageVectors]:
        until, self.until = self.until, lambda: None
        until()
        return super().embed_passages(batch)


def test_a_batch_is_read_while_the_one_before_it_is_embedded(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.adding.batches, "MOST_CHARACTERS", 15)
    ferry, bank = desk.write("a.txt", "The ferry sank."), desk.write("b.txt", "The bank failed.")
    bank_is_read = threading.Event()
    read = rag.reading.read

    def watched(path: Path, *rest: object) -> Iterator[object]:
        found = list(read(path, *rest))
        if path == bank:
            bank_is_read.set()
        yield from found

    monkeypatch.setattr(rag.reading, "read", watched)
    seen: list[bool] = []
    desk.embedder = Waiting(until=lambda: seen.append(bank_is_read.wait(20)))

    assert counts(desk.add(ferry, bank)) == (2, 0, 0, 0, 0)
    assert seen == [True]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds the parser in /proc")
def test_who_breaks_off_does_not_wait_for_a_file_that_is_being_parsed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rag.adding.batches, "MOST_CHARACTERS", 15)
    ferry, bank = desk.write("a.txt", "The ferry sank."), desk.write("b.html", "<p>Hello</p>")

    def break_off() -> None:
        while not (parser := parsers()):
            time.sleep(0.01)
        os.kill(parser[0], signal.SIGSTOP)  # as if the file took it for ever
        raise KeyboardInterrupt

    def parsers() -> list[int]:
        tasks = Path("/proc/self/task").glob("*/children")
        children = [int(word) for file in tasks for word in file.read_text().split()]
        return [
            child
            for child in children
            if b"rag.reading.child" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]

    desk.embedder = Waiting(until=break_off)
    began = time.monotonic()

    with pytest.raises(KeyboardInterrupt):
        desk.add(ferry, bank)

    assert time.monotonic() - began < MAX_WAIT_SECONDS / 2
    assert parsers() == []
