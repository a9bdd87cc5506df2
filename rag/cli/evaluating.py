"""``rag eval``: measure answers against facts that people wrote down, and hold a baseline."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli import exits, options
from rag.cli.output import show, show_json, show_text, shown, tell
from rag.cli.progress import counting
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.domain.baselines import Baseline, GateResult
    from rag.domain.reports import Report
    from rag.wiring.trials import Trial

EVAL_EXAMPLES = """\b
Examples:
  rag eval
  rag eval --cases my-evals --out report.html --out junit.xml
  rag eval --baseline evals/baseline.json
  rag eval --model openai:gpt-5-mini --dry-run
  rag eval --model openai:gpt-5-mini --record --runs 3
  rag eval accept --reason "the articles of November were added"
  rag eval compare monday.json tuesday.json

\b
Calls of remote models are replayed from the folder recordings/ beside the
cases; one that is not recorded is an error, unless --record is given.

\b
Exit code 0: the gate is open, or there was none. 7: something got worse, or
cannot be compared. The others: rag --help
"""
ACCEPT_EXAMPLES = """\b
Examples:
  rag eval accept --reason "new cases about the veto"
  rag eval accept --reason "a shorter prompt" --model openai:gpt-5-mini
"""
Cases = Annotated[
    Path, typer.Option("--cases", metavar="DIR", help="Folder of case files (*.yaml), or one file.")
]
Runs = Annotated[
    int, typer.Option("--runs", min=1, metavar="N", help="How often to ask each question.")
]
Judge = Annotated[
    str | None,
    typer.Option(
        "--judge", metavar="MODEL", help="Let a language model grade what the rules cannot."
    ),
]
Record = Annotated[
    bool, typer.Option("--record", help="Send calls that are not recorded, and record them.")
]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="TAG", help="No case with this tag; may be repeated."),
]
CASES = Path("evals")


def evaluate(  # noqa: PLR0913 - each is an option of the command
    context: typer.Context,
    *,
    cases: Cases = CASES,
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="Compare with it; worse is exit code 7."),
    ] = None,
    runs: Runs = 1,
    judge: Judge = None,
    record: Record = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what calls a run would send.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option("--case", metavar="ID", help="Only this case; may be repeated."),
    ] = None,
    tags: Annotated[
        list[str] | None,
        typer.Option("--tag", metavar="TAG", help="Only cases with this tag; may be repeated."),
    ] = None,
    without: Without = None,
    out: Annotated[
        list[Path] | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help="Save the report, too: .html .json .md, or .xml for JUnit; may be repeated.",
        ),
    ] = None,
    model: options.Model = "extractive",
    embedder: options.Embedder = "minilm",
    k: options.Passages = options.PASSAGES,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Ask the questions of the case files, and check the answers against reference facts.

    Every verdict names the words that it rests on; what cannot be graded is counted as
    such, neither right nor wrong. Each mean has its 95 % interval.
    """
    if context.invoked_subcommand is not None:
        _check_nothing_before(context)
        return exits.DONE
    from rag.evaluating.gating import gate
    from rag.evaluating.saving import read_baseline
    from rag.wiring.trials import Trial

    if baseline and (only or tags):
        raise UsageError(
            "A part of the cases cannot be compared with a baseline of all",
            hint="Leave --baseline out, or --case and --tag.",
        )
    for path in out or ():
        _check_place(path)
    trial = Trial(
        *(cases, model, embedder, k, runs, judge, record),
        ids=tuple(only or ()),
        tags=tuple(tags or ()),
        without=tuple(without or ()),
    )
    if dry_run:
        return _plan(trial, form)
    kept = read_baseline(baseline) if baseline else None
    report = _run(trial)
    accepting = f'{trial.command("accept")} --baseline {shlex.quote(str(baseline))} --reason "…"'
    verdict = gate(report, kept, accepting if baseline else None)
    asked = verdict if baseline or verdict.regressions else None  # else there was no gate
    _show(report, asked, kept, form)
    for path in out or ():
        _save(path, report, asked, kept)
    return exits.GATE if verdict.regressions else exits.DONE


def accept(  # noqa: PLR0913 - each is an option of the command
    *,
    reason: Annotated[
        str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept in the baseline.")
    ],
    cases: Cases = CASES,
    baseline: Annotated[
        Path | None,
        typer.Option(
            "--baseline",
            metavar="FILE",
            help="The baseline to write.",
            show_default="baseline.json beside the cases",
        ),
    ] = None,
    runs: Runs = 1,
    judge: Judge = None,
    record: Record = False,
    without: Without = None,
    model: options.Model = "extractive",
    embedder: options.Embedder = "minilm",
    k: options.Passages = options.PASSAGES,
    _debug: options.Debug = False,
) -> int:
    """Run all cases, and make what they measure now the baseline."""
    from rag.evaluating.gating import baseline_of
    from rag.evaluating.saving import read_baseline, write_baseline
    from rag.wiring.trials import Trial

    if not reason.strip():
        raise UsageError("The reason is empty", hint='Say why: --reason "…"')
    trial = Trial(cases, model, embedder, k, runs, judge, record, without=tuple(without or ()))
    if baseline is None and not cases.is_dir():
        raise UsageError(
            f"{cases} is one file, and the baseline of its folder holds the others, too",
            hint="Name the folder with --cases, or a baseline of this file with --baseline.",
        )
    path = baseline or trial.folder / "baseline.json"
    previous = read_baseline(path)
    report = _run(trial)
    write_baseline(path, baseline_of(report, reason.strip(), report.created, previous))
    passed = sum(all(attempt.passed for attempt in case.attempts) for case in report.cases)
    show_text(f"accepted: {passed} of {len(report.cases)} cases pass; see {shown(str(path))}\n")
    return exits.DONE


def _run(trial: "Trial") -> "Report":
    from rag.wiring import evaluation

    with counting() as progress:
        return evaluation.evaluate(trial, progress)


def _plan(trial: "Trial", form: str) -> int:
    from dataclasses import asdict

    from rag.rendering.data import labelled
    from rag.wiring import evaluation

    plan = evaluation.plan(trial)
    if form == "json":
        show_json(labelled("evaluation-plan", asdict(plan)))
    else:
        from rag.rendering.reports.beside import render_plan

        show(render_plan(plan))
    return exits.DONE


def _show(
    report: "Report", verdict: "GateResult | None", baseline: "Baseline | None", form: str
) -> None:
    if form == "json":
        from rag.evaluating.saving import report_data

        show_json(report_data(report, verdict))
    else:
        from rag.rendering.reports.terminal import render_report

        show(render_report(report, verdict, baseline))


def _check_nothing_before(context: typer.Context) -> None:
    """An option before the name of a command would be lost, and the wrong thing done."""
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if source is not None and source.name == "COMMANDLINE":
            command = context.invoked_subcommand
            raise UsageError(
                f"{parameter.opts[0]} stands before {command}",
                hint=f"Write it behind: rag eval {command} {parameter.opts[0]} … (see --help).",
            )


def _check_place(path: Path) -> None:
    if path.suffix.lower() not in {".html", ".json", ".md", ".xml"}:
        raise UsageError(
            f"{path} does not say what to save",
            hint="End the file's name in .html, .json, .md, or .xml for JUnit.",
        )
    if not path.absolute().parent.is_dir():
        raise UsageError(
            f"There is no folder {path.absolute().parent} to save a report in",
            hint="Make the folder, or name another place for --out.",
        )
    if path.suffix == ".json" and path.is_file() and '"evaluation-baseline"' in _head(path):
        raise UsageError(
            f"{path} is a baseline, and would be lost",
            hint="Name another file for --out; a baseline is rewritten by rag eval accept.",
        )


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(200).decode(errors="replace")


def _save(
    path: Path, report: "Report", verdict: "GateResult | None", baseline: "Baseline | None"
) -> None:
    from rag.evaluating.saving import report_json
    from rag.rendering.reports import junit, markdown, page

    written = {
        ".html": lambda: page.report_page(report, verdict, baseline),
        ".json": lambda: report_json(report, verdict),
        ".md": lambda: markdown.report_markdown(report, verdict, baseline),
        ".xml": lambda: junit.report_junit(report, verdict),
    }[path.suffix.lower()]()
    try:
        path.write_text(written, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"The report cannot be written to {path}: {error.strerror}",
            hint="Name another place for --out.",
        ) from error
    tell(f"saved {shown(str(path))}")
