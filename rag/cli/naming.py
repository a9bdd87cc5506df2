"""``rag prompts``: what may be named, and what stands behind the names."""

from pathlib import Path

from rag.cli import exits, options
from rag.cli.output import show, show_json

PROMPTS_EXAMPLES = """\b
Examples:
  rag prompts
  rag prompts --format json | jq -r ".prompts[].id"
"""


def list_prompts(form: options.TextOrJson = "text", _debug: options.Debug = False) -> int:
    """List the prompts: identity, what each is for, its variables, its file.

    A file of the same name in the folder RAG_PROMPTS is used in place of ours.
    """
    from rag.prompting import load_prompts, unused_files

    prompts, unused = load_prompts(), unused_files()
    if form == "json":
        from rag.rendering.naming import prompts_data

        show_json(prompts_data(prompts, unused))
    else:
        from rag.rendering.naming import render_prompts

        show(render_prompts(prompts, unused, Path.cwd()))
    return exits.DONE
