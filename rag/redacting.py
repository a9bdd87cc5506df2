"""Secrets taken out of what is shown, logged or written down.

A server may repeat the key that it was sent, in an error or in a reply, and a library may repeat
an address with the password in it; neither asks us before.
"""

from __future__ import annotations

import os
import re
from base64 import b64encode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What stands in the place of a secret.
REDACTED = "(redacted)"

#: Ends of the names of variables that hold secrets: LangChain's providers have no others.
SECRET_NAMES = ("_API_KEY", "_TOKEN", "_SECRET", "_PASSWORD")

#: Characters of the shortest secret; what is shorter is a stand-in, and a word of its own.
SHORTEST = 8

_USERINFO = re.compile(r"(?<=://)([^\s/@:]*(?::([^\s/@]*))?)@")
_HEADER = re.compile(r"\b(Basic|Bearer) +[\w+/=.~-]{8,}")


def redacted(text: str, environment: Mapping[str, str] | None = None) -> str:
    """An error's text without secrets, be they known (`without_secrets`) or look like some.

    Names and passwords in addresses go, and what follows ``Basic`` or ``Bearer`` in a header.
    """
    text = without_secrets(text, environment)
    return _HEADER.sub(rf"\1 {REDACTED}", _USERINFO.sub("", text))


def without_secrets(text: str, environment: Mapping[str, str] | None = None) -> str:
    """Any text without the keys of the environment, and the passwords in addresses of it."""
    environment = os.environ if environment is None else environment
    secrets: set[str] = set()
    for name, value in environment.items():
        if name.endswith(SECRET_NAMES):
            secrets.add(value.strip())
        for userinfo, password in _USERINFO.findall(value):
            secrets |= {password, b64encode(userinfo.encode()).decode().rstrip("=")}
    for secret in sorted(secrets, key=len, reverse=True):  # one may hold another
        if len(secret) >= SHORTEST:
            text = text.replace(secret, REDACTED)
    return text
