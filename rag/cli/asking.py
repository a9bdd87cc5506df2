"""``ask`` and ``rag search``: from words to a reply, or to passages."""

import gc
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from rag.cli import exits, options
from rag.cli.output import show, show_json, show_text, tell
from rag.cli.progress import writing
from rag.cli.running import as_rag_error, show_traceback
from rag.cli.taking import taken
from rag.errors import UsageError

if TYPE_CHECKING:
    from rag.domain.articles import Filters
    from rag.domain.replies import Reply
    from rag.wiring import News

ASK_EXAMPLES = """\b
Examples:
  ask who warned about Kursk
  ask "what did the minister say?" --since 2024-10-01 --source "Example Post"
  ask how many troops were sent --format json | jq .claims
  ask --file questions.txt > replies.jsonl
  ask who warned about Kursk --model openai:gpt-5-mini
  ask what changed -m openai:qwen3 --base-url http://localhost:11434/v1
  ask who warned about Kursk -m local:models/qwen.gguf

\b
Environment:
  RAG_LIBRARY      folder of the library
  RAG_MODEL        who writes the answer
  RAG_EMBEDDER     which model finds the passages
  OPENAI_API_KEY   key for openai: models
  OPENAI_BASE_URL  another server that speaks the same language
  NO_COLOR         if set, no colour

Exit code 0: answered, 3: refused because it is not in the articles. The others:
rag --help
"""
SEARCH_EXAMPLES = """\b
Examples:
  rag search troops in Kursk
  rag search "sanctions" -k 3 --format json
"""

Words = Annotated[list[str] | None, typer.Argument(metavar="WORDS", hidden=True)]
Questions = Annotated[
    Path | None,
    typer.Option(
        "--file", metavar="FILE", help="Answer each line of FILE; print one line of JSON for each."
    ),
]
ReplyFormat = Annotated[
    Literal["text", "json", "md"] | None,
    typer.Option("--format", help="How to print the reply.", show_default="text"),
]


def ask(  # noqa: PLR0913 - each is an option of the command
    words: Words = None,
    *,
    file: Questions = None,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    k: options.Passages = options.PASSAGES,
    model: options.Model = "extractive",
    base_url: options.BaseUrl = None,
    strict: options.Strict = False,
    eager: options.Eager = False,
    embedder: options.Embedder = "minilm",
    library: options.Library = None,
    chroma_url: options.ChromaUrl = None,
    no_cache: options.NoCache = False,
    form: ReplyFormat = None,
    debug: options.Debug = False,
) -> int:
    """Answer a question from your articles, with a quote for every sentence.

    WORDS are the question; quotes are needed only around signs that your shell would
    take. What the articles do not say is refused, and the nearest passages are offered.
    Add articles first: rag add FOLDER.
    """
    from rag.wiring import open_news

    question, filters = options.joined(words), options.filters(since, until, source)
    caution = options.caution(strict=strict, eager=eager)
    chosen = options.settings(
        library,
        embedder,
        model,
        k,
        caution=caution,
        no_cache=no_cache,
        base_url=base_url,
        chroma_url=chroma_url,
    )
    if file is not None:
        questions = _questions(file, question, form)
        with open_news(chosen) as news:
            news.tell = tell
            return _answer_each(news, questions, filters, debug=debug)
    if not question:
        raise UsageError(
            "There is no question", hint='Ask one, for example: ask "who warned about Kursk?"'
        )
    slow = model != "extractive"
    with open_news(chosen) as news, writing() if slow else nullcontext() as hear:
        news.tell = tell
        reply = news.ask(question, filters, hear)
    _show(reply, form or "text")
    return exits.REFUSED if _is_refusal(reply) else exits.DONE


def search(  # noqa: PLR0913 - each is an option of the command
    words: Words = None,
    *,
    since: options.Since = None,
    until: options.Until = None,
    source: options.Source = None,
    k: options.Passages = options.PASSAGES,
    embedder: options.Embedder = "minilm",
    library: options.Library = None,
    chroma_url: options.ChromaUrl = None,
    no_cache: options.NoCache = False,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """Find the passages nearest to WORDS, without an answer."""
    from rag.rendering.data import hits_data
    from rag.wiring import open_news

    query, filters = options.joined(words), options.filters(since, until, source)
    if not query:
        raise UsageError(
            "There is nothing to search for", hint="Name it, for example: rag search Kursk"
        )
    chosen = options.settings(library, embedder, k=k, no_cache=no_cache, chroma_url=chroma_url)
    with open_news(chosen) as news:
        meant = news.understand(query, filters)
        hits = news.search(meant.text, filters, k)
        notes = (*meant.notes, *news.notes(filters))
    if form == "json":
        show_json(hits_data(query, hits, notes))
    else:
        from rag.rendering.terminal import render_hits

        show(render_hits(hits, notes, Path.cwd()))
    return exits.DONE


def _show(reply: "Reply", form: str) -> None:
    if form == "json":
        from rag.rendering.data import reply_data

        show_json(reply_data(reply))
    elif form == "md":
        from rag.rendering.markdown import reply_markdown

        show_text(reply_markdown(reply, Path.cwd()))
    else:
        from rag.rendering.terminal import render_reply

        show(render_reply(reply, Path.cwd()))


def _questions(file: Path, question: str, form: str | None) -> list[str]:
    """The lines of ``file`` that are not blank."""
    if question:
        raise UsageError(
            "There is a question and a --file of questions",
            hint="Leave one of them out, or write the question into the file.",
        )
    if form in ("text", "md"):
        raise UsageError(
            f"--file prints JSON lines, not {form}", hint="Leave --format out with --file."
        )
    try:
        with file.open("rb") as opened:
            lines = taken(opened).split("\n")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise UsageError(
            f"Cannot read the questions in {file}: {reason}",
            hint="Give --file a text file with one question a line.",
        ) from error
    questions = [line.strip() for line in lines if line.strip()]
    if not questions:
        raise UsageError(
            f"There is no question in {file}", hint="Write one question on each line of it."
        )
    return questions


def _answer_each(news: "News", questions: list[str], filters: "Filters", *, debug: bool) -> int:
    """One line of JSON for each question; an error is the reply to its own question only."""
    from rag.rendering.data import error_data, reply_data

    gc.enable()  # `rag.cli.ask` is made for one question
    failures = []
    for question in questions:
        try:
            line = reply_data(news.ask(question, filters))
        except Exception as error:  # noqa: BLE001 - the other questions are still to be answered
            if debug:
                show_traceback(error)
            told = as_rag_error(error)
            failures.append(told.exit_code)
            line = {**error_data(told), "question": question}
        show_json(line, line=True)
    if not failures:
        return exits.DONE
    tell(f"{len(failures)} of {len(questions)} questions failed")
    return exits.SOME_FAILED if len(failures) < len(questions) else failures[-1]


def _is_refusal(reply: "Reply") -> bool:
    from rag.domain.replies import Refusal

    return isinstance(reply, Refusal)
