"""Which quotes hold, and which claims they carry.

``finding`` looks a quote up, ``supporting`` compares a claim with its quotes, ``checking``
makes of a draft what may be shown.
"""

from rag.citing.checking import Checked, check
from rag.citing.finding import find

__all__ = ["Checked", "check", "find"]
