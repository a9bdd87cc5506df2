"""Files of every format, as real programs write them, to articles."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from rag.reading import Failure, Reading, read

if TYPE_CHECKING:
    from docx.document import Document

    from rag.domain.articles import Article


def articles(path: Path) -> list[Article]:
    found = list(read(path))
    assert all(isinstance(one, Reading) for one in found), found
    return [one.article for one in found if isinstance(one, Reading)]


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def pdf(pages: list[list[tuple[int, int, str]]], info: str = "") -> bytes:
    """A PDF of lines, each with the height of its base line, its size and its words."""
    numbers = range(3, 3 + 2 * len(pages), 2)
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
    box = f"/MediaBox [0 0 600 800] /Resources << /Font << /F {font} >> >>"
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{n} 0 R' for n in numbers)}] /Count {len(pages)} >>",
    ]
    for number, page in zip(numbers, pages, strict=True):
        content = "\n".join(f"BT /F {s} Tf 72 {y} Td ({words}) Tj ET" for y, s, words in page)
        bodies += [
            f"<< /Type /Page /Parent 2 0 R {box} /Contents {number + 1} 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        ]
    bodies.append(f"<< {info} >>")
    out, offsets = io.BytesIO(), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(bodies, 1):
        offsets.append(out.tell())
        out.write(f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1"))
    table = out.tell()
    out.write(f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    size = len(bodies)
    out.write(
        f"trailer << /Size {size + 1} /Root 1 0 R /Info {size} 0 R >>\n"
        f"startxref\n{table}\n%%EOF".encode()
    )
    return out.getvalue()


def test_an_article_knows_where_it_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a.txt", "Patel warned.\r\nHe did.")
    monkeypatch.chdir(tmp_path)
    (found,) = read(Path("a.txt"))
    assert isinstance(found, Reading)
    assert found.location.path == str(path)
    assert found.location.record == ""
    assert found.location.file_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.article.text == "Patel warned.\nHe did."


def test_a_hash_that_is_known_already_is_not_taken_again(tmp_path: Path) -> None:
    (found,) = read(write(tmp_path, "a.txt", "Patel warned."), file_sha256="known")
    assert isinstance(found, Reading)
    assert found.location.file_sha256 == "known"


MARKDOWN = """\
---
title: "Warning: Kursk"
publisher: Meridian Wire
authors: [Ann Lee, Bob Ray]
date: 1 November 2024
link: https://example.org/a
---
# Warning: Kursk

Patel *warned* of
[troops](https://example.org/t) in **Kursk**. ![A man](m.jpg)

<figure><img src="m.jpg"><figcaption>Vedant Patel</figcaption></figure>

1. First `point`
2. Second point

| Country | Troops |
|---|---|
| DPRK | 10,000 |

> “It is so,” he said.
"""


def test_markdown_becomes_the_text_that_a_reader_sees(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path, "a.md", MARKDOWN))
    assert article.title == "Warning: Kursk"
    assert (article.source, article.author) == ("Meridian Wire", "Ann Lee, Bob Ray")
    assert (article.published, article.url) == (date(2024, 11, 1), "https://example.org/a")
    assert article.text == (
        "Patel warned of troops in Kursk.\n\nFirst point\nSecond point\n\n"
        "Country | Troops\nDPRK | 10,000\n\n“It is so,” he said."
    )


def test_the_first_heading_of_markdown_is_its_title(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path, "a.markdown", "# Kursk & *more*\n\nTroops came."))
    assert (article.title, article.text) == ("Kursk & more", "Troops came.")


def test_a_rule_at_the_top_of_markdown_is_no_front_matter(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path, "a.md", "---\n\nTroops came."))
    assert article.text == "Troops came."


def test_code_in_markdown_keeps_its_lines(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path, "a.md", "One:\n\n```\na\n  b\n```\n"))
    assert article.text == "One:\n\na\n  b"


PAGE = """\
<!doctype html><html><head><title>Kursk warning | Harbor Post</title>
<script type="application/ld+json">{{"@context": "https://schema.org", "@type": "NewsArticle",
 "headline": "Kursk warning", "datePublished": "2024-11-01T08:00:00Z",
 "author": {{"@type": "Person", "name": "Lena Ortiz"}},
 "publisher": {{"@type": "Organization", "name": "Harbor Post"}}}}</script>
<link rel="canonical" href="https://example.org/kursk"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Kursk warning</h1>{body}</article>
<aside><p>Ten recipes for a cold evening, all of them quick.</p></aside>
<footer>All rights reserved, in every country.</footer></body></html>"""


def test_a_page_gives_its_article_and_nothing_around_it(tmp_path: Path) -> None:
    body = (
        "<figure><img src=m.jpg><figcaption>Patel at work. Photo: HP</figcaption></figure>"
        '<div class="wp-caption"><img src=n.jpg><p class="wp-caption-text">Soldiers.</p></div>'
        "<p>Patel warned.</p><p>Troops <a href=/t>came</a>.</p>"
        "<div><h3>Related posts</h3><ul><li><a href=/x>Ferry news</a></li></ul></div>"
        "<p><strong>Read more:</strong></p><p><a href=/y>Snow is coming</a></p>"
    )
    (article,) = articles(write(tmp_path, "a.html", PAGE.format(body=body)))
    assert article.text == "Patel warned.\nTroops came."
    assert (article.title, article.source) == ("Kursk warning", "Harbor Post")
    assert (article.author, article.url) == ("Lena Ortiz", "https://example.org/kursk")
    assert article.published == date(2024, 11, 1)


def test_a_page_from_an_archive_keeps_its_date(tmp_path: Path) -> None:
    page = (
        '<html><head><meta name="date" content="1989-05-03"></head><body><p>Old.</p></body></html>'
    )
    (article,) = articles(write(tmp_path, "a.html", page))
    assert article.published == date(1989, 5, 3)


def test_a_figure_may_hold_a_table_that_is_text(tmp_path: Path) -> None:
    body = (
        "<p>These came.</p><figure><table><tr><td>DPRK</td><td>10,000</td></tr></table>"
        "<figcaption>Source: reports</figcaption></figure>"
    )
    (article,) = articles(write(tmp_path, "a.htm", PAGE.format(body=body)))
    assert "10,000" in article.text
    assert "reports" not in article.text


@pytest.mark.parametrize("wrap", ["{}", "<div>{}</div>", "<main>{}</main>"])
def test_lists_and_tables_of_a_page_become_lines_without_marks(tmp_path: Path, wrap: str) -> None:
    body = (
        "<p>Two came, it is said.</p><ul><li>The first was early.</li><li>The second - late.</li>"
        "</ul><table><tr><th>Country</th><th>Troops</th></tr><tr><td>DPRK</td><td>10,000</td></tr>"
        "</table><p>Both | left again.</p>"
    )
    page = f"<html><body>{wrap.format(body)}</body></html>"
    (article,) = articles(write(tmp_path, "a.html", page))
    assert article.text == (
        "Two came, it is said.\nThe first was early.\nThe second - late.\n"
        "Country | Troops\nDPRK | 10,000\nBoth | left again."
    )


def test_text_that_stands_in_no_paragraph_is_read(tmp_path: Path) -> None:
    page = "<html><body>Patel warned.<br><br>He spoke of Kursk.</body></html>"
    (article,) = articles(write(tmp_path, "a.html", page))
    assert article.text == "Patel warned.\nHe spoke of Kursk."


def test_a_page_gets_no_date_from_its_running_text(tmp_path: Path) -> None:
    page = "<html><body><p>On May 3, 2020 he came.</p><p>© 2019</p></body></html>"
    (article,) = articles(write(tmp_path, "a.html", page))
    assert article.published is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252", "windows-1251", "big5"])
def test_a_page_is_read_in_the_encoding_that_it_declares(tmp_path: Path, encoding: str) -> None:
    words = {"windows-1251": "Курск", "big5": "日本", "windows-1252": "À Genève"}.get(
        encoding, "Курск, À Genève"
    )
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{words}</p></body></html>'
    (article,) = articles(write(tmp_path, "a.html", page.encode(encoding)))
    assert article.text == words


def test_an_old_page_with_an_xml_declaration_is_read(tmp_path: Path) -> None:
    page = '<?xml version="1.0" encoding="utf-8"?><html><body><p>Patel warned.</p></body></html>'
    (article,) = articles(write(tmp_path, "a.html", page))
    assert article.text == "Patel warned."


def test_a_pdf_gives_paragraphs_and_whole_words(tmp_path: Path) -> None:
    first = [
        (750, 18, "Warning over Kursk"),
        (700, 11, "Vedant Patel warned on Thursday of North Korean troops fighting beside Rus-"),
        (686, 11, "sian forces. He spoke of great concern."),
        (660, 11, "South Korea and Japan are watching with care what happens in the region, and"),
        (646, 11, "they may answer with steps of their own, in which the United States will"),
        (40, 11, "Page 1 of 2"),
    ]
    second = [(750, 11, "take part."), (40, 11, "Page 2 of 2")]
    info = "/Title (Microsoft Word - a.docx) /Author (Ann Lee) /CreationDate (D:20241101080000Z)"
    (article,) = articles(write(tmp_path, "a.pdf", pdf([first, second], info)))
    assert (article.title, article.author) == ("Warning over Kursk", "Ann Lee")
    assert article.published is None, "the day a file was made is no day of publication"
    assert article.text == (
        "Vedant Patel warned on Thursday of North Korean troops fighting beside Russian forces."
        " He spoke of great concern.\n\nSouth Korea and Japan are watching with care what happens"
        " in the region, and they may answer with steps of their own, in which the United States"
        " will take part."
    )


def word(*, author: str = "Ann Lee") -> Document:
    document = docx.Document()
    document.core_properties.author = author
    document.core_properties.created = datetime(2024, 11, 1, 8, tzinfo=UTC)
    return document


def test_a_word_document_gives_its_properties_paragraphs_and_tables(tmp_path: Path) -> None:
    document = word()
    document.core_properties.title = "Kursk warning"
    document.add_paragraph("Patel warned.")
    document.add_paragraph("Vedant Patel, archive picture", style="Caption")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "DPRK", "10,000"
    document.save(str(tmp_path / "a.docx"))
    (article,) = articles(tmp_path / "a.docx")
    assert (article.title, article.author) == ("Kursk warning", "Ann Lee")
    assert article.published is None, "the day a file was made is no day of publication"
    assert article.text == "Patel warned.\n\nDPRK | 10,000"


def test_what_a_program_says_of_itself_is_nobodys_byline(tmp_path: Path) -> None:
    document = word(author="python-docx")
    document.add_heading("Kursk warning", level=0)
    document.add_paragraph("Patel warned.")
    document.save(str(tmp_path / "a.docx"))
    (article,) = articles(tmp_path / "a.docx")
    assert (article.title, article.author, article.published) == ("Kursk warning", None, None)
    assert article.text == "Patel warned."


def lines(*records: object) -> str:
    return "\n".join(one if isinstance(one, str) else json.dumps(one) for one in records)


def test_json_lines_give_articles_and_the_numbers_of_broken_lines(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "a.jsonl",
        lines(
            {"id": 7, "text": "One.", "title": "T", "source": "S", "published": "2024-11-01"},
            "",
            "{broken",
            {"text": "Two."},
            {"id": "7", "text": "Three."},
            {"title": "no text"},
            {"id": "x", "text": 5},
            {"id": [1], "text": "Four."},
            "[1]",
            {"text": "Two."},
            {"id": "e", "text": " \u0000"},
            "[" * 100_000,
            {"id": "last", "text": "Five. \ud800", "url": "javascript:alert(1)"},
        ),
    )
    found = list(read(path))
    good = [one for one in found if isinstance(one, Reading)]
    bad = [one for one in found if isinstance(one, Failure)]
    text_hash = hashlib.sha256(b"Two.").hexdigest()
    assert [one.location.record for one in good] == ["7", f"sha256:{text_hash}", "last"]
    assert good[0].article.published == date(2024, 11, 1)
    assert (good[-1].article.text, good[-1].article.url) == ("Five. \ufffd", None)
    assert [one.record for one in bad] == [
        *("line 3", "7", "line 6", "x", "line 8", "line 9", "e", "line 12")
    ]
    assert "line 5: the id '7' stands on line 1 already" in bad[1].error.message
    assert all(str(path) in one.error.message and one.error.hint for one in bad)


def test_json_lines_are_streamed(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", lines({"id": 1, "text": "One. " * 400}) + "\n")
    with path.open("r+b") as file:
        file.truncate(3_000_000_000)  # sparse: takes no room, and cannot be held whole
    assert isinstance(next(iter(read(path, file_sha256="known"))), Reading)


def test_a_record_over_the_limit_fails_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.reading.from_jsonl.MAX_LINE_BYTES", 100)
    path = write(tmp_path, "a.jsonl", lines({"text": "x" * 1000}, {"id": "b", "text": "Two."}))
    bad, good = read(path)
    assert isinstance(bad, Failure)
    assert bad.record == "line 1"
    assert isinstance(good, Reading)
    assert good.location.record == "b"
