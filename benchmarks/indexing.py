"""What it takes to add articles: with the model, once more, and beside the model."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import patch

import numpy as np
from data import HERE
from invented import real_articles, write
from plan import PYTHON, frameworks, gone, grown, peer
from racing import RAG, Contestant, compared, race, ratio, run

from rag.embedding.minilm import MiniLm
from rag.wiring import News, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from plan import Plan, Results
    from racing import Cost


FEWER = 4
"""The frameworks get so many times fewer passages: they take longer, and tell no more with more."""


def indexing(plan: Plan, place: Path) -> Results:
    """Real articles into a new library, and the same folder once more."""
    source = place / "to-index"
    batches, number = tokens(plan.real, source, place / "batches.npz")
    library, store = place / "indexed", place / "indexed-by-another"
    again = Contestant([RAG, "add", source, "--library", library])
    own = replace(again, before=partial(gone, library))
    costs = race(
        {
            "rag add": own,
            "again": again,
            "floor": peer("floor", "index", batches),
            "tutorial": anew(peer("tutorial", "index", source / "articles.jsonl", store), store),
        },
        max(2, plan.few),
    )
    first, repeated = costs["rag add"], costs.pop("again")
    inside = [PYTHON, HERE / "inside.py", "add", source, "--library", library]
    spent = run(replace(own, command=inside))
    return {
        "passages": passages_of(costs, number),
        "words": words_of(source),
        **compared(costs, "rag add"),
        "again": {
            **compared({"again": repeated}, "again")["took"]["again"],
            "ratio": ratio([cost.cpu for cost in first], [cost.cpu for cost in repeated]),
        },
        "share in the model": round(spent.told["CPU seconds in models"] / spent.cpu, 4),
        "duplicates": duplicates(source / "articles.jsonl", place),
        "frameworks": beside_frameworks(plan, place),
    }


def beside_frameworks(plan: Plan, place: Path) -> Results:
    """The same with fewer passages, beside those that have environments of their own."""
    source, library, store = place / "fewer", place / "indexed", place / "indexed-by-another"
    _, number = tokens(plan.real // FEWER, source, place / "fewer-batches.npz")
    others, missing = frameworks("index", source / "articles.jsonl", store)
    own = anew(Contestant([RAG, "add", source, "--library", library]), library)
    costs = race(
        {"rag add": own, **{name: anew(one, store) for name, one in others.items()}}, plan.few
    )
    return {
        "passages": passages_of(costs, number),
        "words": words_of(source),
        **compared(costs, "rag add"),
        "missing": missing,
    }


def anew(contestant: Contestant, folder: Path) -> Contestant:
    """With what an earlier run has made taken away before each."""
    return replace(contestant, before=partial(gone, folder))


def words_of(source: Path) -> int:
    """How many words the articles of a folder have, which all contestants are given."""
    lines = (source / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    return sum(len(json.loads(line)["text"].split()) for line in lines)


def passages_of(costs: Mapping[str, Sequence[Cost]], number: int) -> dict[str, int]:
    """How many pieces each made of the same articles; ours are the floor's."""
    return {name: found[0].told.get("passages", number) for name, found in costs.items()}


class Recorder:
    """Stands in for a model's session; keeps what it is asked, and answers with noise."""

    def __init__(self) -> None:
        self.batches: list[np.ndarray] = []

    def run(self, _: None, inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """Random states."""
        self.batches.append(inputs["input_ids"].astype(np.uint16))
        shape = (*inputs["input_ids"].shape, MiniLm.dimension)
        return [np.random.default_rng(1).standard_normal(shape, dtype=np.float32)]


def recorded(articles: Path, library: Path) -> list[np.ndarray]:
    """The batches of tokens that the model would be given."""
    recorder = Recorder()
    with patch.object(MiniLm, "_session", recorder), News(Settings(library), create=True) as news:
        news.add([articles])
    gone(library)
    return recorder.batches


def tokens(wanted: int, source: Path, target: Path) -> tuple[Path, int]:
    """Some so many real passages, as a folder of articles and as the model's batches."""
    gone(source)
    source.mkdir()
    file, rows = source / "articles.jsonl", real_articles()
    write(rows[: wanted // 2], file)
    rate = sum(map(len, recorded(file, target.with_suffix("")))) / (wanted // 2)
    write(rows[: round(wanted / rate)], file)
    batches = recorded(file, target.with_suffix(""))
    np.savez(target, *batches)
    return target, sum(map(len, batches))


def duplicates(articles: Path, place: Path) -> Results:
    """How many passages are embedded of a folder in which each article stands twice."""
    twice = place / "twice"
    gone(twice)
    twice.mkdir()
    for name in ("one.jsonl", "other.jsonl"):
        shutil.copy(articles, twice / name)
    once, both = (recorded(path, place / "counted") for path in (articles, twice))
    return {"once": sum(map(len, once)), "twice": sum(map(len, both))}


def growth(plan: Plan, place: Path) -> Results:
    """What adding costs beside the embedder, as the library grows."""
    found = grown(plan, place)
    store = place / "bare"
    gone(store)
    bare = run(peer("floor", "store", store, plan.step * plan.steps, plan.step)).told["steps"]
    gone(store)
    return {"steps": found.steps, "chroma alone": bare}
