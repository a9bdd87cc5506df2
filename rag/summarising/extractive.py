"""The writer of summaries that needs no language model: it quotes the central sentences."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rag.domain.replies import Draft
from rag.evidence.agreeing.agreement import points
from rag.evidence.asking import questions
from rag.evidence.choice.candidates import known_names
from rag.evidence.choice.choosing import choose
from rag.evidence.choice.weighing import weigh
from rag.evidence.condensing.centrality import Line, central, leans, may_stand
from rag.evidence.condensing.figures import counted_in
from rag.evidence.condensing.quoting import Nearness, meant, place_of, quoted
from rag.words import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from rag.domain.articles import Hit
    from rag.domain.replies import DraftClaim
    from rag.evidence.choice.candidates import Candidate
    from rag.evidence.condensing.quoting import Vectors
    from rag.ports import Vector

    Frequencies = Callable[[Sequence[str]], tuple[int, Mapping[str, int]]]
    Ask = Callable[[str, Sequence[Hit]], Draft]

NOTHING = "no article has a whole sentence that could stand in a summary"


class ExtractiveSummariser:
    """Summarises in whole sentences of the articles, verbatim; see `rag.ports.Summariser`.

    Args:
        vectors: As `rag.ports.Snapshot` has it.
        frequencies: As `rag.answering.extractive.ExtractiveWriter` has it.
        ask: From a question and hits to a draft that may tell where articles differ.
    """

    model = "extractive"
    prompt = None

    def __init__(self, vectors: Vectors, frequencies: Frequencies, ask: Ask) -> None:
        self._vectors = vectors
        self._frequencies = frequencies
        self._ask = ask

    def close(self) -> None:
        """There is nothing to give up."""

    def reckon(self, subject: str, tokens: int) -> tuple[int, int]:  # noqa: ARG002 - the same
        """None."""
        return 0, 0

    def cost(self, draft: Draft) -> float:  # noqa: ARG002 - others have to look at it
        """Nothing."""
        return 0.0

    def draft(self, subject: str, hits: Sequence[Hit], words: int, *, topic: bool) -> Draft:
        """The most central sentence, then what else tells most."""
        if topic:
            return self._of_topic(subject, hits, words)
        chosen = central(list(self._lines(hits)), subject, words)
        if not chosen:
            return Draft(reason=NOTHING)
        return Draft(_fitting([quoted(line, hits) for line in chosen], words))

    def _lines(self, hits: Sequence[Hit]) -> Iterator[Line]:
        """The whole sentences of one article; places are counted among them."""
        nearness = Nearness(hits, self._vectors)
        place = 0
        for source, hit in enumerate(hits, start=1):
            for sentence in hit.sentences:
                text = hit.article.text[sentence.start : sentence.end]
                vector = nearness.vector(source, sentence.start)
                if vector is not None and may_stand(text):
                    open_ = leans(text) and not meant(hit.article.text, sentence)
                    yield Line(
                        hit.article.id, source, sentence.start, text, place, vector, leans=open_
                    )
                    place += 1

    def _of_topic(self, topic: str, hits: Sequence[Hit], words: int) -> Draft:
        """Central sentences of those that speak of it, each with the articles that say the same."""
        asked = questions.read(topic, known_names(hits))
        weights = weigh(asked, *self._frequencies(list(asked.terms.values())))
        choice = choose(asked, hits, weights, caution="eager")
        if not choice.chosen:
            return Draft(reason=choice.reason)
        nearness = Nearness(hits, self._vectors)
        speaking = _speaking(choice.ranked)
        lines = [
            _line(each, hits, vector, choice.ranked[0].score)
            for each in speaking
            if (vector := nearness.vector(each.source, each.start)) is not None
        ]
        chosen = central(lines, "", words)
        by_place = {(each.source, each.start): each for each in speaking}
        read = replace(choice, chosen=tuple(by_place[line.source, line.start] for line in chosen))
        claims = [
            quoted(point.candidate, hits, point.answer, point.others)
            for point in points(asked, read, hits, nearness, self._frequencies)
        ]
        return Draft(_fitting(self._with_differences(claims, topic, hits), words))

    def _with_differences(
        self, claims: Sequence[DraftClaim], topic: str, hits: Sequence[Hit]
    ) -> list[DraftClaim]:
        """The claims, and behind each what other articles have instead of its number."""
        found = list(claims)
        for question in counted_in(topic, [claim.citations[0].quote for claim in claims]):
            answers = self._ask(question, hits).claims
            for other in [each for each in answers if each.differs_from]:
                first = next(each for each in answers if each.text == other.differs_from)
                _tell_both(found, first, other)
        return found


def _tell_both(claims: list[DraftClaim], first: DraftClaim, other: DraftClaim) -> None:
    """Put two claims that differ in the place of those of their words, if one is there."""
    texts = [claim.text for claim in claims]
    places = [texts.index(each.text) for each in (first, other) if each.text in texts]
    if not places:
        return
    for claim in (first, other):
        if claim.text in texts:
            claims[texts.index(claim.text)] = claim
            continue
        behind = places[0] + 1
        while behind < len(claims) and leans(claims[behind].text):
            behind += 1
        claims.insert(behind, claim)


def _fitting(claims: Sequence[DraftClaim], most: int) -> tuple[DraftClaim, ...]:
    """The claims that fit with the brackets that were added; the first one always does."""
    kept: list[DraftClaim] = []
    for claim in claims:
        length = len(tokens(claim.text))
        if not kept or length <= most:
            kept.append(claim)
            most -= length
    return tuple(kept)


def _speaking(ranked: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that speak of the topic, by what is known of the best one."""
    best = ranked[0]
    return [each for each in ranked if each.score >= SPEAKS * best.score and may_stand(each.text)]


SPEAKS = 0.5
"""Least share of what the best sentence scores. Of topics that one article of a library speaks
of, its sentences reach .5 and more, those of other articles .46 at most."""


def _line(each: Candidate, hits: Sequence[Hit], vector: Vector, best: float) -> Line:
    article = hits[each.source - 1].article
    place = place_of(article.text, each.start)
    open_ = leans(each.text) and not each.referent
    fits = max(0.0, each.score / best - SPEAKS) / (1 - SPEAKS)
    return Line(article.id, each.source, each.start, each.text, place, vector, fits, open_)
