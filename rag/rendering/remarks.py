"""What stands beside the claims of a reply, in every form it is shown in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.domain.summaries import Summary
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from rag.domain.replies import Reply

EXCERPT = 150  # characters, two lines of a terminal with 80 columns


def remarks(reply: Reply | Summary) -> list[str]:
    """What a reader should know about a reply besides its claims; not yet made visible."""
    open_parts = () if isinstance(reply, Summary) else reply.unanswered
    lines = [f"Not answered: {part.question} ({part.reason})" for part in open_parts]
    if count := len(reply.dropped):
        were = "1 claim was" if count == 1 else f"{count} claims were"
        reasons = dict.fromkeys(dropped.reason for dropped in reply.dropped)
        lines.append(f"{were} dropped: {'; '.join(reasons)}")
    if reply.provenance.fallback:
        lines.append(f"Written by {reply.provenance.fallback}, not by {reply.provenance.model}")
    return lines + [f"Note: {note}" for note in reply.notes]


def moved(passage_id: str) -> str:
    """That a quote was found elsewhere than in the passage its writer named."""
    return f"quote found here; the writer had cited {passage_id}"


def excerpt(text: str) -> str:
    """The beginning of ``text`` in one visible line, cut between words where there are any."""
    line = visible(text)
    if len(line) <= EXCERPT:
        return line
    head = line[:EXCERPT]
    words = head.rpartition(" ")[0]
    return (words if len(words) > EXCERPT // 2 else head).rstrip() + " …"
