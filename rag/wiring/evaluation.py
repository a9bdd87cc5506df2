"""An evaluation with all that is needed: libraries, recordings, a judge, and who is measured."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from rag.domain.reports import Calls, Instrument, Plan, Report
from rag.errors import InputError, UsageError
from rag.wiring.news import News, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from importlib.resources.abc import Traversable

    from rag.calls import CallStore
    from rag.domain.cases import Case
    from rag.evaluating.judging import LlmJudge

#: What decides a verdict or a measure. A baseline made with other code is not comparable.
SCORER = (
    "evaluating/recognising.py",
    "evaluating/quantities.py",
    "evaluating/supporting.py",
    "evaluating/grading.py",
    "evaluating/measuring.py",
    "evaluating/statistics.py",
    "citing.py",
    "nations.py",
    "splitting.py",
    "words.py",
)

#: What decides how a file becomes passages; a library that is kept for later runs depends on it.
READER = ("reading", "splitting.py", "adding.py", "embedding", "library")


@dataclass(frozen=True, slots=True)
class Trial:
    """What a user may choose for an evaluation.

    Attributes:
        cases: Folder of the case files, or one of them.
        model: Who writes, as in `Settings`.
        embedder: As in `Settings`.
        k: As in `Settings`.
        runs: How often each case is asked.
        judge: A language model for what the rules leave ungraded.
        record: Whether calls that are not recorded may be sent, and are then recorded.
        ids: Only these cases; empty for all.
        tags: Only cases with one of these tags; empty for all.
    """

    cases: Path
    model: str = "extractive"
    embedder: str = "minilm"
    k: int = Settings.k
    runs: int = 1
    judge: str | None = None
    record: bool = False
    ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def recordings(self) -> Path:
        """Where calls of remote models are kept: beside the case files."""
        return (self.cases if self.cases.is_dir() else self.cases.parent) / "recordings"


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
    from rag.evaluating.case_files import articles_digest, digest
    from rag.evaluating.measuring import by_tag, measure
    from rag.evaluating.running import run_cases

    cases = _chosen(trial)
    bench = _Bench(trial)
    judge = bench.judge()
    found = run_cases(cases, bench.desk, runs=trial.runs, judge=judge, progress=progress)
    return Report(
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        instrument=Instrument(
            cases=digest(cases),
            articles=articles_digest(cases),
            scorer=_code_digest(SCORER),
            judge=judge.identity if judge else None,
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


def _chosen(trial: Trial) -> tuple[Case, ...]:
    from rag.evaluating.case_files import load_cases

    cases = load_cases(trial.cases)
    unknown = set(trial.ids) - {case.id for case in cases}
    if unknown:
        raise UsageError(
            f"There is no case {', '.join(sorted(unknown))} in {trial.cases}",
            hint="Look for its id in the case files.",
        )
    chosen = tuple(
        case
        for case in cases
        if (not trial.ids or case.id in trial.ids)
        and (not trial.tags or set(trial.tags) & set(case.tags))
    )
    if not chosen:
        raise UsageError(
            f"No case in {trial.cases} has the tag {' or '.join(trial.tags)}",
            hint=f"Tags in use: {', '.join(sorted({tag for case in cases for tag in case.tags}))}.",
        )
    return chosen


def _agreement(judge: LlmJudge | None) -> Agreement | None:
    if judge is None:
        return None
    from rag.evaluating.judging import agreement, load_pairs

    return agreement(judge, load_pairs())


class _Bench:
    """Opens libraries for a trial, and keeps count of its calls."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._stores: dict[int, CallStore] = {}

    def judge(self) -> LlmJudge | None:
        """The judge that the trial names."""
        if self._trial.judge is None:
            return None
        from rag.drafting.models import LanguageModel
        from rag.evaluating.judging import LlmJudge

        return LlmJudge(LanguageModel(self._trial.judge, calls=self._store(0)))

    @contextmanager
    def desk(self, paths: Sequence[Path], run: int) -> Iterator[News]:
        """A library of these files and folders, read and embedded once and kept for later runs."""
        trial = self._trial
        settings = Settings(_kept(paths, trial), trial.embedder, trial.model, trial.k)
        with News(settings, create=True, calls=self._store(run)) as news:
            report = news.add([str(path) for path in paths], prune=True)
            if report.failed:
                raise InputError(
                    f"{report.failed[0].path} cannot be read: {report.failed[0].message}",
                    hint=report.failed[0].hint,
                )
            yield news

    def calls(self) -> Calls:
        """What was sent and replayed so far."""
