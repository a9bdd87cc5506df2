"""An evaluation with all that is needed: libraries, recordings, a judge, and who is measured."""

from __future__ import annotations

import hashlib
import shlex
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rag.domain.reports import Calls, Instrument, Report
from rag.errors import CaseFileError, InputError, MissingRecordingError, UsageError
from rag.wiring.adapters import open_embedder
from rag.wiring.news import News
from rag.wiring.settings import PASSAGES, Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from importlib.resources.abc import Traversable

    from rag.calls.store import Mode
    from rag.domain.cases import Case
    from rag.domain.reports import Agreement, Plan
    from rag.evaluating.judging import LlmJudge

#: What decides a verdict or a measure. A baseline made with other code is not comparable.
SCORER = (
    "evaluating/grading.py",
    "evaluating/measuring.py",
    "evaluating/ranking.py",
    "evaluating/recognising",
    "evaluating/statistics.py",
    "evaluating/supporting.py",
    "domain/cases.py",
    "domain/measures.py",
    "evidence/english/amounts.py",
    "evidence/english/cues.py",
    "evidence/english/dates.py",
    "evidence/english/spoken.py",
    "citing",
    "nations.py",
    "splitting.py",
    "words.py",
)

#: What else decides a judge's verdict, beside its model and its prompt.
JUDGING = ("evaluating/judging.py", "drafting")

#: What decides how a file becomes passages; a library that is kept for later runs depends on it.
READER = ("reading", "splitting.py", "adding", "embedding", "library")


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
        without: No case with one of these tags.
    """

    cases: Path
    model: str = "extractive"
    embedder: str = "minilm"
    k: int = PASSAGES
    runs: int = 1
    judge: str | None = None
    record: bool = False
    ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def folder(self) -> Path:
        """Where the case files are."""
        return self.cases if self.cases.is_dir() else self.cases.parent

    @property
    def recordings(self) -> Path:
        """Where calls of remote models are kept: beside the case files."""
        return self.folder / "recordings"

    def command(self, verb: str) -> str:
        """What a user types to do ``verb`` with this trial: ``rag eval VERB`` and options."""
        chosen = {
            "--cases": str(self.cases) if self.cases != Path("evals") else None,
            "--model": self.model if self.model != "extractive" else None,
            "--embedder": self.embedder if self.embedder != "minilm" else None,
            "-k": str(self.k) if self.k != PASSAGES else None,
            "--runs": str(self.runs) if self.runs > 1 else None,
            "--judge": self.judge,
        }
        given = [(name, value) for name, value in chosen.items() if value]
        given += [("--without", tag) for tag in self.without]
        options = (f"{name} {shlex.quote(value)}" for name, value in given)
        return " ".join([f"rag eval {verb}", *options])


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
    bench = _Bench(trial, may_send=trial.record)
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
            scorer=_code_digest(SCORER),
            judge=f"{judge.identity} {_code_digest(JUDGING)}" if judge else None,
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
    bench = _Bench(trial, may_send=False)
    try:
        return plan_cases(
            cases, bench.desk, bench.store, runs=trial.runs, judge=bench.judge(), vectors=False
        )
    except MissingRecordingError:
        bench = _Bench(replace(trial, embedder="minilm"), may_send=False)
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


class _Bench:
    """Opens libraries for a trial; all its calls of remote models go through one store."""

    def __init__(self, trial: Trial, *, may_send: bool) -> None:
        from rag.calls import CallStore

        self._trial = trial
        if trial.recordings.exists() and not trial.recordings.is_dir():
            raise UsageError(
                f"{trial.recordings} is no folder",
                hint="Move it away: calls of remote models are recorded in a folder of that name.",
            )
        mode: Mode = "record" if may_send else "read"
        self.store = CallStore(trial.recordings, mode, command=trial.command("--record"))
        self._embedder = open_embedder(trial.embedder, self.store)

    def judge(self) -> LlmJudge | None:
        """The judge that the trial names, if any."""
        if self._trial.judge is None:
            return None
        from rag.drafting.models import LanguageModel
        from rag.evaluating.judging import LlmJudge

        return LlmJudge(LanguageModel(self._trial.judge, calls=self.store))

    @contextmanager
    def desk(self, paths: Sequence[Path], run: int) -> Iterator[News]:
        """A library of these files and folders, ready to be asked."""
        trial = self._trial
        with ExitStack() as held:
            folder = held.enter_context(_library(paths, trial.embedder))
            settings = Settings(folder, trial.embedder, trial.model, trial.k)
            calls = self.store.of_sample(run)
            news = News(settings, create=True, calls=calls, embedder=self._embedder)
            held.enter_context(news)
            added = news.add(paths, prune=True)
            if added.failed:
                first = added.failed[0]
                told = (
                    first.message
                    if first.path in first.message
                    else f"{first.path}: {first.message}"
                )
                raise InputError(told, hint=first.hint)
            if not news.articles():
                raise CaseFileError(
                    f"There is no article in {', '.join(map(str, paths))}",
                    hint="Name files or folders with articles in them under articles.",
                )
            if not _is_remote(trial.embedder):  # so that no question's time holds its loading
                news.search("warm up", k=1)
            yield news

    def calls(self) -> Calls:
        """What was sent and replayed so far; a part of the cases leaves recordings unused."""
        partly = self._trial.ids or self._trial.tags or self._trial.without
        return Calls(self.store.sent, self.store.replayed, () if partly else self.store.unused())


def _is_remote(embedder: str) -> bool:
    return embedder.startswith("openai:")


@contextmanager
def _library(paths: Sequence[Path], embedder: str) -> Iterator[Path]:
    """A folder for a library of these articles that no other embedder or reader writes to.

    With an embedder of this machine it stays in the user's cache, so that nothing is embedded
    twice. With a remote one it goes again: its vectors are in the recordings, and each run
    has to ask for all of them, or those of a kept library would never be recorded.
    """
    if _is_remote(embedder):
        with TemporaryDirectory(prefix="rag-eval-") as folder:
            yield Path(folder)
        return
    from platformdirs import user_cache_path

    what = "\n".join([_code_digest(READER), embedder, *map(str, paths)])
    name = hashlib.sha256(what.encode()).hexdigest()[:16]
    yield user_cache_path("rag-news", appauthor=False) / "evaluations" / name


def _code_digest(parts: Sequence[str]) -> str:
    """12 hex digits of the sha256 of these files and folders of the package, names included."""
    package = files("rag")
    sha256 = hashlib.sha256()
    sources = dict(found for part in parts for found in _sources(part, package / part))
    for name in sorted(sources):
        sha256.update(f"{name}\0".encode() + sources[name].read_bytes())
    return sha256.hexdigest()[:12]


def _sources(name: str, place: Traversable) -> Iterator[tuple[str, Traversable]]:
    if place.is_dir():
        for child in place.iterdir():
            yield from _sources(f"{name}/{child.name}", child)
    elif name.endswith(".py"):
        yield name, place
