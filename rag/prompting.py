"""Prompt files: Markdown with front matter, checked when read and when filled.

A prompt file names its variables in its front matter and has these sections,
each under a heading of its own on level one; only ``# Markers`` may be left out::

    ---
    name: answer                    # the file's own name
    description: What it is for, and what changed last.
    variables: [sources, question, problem]
    used_by: rag.drafting
    ---
    # System                        the rules
    # JSON                          the form of a reply
    # Markers                       the form for models that cannot write JSON
    # User                          the material
    # Repair                        what is said once to a reply that cannot be read

A variable is a word of small letters in single braces, ``{question}``. Anything
else in braces, JSON for example, is text. Values are put in as they are and
never looked at for variables, so an article may say ``{question}``.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from rag.errors import RagError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

Section = Literal["system", "json", "markers", "user", "repair"]

_SECTIONS: tuple[str, ...] = get_args(Section)
_OPTIONAL = {"markers"}
_HEADING = re.compile(rf"^# ({'|'.join(_SECTIONS)})[ \t]*$", re.MULTILINE | re.IGNORECASE)
_VARIABLE = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt text whose variables are known to match.

    Attributes:
        name: Of the file, without ``.md``.
        id: ``<name>@<first 12 hex digits of the sha256 of the file's text>``.
        system: The rules.
        json: The form of a reply, as JSON.
        markers: The form of a reply in plain text; None if the prompt has none.
        user: The material.
        repair: What is said once to a reply that cannot be read.
        variables: Used in at least one of the sections.
    """

    name: str
    id: str
    system: str
    json: str
    markers: str | None
    user: str
    repair: str
    variables: tuple[str, ...]

    def fill(self, section: Section, **values: str) -> str:
        """Put values into a section, each as it is.

        Args:
            section: Which of the texts.
            values: At least those of the section, none that the prompt does not declare.

        Raises:
            RagError: A value is missing, or is of no variable of the prompt; or the prompt
                does not have this section.
        """
        text: str | None = getattr(self, section)
        if text is None:
            raise _broken(self.name, f"it has no section {section}")
        missing = set(_VARIABLE.findall(text)) - values.keys()
        unknown = values.keys() - set(self.variables)
        if missing or unknown:
            raise _broken(
                self.name,
                f"missing values: {_listed(missing)}; unknown values: {_listed(unknown)}",
            )
        return _VARIABLE.sub(lambda found: values[found[1]], text)


def load_prompt(name: str) -> Prompt:
    """Read the prompt called ``name``, from the package or from the checkout around it.

    Raises:
        RagError: There is no such prompt, or its file does not say what it must.
    """
    file = _folder() / f"{name}.md"
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(name, f"{file} cannot be read ({type(error).__name__})") from error
    return parse_prompt(name, text)


def parse_prompt(name: str, text: str) -> Prompt:
    """Check the text of a prompt file.

    Raises:
        RagError: See the module's form: wrong front matter, a section that is
            missing or double, a variable that is used but not declared or
            declared but not used.
    """
    import frontmatter
    import yaml

    try:
        front, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        raise _broken(name, "its front matter is not YAML") from error
    if front.get("name") != name:
        raise _broken(name, f"its front matter calls it {front.get('name')!r}")
    for key in ("description", "used_by"):
        if not isinstance(front.get(key), str):
            raise _broken(name, f"its front matter has no {key}")
    declared = front.get("variables")
    if not isinstance(declared, list) or not all(isinstance(each, str) for each in declared):
        raise _broken(name, "its front matter has no list of variables")
    sections = _sections(name, body)
    used = {each for section in sections.values() for each in _VARIABLE.findall(section)}
    if used != set(declared):
        raise _broken(
            name,
            f"undeclared variables: {_listed(used - set(declared))};"
            f" unused variables: {_listed(set(declared) - used)}",
        )
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(
        name=name,
        id=f"{name}@{digest[:12]}",
        system=sections["system"],
        json=sections["json"],
        markers=sections.get("markers"),
        user=sections["user"],
        repair=sections["repair"],
        variables=tuple(declared),
    )


def _sections(name: str, body: str) -> dict[str, str]:
    _, *parts = _HEADING.split(body)
    titles = [title.lower() for title in parts[::2]]
    needed = set(_SECTIONS) - _OPTIONAL
    if len(set(titles)) < len(titles) or not needed <= set(titles):
        raise _broken(name, f"it must have one section each of {_listed(needed)}")
    return dict(zip(titles, (part.strip() for part in parts[1::2]), strict=True))


def _folder() -> Traversable:
    """``rag/_prompts`` of an installed package, else ``prompts`` beside ``rag``."""
    installed = files("rag") / "_prompts"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "prompts"


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _broken(name: str, what: str) -> RagError:
    return RagError(
        f"The prompt {name} cannot be used: {what}",
        hint=f"Correct prompts/{name}.md, or install the package again.",
    )
