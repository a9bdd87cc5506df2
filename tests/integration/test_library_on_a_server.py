"""Vectors on a Chroma server: what becomes of them when it goes, comes back, or is shared."""

from __future__ import annotations

import logging
import multiprocessing
import os
import shutil
import signal
import time
from typing import TYPE_CHECKING

import pytest
from chroma_server import ChromaServer, Gate
from library_making import FINGERPRINT, create, many, question, unit

import rag
from rag.domain.articles import Filters
from rag.errors import LibraryError, UsageError, VectorServerError
from rag.library import Library, check, connection, rebuilding
from rag.library.connection import Address
from rag.library.index import settings
from rag.library.server import ServerIndex

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rag.library import Entry

ALL = Filters()


def on(url: str, folder: Path, entries: list[Entry] | None = None) -> Library:
    """A library whose vectors are on a server."""
    library = Library.open(folder, FINGERPRINT, create=True, chroma_url=url)
    if entries:
        library.put(entries)
    return library


def found(library: Library) -> set[str]:
    """Ids of the passages that a search by vector finds."""
    with library.reading() as snapshot:
        return {name for name, _ in snapshot.nearest(unit("q", 1)[0], 999, ALL)}


def ids(entries: list[Entry]) -> set[str]:
    return {passage.id for each in entries for passage in each.passages}


@pytest.fixture
def gate(chroma_server: ChromaServer) -> Iterator[Gate]:
    with Gate(chroma_server) as gate:
        yield gate


@pytest.fixture(scope="module")
def _own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    with ChromaServer(tmp_path_factory.mktemp("own") / "data") as server:
        yield server


@pytest.fixture
def own_server(_own_server: ChromaServer) -> ChromaServer:
    """One that a test may kill, and has to start again."""
    assert _own_server.collections() is not None
    return _own_server


def test_no_vectors_lie_in_the_folder_and_search_finds_them(
    tmp_path: Path, chroma_server: ChromaServer
) -> None:
    entries = many(3)
    with on(chroma_server.url, tmp_path / "a", entries) as library:
        assert found(library) == ids(entries)
    assert not (tmp_path / "a" / "vectors").exists()
    assert check(tmp_path / "a", chroma_url=chroma_server.url).problems == ()


def test_two_libraries_on_one_server_do_not_meet(
    tmp_path: Path, chroma_server: ChromaServer
) -> None:
    ours, theirs = many(2), many(3, prefix="/theirs")
    with (
        on(chroma_server.url, tmp_path / "a", ours) as a,
        on(chroma_server.url, tmp_path / "b", theirs) as b,
    ):
        a.remove("/news/0.txt")
        assert (found(a), found(b)) == (ids(ours[1:]), ids(theirs))


def test_copies_of_one_library_part_when_one_of_them_changes(
    tmp_path: Path, chroma_server: ChromaServer
) -> None:
    entries = many(3)
    on(chroma_server.url, tmp_path / "a", entries).close()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    with (
        Library.open(tmp_path / "a", FINGERPRINT, chroma_url=chroma_server.url) as a,
        Library.open(tmp_path / "b", FINGERPRINT, chroma_url=chroma_server.url) as b,
    ):
        assert found(a) == found(b) == ids(entries)
        a.remove("/news/0.txt")
        b.put(many(1, prefix="/more"))
        for _ in range(2):
            assert found(a) == ids(entries[1:])
            assert found(b) == ids([*entries, *many(1, prefix="/more")])
    for name in ("a", "b"):
        assert check(tmp_path / name, chroma_url=chroma_server.url).problems == ()


def test_an_index_that_a_copy_changes_in_the_midst_of_a_search_is_not_believed(
    tmp_path: Path, chroma_server: ChromaServer
) -> None:
    entries = many(3)
    on(chroma_server.url, tmp_path / "a", entries).close()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    with Library.open(tmp_path / "a", FINGERPRINT, chroma_url=chroma_server.url) as a:
        with a.reading() as snapshot:
            with Library.open(tmp_path / "b", FINGERPRINT, chroma_url=chroma_server.url) as b:
                b.remove("/news/1.txt")
            with pytest.raises(VectorServerError, match="changed by somebody else"):
                snapshot.nearest(unit("q", 1)[0], 999, ALL)
        assert found(a) == ids(entries)


def test_a_moved_library_keeps_its_index(tmp_path: Path, chroma_server: ChromaServer) -> None:
    entries = many(3)
    on(chroma_server.url, tmp_path / "a", entries).close()
    before = chroma_server.collections()
    (tmp_path / "a").rename(tmp_path / "b")
    with Library.open(tmp_path / "b", FINGERPRINT, chroma_url=chroma_server.url) as library:
        assert found(library) == ids(entries)
    assert chroma_server.collections() == before


def test_a_library_moves_between_its_folder_and_a_server(
    tmp_path: Path, chroma_server: ChromaServer
) -> None:
    entries = many(3)
    folder = tmp_path / "a"
    create(folder, entries).close()
    for url in (chroma_server.url, None, chroma_server.url):
        with Library.open(folder, FINGERPRINT, chroma_url=url) as library:
            assert found(library) == ids(entries)
        assert bool(list(folder.glob("vectors/*"))) == (url is None)


def test_what_is_made_anew_leaves_nothing_behind_on_the_server(
    tmp_path: Path, chroma_server: ChromaServer
) -> None:
    entries = many(3)
    before = chroma_server.collections()
    with on(chroma_server.url, tmp_path / "a", entries):
        (mine,) = chroma_server.collections() - before
    with rebuilding(tmp_path / "a", FINGERPRINT, chroma_url=chroma_server.url) as new:
        assert len(list(new.articles())) == 3
        new.put(entries)
    (rebuilt,) = chroma_server.collections() - before
    assert rebuilt != mine
    again = rebuilding(tmp_path / "a", FINGERPRINT, chroma_url=chroma_server.url)
    with pytest.raises(LibraryError, match="2 articles are missing"), again as new:
        new.put(entries[:1])
    assert chroma_server.collections() - before == {rebuilt}
    assert check(tmp_path / "a", chroma_url=chroma_server.url).problems == ()


def test_a_server_that_is_not_there_is_named_and_nothing_is_changed(
    tmp_path: Path, own_server: ChromaServer
) -> None:
    entries = many(2)
    with on(own_server.url, tmp_path / "a", entries) as library:
        own_server.kill()
        for attempt in (lambda: found(library), lambda: library.put(many(1, prefix="/more"))):
            with pytest.raises(VectorServerError) as caught:
                attempt()
            assert own_server.url in caught.value.message
            assert "chroma run" in caught.value.hint
        assert len(library.articles()) == 2
        own_server.start()
        assert found(library) == ids(entries)


@pytest.mark.parametrize("lost", [False, True], ids=["as it was", "empty"])
def test_a_server_that_dies_while_it_is_written_to_is_made_up_for(
    tmp_path: Path, own_server: ChromaServer, *, lost: bool
) -> None:
    old, new = many(2), many(3, prefix="/more")
    with Gate(own_server) as gate, on(gate.url, tmp_path / "a", old) as library:

        def die(_method: str, path: str) -> None:
            if path.endswith("/add"):
                own_server.kill()
                raise ConnectionError

        gate.rule = die
        with pytest.raises(VectorServerError, match=r"broke off|cannot be reached"):
            library.put(new)
        if lost:
            shutil.rmtree(own_server.folder)
        own_server.start()
        gate.rule = lambda *_: None
        assert found(library) == ids([*old, *new])
        assert check(tmp_path / "a", chroma_url=gate.url).problems == ()


@pytest.mark.parametrize("moment", ["replace", "finish", "state"])
def test_a_writer_that_is_killed_is_made_up_for(
    tmp_path: Path, chroma_server: ChromaServer, moment: str
) -> None:
    old, new = many(2), many(3, prefix="/more")
    before = chroma_server.collections()
    with on(chroma_server.url, tmp_path / "a", old) as library:
        names = chroma_server.collections() - before
        child = multiprocessing.get_context("spawn").Process(
            target=put_and_die, args=(chroma_server.url, tmp_path / "a", moment)
        )
        child.start()
        child.join()
        assert child.exitcode == -signal.SIGKILL
        assert found(library) == ids([*old, *new])
        assert chroma_server.collections() - before == names, "it was made anew"
    assert check(tmp_path / "a", chroma_url=chroma_server.url).problems == ()


def put_and_die(url: str, folder: Path, moment: str) -> None:
    """Put what is new, and be killed behind a step of the index."""
    step = getattr(ServerIndex, moment)

    def and_die(self: ServerIndex, *values: object) -> None:
        step(self, *values)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(ServerIndex, moment, and_die)
    on(url, folder, many(3, prefix="/more"))


def test_a_server_that_went_back_in_time_is_made_up_for(
    tmp_path: Path, own_server: ChromaServer
) -> None:
    old, new = many(2), many(2, prefix="/more")
    backup = tmp_path / "backup"
    with on(own_server.url, tmp_path / "a", old) as library:
        own_server.kill()
        shutil.copytree(own_server.folder, backup)
        own_server.start()
        library.put(new)
        library.remove("/news/0.txt")
        library.remove("/news/1.txt")  # as many as before, and others
        own_server.kill()
        shutil.rmtree(own_server.folder)
        shutil.copytree(backup, own_server.folder)
        own_server.start()
        assert found(library) == ids(new)


def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(
    tmp_path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = many(2)
    monkeypatch.setattr(connection, "PATIENCE", 0.5)
    with on(gate.url, tmp_path / "a", entries) as library:
        gate.rule = lambda *_: time.sleep(1.5)
        start = time.monotonic()
        with pytest.raises(
            VectorServerError, match=r"did not answer within 0\.5 seconds"
        ) as caught:
            found(library)
        assert time.monotonic() - start < 5
        assert gate.url in caught.value.message
        gate.rule = lambda *_: None
        assert found(library) == ids(entries)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, "text/plain", b"no"), "refused access"),
        ((403, "application/json", b"{}"), "refused access"),
        ((502, "text/html", b"<html>bad gateway"), "no Chroma server"),
        ((200, "text/html", b"<html>welcome"), "no Chroma server"),
        ((200, "application/json", b"[1]"), "no Chroma server"),
        ((200, "application/json", b"not json"), "no Chroma server"),
        ((500, "application/json", b'{"error": "Strange", "message": "on fire"}'), "on fire"),
        (
            (503, "application/json", b'{"error": "InternalError", "message": "no\\nspace"}'),
            "no space",
        ),
    ],
)
def test_what_the_server_says_is_told_in_one_clear_error(
    tmp_path: Path, gate: Gate, answer: tuple[int, str, bytes], words: str
) -> None:
    with on(gate.url, tmp_path / "a", many(1)) as library:
        gate.rule = lambda *_: answer
        with pytest.raises(VectorServerError, match=words) as caught:
            found(library)
        assert gate.url in caught.value.message
        assert caught.value.hint.endswith(".")
        assert "\n" not in caught.value.message


def test_name_and_password_reach_the_server_and_nobody_else(
    tmp_path: Path, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "correct%20horse"  # noqa: S105 - planted
    url = gate.url.replace("//", f"//ann:{secret}@")
    caplog.set_level(logging.DEBUG)
    errors = []
    with on(url, tmp_path / "a", many(1)) as library:
        found(library)
        assert {each["authorization"] for each in gate.headers} == {
            "Basic YW5uOmNvcnJlY3QgaG9yc2U="
        }
        for answer in ((401, "text/plain", url.encode()), (502, "text/html", url.encode())):
            gate.rule = lambda *_, answer=answer: answer
            with pytest.raises(LibraryError) as caught:
                found(library)
            errors += [caught.value.message, caught.value.hint, repr(caught.value)]
    for wrong in (f"ftp://ann:{secret}@host", f"http://ann:{secret}@:x/", f"ann:{secret}@host"):
        with pytest.raises(UsageError) as refused:
            Address.of(wrong)
        errors += [refused.value.message, refused.value.hint]
    with rag.open(tmp_path / "b", chroma_url=url) as news:
        errors += [repr(Address.of(url)), repr(news), repr(news.settings)]
    told = "\n".join([*errors, caplog.text])
    stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for part in (secret, "correct horse", "YW5uOmNv"):
        assert part not in told
        assert part.encode() not in stored


@pytest.mark.parametrize(
    "address", ["", "localhost:8000", "http://", "http://host:99999", "file:///x"]
)
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError) as caught:
        Library.open(tmp_path, FINGERPRINT, create=True, chroma_url=address)
    assert "http://HOST:PORT" in caught.value.hint


def test_the_nearest_is_the_nearest(tmp_path: Path, chroma_server: ChromaServer) -> None:
    entries = many(4)
    with (
        on(chroma_server.url, tmp_path / "a", entries) as library,
        library.reading() as snapshot,
    ):
        best, cosine = snapshot.nearest(question(entries[2], 1), 5, ALL)[0]
        assert (best, round(cosine, 3)) == (entries[2].passages[1].id, 1)


def test_a_file_of_settings_in_a_strangers_folder_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endpoint = "CHROMA_OTEL_COLLECTION_ENDPOINT=http://collector.example:4317\n"
    (tmp_path / ".env").write_text(endpoint, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert settings().chroma_otel_collection_endpoint == ""
