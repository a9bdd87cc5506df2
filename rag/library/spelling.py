"""Words of a library that are spelt nearly like another one.

The index of words knows them without endings, so those that come near are looked up in
a few passages, where they stand as they were written.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING

from rag import words
from rag.evidence.naming.spelling import distance, reach

if TYPE_CHECKING:
    import sqlite3

_TERMS, _PASSAGES = 20, 3
"""Nearest terms, and passages of each, that are looked at. Over 10,000 passages and 34,000 terms
a word takes 50 to 150 ms, a third of it for the list of terms."""

_VOCABULARY = """
CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'words', 'row');
CREATE VIRTUAL TABLE IF NOT EXISTS temp.places USING fts5vocab('main', 'words', 'instance');
"""


def words_like(db: sqlite3.Connection, word: str) -> list[str]:
    """Words within reach of ``word``, as they are written, in small letters if they ever are."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    for statement in _VOCABULARY.strip().split("\n"):
        db.execute(statement)
    known = [term for (term,) in db.execute("SELECT term FROM vocabulary")]
    stem = _stem(words.key(word))
    most = reach(words.key(word)) + 1  # an ending that one has and the other lacks
    near = process.extract(
        stem, known, scorer=OSA.distance, score_cutoff=max(most, 2), limit=_TERMS
    )
    written: dict[str, Counter[str]] = {}
    for term, _, _ in near:
        for token in _places(db, term):
            written.setdefault(token.key, Counter())[_bare(token.text)] += 1
    return [
        _as_written(forms)
        for key, forms in written.items()
        if key not in words.FUNCTION_WORDS and 0 < distance(word, key) <= reach(words.key(word))
    ]


def _places(db: sqlite3.Connection, term: str) -> list[words.Token]:
    """Tokens of the library that the index knows under a term."""
    query = """
        SELECT title, text FROM words
        WHERE rowid IN (SELECT DISTINCT doc FROM places WHERE term = ? LIMIT ?)
    """
    return [
        token
        for texts in db.execute(query, (term, _PASSAGES))
        for text in texts
        for token in words.tokens(text)
        if _stem(token.key) == term
    ]


def _as_written(forms: Counter[str]) -> str:
    small = [form for form in forms if form.islower()]
    return small[0] if small else forms.most_common(1)[0][0]


def _bare(word: str) -> str:
    return word.removesuffix("'s").removesuffix("’s").rstrip("'’")


@lru_cache(maxsize=65536)
def _stem(key: str) -> str:
    """A key without its ending, as the index of words takes it off."""
    import Stemmer

    stemmed: str = Stemmer.Stemmer("porter", 0).stemWord(key)  # threads cannot share one
    return stemmed
