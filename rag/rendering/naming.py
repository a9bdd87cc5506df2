"""What may be named, for a person and as JSON: the prompts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group

from rag.rendering.data import labelled
from rag.rendering.paragraphs import BLANK, Paragraph, paragraph
from rag.rendering.sources import from_here
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import PurePath

    from rag.prompting import Prompt
    from rag.rendering.data import Data

TITLE = "bold"
_INDENT = " " * 2


def render_prompts(prompts: Sequence[Prompt], unused: Sequence[PurePath], here: PurePath) -> Group:
    """Each prompt with what it is for, its variables and its file.

    Args:
        prompts: All there are.
        unused: Files that no prompt is read from.
        here: Absolute folder that paths are shown from, where they lie below it.
    """
    lines = [line for prompt in prompts for line in _prompt(prompt, here)]
    if unused:
        lines += [BLANK, paragraph("Not used, since no prompt has this name:")]
        lines += [_indented(from_here(str(file), here)) for file in unused]
    return Group(*lines)


def prompts_data(prompts: Sequence[Prompt], unused: Sequence[PurePath]) -> Data:
    """The same; ``own`` says whether a prompt is the user's."""
    listed = [
        {
            "name": prompt.name,
            "id": prompt.id,
            "description": prompt.description,
            "variables": prompt.variables,
            "path": prompt.place,
            "own": prompt.own is not None,
        }
        for prompt in prompts
    ]
    return labelled("prompts", {"prompts": listed, "unused": [str(file) for file in unused]})


def _prompt(prompt: Prompt, here: PurePath) -> list[Paragraph]:
    whose = "yours" if prompt.own else "built in"
    return [
        paragraph(prompt.id, TITLE),
        _indented(prompt.description),
        _indented(f"variables: {', '.join(prompt.variables)}"),
        _indented(f"{whose}: {from_here(prompt.place, here)}"),
    ]


def _indented(text: str) -> Paragraph:
    return paragraph(visible(text), prefix=_INDENT)
