"""The files of one article in a batch; they are the record of what is done.

The JSON file is written last. It holds a key over everything that decides how the
article's summary reads, and the hashes of the other files: where the key is the same
and the files are, there is nothing to do.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from rag.calls.files import whole_file
from rag.rendering.data import SCHEMA, dumps, summary_data
from rag.rendering.summaries.markdown import summary_markdown
from rag.rendering.summaries.page import summary_page

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path, PurePath

    from rag.domain.articles import Article
    from rag.domain.replies import Refusal
    from rag.domain.summaries import Summary
    from rag.library.entries import Card

#: Version of what Markdown and HTML look like; another one makes all outputs anew.
LOOK = 1

#: Bytes of a title in the name of a file. With an id and a suffix it stays far below the
#: 255 that file systems take, and can be read in a list.
LONGEST = 80

_APOSTROPHES = re.compile(r"(?<=\w)['’](?=\w)")
_SEPARATORS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Made:
    """With what summaries are made.

    Servers are not told apart, as `rag.calls.CallStore` does not.

    Attributes:
        model: Who writes.
        prompt: Identity of the prompt, where there is one.
        embedder: Fingerprint of the library's vectors and passages.
        words: Most words of a summary.
        version: Of this package.
    """

    model: str
    prompt: str | None
    embedder: str
    words: int
    version: str


@dataclass(frozen=True, slots=True)
class Record:
    """What the files of an article say about it.

    Attributes:
        key: See `key_of`.
        sha256: Of the article's text.
        kind: ``summary`` or ``refusal``.
        told: The headline fact, or why there is none.
        files: Their names with the SHA-256 of what is in them.
        model: As in its provenance, like all that follow.
        prompt: Identity of the prompt, where there is one.
        fallback: Who wrote it, where that is not the model.
        input_tokens: Sent to the language model.
        output_tokens: Written by the language model.
        cost: In US dollars; None where no price is known.
        seconds: That it took.
    """

    key: str
    sha256: str
    kind: str
    told: str
    files: Mapping[str, str]
    model: str
    prompt: str | None
    fallback: str | None
    input_tokens: int
    output_tokens: int
    cost: float | None
    seconds: float


def key_of(card: Card, made: Made) -> str:
    """A hash over all that shows in an article's summary; the id stands for its text."""
    shown = (card.id, card.title, card.source, card.author, card.url, card.published, card.paths)
    text = dumps({"made": asdict(made), "article": shown, "form": [SCHEMA, LOOK]}, indent=None)
    return hashlib.sha256(text.encode()).hexdigest()


def name_of(card: Card | Article) -> str:
    """``washington-warns-over-kursk-3f2a9c41d07e``: the name of its files, without suffix.

    Letters of all scripts stay; the end of a long title is cut off.
    """
    title = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", card.title).casefold())
    slug = _SEPARATORS.sub("-", title).strip("-")
    if len(slug.encode()) > LONGEST:
        head = slug.encode()[:LONGEST].decode(errors="ignore")
        slug = head.rpartition("-")[0] or head
    return f"{slug}-{card.id}" if slug else card.id


def record_of(folder: Path, name: str) -> Record | None:
    """What stands in the files of this name; None if they are not there whole."""
    own = f"{name}.json"
    try:
        data = (folder / own).read_bytes()
        saved = json.loads(data)
        kept = saved["record"]
        files: dict[str, str] = kept["files"]
        made = saved["provenance"]
        record = Record(
            key=kept["key"],
            sha256=kept["sha256"],
            kind=saved["kind"],
            told=saved["claims"][0]["text"] if saved["claims"] else saved["reason"],
            files={**files, own: _hash(data)},
            model=made["model"],
            prompt=made["prompt"],
            fallback=made["fallback"],
            input_tokens=made["input_tokens"],
            output_tokens=made["output_tokens"],
            cost=made["cost"],
            seconds=made["seconds"],
        )
        whole = all(_hash((folder / file).read_bytes()) == known for file, known in files.items())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # whatever it is, it is made anew
    return record if whole and set(files) == {f"{name}.md", f"{name}.html"} else None


def write_files(
    folder: Path, key: str, article: Article, reply: Summary | Refusal, here: PurePath
) -> None:
    """Write an article's three files, each whole, the JSON last.

    Args:
        folder: Where to.
        key: See `key_of`.
        article: What was summarised.
        reply: What came of it.
        here: Absolute folder that paths are shown from, where they lie below it.

    Raises:
        OSError: The disk does not take them; older files may be gone.
    """
    name = name_of(article)
    written = {
        f"{name}.md": summary_markdown(reply, here),
        f"{name}.html": summary_page(reply, {article.id: article.text}),
    }
    files = {file: _write(folder / file, text) for file, text in written.items()}
    record = {"key": key, "id": article.id, "sha256": article.sha256, "files": files}
    _write(folder / f"{name}.json", dumps({**summary_data(reply), "record": record}) + "\n")


def _write(path: Path, text: str) -> str:
    """Write a file; returns its hash."""
    data = text.encode()
    with whole_file(path, durable=True) as file:
        file.write(data)
    return _hash(data)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
