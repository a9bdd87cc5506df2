"""Replies as portable Markdown (CommonMark), to be pasted into a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.domain.replies import Answer
from rag.rendering.remarks import excerpt, moved, remarks
from rag.rendering.sources import (
    byline,
    carried,
    in_words,
    number_sources,
    printed_too,
    safe_url,
)
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import PurePath

    from rag.domain.replies import Refusal, Reply
    from rag.rendering.sources import Source

# CommonMark lets a backslash take the meaning from any ASCII punctuation.
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>()#|~&!$^@]")
_LINE_START = re.compile(r"^(\s*)([-+=:]|\d{1,9}(?=[.)]))")
_LINK = re.compile(r"://|www(?=\.)")


def reply_markdown(reply: Reply, here: PurePath) -> str:
    """Claims as paragraphs, sources as a numbered list, quotes as block quotes.

    Args:
        reply: What was answered.
        here: Absolute folder that paths are shown from, where they lie below it.
    """
    blocks = [*(_answer(reply, here) if isinstance(reply, Answer) else _refusal(reply))]
    blocks += [f"*{escaped(line)}*" for line in remarks(reply)]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """One line that Markdown shows as it stands, with control characters visible."""
    line = _SPECIAL.sub(r"\\\g<0>", visible(text).strip())
    line = _LINK.sub(lambda found: "\\://" if found[0] == "://" else "www\\", line)
    return _LINE_START.sub(_defused, line)


def source_markdown(source: Source, here: PurePath) -> Iterable[str]:
    """An article as an item of a numbered list, with the quotes that no claim speaks."""
    cited = source.cited
    title, *rest = byline(cited.title, cited.source, cited.published, cited.paths, here)
    linked = _linked(title, cited.url)
    yield f"{source.number}. " + " · ".join([linked, *map(escaped, rest)])
    for one in source.evidence:
        if one.quote:
            yield f"   > {escaped(one.quote)}"
        if one.moved_from:
            yield f"   *{escaped(moved(one.moved_from))}*"
    if also := printed_too(cited):
        yield f"   *{escaped(also)}*"


def _defused(found: re.Match[str]) -> str:
    blank, mark = found.groups()
    return f"{blank}{mark}\\" if mark[0].isdigit() else f"{blank}\\{mark}"


def _answer(answer: Answer, here: PurePath) -> Iterable[str]:
    sources = number_sources(answer)
    for claim in answer.claims:
        yield f"{escaped(claim.text)} {escaped(carried(claim, sources))}"
    for difference in answer.differences:
        yield escaped(in_words(difference))
    for source in sources:
        yield from source_markdown(source, here)


def _linked(title: str, url: str | None) -> str:
    shown = f"**{escaped(title)}**"
    return f"[{shown}](<{url}>)" if (url := safe_url(url)) else shown


def _refusal(refusal: Refusal) -> Iterable[str]:
    yield f"**Not in these articles:** {escaped(refusal.reason)}"
    if refusal.nearest:
        yield "The nearest passages:"
    for near in refusal.nearest:
        yield f"- **{escaped(near.title)}** ({near.article_id})"
        yield f"  > {escaped(excerpt(near.text))}"
