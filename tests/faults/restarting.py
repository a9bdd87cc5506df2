"""A Chroma server that dies while it is written to, and comes back with what it had on its disk."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

from surviving import Tally, examined, unlike_an_error

if TYPE_CHECKING:
    from chroma_server import ChromaServer, Gate
    from scenes import Operation, Scene

QUESTIONS = ("/query", "/get", "/count")
"""How the paths of requests end which change nothing, though they are sent as if they did."""

LONGEST = 0.01
"""Seconds between a write and the server's death; one of some passages takes about as long."""


def restarts(scene: Scene, gate: Gate, server: ChromaServer, wanted: int, seed: int) -> Tally:
    """Kill the server at random writes; every other time it is back before the command ends.

    Args:
        scene: Whose vectors are on the server.
        gate: What the scene's commands take for the server.
        server: It runs before and afterwards.
        wanted: Deaths.
        seed: For the same deaths in every run.
    """
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    tally = Tally()
    writes: dict[str, int] = {}
    while tally.total < wanted:
        operation = scene.operations[tally.total % len(scene.operations)]
        if operation.name not in writes:
            writes[operation.name] = _counted(scene, operation, gate)
        nth, at_once = chance.randrange(writes[operation.name]), chance.random() < 0.5
        seconds = chance.uniform(-LONGEST, LONGEST)
        scene.start_from(operation.before)
        death = _Death(server, nth, seconds, at_once=at_once)
        gate.rule = death
        ended = scene.children.rag(scene.root, operation.arguments)
        gate.rule = lambda *_: None
        assert death.is_over.wait(60), f"{operation.name} sent fewer writes than before"
        if not at_once:
            server.start()
        tally.tried[operation.name] += 1
        why = unlike_an_error(ended) or examined(scene, operation, ended)
        what = f"{operation.name}, {nth}th write, {seconds:.3f} s, back at once: {at_once}"
        tally.note(print, what, why)
    return tally


def _counted(scene: Scene, operation: Operation, gate: Gate) -> int:
    """How many writes an operation sends."""
    scene.start_from(operation.before)
    sent: list[str] = []

    def note(method: str, path: str) -> None:
        if writes(method, path):
            sent.append(path)

    gate.rule = note
    scene.must(scene.children.rag(scene.root, operation.arguments))
    gate.rule = lambda *_: None
    return len(sent)


def writes(method: str, path: str) -> bool:
    """Whether a request changes what the server has."""
    return method != "GET" and not path.endswith(QUESTIONS)


class _Death:
    """A rule for a gate: the server dies so many seconds after the n-th write, or else before."""

    def __init__(self, server: ChromaServer, nth: int, seconds: float, *, at_once: bool) -> None:
        self.server = server
        self.left = nth
        self.seconds = seconds
        self.at_once = at_once
        self.is_over = threading.Event()

    def __call__(self, method: str, path: str) -> None:
        if not writes(method, path):
            return
        self.left -= 1
        if self.left == -1:
            if self.seconds < 0:
                self.server.kill()
            threading.Timer(max(self.seconds, 0), self._die).start()
            if self.seconds < 0:
                raise ConnectionError

    def _die(self) -> None:
        self.server.kill()
        if self.at_once:
            self.server.start()
        self.is_over.set()
