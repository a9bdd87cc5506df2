"""Calls of remote models, kept in small files so that they can be played again.

``requests`` says what a call and its reply are, ``store`` keeps and finds them.
"""

from rag.calls.requests import Call, Embedded, Kind, Written
from rag.calls.store import CallStore, Missed, Mode

__all__ = ["Call", "CallStore", "Embedded", "Kind", "Missed", "Mode", "Written"]
