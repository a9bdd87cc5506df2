"""What the exit code of a command says; the one table of the project."""

from __future__ import annotations

DONE = 0
INTERNAL = 1
USAGE = 2
REFUSED = 3
SOME_FAILED = 4
LIBRARY = 5
MODEL = 6
GATE = 7
INTERRUPTED = 130  # 128 + SIGINT, as shells have it

MEANINGS = {
    DONE: "done (also when only a part of the question was answered)",
    INTERNAL: "internal error: a mistake of ours",
    USAGE: "the command line makes no sense as it stands",
    REFUSED: "refused: the answer is not in the articles",
    SOME_FAILED: "some inputs failed, or some quotes do not hold; the others went through",
    LIBRARY: "the library: empty, locked, damaged, or built in another way",
    MODEL: "the model, or the network on the way to it",
    GATE: "an evaluation is worse than its baseline allows",
    INTERRUPTED: "interrupted (Ctrl-C)",
}


def table() -> str:
    """The meanings, one line each, for a help text."""
    return "\n".join(f"{code:>5}  {meaning}" for code, meaning in MEANINGS.items())
