"""Files that cannot be read: each is named with its reason, and none is raised."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.errors import InputError
from rag.reading import Failure, Reading, file_sha256, read
from rag.reading.formats import FORMATS

NO_TEXT_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>"
)


def failure(path: Path) -> InputError:
    (found,) = read(path)
    assert isinstance(found, Failure), found
    assert str(path) in found.error.message
    assert found.error.hint.endswith(".")
    return found.error


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\n", "no text"),
        ("a.txt", b"Related posts\n", "no text"),
        ("a.txt", b"\x7fELF\x00\x01\x02\x03", "binary"),
        ("a.md", b"---\ntitle: a: b\n---\nText.", "not valid YAML: .* in line 2"),
        ("a.md", b"---\ndate: 2024-13-45\n---\nText.", "not valid YAML"),
        ("a.md", b"---\ntitle: a\n\nText.", "no closing line"),
        ("a.md", b"---\njust words\n---\nText.", "does not name its values"),
        ("a.md", b"---\ntitle: !!python/object/apply:os.system [ls]\n---\nText.", "not valid YAML"),
        ("a.md", b"---\ntitle: a\n---\n", "no text"),
        ("a.html", b"<html><body><nav>Home</nav></body></html>", "no article"),
        ("a.html", b"<!-- -->", "no article"),
        ("a.html", b"<div>" * 100_000 + b"deep" + b"</div>" * 100_000, "no article|no text"),
        ("a.pdf", b"%PDF-1.4 and then nothing", "no PDF, or a damaged one"),
        ("a.pdf", NO_TEXT_PDF, "perhaps a scan"),
        ("a.docx", b"PK\x03\x04 broken", "no Word document"),
        ("a.jsonl", b"\n\n", "no record"),
        ("a.jsonl", b"\x89PNG\0\0", "binary"),
        ("a.csv", b"a,b", "none of the formats"),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        raise failure(path)


def test_a_zip_that_is_no_document_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "no Word document" in failure(tmp_path / "a.docx").message


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with (
        zipfile.ZipFile(tmp_path / "a.docx", "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as file,
    ):
        for _ in range(201):
            file.write(bytes(1_000_000))
    assert "201 MB unpacked; the limit is 200 MB" in failure(tmp_path / "a.docx").message


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".jsonl"])
def test_a_file_over_its_limit_is_refused_unread(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    with path.open("wb") as file:
        file.truncate(50_000_001)
    assert "50.0 MB, and the limit" in failure(path).message


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "not a regular file" in failure(tmp_path / "a.txt").message


def test_a_device_behind_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to("/dev/zero")
    assert "not a regular file" in failure(tmp_path / "a.txt").message


def test_a_link_to_nothing_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (tmp_path / "b.txt").mkdir()
    assert "no such file" in failure(tmp_path / "a.txt").message
    assert "is a folder" in failure(tmp_path / "b.txt").message


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_forbidden_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("secret")
    (tmp_path / "a.txt").chmod(0)
    assert "permission denied" in failure(tmp_path / "a.txt").message


def test_permission_denied_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.txt").write_text("secret")
    monkeypatch.setattr(os, "open", deny)
    assert "permission denied" in failure(tmp_path / "a.txt").message


def test_a_name_that_is_not_utf8_is_told_readably(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    try:
        path.write_text("Patel warned.")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (found,) = read(path)
    assert isinstance(found, Failure)
    assert found.path.endswith("caf\\xe9.txt")
    found.error.message.encode()


def test_the_hash_of_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        file_sha256(tmp_path / "gone.txt")


@pytest.mark.parametrize(("name", "why"), [("a.txt", "5 MB"), ("a.pdf", "50 MB")])
def test_what_is_too_large_is_not_even_hashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, why: str
) -> None:
    with (tmp_path / name).open("wb") as file:
        file.truncate(1_000_000_000_000)  # with holes: it takes no room
    monkeypatch.setattr(hashlib, "file_digest", None)
    with pytest.raises(InputError, match=f"the limit for its format is {why}"):
        file_sha256(tmp_path / name)


# The beginnings of real files let the bytes get past the first check.
BEGINNINGS = st.sampled_from(
    [b"", b"%PDF-1.4\n", b"PK\x03\x04", b"---\ntitle: ", b"<html><body><p>", b'{"text": "', b"# "]
)


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(beginning=BEGINNINGS, data=st.binary(max_size=300) | st.text(max_size=300))
def test_any_bytes_give_articles_or_failures(
    suffix: str, beginning: bytes, data: bytes | str
) -> None:
    rest = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(beginning + rest)
        found = list(read(path))
    assert found
    for one in found:
        if isinstance(one, Reading):
            assert one.article.title.encode()
            assert one.article.text.encode()
            assert not {"\0", "\r"} & set(one.article.text)
        else:
            assert one.error.message
            assert one.error.hint


def test_reading_loads_nothing_heavy_until_a_file_needs_it() -> None:
    heavy = (
        "trafilatura lxml pypdfium2 docx markdown_it frontmatter yaml dateparser charset_normalizer"
    )
    code = f"import sys, rag.reading; print([m for m in {heavy.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
