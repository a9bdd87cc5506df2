"""What may be named, for a person and as JSON: the models and the prompts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Group
from rich.text import Text

from rag.rendering.data import labelled
from rag.rendering.paragraphs import BLANK, Paragraph, paragraph
from rag.rendering.sources import from_here
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import PurePath

    from rag.domain.choices import Choice
    from rag.prompting import Prompt
    from rag.rendering.data import Data

TITLE = "bold"
_INDENT = " " * 2
_MOST = 20  # models of one heading; a server may offer hundreds


def render_models(choices: Sequence[Choice], price_day: date) -> Group:
    """What can be used, what cannot and why, and what needs a package.

    Args:
        choices: The default among them.
        price_day: Of the list that prices are from.
    """
    installed = [choice for choice in choices if not choice.package or choice.default]
    groups = {
        "Usable:": [choice for choice in installed if choice.usable],
        "Not usable:": [choice for choice in installed if not choice.usable],
    }
    lines = []
    for title, listed in groups.items():
        if listed:
            lines += [paragraph(title)]
            lines += [_choice(choice, price_day) for choice in listed[:_MOST]]
        if more := listed[_MOST:]:
            lines.append(_indented(f"… and {len(more)} more (--format json has them all)"))
    if missing := [choice for choice in choices if choice.package and not choice.default]:
        lines.append(
            paragraph("With a package, pip install langchain-NAME if no other is in brackets:")
        )
        lines.append(_indented(", ".join(map(_packaged, missing))))
    return Group(*lines)


def models_data(choices: Sequence[Choice], price_day: date) -> Data:
    """The same; prices are in US dollars for a million tokens."""
    listed = [asdict(choice) for choice in choices]
    return labelled("models", {"models": listed, "price_day": price_day})


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


def _choice(choice: Choice, price_day: date) -> Paragraph:
    note = visible(choice.note)
    if choice.price:
        note += (
            f"; ${choice.price.input:.2f} in, ${choice.price.output:.2f} out"
            f" for a million tokens ({price_day.isoformat()})"
        )
    default = " (the default)" if choice.default else ""
    return Paragraph(Text.assemble((visible(choice.name), TITLE), f"{default}: {note}"), _INDENT)


def _packaged(choice: Choice) -> str:
    provider = choice.name.partition(":")[0]
    regular = choice.package == f"langchain-{provider.replace('_', '-')}"
    return provider if regular else f"{provider} ({choice.package})"


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
