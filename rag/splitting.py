"""Where sentences and passages begin and end.

Both are ranges of the article's own text, so that ``text[start:end]`` is the
sentence or the passage to the letter. A passage is a run of whole sentences
that fits the embedding model's window; every sentence is in exactly one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.domain.articles import Passage, Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rag.domain.articles import Article

    CountTokens = Callable[[Sequence[str]], list[int]]

SPLITTER = "2"
"""Grows whenever the same text would be cut differently: part of a library's fingerprint."""

_NO_END = re.compile(
    r"\W*(?:(?:[A-Z]\.){2,}\s+(?:Secretary|Senator|Ambassador|General|Judge)\b|(?:Lt|Cmdr)\.\s+[A-Z])"
)
"""Where the library that finds sentences ends one although an office or a name goes on."""

_LONGEST_QUOTATION = 6  # sentences; a mark that is never closed must not swallow a paragraph


_ABBREVIATED = frozenset(
    """
    approx apt assn ave avg blvd capt cert cmdr col corp dept dir dist div est etc excl ext fig figs
    gen gov govt hon hrs inc incl intl lbs ltd lts mfg mins misc mrs natl orig prof pvt qtr ref rep
    rev sen sgt spec supt tel temp univ vol vols yrs bros maj cpl
    """.split()
)
_MISSED_END = re.compile(
    r"\b(?:(?P<word>[a-zß-öø-ÿ]{3,})|so|met|no|[ap]\.m)(?P<end>\.[”\"’)]?)\s+(?=[“\"‘]?[A-ZÀ-Þ][a-zß-öø-ÿ])"
    r"(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Eastern|Central|Mountain|Pacific|Greenwich)"
)
"""A small word before a capital ends a sentence, unless it is an abbreviation: the library takes
hundreds of words for ones, bank and park among them. "5 p.m. Monday" goes on."""


_LONG_WORD = re.compile(r"\S{5000}")


def sentences(text: str) -> list[Span]:
    """Sentences of a text, in order, without the white space around them.

    A line break always ends a sentence. A quotation is not cut open: sentences
    between an opening quote mark and its closing one stay together, as long as
    it is closed on the same line within a few sentences.
    """
    found: list[Span] = []
    for line in _lines(text):
        found.extend(_keep_quotations_whole(text, _sentences_of_line(text, line)))
    return found


def passages(article: Article, count_tokens: CountTokens, room: int) -> list[Passage]:
    """Cut an article into passages of at most ``room`` tokens each.

    Args:
        article: Its text must be what is stored.
        count_tokens: Of the embedding model.
        room: Tokens that are left for the passage in the model's window.
    """
    pieces = _fit(article.text, sentences(article.text), count_tokens, room)
    cut = []
    for ordinal, group in enumerate(_group(article.text, pieces, room)):
        start, end = group[0].start, group[-1].end
        spans = tuple(Span(piece.start, piece.end) for piece in group)
        cut.append(
            Passage(
                f"{article.id}:{ordinal}", article.id, start, end, article.text[start:end], spans
            )
        )
    return cut


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    tokens: int


def _lines(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(start, start + len(line))
        start += len(line) + 1


def _sentences_of_line(text: str, line: Span) -> list[Span]:
    from nupunkt import sent_spans

    found: list[Span] = []
    for part in _without_long_words(text, line):
        for start, end in sent_spans(text[part.start : part.end]):
            span = _stripped(text, part.start + start, part.start + end)
            if found and span and _NO_END.match(text, _last_word(text, found[-1])):
                span = Span(found.pop().start, span.end)
            if span is not None:
                found.append(span)
    return [part for span in found for part in _parted(text, span)]


def _without_long_words(text: str, line: Span) -> Iterator[Span]:
    """The line, cut where a word is no word: nupunkt takes time by the square of its marks."""
    start = line.start
    for match in _LONG_WORD.finditer(text, line.start, line.end):
        yield Span(start, match.end())
        start = match.end()
    if start < line.end:
        yield Span(start, line.end)


def _parted(text: str, span: Span) -> Iterator[Span]:
    """Cut where a sentence ended in what nupunkt takes for an abbreviation."""
    start = span.start
    for match in _MISSED_END.finditer(text, span.start, span.end):
        if match["word"] in _ABBREVIATED:
            continue
        yield Span(start, match.end("end"))
        start = match.end()
    yield Span(start, span.end)


def _last_word(text: str, span: Span) -> int:
    return max(span.start, text.rfind(" ", span.start, span.end) + 1)


def _stripped(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def _keep_quotations_whole(text: str, spans: list[Span]) -> Iterator[Span]:
    index = 0
    while index < len(spans):
        last = index
        for stop in range(index, min(index + _LONGEST_QUOTATION, len(spans))):
            if not open_quotation(text[spans[index].start : spans[stop].end]):
                last = stop
                break
        yield Span(spans[index].start, spans[last].end)
        index = last + 1


def open_quotation(text: str) -> bool:
    """Whether a quotation begins in the text and does not end in it."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


def _fit(text: str, spans: Sequence[Span], count_tokens: CountTokens, room: int) -> list[_Piece]:
    """Give each sentence its length; cut those that are longer than a whole passage."""
    lengths = count_tokens([text[span.start : span.end] for span in spans])
    pieces: list[_Piece] = []
    for span, length in zip(spans, lengths, strict=True):
        if length <= room:
            pieces.append(_Piece(span.start, span.end, length))
        else:
            pieces.extend(_cut_long(text, span, count_tokens, room))
    return pieces


def _cut_long(text: str, span: Span, count_tokens: CountTokens, room: int) -> Iterator[_Piece]:
    start = span.start
    while start < span.end:
        end = _longest_prefix(text, start, span.end, count_tokens, room)
        piece = _stripped(text, start, end)
        if piece is not None:
            [tokens] = count_tokens([text[piece.start : piece.end]])
            yield _Piece(piece.start, piece.end, tokens)
        start = end


def _longest_prefix(text: str, start: int, end: int, count_tokens: CountTokens, room: int) -> int:
    """Where to cut so that at most ``room`` tokens come before it, between words if possible."""
    low, high = start + 1, min(end, start + 8 * room)
    while low < high:  # more characters never make fewer tokens by more than the odd one
        middle = (low + high + 1) // 2
        if count_tokens([text[start:middle]])[0] <= room:
            low = middle
        else:
            high = middle - 1
    if low < end:
        space = max(text.rfind(" ", start, low), text.rfind("\t", start, low))
        if space > start + (low - start) // 2:
            return space
    return low


def _group(text: str, pieces: Sequence[_Piece], room: int) -> Iterator[list[_Piece]]:
    """Fill passages in order; end one early at a paragraph that would be torn apart."""
    group: list[_Piece] = []
    used = 0
    for index, piece in enumerate(pieces):
        opens = bool(group) and "\n" in text[group[-1].end : piece.start]
        torn = opens and used > room // 2 and used + _paragraph(text, pieces, index) > room
        if group and (used + piece.tokens > room or torn):
            yield group
            group, used = [], 0
        group.append(piece)
        used += piece.tokens
    if group:
        yield group


def _paragraph(text: str, pieces: Sequence[_Piece], first: int) -> int:
    """Tokens of the paragraph that begins at a piece."""
    tokens = pieces[first].tokens
    for index in range(first + 1, len(pieces)):
        if "\n" in text[pieces[index - 1].end : pieces[index].start]:
            break
        tokens += pieces[index].tokens
    return tokens
