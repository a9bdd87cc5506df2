"""``rag models`` and ``rag prompts``: what may be named, and what stands behind the names."""

from pathlib import Path

from rag.cli import exits, options
from rag.cli.output import show, show_json

MODELS_EXAMPLES = """\b
Examples:
  rag models
  rag models --base-url http://localhost:11434/v1
  rag models --format json | jq -r ".models[] | select(.usable).name"
"""
PROMPTS_EXAMPLES = """\b
Examples:
  rag prompts
  rag prompts --format json | jq -r ".prompts[].id"
"""


def list_models(
    base_url: options.BaseUrl = None,
    form: options.TextOrJson = "text",
    _debug: options.Debug = False,
) -> int:
    """List the models that can write answers here, and what the others lack.

    Only the server that --base-url or OPENAI_BASE_URL names is asked what it serves.
    """
    from rag.drafting.prices import price_day
    from rag.wiring.models import list_models

    choices, day = list_models(base_url), price_day()
    if form == "json":
        from rag.rendering.naming import models_data

        show_json(models_data(choices, day))
    else:
        from rag.rendering.naming import render_models

        show(render_models(choices, day))
    return exits.DONE


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
