"""What an evaluation is run with: the user's choice, its libraries, and its recordings."""

from __future__ import annotations

import hashlib
import shlex
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from rag.domain.reports import Calls
from rag.errors import CaseFileError, InputError, UsageError
from rag.wiring.adapters import open_embedder
from rag.wiring.digests import READER, code_digest
from rag.wiring.news import News
from rag.wiring.settings import PASSAGES, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.calls.store import Mode
    from rag.evaluating.judging import LlmJudge


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


class Bench:
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

    what = "\n".join([code_digest(READER), embedder, *map(str, paths)])
    name = hashlib.sha256(what.encode()).hexdigest()[:16]
    yield user_cache_path("rag-news", appauthor=False) / "evaluations" / name
