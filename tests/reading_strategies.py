"""Bytes that look like files of a format, for Hypothesis, and what must hold of what is read."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

from hostile_files import docx, pages, pdf
from hypothesis import strategies as st

from rag.reading import Failure
from rag.reading.limits import MAX_FIELD_CHARACTERS, MAX_TEXT_CHARACTERS
from rag.reading.normalising import normalise, one_line
from rag.splitting import passages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.articles import Article
    from rag.reading import Reading

    Bytes = st.SearchStrategy[bytes]

ANY = st.text(st.characters(exclude_categories=()), max_size=40)  # lone surrogates included
WORDS = st.sampled_from(
    [
        *("Patel warned of troops. ", "Related posts\n", "“Yes", "”", "\n\n", " ", "é", "e\u0301"),
        *("U.S. ", "!", "\0", "\x1b[31m", "\u202e", "\ud800", "\ufeff", "2024-11-01", "---\n"),
    ]
)
TEXT = st.lists(WORDS | ANY, max_size=12).map("".join)
DATE = st.dates().map(str) | st.sampled_from(["0000-00-00", "99999-01-01", "1e9", "now", "-1"])


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _json() -> st.SearchStrategy[object]:
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | TEXT | DATE
    values = st.recursive(
        leaves, lambda one: st.lists(one, max_size=4) | st.dictionaries(TEXT, one, max_size=4)
    )
    names = st.sampled_from(["text", "title", "source", "author", "url", "published", "id", "x"])
    return st.dictionaries(names, TEXT | DATE | values, max_size=8) | values


_TAGS = st.sampled_from(
    [
        *("p", "div", "span", "article", "main", "h1", "h2", "a", "ul", "li", "table", "tr", "td"),
        *("br", "blockquote", "figure", "script", "style", "title", "meta", "time", "body", "b"),
        *("head", "html", "svg", "template", "noscript", "form", "pre", "!--", "!DOCTYPE", "?xml"),
    ]
)
_ATTRIBUTES = st.sampled_from(
    [
        *(
            "",
            "",
            "",
            ' class="caption"',
            ' style="font-size:0"',
            ' style="color:#fff"',
            ' href="x"',
        ),
        *(' style="position:absolute;left:-9999px"', ' property="article:published_time"'),
        *(
            ' content="2024-11-01"',
            ' datetime="2024-11-01"',
            ' name="author"',
            ' itemprop="author"',
        ),
        ' type="application/ld+json"',
    ]
)
_OPEN = st.builds("<{}{}>".format, _TAGS, _ATTRIBUTES)
_CLOSE = st.builds("</{}>".format, _TAGS)
_HTML = st.lists(_OPEN | _CLOSE | TEXT | _json().map(json.dumps), max_size=25).map("".join)
_MARKS = st.sampled_from(
    [
        *("# ", "- ", "1. ", "> ", "```\n", "    ", "| a | b |\n|---|---|\n", "[a](b)", "![a](b)"),
        *("*", "**", "_", "~~", "<", ">", "&amp;", "\n", "\n\n", "[a]: b\n", "`", "\\", "<!--"),
    ]
)
_MARKDOWN = st.lists(_MARKS | TEXT | _OPEN, max_size=25).map("".join)
_FRONT = st.lists(
    st.builds(
        "{}: {}\n".format,
        st.sampled_from(["title", "date", "author", "source", "url", "x", "<<", "? a"]),
        TEXT | DATE | st.sampled_from(["&a b", "*a", "[a, b]", "{a: b}", "!!int x", "|", "0x1"]),
    ),
    max_size=5,
).map("".join)
_WORD_TAGS = st.sampled_from(
    [
        *("<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>"),
        *("</w:tr>", "<w:tc>", "</w:tc>", "<w:tab/>", "<w:br/>", "<w:p><w:r><w:t>Words.</w:t>"),
        *(
            "</w:r></w:p>",
            '<w:pPr><w:pStyle w:val="Title"/></w:pPr>',
            "<w:tcPr><w:vMerge/></w:tcPr>",
        ),
        *('<w:tcPr><w:gridSpan w:val="-3"/></w:tcPr>', '<w:gridSpan w:val="x"/>', "<w:sdt>", "&x;"),
    ]
)
_DRAWN = st.lists(
    st.sampled_from(
        [
            *(b"BT ", b"ET ", b"/F 11 Tf ", b"72 700 Td ", b"(Patel warned.) Tj ", b"0 -14 Td "),
            *(
                b"/X Do ",
                b"q ",
                b"Q ",
                b"T* ",
                b"<FEFF> Tj ",
                b"1 0 0 1 0 0 Tm ",
                b"(\\001\\377) Tj ",
            ),
        ]
    ),
    max_size=20,
).map(b"".join)
_KIDS = st.sampled_from(
    ["/Kids [3 0 R] /Count 1", "/Kids [3 0 R 3 0 R] /Count 2", "/Kids [2 0 R] /Count 9", "/Kids 7"]
)
_OBJECTS = st.lists(
    st.sampled_from(
        [
            *("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
            *("<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>", "1 0 R", "[[[", "<<", "(", "null"),
        ]
    ),
    min_size=1,
    max_size=6,
).map(lambda bodies: pdf(*bodies))


@st.composite
def _spoiled(draw: st.DrawFn, files: Bytes) -> bytes:
    """A file of the kind, as it is or with bytes cut out, put in or turned."""
    data = bytearray(draw(files))
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(data)))
        data[place : place + draw(st.integers(0, 9))] = draw(st.binary(max_size=9))
    return bytes(data)


FILES: dict[str, Bytes] = {
    ".txt": TEXT.map(_encoded)
    | st.binary(max_size=200)
    | ANY.map(lambda t: t.encode("utf-16", "replace")),
    ".md": st.builds("---\n{}---\n{}".format, _FRONT, _MARKDOWN).map(_encoded)
    | _MARKDOWN.map(_encoded),
    ".html": _spoiled(_HTML.map(_encoded)),
    ".pdf": _spoiled(st.builds(pages, _KIDS, _DRAWN, st.just(b"")) | _OBJECTS),
    ".docx": _spoiled(st.lists(_WORD_TAGS, max_size=20).map("".join).map(docx)),
    ".jsonl": _spoiled(
        st.lists(_json().map(json.dumps).map(str.encode), max_size=4).map(b"\n".join)
    ),
}
"""A strategy for each format; most examples get past the first check of their reader."""


def check(found: Sequence[Reading | Failure]) -> None:
    """Every reading is a whole article with an exact text, every failure says what to do."""
    assert found
    for one in found:
        if isinstance(one, Failure):
            assert "Cannot read" in one.error.message
            assert one.error.hint.endswith(".")
            (one.error.message + one.error.hint + one.record).encode()
        else:
            _check_article(one.article)


def _check_article(article: Article) -> None:
    text = article.text
    assert text == normalise(text) != ""
    assert len(text) <= MAX_TEXT_CHARACTERS
    assert article.title
    for field in (article.title, article.source or "-", article.author or "-", article.url or "-"):
        assert field == one_line(field) != ""
    for name in (article.title, article.source or "", article.author or ""):
        assert len(name) <= MAX_FIELD_CHARACTERS
    assert article.published is None or article.published.year >= 1000
    cut = passages(article, lambda texts: [len(one.split()) + 2 for one in texts], 64)
    assert cut
    for one in cut:
        assert one.text == text[one.start : one.end]
        assert all(one.start <= span.start < span.end <= one.end for span in one.sentences)
        assert all(left.end <= right.start for left, right in pairwise(one.sentences))
    assert all(left.end <= right.start for left, right in pairwise(cut))
