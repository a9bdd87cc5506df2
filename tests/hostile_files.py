"""Files that mean harm, each with what has to come of it."""

from __future__ import annotations

import io
import json
import os
import socket
import zipfile
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = "The harbour master of Ostrava said that nine barges had sunk on Tuesday."
ADDED = "added"

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPES = (
    f'<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    f'<Relationships xmlns="{_PACKAGE}relationships">'
    f'<Relationship Id="r" Type="{_OFFICE}" Target="word/document.xml"/></Relationships>'
)
_PARAGRAPH = "<w:p><w:r><w:t>Words.</w:t></w:r></w:p>"
_LINE = b"BT /F 11 Tf 72 700 Td (Patel warned of troops.) Tj ET\n"
_FORM = "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"


class Hostile(NamedTuple):
    """A file and what has to come of it.

    Attributes:
        name: In its folder.
        content: Its bytes, or what makes the file at a path.
        outcome: `ADDED`, or a part of the reason that must be told.
    """

    name: str
    content: bytes | Callable[[Path], object]
    outcome: str


def docx(body: str, head: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """A Word document with nothing in it but its body, and more entries in its archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        document = f"<w:document {_WORD}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", head + document)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def pdf(*objects: str | bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first one is its root."""
    out, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        written = body if isinstance(body, bytes) else body.encode()
        out += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\n" % (len(objects) + 1)
    return bytes(out) + b"startxref\n%d\n%%%%EOF" % table


def pages(tree: str, content: bytes = _LINE, form: bytes = b"", coded: str = "") -> bytes:
    """A PDF with this page tree; object 3 is a page, object 6 a form it can draw."""
    drawn = "<< /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >>"
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages {tree} >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        f" /Resources {drawn} >>",
        _stream(content, coded),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        _stream(form, _FORM),
    )


def _stream(data: bytes, words: str) -> bytes:
    return f"<< /Length {len(data)} {words} >>\nstream\n".encode() + data + b"\nendstream"


def _lying_docx() -> bytes:
    """Its archive says that the document unpacks to a kilobyte; it has 30 MB."""
    data = bytearray(docx("x" * 30_000_000))
    entry = data.rfind(b"word/document.xml") - 46  # in the central directory
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def _laughs(opening: str, line: str) -> str:
    names = "abcdefghij"
    return opening + "".join(line.format(new, old) for old, new in pairwise(names))


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = os.open(path.parent, os.O_RDONLY)
        one.bind(f"/proc/self/fd/{here}/{path.name}")  # a socket's path has 108 bytes
        os.close(here)


def _deep(path: Path) -> None:
    """A file at the end of a path that is longer than the system takes at once."""
    place = os.open(path.parent, os.O_RDONLY)
    for _ in range(2100):
        os.mkdir("d", dir_fd=place)
        inner = os.open("d", os.O_RDONLY, dir_fd=place)
        os.close(place)
        place = inner
    os.close(os.open("deep.txt", os.O_CREAT | os.O_WRONLY, dir_fd=place))
    os.close(place)


_PAGE = b"<html><head><title>News</title></head><body>"
_P = b"<p>Patel warned of troops in Kursk.</p>"
_ONE = "/Kids [3 0 R] /Count 1"
_ENTITIES = "<!DOCTYPE d [" + _laughs('<!ENTITY a "aa">', '<!ENTITY {0} "&{1};&{1};&{1};">') + "]>"
_XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_MERGES = _laughs("a: &a {x: 1}\n", "{0}: &{0} {{<<: [*{1},*{1},*{1},*{1},*{1},*{1},*{1}]}}\n")

HOSTILE = [
    # Word
    Hostile("ratio.docx", docx("", more={"a.bin": bytes(201_000_000)}), "201 MB unpacked"),
    Hostile("xml.docx", docx("<w:p/>" * 3_500_000), "21 MB without its pictures"),
    Hostile("lying.docx", _lying_docx(), "no Word document"),
    Hostile("nested.docx", docx(_PARAGRAPH, more={"word/a.docx": docx(_PARAGRAPH)}), ADDED),
    Hostile("entries.docx", docx(_PARAGRAPH, more={f"{n}": b"" for n in range(30_000)}), ADDED),
    Hostile("laughs.docx", docx(_PARAGRAPH.replace("Words", "&j;"), _ENTITIES), "broken|no text"),
    Hostile("outside.docx", docx(_PARAGRAPH.replace("Words.", "&x;"), _XXE), "no text"),
    # PDF
    Hostile("count.pdf", pages("/Kids [3 0 R] /Count 2000000000"), ADDED),
    Hostile("million.pdf", pages("/Kids [3 0 R] /Count 1000000"), "broken"),
    Hostile("cycle.pdf", pages("/Kids [2 0 R 2 0 R 3 0 R] /Count 3"), "broken|no PDF"),
    Hostile("self.pdf", pdf("1 0 R"), "no PDF"),
    Hostile("form.pdf", pages(_ONE, b"/X Do", b"/X Do /X Do"), "takes more than 2,000 MB"),
    Hostile(
        "flate.pdf",
        pages(_ONE, zlib.compress(bytes(100_000_000)), coded="/Filter /FlateDecode"),
        "no text",
    ),
    Hostile("arrays.pdf", b"%PDF-1.4\n1 0 obj\n" + b"[" * 500_000, "no PDF"),
    Hostile(
        "loop.pdf",
        b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Prev 9/Size 1>>\n"
        b"startxref\n9\n%%EOF",
        "no PDF",
    ),
    # HTML
    Hostile("deep.html", _PAGE + b"<div>" * 100_000 + b"deep", "no article"),
    Hostile("attribute.html", _PAGE + b'<p a="' + b"x" * 2_000_000 + b'">' + _P, ADDED),
    Hostile("large.html", _PAGE + b"<p>a" * 3_000_000, "the limit for its format is 10 MB"),
    Hostile("nul.html", _PAGE + _P + b"\0" + _P, "binary"),
    Hostile("metadata.html", b'<script type="application/ld+json">' + b"[" * 50_000 + _P, "no art"),
    # Markdown
    Hostile("tag.md", b"---\ntitle: !!python/object/apply:os.system [ls]\n---\nText.", "YAML"),
    Hostile("merge.md", f"---\n{_MERGES}---\nText.".encode(), "YAML aliases"),
    Hostile("itself.md", b"---\ntitle: &a [*a]\n---\nText.", "YAML aliases"),
    Hostile(
        "brackets.md", b"---\ntitle: " + b"[" * 50_000 + b"\n---\nText.", "crashes the program"
    ),
    Hostile("number.md", b"---\ntitle: 0x" + b"f" * 50_000 + b"\n---\nNumbers.", ADDED),
    Hostile("front.md", b"---\n" + b"a: b\n" * 30_000 + b"---\nText.", "more than 100,000"),
    Hostile("quotes.md", b"> " * 100_000 + b"Text of quotes.", "no text"),
    # text
    Hostile("line.txt", b"a" * 50_000_000, "50.0 MB, and the limit"),
    Hostile("long.txt", b"word " * 900_000, "4.5 million characters"),
    Hostile("marks.txt", b"e" + "\u0301\u0316".encode() * 200_000 + b" is a letter.", ADDED),
    Hostile("shout.txt", b"Help" + b"!" * 30_000, ADDED),
    Hostile("nul.txt", b"A text with a \0 in it.", "binary"),
    Hostile("surrogate.txt", "A lone \ud800 one.".encode("utf-8", "surrogatepass"), ADDED),
    Hostile(
        "steering.txt",
        "\x1b]0;owned\x07\x1b[31mRed \u202egnp.exe".encode() + b" and words" * 50,
        ADDED,
    ),
    Hostile("empty.txt", b"", "empty"),
    # JSON lines
    Hostile("missing.jsonl", b'{"title": "No text"}\n', '"text" is missing'),
    Hostile("line.jsonl", b'{"text": "' + b"a" * 50_000_000 + b'"}', "limit for one record"),
    Hostile("long.jsonl", b'{"text": "' + b"a" * 2_000_000 + b'"}', "2.0 million characters"),
    Hostile("deep.jsonl", b'{"text": ' + b"[" * 100_000, "not readable|not valid"),
    Hostile("digits.jsonl", b'{"text": "a", "id": ' + b"9" * 5000 + b"}", "not readable as JSON"),
    Hostile("junk.jsonl", b"x\n" * 5000, "4,000 more records"),
    Hostile(
        "years.jsonl",
        b"".join(
            json.dumps({"text": f"In the year {n}.", "id": n, "date": day}).encode() + b"\n"
            for n, day in enumerate(["0000-01-01", "99999-01-01", -1, 1e308, [2024], 10**400])
        )
        + b'{"text": "Endless.", "title": 1e999, "author": NaN}\n',
        ADDED,
    ),
    # what is no file, and names
    Hostile("pipe.txt", os.mkfifo, "not a regular file"),
    Hostile("socket.txt", _socket, "not a regular file"),
    Hostile("device.txt", lambda path: path.symlink_to("/dev/zero"), "not a regular file"),
    Hostile("circle.txt", lambda path: path.symlink_to(path), "symbolic links"),
    Hostile("gone.txt", lambda path: path.symlink_to("nowhere"), "no such file"),
    Hostile("folder.txt", lambda path: path.symlink_to(path.parent), ""),
    Hostile("outside.txt", lambda path: path.symlink_to("/etc/hostname"), ADDED),
    Hostile("a\nfailed: \x1b[2J\u202etxt.txt", b"", "empty"),
    Hostile("caf\udce9.txt", b"Not UTF-8.", "not valid UTF-8"),
    Hostile("n" * 251 + ".txt", b"A long name.", ADDED),
    Hostile("d", _deep, "name too long"),
]
