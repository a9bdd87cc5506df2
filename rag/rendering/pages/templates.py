"""Filling the template of a page, so that nothing of an article can be markup or script."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from rag.rendering.pages.texts import Texts
from rag.rendering.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jinja2 import Template


def fill(package: str, name: str, values: Mapping[str, object], texts: Texts | None = None) -> str:
    """The page that ``<name>.html.j2`` of a package makes, with its own style and script.

    Args:
        package: Holds ``<name>.html.j2``, ``<name>.css`` and, if there is one, ``<name>.js``;
            both stand behind what all pages share.
        name: Of the three.
        values: What the template shows. Every string is made visible and escaped.
        texts: What the script shows, already filled.
    """
    return "".join(pour(package, name, values, texts))


def pour(
    package: str, name: str, values: Mapping[str, object], texts: Texts | None = None
) -> Iterator[str]:
    """The same, piece by piece: what a value iterates over need never be there whole."""
    template, style, script = _parts(package, name)
    return template.generate(
        **values,
        texts=Markup((texts or Texts()).json()),  # noqa: S704 - every "<" in it is escaped
        style=Markup(style),  # noqa: S704 - a file of this package
        script=Markup(script),  # noqa: S704 - a file of this package
        policy=_policy(style, script),
    )


@cache
def _parts(package: str, name: str) -> tuple[Template, str, str]:
    """Template, style and script; a batch makes hundreds of pages of the same."""
    style = _part(__package__, "paper.css") + _part(package, f"{name}.css")
    own = _part(package, f"{name}.js")
    script = _part(__package__, "texts.js") + own if own else ""
    return _environment().from_string(_part(package, f"{name}.html.j2")), style, script


def _environment() -> Environment:
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: visible(value) if type(value) is str else value,
    )


def _policy(style: str, script: str) -> str:
    """A Content-Security-Policy that allows this style and script and nothing else."""
    own_script = _csp_hash(script) if script else "'none'"
    return (
        f"default-src 'none'; style-src {_csp_hash(style)}; script-src {own_script};"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )


def _part(package: str, name: str) -> str:
    file = resources.files(package).joinpath(name)
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _csp_hash(text: str) -> str:
    """The source expression that allows exactly this inline text (W3C, CSP level 3)."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
