"""A library whose file does not hold what was written into it."""

from __future__ import annotations

from rag.errors import DamagedLibraryError

ADVICE = "See what is damaged with `rag check`, and make it anew with `rag rebuild`."


def damaged(what: str) -> DamagedLibraryError:
    """Error for a thing of the library that is not what was stored, like ``article 3f2a…``."""
    return DamagedLibraryError(
        f"The library is damaged: {what} is not what was stored", hint=ADVICE
    )
