"""A language model as a judge of what the rules leave open, and how far it can be trusted.

A judge must show the words that it rests its verdict on. They are looked up in the
text, as quotes of an answer are, and a verdict on words that stand nowhere is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from rag.citing import find
from rag.domain.reports import Agreement, Verdict, VerdictKind
from rag.drafting.forms import Form
from rag.drafting.sources import fenced
from rag.errors import BadReplyError
from rag.evaluating.statistics import exact_share
from rag.prompting import load_prompt
from rag.words import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.drafting.models import LanguageModel


class JudgementForm(Form):
    """What the text says about the statement, and the words of the text that show it."""

    # The verdict last, since models write in this order and think while they write.
    reason: str
    words: str
    verdict: Literal["stated", "missing", "contradicted", "ungraded"]


class LlmJudge:
    """Asks a language model what a text says about a statement.

    Construction is cheap and offline. A pair that was asked before is not asked again.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._prompt = load_prompt("judge")
        self._given: dict[tuple[str, str], Verdict] = {}

    @property
    def identity(self) -> str:
        """``openai:NAME judge@<12 hex digits>``: another model or prompt is another judge."""
        return f"{self._model.name} {self._prompt.id}"

    def __call__(self, statement: str, text: str) -> Verdict:
        """Judge; ungraded if the model's reply cannot be read or its words are not in the text.

        Raises:
            ModelError: The model could not be asked.
        """
        pair = (statement, text)
        if pair not in self._given:
            self._given[pair] = self._judge(statement, text)
        return self._given[pair]

    def _judge(self, statement: str, text: str) -> Verdict:
        values = {"statement": fenced(statement), "text": fenced(text)}
        try:
            said = self._model.ask(self._prompt, JudgementForm, values).value
        except BadReplyError:  # its message is for the model's maker, not for a reader of verdicts
            return self._verdict("ungraded", "the judge's reply cannot be read")
        if said.verdict not in ("stated", "contradicted"):
            return self._verdict(said.verdict, said.reason)
        place = find(said.words, text) if tokens(said.words) else None
        if place is None:
            return self._verdict(
                "ungraded",
                f"the judge said {said.verdict}, but its words are not in the text:"
                f" “{said.words}” ({said.reason})",
            )
        return self._verdict(said.verdict, said.reason, text[slice(*place)])

    def _verdict(self, kind: VerdictKind, reason: str, *words: str) -> Verdict:
        return Verdict(kind, reason, words, judge=self._model.name)


@dataclass(frozen=True, slots=True)
class Pair:
    """A statement and a text, with the verdict that a person gave.

    Attributes:
        statement: As of a reference fact.
        text: As of a claim.
        label: The right verdict.
    """

    statement: str
    text: str
    label: VerdictKind


def load_pairs() -> tuple[Pair, ...]:
    """The hand-labelled pairs of this package, by which judges are measured."""
    import yaml

    file = files("rag.evaluating") / "data" / "judge-pairs.yaml"
    return tuple(Pair(**each) for each in yaml.safe_load(file.read_text(encoding="utf-8")))


def agreement(judge: LlmJudge, pairs: Sequence[Pair]) -> Agreement:
    """How often a judge gives the verdict that people gave.

    A verdict that it could not give counts as another one, unless people could not
    give it either. The interval is that of Clopper and Pearson, which is exact.

    Args:
        judge: Is asked once for each pair.
        pairs: At least one.

    Raises:
        ModelError: The model could not be asked.
    """
    verdicts = [judge(pair.statement, pair.text) for pair in pairs]
    disagreements = tuple(
        f"{pair.statement} People: {pair.label}; the judge: {verdict.kind} ({verdict.reason})"
        for pair, verdict in zip(pairs, verdicts, strict=True)
        if verdict.kind != pair.label
    )
    agreed = len(pairs) - len(disagreements)
    low, high = exact_share(agreed / len(pairs), len(pairs))
    return Agreement(
        judge=judge.identity,
        pairs=len(pairs),
        agreed=agreed,
        low=low,
        high=high,
        disagreements=disagreements,
    )
