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

A user may have prompts of their own, in the folder that the environment variable
`FOLDER` names: a file there is read in place of ours of the same name, and must
declare the same variables, since those are what the program has to give.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from rag.errors import RagError, UsageError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

#: Names the folder of a user's own prompts; empty is as good as unset.
FOLDER = "RAG_PROMPTS"

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
        description: What it is for.
        own: The user's own file that it was read from; None is ours.
    """

    name: str
    id: str
    system: str
    json: str
    markers: str | None
    user: str
    repair: str
    variables: tuple[str, ...]
    description: str
    own: Path | None = None

    @property
    def place(self) -> str:
        """The file that it was read from."""
        return str(self.own or _folder() / f"{self.name}.md")

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
            raise _broken(self.name, f"it has no section {section}", self.own)
        missing = set(_VARIABLE.findall(text)) - values.keys()
        unknown = values.keys() - set(self.variables)
        if missing or unknown:
            raise _broken(
                self.name,
                f"missing values: {_listed(missing)}; unknown values: {_listed(unknown)}",
                self.own,
            )
        return _VARIABLE.sub(lambda found: values[found[1]], text)


def load_prompt(name: str) -> Prompt:
    """Read the prompt called ``name``: the user's own, or ours.

    Ours come with the package, or stand in the checkout around it.

    Raises:
        UsageError: The user's folder cannot be read, or the file in it is not right.
        RagError: There is no such prompt, or ours does not say what it must.
    """
    ours = parse_prompt(name, _text(name, _folder() / f"{name}.md"))
    own = _own_files().get(f"{name}.md")
    if own is None:
        return ours
    prompt = parse_prompt(name, _text(name, own, own), own)
    if set(prompt.variables) != set(ours.variables):
        raise _broken(name, f"its variables have to be these: {_listed(set(ours.variables))}", own)
    return prompt


def load_prompts() -> tuple[Prompt, ...]:
    """Read every prompt there is, by name; raises as `load_prompt` does."""
    return tuple(load_prompt(name) for name in _names())


def unused_files() -> tuple[Path, ...]:
    """What lies in the user's folder and is no prompt of ours; hidden files are not meant.

    Raises:
        UsageError: The folder cannot be read.
    """
    used = {f"{name}.md" for name in _names()}
    return tuple(file for name, file in sorted(_own_files().items()) if name not in used)


def parse_prompt(name: str, text: str, own: Path | None = None) -> Prompt:
    """Check the text of a prompt file, which is ours or the user's ``own``.

    Raises:
        UsageError: The same as below, of a file of the user's own.
        RagError: See the module's form: wrong front matter, a section that is
            missing or double, a variable that is used but not declared or
            declared but not used.
    """
    import frontmatter
    import yaml

    try:
        front, body = frontmatter.parse(text)
    except yaml.YAMLError as error:
        raise _broken(name, "its front matter is not YAML", own) from error
    if front.get("name") != name:
        raise _broken(name, f"its front matter calls it {front.get('name')!r}", own)
    for key in ("description", "used_by"):
        if not isinstance(front.get(key), str):
            raise _broken(name, f"its front matter has no {key}", own)
    declared = front.get("variables")
    if not isinstance(declared, list) or not all(isinstance(each, str) for each in declared):
        raise _broken(name, "its front matter has no list of variables", own)
    sections = _sections(name, body, own)
    used = {each for section in sections.values() for each in _VARIABLE.findall(section)}
    if used != set(declared):
        raise _broken(
            name,
            f"undeclared variables: {_listed(used - set(declared))};"
            f" unused variables: {_listed(set(declared) - used)}",
            own,
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
        description=str(front["description"]),
        own=own,
    )


def _sections(name: str, body: str, own: Path | None) -> dict[str, str]:
    _, *parts = _HEADING.split(body)
    titles = [title.lower() for title in parts[::2]]
    needed = set(_SECTIONS) - _OPTIONAL
    if len(set(titles)) < len(titles) or not needed <= set(titles):
        raise _broken(name, f"it must have one section each of {_listed(needed)}", own)
    return dict(zip(titles, (part.strip() for part in parts[1::2]), strict=True))


def _folder() -> Traversable:
    """``rag/_prompts`` of an installed package, else ``prompts`` beside ``rag``."""
    installed = files("rag") / "_prompts"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "prompts"


def _names() -> list[str]:
    names = (file.name for file in _folder().iterdir())
    return sorted(name.removesuffix(".md") for name in names if name.endswith(".md"))


def _own_files() -> dict[str, Path]:
    """The files of the user's folder by name; none if no folder is named."""
    named = os.environ.get(FOLDER, "").strip()
    if not named:
        return {}
    folder = Path(named).absolute()
    try:
        return {file.name: file for file in folder.iterdir() if not file.name.startswith(".")}
    except OSError as error:
        raise UsageError(
            f"The folder of prompts {folder} cannot be read: {error.strerror}",
            hint=f"Set {FOLDER} to a folder of prompt files, or unset it.",
        ) from error


def _text(name: str, file: Traversable, own: Path | None = None) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")  # some editors begin a file with a BOM
    except (OSError, UnicodeDecodeError) as error:
        raise _broken(name, f"{file} cannot be read ({type(error).__name__})", own) from error


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "none"


def _broken(name: str, what: str, own: Path | None = None) -> RagError:
    if own:
        return UsageError(
            f"Your prompt {own} cannot be used: {what}",
            hint=f"Correct the file (ours is {_folder() / f'{name}.md'}), or unset {FOLDER}.",
        )
    return RagError(
        f"The prompt {name} cannot be used: {what}",
        hint=f"Correct prompts/{name}.md, or install the package again.",
    )
