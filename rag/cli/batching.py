"""``rag summarise --all``: what is asked for, how far it is, and what came of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.cli import exits
from rag.cli.output import show_json, show_text, shown, tell
from rag.cli.progress import summarising
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.domain.articles import Filters
    from rag.summarising.batch import Failed, Report
    from rag.summarising.planning import BatchPlan
    from rag.wiring import News

_MOST = 5  # articles that are named where many fail alike, or are to be done


@dataclass(frozen=True, slots=True)
class Task:
    """A batch as it is typed."""

    folder: Path
    form: str
    filters: "Filters"
    words: int
    resume: bool
    dry_run: bool


def task(  # noqa: PLR0913 - each is an option of the command
    out: Path | None,
    form: str | None,
    filters: "Filters",
    words: int,
    *,
    resume: bool,
    dry_run: bool,
) -> Task:
    """What the options amount to; raises UsageError where they make no sense."""
    if form in ("md", "html"):
        raise UsageError(
            f"--all prints no {form}, it writes it", hint="Leave --format out: all forms are saved."
        )
    if out is None:
        raise UsageError(
            "--all needs a folder to write to", hint="Name it: rag summarise --all --out DIR"
        )
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file", hint="Name a folder, best a new one: --out DIR")
    return Task(out, form or "text", filters, words, resume, dry_run)


def summarise_all(news: "News", task: Task) -> int:
    """Do it, or say what would be done; returns the exit code."""
    if task.dry_run:
        return _plan(news, task)
    from rag.wiring.batches import summarise_all

    try:
        with summarising(lines=task.form == "text") as progress:
            report = summarise_all(
                news,
                task.folder,
                task.filters,
                task.words,
                resume=task.resume,
                progress=progress,
            )
    except KeyboardInterrupt:
        tell(f"interrupted; what is finished stays in {shown(str(task.folder))}")
        tell("hint: Go on with the same command and --resume.")
        return exits.INTERRUPTED
    _show(report, task.form)
    return _code(report)


def _show(report: "Report", form: str) -> None:
    from rag.rendering.data import error_data, labelled
    from rag.rendering.visible import visible

    if form == "json":
        failed = [
            {**error_data(one.error), "id": one.id, "title": one.title} for one in report.failed
        ]
        fields = {"folder": report.folder, **report.totals, "left": report.left}
        show_json(labelled("summarised", {**fields, "errors": failed}))
        return
    _tell_failed(report.failed)
    if report.left:
        articles = "1 article" if report.left == 1 else f"{report.left} articles"
        tell(f"not in the index: files of {articles} that earlier runs left in the folder")
    index = visible(shown(str(report.folder / "index.html")))
    show_text(f"{_counted(report)}{_spent(report)}; see {index}\n")


def _tell_failed(failed: "list[Failed]") -> None:
    """What went wrong, each way once, with the articles that it happened to."""
    alike: dict[tuple[str, str], list[str]] = {}
    for one in failed:
        alike.setdefault((one.error.message, one.error.hint), []).append(f"{one.title} ({one.id})")
    for (message, hint), names in alike.items():
        more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
        tell(f"failed: {', '.join(names[:_MOST])}{more}: {message}")
        tell(f"  hint: {hint}")


def _counted(report: "Report") -> str:
    counts = report.counts
    return (
        f"summarised {counts['done']}, refused {counts['refused']},"
        f" unchanged {counts['unchanged']}, failed {counts['failed']}"
    )


def _spent(report: "Report") -> str:
    if not report.input_tokens:
        return ""
    tokens = report.input_tokens + report.output_tokens
    return f"; {tokens:,} tokens, {_price(report.cost)}"


def _price(cost: float | None) -> str:
    return "price unknown" if cost is None else f"${cost:.4f}"


def _code(report: "Report") -> int:
    counts = report.counts
    if not report.failed:
        only_refused = counts["refused"] and not (counts["done"] or counts["unchanged"])
        return exits.REFUSED if only_refused else exits.DONE
    alone = counts["failed"] == counts.total()
    return report.failed[-1].error.exit_code if alone else exits.SOME_FAILED


def _plan(news: "News", task: Task) -> int:
    from dataclasses import asdict

    from rag.rendering.data import labelled
    from rag.wiring.batches import plan_all

    plan = plan_all(news, task.folder, task.filters, task.words, resume=task.resume)
    if task.form == "json":
        show_json(labelled("summaries-plan", asdict(plan)))
    else:
        show_text(_planned(plan))
    return exits.DONE


def _planned(plan: "BatchPlan") -> str:
    from rag.rendering.visible import visible

    todo = [one for one in plan.articles if one.due != "unchanged"]
    lines = [visible(f"{one.due}: {one.title} ({one.id})") for one in todo[:_MOST]]
    if len(todo) > _MOST:
        lines.append(f"… and {len(todo) - _MOST} more (--format json has them all)")
    counts = ", ".join(f"{plan.count(due)} {due}" for due in ("new", "changed", "unchanged"))
    spent = (
        f"reckoned high, {plan.input_tokens:,} tokens would be sent and"
        f" {plan.output_tokens:,} written: {_price(plan.cost)}"
        if plan.input_tokens
        else "nothing would be sent to a model"
    )
    return "\n".join([*lines, f"{counts}; {spent}"]) + "\n"
