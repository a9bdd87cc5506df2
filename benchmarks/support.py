"""Where the gate for claims of a language model comes from: what it lets through, right and wrong.

A model is asked questions of the sets over the passages that the search finds, and each
claim that it writes is checked under several rules. A claim is right if it has an accepted
answer in it or, where gold sentences are given, quotes one. Of a question that no article
answers, every claim is wrong.

    RAG_BENCH=… OPENAI_BASE_URL=… python benchmarks/support.py openai:NAME
"""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from data import Case, library, plain, right, sample, save, says, sets

from rag import citing
from rag.calls import CallStore
from rag.drafting.writing import LlmWriter
from rag.errors import BadReplyError
from rag.evaluating.statistics import exact_share
from rag.wiring import default_cache

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.articles import Hit
    from rag.domain.replies import Draft

    Asked = tuple[Case, list[Hit], Draft, bool]

QUESTIONS = 60  # of each group of a set
PASSAGES = 4
CHECKING = "rag.citing.checking"
RULES: dict[str, dict[str, Any]] = {
    "all that is written": {},
    "quotes to the letter alone": {f"{CHECKING}.check_support": lambda *_: None},
    "and they support the claim": {},
    **{
        f"else other sentences do, coverage {share}": {"rag.citing.supporting.COVERAGE": share}
        for share in (0.5, 0.6, 0.7, 0.8, 0.9)
    },
    **{
        f"else other sentences do, {most} words denied": {"rag.citing.supporting.DENIED": most}
        for most in (0, 1, 3, 6)
    },
}


def ask_all(model: str, calls: CallStore) -> list[Asked]:
    """Every question with its hits, the draft, and whether the articles seem to answer it."""
    writer = LlmWriter(model, calls)
    asked: list[Asked] = []
    for data in sets():
        groups = ([c for c in data.cases if c.answerable is which] for which in (True, False))
        with library(data) as (news, _):
            for case in (case for group in groups for case in sample(group, QUESTIONS)):
                hits = news.search(case.question, k=PASSAGES)
                try:
                    draft = writer.draft(case.question, hits)
                except BadReplyError:
                    continue
                evident = bool(news.evidence(case.question).chosen)
                asked.append((case, hits, draft, evident))
        print(f"{data.name}: {len(asked)} asked", flush=True)
    return asked


def is_right(case: Case, text: str, quotes: Sequence[str]) -> bool:
    """Whether a claim answers the question as the set has it."""
    if case.annotators:
        return any(right(case, quote) for quote in quotes)
    return any(says(text, one) or (plain(text) and says(one, text)) for one in case.answers)


def shown(rule: str, hits: list[Hit], draft: Draft) -> list[tuple[str, list[str]]]:
    """Texts of the claims that pass a rule, with their quotes."""
    if rule == "all that is written":
        return [(claim.text, [each.quote for each in claim.citations]) for claim in draft.claims]
    switches = dict(RULES[rule])
    if not rule.startswith("else"):
        switches[f"{CHECKING}.find_evidence"] = lambda *_: []
    with ExitStack() as off:
        for name, value in switches.items():
            off.enter_context(patch(name, value))
        claims = citing.check(draft, hits).claims
        return [(claim.text, [each.quote for each in claim.citations]) for claim in claims]


def measure(asked: list[Asked], rule: str, *, evident: bool) -> dict[str, Any]:
    """Shares of questions answered rightly, and of those answered that have no answer."""
    answered = claimed = 0
    for case, hits, draft, grounds in asked:
        passed = shown(rule, hits, draft) if grounds or not evident else []
        if case.answerable:
            answered += any(is_right(case, text, quotes) for text, quotes in passed)
        else:
            claimed += bool(passed)
    answerable = sum(case.answerable for case, *_ in asked)
    rest = len(asked) - answerable
    return {
        "answered rightly": [round(answered / answerable, 3), *_interval(answered, answerable)],
        "claimed without an answer": [round(claimed / rest, 3), *_interval(claimed, rest)],
    }


def _interval(count: int, of: int) -> list[float]:
    return [round(each, 3) for each in exact_share(count / of, of)]


def main() -> None:
    """Ask, measure, print and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="for example openai:qwen2.5-coder-1.5b-instruct")
    parser.add_argument("--calls", type=Path, default=default_cache())
    options = parser.parse_args()
    asked = ask_all(options.model, CallStore(options.calls, "cache"))
    quotes = [cited for _, _, draft, _ in asked for c in draft.claims for cited in c.citations]
    found = [
        any(citing.find(cited.quote, hit.article.text) for hit in hits)
        for _, hits, draft, _ in asked
        for claim in draft.claims
        for cited in claim.citations
    ]
    results: dict[str, Any] = {
        "model": options.model,
        "questions": len(asked),
        "claims": sum(len(draft.claims) for _, _, draft, _ in asked),
        "quotes": len(quotes),
        "quotes that stand in an article": sum(found),
        "rules": {},
    }
    for rule in RULES:
        for evident in (False, True):
            name = f"{rule}, evidence in the articles" if evident else rule
            results["rules"][name] = row = measure(asked, rule, evident=evident)
            print(f"{name:72} " + "  ".join(f"{k} {v[0]:.3f}" for k, v in row.items()))
    save("support", results)


if __name__ == "__main__":
    main()
