"""Hits as the numbered sources of a prompt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.articles import Hit
    from rag.prompting import Prompt

#: Bytes of UTF-8 that a token of a prompt is taken to have. The 153 prompts in
#: evals/recordings have 3.9 to 4.8 for each token that the server counted; less is reckoned
#: with, since other texts and other models take more tokens.
BYTES_A_TOKEN = 3

_BACKTICKS = re.compile("`+")
_SHORTEST_FENCE = 3


def write_sources(hits: Sequence[Hit]) -> str:
    """Number the hits from 1 and fence each, so that a model can tell text from order.

    A fence is longer than any run of backticks inside, so no article can close
    it and go on as if it were the user. The passage stands as it is, character
    by character; title and outlet are on one line each.
    """
    blocks = [_describe(hit) for hit in hits]
    fence = _fence(blocks)
    return "\n\n".join(
        f"Source {number}\n{fence}\n{block}\n{fence}" for number, block in enumerate(blocks, 1)
    )


def most_tokens(text: str) -> int:
    """Tokens that a text takes, reckoned high."""
    return -(-len(text.encode(errors="replace")) // BYTES_A_TOKEN)


def most_around(prompt: Prompt, asked: str) -> int:
    """Tokens that a prompt takes around its sources with what is asked, reckoned high."""
    form = max(prompt.json, prompt.markers or "", key=len)
    return most_tokens(f"{prompt.system}\n{form}\n{prompt.user}\n{prompt.repair}\n{asked}")


def fitting(hits: Sequence[Hit], room: int) -> Sequence[Hit]:
    """The first hits that fit into so many tokens; the first one always."""
    fits = 1
    while fits < len(hits) and most_tokens(write_sources(hits[: fits + 1])) <= room:
        fits += 1
    return hits[:fits]


def grouped(hits: Sequence[Hit], room: int) -> list[Sequence[Hit]]:
    """All hits, in their order, in as few groups as fit into so many tokens each."""
    groups = []
    while hits:
        groups.append(fitting(hits, room))
        hits = hits[len(groups[-1]) :]
    return groups


def fenced(text: str) -> str:
    """Fence a text that is data, as `write_sources` does."""
    fence = _fence([text])
    return f"{fence}\n{text}\n{fence}"


def _fence(texts: Sequence[str]) -> str:
    runs = (len(run) for text in texts for run in _BACKTICKS.findall(text))
    return "`" * max(_SHORTEST_FENCE, 1 + max(runs, default=0))


def _describe(hit: Hit) -> str:
    article = hit.article
    lines = [f"Title: {_one_line(article.title)}"]
    if article.source:
        lines.append(f"Outlet: {_one_line(article.source)}")
    if article.published:
        lines.append(f"Date: {article.published.isoformat()}")
    return "\n".join([*lines, "Text:", hit.passage.text])


def _one_line(text: str) -> str:
    return " ".join(text.split())
