"""A page taken apart as a browser would, and a text that would break out of one."""

from __future__ import annotations

import json
from html.parser import HTMLParser

EVIL = "</script><script>alert(1)</script> <!-- \"' onload=x \x1b \u202e {{ 7 * 7 }} &amp;"
EVIL_SHOWN = EVIL.replace("\x1b", "␛").replace("\u202e", "\\u202e")


class Page(HTMLParser):
    """The tags of a page with their attributes, and the text inside each kind of tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open = [""]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self._open[-1], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def stored(self) -> list[str]:
        """The texts of articles and passages."""
        data, _script = self.texts["script"]
        texts: list[str] = json.loads(data)
        return texts
