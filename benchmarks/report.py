"""docs/quality.md with its plots, and README's table, made of the committed results."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

HERE = Path(__file__).parent
RESULTS = HERE / "results" / "quality.json"
ABLATIONS = HERE / "results" / "ablations.json"
ROUGE = HERE / "results" / "rouge.json"
DOCS = HERE.parent / "docs"
README = HERE.parent / "README.md"
MEASURED = re.compile(r"(## Measured\n\n)(?:\|.*\n)+")

Figure = dict[str, Any]

NAMES = {
    "product": "**this project**",
    "tutorial": "tutorial pipeline",
    "bm25": "BM25 alone",
    "dense": "vectors alone",
}
RETRIEVAL = {"hit@1": "hit@1", "hit@5": "hit@5", "ndcg@10": "nDCG@10", "mrr": "MRR"}
EVIDENCE = {
    "evidence@1": "top-1",
    "evidence@3": "top-3",
    "evidence@all": "any",
    "strict@1": "top-1, of a gold article",
    "recall@3": "recall@3",
}
ANSWERS = {
    "answered": "answered",
    "shown": "right, of all",
    "right": "right, of those answered",
    "precision": "citation precision",
    "later": "precision after the first",
    "recall": "citation recall",
}
ABSTENTION = {
    "auroc": "AUROC",
    "answered": "answered",
    "refused": "refused",
    "balanced accuracy": "balanced accuracy",
    "best balanced accuracy": "… at best",
    "refused at 90% kept": "refused at 90 % kept",
    "refused at 95% kept": "refused at 95 % kept",
}

SWITCHED = {
    "hit@1": "hit@1",
    "ndcg@10": "nDCG@10",
    "evidence@1": "evidence top-1",
    "shown": "right, of all",
    "refused, near misses": "near misses refused",
    "refused, off-topic": "off-topic refused",
}
NOT_YET = "Not measured yet: `benchmarks/ablations.py` writes `benchmarks/results/ablations.json`."
SIGNIFICANT = 0.05  # p of a change that is listed


def page(results: dict[str, Any], ablations: dict[str, Any], rouge: dict[str, Any]) -> str:
    """The whole page, in Markdown."""
    sets = results["sets"]
    return (
        (HERE / "page.md")
        .read_text(encoding="utf-8")
        .format(
            embedder=results["embedder"],
            sets=_sets(sets),
            found=_systems(sets, RETRIEVAL),
            found_ahead=_ahead(sets),
            worse=_worse(sets),
            chosen=_systems(sets, EVIDENCE),
            chosen_ahead=_chosen_ahead(sets),
            shown=_answers(sets),
            refused=_abstention(results),
            refused_otherwise=_others(sets),
            types=_types(sets),
            summaries=_summaries(rouge),
            summaries_moved=_summaries_moved(rouge),
            changes=_changes(sets),
            parts=_parts(ablations.get("parts", {})),
            left_out=_left_out(ablations.get("left out", {})),
            unhelpful=_listed(ablations.get("did not help", ())),
        )
    )


def _sets(sets: Mapping[str, Any]) -> str:
    rows = [
        [
            name,
            str(data["articles"]),
            *(str(len(data["questions"][group].split())) for group in data["questions"]),
        ]
        for name, data in sets.items()
    ]
    return table_of(["set", "articles", "answerable", "near misses", "off-topic"], rows)


def _systems(sets: Mapping[str, Any], measures: Mapping[str, str]) -> str:
    """A row for each set and each system that has any of the measures."""
    rows = []
    for name, data in sets.items():
        for system, label in NAMES.items():
            found = [data["systems"][system]["figures"].get(measure) for measure in measures]
            if any(found):
                rows.append([name if system == "product" else "", label, *map(_figure, found)])
    return table_of(["set", "", *measures.values()], rows)


def _ahead(sets: Mapping[str, Any]) -> str:
    others = [name for name in NAMES if name != "product"]
    measures = ("hit@1", "ndcg@10")
    rows = [
        [name, RETRIEVAL[measure], *(_gain(data["differences"][o].get(measure)) for o in others)]
        for name, data in sets.items()
        for measure in measures
    ]
    return table_of(["set", "", *(NAMES[other] for other in others)], rows)


def _worse(sets: Mapping[str, Any]) -> str:
    worse = [
        f"{name}, {RETRIEVAL[measure]} against {NAMES[other]}"
        for name, data in sets.items()
        for other, found in data["differences"].items()
        for measure in ("hit@1", "ndcg@10")
        if found.get(measure) and _clear(found[measure]) and found[measure]["value"] < 0
    ]
    if worse:
        return f"Significantly worse: {'; '.join(worse)}."
    return "On no set is it significantly worse than any of them."


def _chosen_ahead(sets: Mapping[str, Any]) -> str:
    measures = ("evidence@1", "evidence@3", "recall@3")
    rows = [
        [name, *(_gain(data["differences"]["tutorial"].get(measure)) for measure in measures)]
        for name, data in sets.items()
    ]
    return table_of(["set", *(EVIDENCE[measure] for measure in measures)], rows)


def _answers(sets: Mapping[str, Any]) -> str:
    rows = [
        [name, *(_figure(data["systems"]["product"]["figures"].get(m)) for m in ANSWERS)]
        for name, data in sets.items()
    ]
    return table_of(["set", *ANSWERS.values()], rows)


def _abstention(results: dict[str, Any]) -> str:
    found = {
        name: data["systems"]["product"]["abstention"] for name, data in results["sets"].items()
    }
    rows = [
        [name, group, *(_figure(figures.get(measure)) for measure in ABSTENTION)]
        for name, groups in [*found.items(), ("all together", results["together"])]
        for group, figures in groups.items()
    ]
    return table_of(["set", "group", *ABSTENTION.values()], rows)


def _others(sets: Mapping[str, Any]) -> str:
    rows = [
        [name, group, *(_figure(data["systems"][s]["abstention"][group]["auroc"]) for s in NAMES)]
        for name, data in sets.items()
        for group in data["systems"]["product"]["abstention"]
    ]
    return table_of(["set", "group", *NAMES.values()], rows)


def _types(sets: Mapping[str, Any]) -> str:
    found = {name: data["systems"]["product"]["by type"] for name, data in sets.items()}
    kinds = sorted({kind for by_type in found.values() for kind in by_type})
    rows = [
        [kind, *(_figure(by_type.get(kind, {}).get("evidence@1")) for by_type in found.values())]
        for kind in kinds
    ]
    return table_of(["asked for", *found], rows)


def _changes(sets: Mapping[str, Any]) -> str:
    labels = RETRIEVAL | EVIDENCE | ANSWERS
    rows = [
        [name, labels.get(measure, measure), _gain(figure), str(figure["questions"]), _p(figure)]
        for name, data in sets.items()
        for measure, figure in data["changes"].items()
        if figure["p"] < SIGNIFICANT
    ]
    if not any(data["changes"] for data in sets.values()):
        return "No results were committed before."
    if not rows:
        return "Nothing changed with p below 0.05."
    return "Measures with p below 0.05:\n\n" + table_of(
        ["set", "measure", "points", "questions", "p"], rows
    )


def _parts(parts: Mapping[str, Any]) -> str:
    rows = [
        [part, name, *(_gain(changed.get(measure)) for measure in SWITCHED)]
        for part, sets in parts.items()
        for name, changed in sets.items()
    ]
    return table_of(["part", "set", *SWITCHED.values()], rows) if rows else NOT_YET


def _left_out(sets: Mapping[str, Any]) -> str:
    rows = [
        [name, group, _figure(found["fitted"]), _figure(found["left out"])]
        for name, groups in sets.items()
        for group, found in groups.items()
    ]
    return table_of(["set", "group", "fitted", "left out"], rows) if rows else NOT_YET


def _listed(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines) or NOT_YET


def _summaries(rouge: dict[str, Any]) -> str:
    """A row for each way of summarising."""
    rows = []
    for name, means in rouge["systems"].items():
        ahead = rouge["ours against"].get(name)
        cells = [
            f"{100 * mean:.1f}" + (f" ({_ahead_by(ahead[measure])})" if ahead else "")
            for measure, mean in means.items()
        ]
        rows.append(["this project" if name == "ours" else name, *cells])
    return table_of(["", "ROUGE-1", "ROUGE-2", "ROUGE-L"], rows)


def _ahead_by(found: Sequence[float]) -> str:
    value, low, high = found
    return _gain({"value": value, "low": low, "high": high})


def _summaries_moved(rouge: dict[str, Any]) -> str:
    """How much hangs on the weights."""
    moved = rouge["with a weight moved"].values()
    worst = [f"{100 * min(each[name] for each in moved):.1f}" for name in rouge["systems"]["ours"]]
    others = rouge["setting chosen on other articles"].values()
    return (
        f"With each weight at nothing, half and double the worst is {' / '.join(worst)}; where the"
        " setting is chosen on other articles it is "
        f"{' / '.join(f'{100 * each:.1f}' for each in others)}."
    )


def table(results: dict[str, Any]) -> str:
    """The table of README: values alone."""
    sets = results["sets"]
    own = {name: data["systems"]["product"] for name, data in sets.items()}

    def first(system: str) -> list[str]:
        return [_share(data["systems"][system]["figures"]["hit@1"]) for data in sets.values()]

    def of_answerable(measure: str) -> list[str]:
        return [_share(system["figures"].get(measure)) for system in own.values()]

    def answered(group: str) -> list[str]:
        refused = [system["abstention"].get(group, {}).get("refused") for system in own.values()]
        return [_share(found and {"value": 1 - found["value"]}) for found in refused]

    rows = [
        ["a gold article is found first", *first("product")],
        ["… by BM25 alone", *first("bm25")],
        ["… by vectors alone", *first("dense")],
        ["… by the tutorial pipeline", *first("tutorial")],
        ["the best sentence holds the answer", *of_answerable("evidence@1")],
        ["one of the best three does", *of_answerable("evidence@3")],
        ["answered, of questions that have an answer", *of_answerable("answered")],
        ["answered, of off-topic questions", *answered("off-topic")],
        ["answered, of near misses", *answered("near misses")],
    ]
    return table_of(["", *sets], rows)


def _share(found: Figure | None) -> str:
    return f"{100 * found['value']:.1f} %" if found else "–"


def _figure(found: Figure | None) -> str:
    """``82.4 (79–85)``; a dash where there is none."""
    if found is None:
        return "–"
    value = f"{100 * found['value']:.1f}"
    if found["low"] is None:
        return value
    return f"{value} ({100 * found['low']:.0f}–{100 * found['high']:.0f})"


def _gain(found: Figure | None) -> str:
    """``+4.2 (+1.3 to +7.0)``, bold if zero is not inside."""
    if found is None:
        return "–"
    value = _signed(found["value"])
    if found["low"] is None:
        return value
    text = f"{value} ({_signed(found['low'])} to {_signed(found['high'])})"
    return f"**{text}**" if _clear(found) else text


def _clear(found: Figure) -> bool:
    """Whether zero lies outside the interval."""
    return found["low"] is not None and (found["low"] > 0 or found["high"] < 0)


def _signed(share: float) -> str:
    return f"{100 * share:+.1f}".replace("-", "−").replace("+0.0", "0.0").replace("−0.0", "0.0")


def _p(found: Figure) -> str:
    return f"{found['p']:.3f}"


def table_of(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def origin(file: Path = RESULTS) -> str:
    """What a plot says of the results that it shows."""
    return f"{file.name} {hashlib.sha256(file.read_bytes()).hexdigest()[:12]}"


def loaded(file: Path) -> dict[str, Any]:
    """Results; empty if there are none."""
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def committed_page() -> str:
    """The page as the results have it."""
    return page(loaded(RESULTS), loaded(ABLATIONS), loaded(ROUGE))


def main() -> None:
    """Write the page, draw the plots, and bring README's table up to date."""
    from plots import draw

    results = loaded(RESULTS)
    draw(results, DOCS, origin())
    (DOCS / "quality.md").write_text(committed_page(), encoding="utf-8")
    text = README.read_text(encoding="utf-8")
    text = MEASURED.sub(lambda found: found[1] + table(results) + "\n", text)
    README.write_text(text, encoding="utf-8")
    print("written: docs/quality.md, its plots, and the table of README.md")


if __name__ == "__main__":
    main()
