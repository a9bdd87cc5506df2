"""An article that would steer a terminal, a page or a document, through every output there is."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from typed import Typed

    Type = Callable[..., Typed]

STEERING = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202e\u2066"
MARKUP = "</script><img src=x onerror=alert(1)>[a](javascript:alert(2))![i](http://e.example/i)"
EVIL = f"{MARKUP}{STEERING}"
SENTENCE = f"Mayor Ada Quill warned {EVIL} on Monday that the Tannery Bridge would close."
RECORD = {
    "text": f"{SENTENCE}\nThe council of Lowmoor met on Tuesday and agreed to pay 40 crowns.",
    "title": f"Bridge {EVIL}",
    "source": f"Post {EVIL}",
    "author": f"Ann {EVIL}",
    "url": "javascript:alert(3)",
    "published": "2024-11-02",
    "id": f"record {EVIL}",
}
CASES = """
articles: [news]
cases:
  - id: who-warned
    question: Who warned that the Tannery Bridge would close?
    answerable: true
    facts:
      - statement: Ada Quill warned.
        stated_by: {wording: ["Ada Quill"]}
    gold:
      - path: "news/a.jsonl"
        quote: Mayor Ada Quill warned
"""
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Page(HTMLParser):
    """What a browser would run or fetch of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        fetched = tag == "link" and not (dict(attrs).get("href") or "").startswith("data:")
        if fetched or tag in {"img", "iframe", "object", "embed"}:
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f"{tag} {name}={value}")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "news").mkdir()
    named = tmp_path / "news" / "a.jsonl"
    named.write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    (tmp_path / "cases.yaml").write_text(CASES, encoding="utf-8")
    monkeypatch.setenv("RAG_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_nothing_of_it_comes_through(typed: Type, place: Path) -> None:
    question = "who warned that the Tannery Bridge would close?"
    commands: list[tuple[str, ...]] = [
        ("add", "news", "--log-level", "debug"),
        ("list",),
        ("list", "--format", "json"),
        ("search", "Tannery Bridge"),
        *(("ask", question, "--format", form) for form in ("text", "md", "json")),
        ("ask", f"who is {EVIL}?"),
        *(("summarise", "news/a.jsonl", "--format", form) for form in ("text", "md", "json")),
        *(("summarise", "news/a.jsonl", "--out", f"one.{kind}") for kind in ("html", "md", "json")),
        ("summarise", "--topic", f"Tannery Bridge {EVIL}"),
        ("summarise", "--topic", "Tannery Bridge", "--out", "topic.html"),
        ("summarise", "--all", "--out", "all"),
        ("eval", "--cases", "cases.yaml", "--out", "r.html", "--out", "r.md", "--out", "r.xml"),
        ("verify", "one.json"),
        ("check",),
        ("show", "news/a.jsonl"),
        ("remove", "news/a.jsonl"),
    ]
    for words in commands:
        said = typed("rag", *words)
        assert said.code in (0, 3), (words, said.err)
        for stream in (said.out, said.err):
            found = FORBIDDEN.search(stream)
            assert not found, (words, ascii(stream[: found and found.end()][-200:]))
    written = [
        file
        for file in place.rglob("*")
        if file.is_file() and file.parts[len(place.parts)] not in ("news", "library")
    ]
    assert {".html", ".md", ".json", ".xml"} <= {file.suffix for file in written}
    for file in written:
        text = file.read_text(encoding="utf-8")
        assert not FORBIDDEN.search(text), file
        if file.suffix == ".html":
            assert Page(text).found == [], file
        elif file.suffix == ".md":
            assert "](javascript:" not in text, file
            assert "![i](" not in text, file
            assert "<img" not in text.replace("\\<img", ""), file
        elif file.suffix == ".xml":
            assert ET.fromstring(text) is not None  # noqa: S314 - our own
    assert Page(f"<p>{MARKUP}").found == ["img", "img onerror=alert(1)"], "the test sees nothing"
