"""An evaluation: the cases of a trial, asked and measured, or what they would cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rag.domain.reports import Instrument, Report
from rag.errors import MissingRecordingError, UsageError
from rag.wiring.digests import JUDGING, SCORER, code_digest
from rag.wiring.trials import Bench

if TYPE_CHECKING:
    from collections.abc import Callable

    from rag.domain.cases import Case
    from rag.domain.reports import Agreement, Plan
    from rag.evaluating.judging import LlmJudge
    from rag.wiring.trials import Trial


def evaluate(trial: Trial, progress: Callable[[int, int, str], None] = lambda *_: None) -> Report:
    """Run all cases and measure.

    Args:
        trial: What to run.
        progress: Is told attempts done, attempts in all, and the last one's case.

    Raises:
        CaseFileError: A case file is not what it should be.
        MissingRecordingError: A remote model is needed, and ``record`` is off.
        RagError: What asking raises.
    """
    from rag.evaluating.cases import articles_digest, digest
    from rag.evaluating.measuring import by_tag, measure
    from rag.evaluating.running import run_cases

    cases = _chosen(trial)
    bench = Bench(trial, may_send=trial.record)
    judge = bench.judge()
    found = run_cases(
        cases,
        bench.desk,
        runs=trial.runs,
        judge=judge,
        replayed=lambda: bench.store.replayed,
        progress=progress,
    )
    return Report(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        instrument=Instrument(
            cases=digest(cases),
            articles=articles_digest(cases),
            scorer=code_digest(SCORER),
            judge=f"{judge.identity} {code_digest(JUDGING)}" if judge else None,
        ),
        subject=found.subject,
        runs=trial.runs,
        cases=found.cases,
        metrics=measure(found.cases),
        tags=by_tag(found.cases),
        agreement=_agreement(judge),
        calls=bench.calls(),
        articles=found.articles,
    )


def plan(trial: Trial) -> Plan:
    """Find out which calls a run would send, without sending one.

    Where the vectors of a remote embedder are not recorded, the built-in one finds
    the passages instead, so that the calls that follow can be estimated.

    Raises:
        CaseFileError: A case file is not what it should be.
        RagError: What asking raises.
    """
    from rag.evaluating.planning import plan_cases

    cases = _chosen(trial)
    bench = Bench(trial, may_send=False)
    try:
        return plan_cases(
            cases, bench.desk, bench.store, runs=trial.runs, judge=bench.judge(), vectors=False
        )
    except MissingRecordingError:
        bench = Bench(replace(trial, embedder="minilm"), may_send=False)
        return plan_cases(
            cases, bench.desk, bench.store, runs=trial.runs, judge=bench.judge(), vectors=True
        )


def _chosen(trial: Trial) -> tuple[Case, ...]:
    from rag.evaluating.cases import load_cases

    cases = load_cases(trial.cases)
    unknown = set(trial.ids) - {case.id for case in cases}
    if unknown:
        raise UsageError(
            f"There is no case {', '.join(sorted(unknown))} in {trial.cases}",
            hint="Look for its id in the case files.",
        )
    cases = tuple(case for case in cases if not trial.ids or case.id in trial.ids)
    used = {tag for case in cases for tag in case.tags}
    hint = f"Tags in use: {', '.join(sorted(used)) or 'none'}."
    if strange := sorted(set(trial.without) - used):  # a slip would leave out nothing
        raise UsageError(f"No case that was chosen has the tag {' or '.join(strange)}", hint=hint)
    cases = tuple(case for case in cases if not set(trial.without) & set(case.tags))
    chosen = tuple(case for case in cases if not trial.tags or set(trial.tags) & set(case.tags))
    if not chosen:
        what = f" has the tag {' or '.join(trial.tags)}" if trial.tags else " is left"
        raise UsageError(f"No case that was chosen{what}", hint=hint)
    return chosen


def _agreement(judge: LlmJudge | None) -> Agreement | None:
    if judge is None:
        return None
    from rag.evaluating.judging import agreement, load_pairs

    return agreement(judge, load_pairs())
