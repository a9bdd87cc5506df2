"""The one place where ports meet adapters, and the face of the project for Python.

Every heavy import stands inside a function, so that a command pays only for
what it uses.
"""

from rag.wiring.news import News, open_news
from rag.wiring.settings import Settings, default_cache, default_chroma_url, default_library

__all__ = [
    "News",
    "Settings",
    "default_cache",
    "default_chroma_url",
    "default_library",
    "open_news",
]
