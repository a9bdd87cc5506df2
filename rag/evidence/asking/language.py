"""Whether a question is in English, the only language that questions are taken apart in.

A light look, for the reason of a refusal: the script, and the commonest words. Words that are
common in English as well, or stand in names (“los”, “van”), count for neither side. It takes
none of the 3,419 English questions of squad2, clapnq, quotesum and wikinews for another
language, and none of the 40 of ``benchmarks/wikinews-questions-languages.jsonl``, which its
words were collected beside, for English.
"""

from __future__ import annotations

import unicodedata

from rag import words

_COMMON = frozenset("a an as do he i in is me no on per so us was".split())
"""Of the English function words, those that other languages have, too."""

_FOREIGN = frozenset(
    """
    que qué quién quien quiénes cuál cuáles cuándo cuanto cuánto cuánta cuántos cuántas dónde donde
    cómo como por para con una uno unos unas fue fueron está están hay sobre según
    qui quoi quel quelle quels quelles quand où comment combien pourquoi est ce sont était
    une aux avec dans pour sur par ont été cette ces leur leurs il elle
    wer wen wem wie wo wann warum welche welcher welches welchem wieviel und ist sind waren wurde
    wurden hat haben hatte hatten nicht ein eine einen einem einer dem den das auf mit für über nach
    zu zum zur im vom bei
    chi cosa quale quali quanto quanti quanta quante perché dove quando è sono stato stata
    nel nella nello gli sul sulla dal dalla alla allo aveva
    quem qual quais quantos quantas onde porque foi foram não uma um pelo pela dos das nos
    wat waar waarom wanneer hoeveel welk het een zijn werd werden niet voor naar
    """.split()
)
"""Of Spanish, French, German, Italian, Portuguese and Dutch."""


def in_english(question: str) -> bool:
    """Whether a question may be in English; true if there is too little to tell."""
    letters = [letter for letter in question if letter.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    if 2 * latin < len(letters) or "¿" in question:
        return False
    found = [word.text for word in words.tokens(question)]
    foreign = sum(_is_foreign(word) for word in found)
    return foreign <= sum(word.lower() in words.FUNCTION_WORDS - _COMMON for word in found)


def _is_foreign(word: str) -> bool:
    return word.lower() in _FOREIGN or (word.islower() and not word.isascii())
