"""The pairs by which judges are measured: enough of each kind, each once, each to be judged."""

from __future__ import annotations

from collections import Counter
from typing import get_args

from rag import words
from rag.domain.reports import VerdictKind
from rag.evaluating.judging import load_pairs

PAIRS = load_pairs()


def test_there_are_enough_pairs_of_every_verdict() -> None:
    counts = Counter(pair.label for pair in PAIRS)

    assert len(PAIRS) >= 48
    assert set(counts) == set(get_args(VerdictKind))
    assert counts["stated"] >= 16
    assert counts["missing"] >= 16
    assert counts["contradicted"] >= 10
    assert counts["ungraded"] >= 6


def test_a_judge_that_always_says_the_same_agrees_on_little() -> None:
    most = max(Counter(pair.label for pair in PAIRS).values())

    assert most / len(PAIRS) < 0.4


def test_no_pair_and_no_text_stands_twice() -> None:
    assert len({(pair.statement, pair.text) for pair in PAIRS}) == len(PAIRS)
    assert len({pair.text for pair in PAIRS}) == len(PAIRS)


def test_statements_and_texts_are_trimmed_sentences() -> None:
    for pair in PAIRS:
        assert pair.statement == " ".join(pair.statement.split())
        assert pair.statement.endswith(".")
        assert pair.text == pair.text.strip()
        assert len(words.tokens(pair.text)) >= 5


def test_shared_words_alone_do_not_tell_what_is_stated() -> None:
    """Else a judge that counts words would pass for one that reads."""

    def overlap(statement: str, text: str) -> float:
        wanted = words.stems(statement)
        return len(wanted & words.stems(text)) / len(wanted)

    stated = [overlap(pair.statement, pair.text) for pair in PAIRS if pair.label == "stated"]
    others = [overlap(pair.statement, pair.text) for pair in PAIRS if pair.label != "stated"]

    assert min(stated) == 0
    assert sum(stated) / len(stated) < sum(others) / len(others)


def test_some_texts_tell_the_judge_what_to_say() -> None:
    ordering = [pair for pair in PAIRS if "verdict" in pair.text or "stated" in pair.text]

    assert {pair.label for pair in ordering} == {"stated", "missing", "contradicted"}
    assert any("```" in pair.text for pair in ordering)
