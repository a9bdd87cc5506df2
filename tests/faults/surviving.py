"""What must hold after a fault, and the faults themselves."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from children import DIE, DISK_FULL, NOT_SYNCED, Fault
from scenes import State, outputs_in

from rag.domain.articles import Filters
from rag.errors import EmptyLibraryError
from rag.library import Library, check
from rag.summarising.records import record_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from children import Ended
    from scenes import Operation, Scene

BROKEN = ("Traceback", "mistake of ours")
FINE = (0, 2, 4, 5)  # done, output folder, some inputs, library


@dataclass
class Tally:
    """What was tried and what came of it."""

    tried: Counter[str] = field(default_factory=Counter)
    losses: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(self.tried.values())

    def note(self, tell: Callable[[str], None], what: str, why: str) -> None:
        """Note a loss, if there is a reason to."""
        if why:
            self.losses.append(f"{what}: {why}")
            tell(f"LOSS {self.losses[-1]}")


def kills(scene: Scene, wanted: int, seed: int, tell: Callable[[str], None] = print) -> Tally:
    """Kill operations at random calls of the disk and at random moments, in turn."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    tally = Tally()
    while tally.total < wanted:
        operation = scene.operations[tally.total % len(scene.operations)]
        if operation.calls and chance.random() < 0.5:
            fault = Fault(DIE, chance.randrange(operation.calls))
        else:
            fault = Fault(seconds=chance.uniform(0, operation.seconds))
        scene.start_from(operation.before)
        ended = scene.children.rag(scene.root, operation.arguments, fault)
        if not ended.killed:
            continue
        tally.tried[operation.name] += 1
        if chance.random() < 0.3 and scene.children.can_fail:  # whoever repairs may die, too
            words = ["search", "ferry", *scene.where]
            again = scene.children.rag(scene.root, words, Fault(DIE, chance.randrange(60)))
            tally.tried["repair"] += again.killed
        tally.note(tell, f"{operation.name}, {fault}", examined(scene, operation, ended))
    return tally


def failures(scene: Scene, wanted: int, seed: int, tell: Callable[[str], None] = print) -> Tally:
    """Run operations on a disk that is full from some call on, or does not sync."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    tally = Tally()
    while tally.total < wanted:
        operation = scene.operations[tally.total // 2 % len(scene.operations)]
        full = tally.total % 2 == 0
        reach = operation.calls if full else max(operation.calls // 3, 1)
        fault = Fault(DISK_FULL if full else NOT_SYNCED, chance.randrange(reach))
        scene.start_from(operation.before)
        ended = scene.children.rag(scene.root, operation.arguments, fault)
        tally.tried["full disk" if full else "failing sync"] += 1
        why = unlike_an_error(ended) or examined(scene, operation, ended)
        tally.note(tell, f"{operation.name}, {fault}", why)
    return tally


def unlike_an_error(ended: Ended) -> str:
    """What is wrong with how a command ended; empty if it went well or said what to do."""
    said = ended.out + ended.err
    if ended.code not in FINE or any(word in said for word in BROKEN):
        return f"it ended with {ended.code}: {said[-1500:]}"
    return "" if not ended.code or "hint" in said else f"no hint: {said[-500:]}"


def examined(scene: Scene, operation: Operation, ended: Ended) -> str:
    """What was lost, also when the command is given again; empty if nothing was."""
    try:
        see_whole(scene, operation, ended)
        again = scene.children.rag(scene.root, operation.arguments)
        assert again.code in FINE, (again.code, again.out, again.err)
        assert operation.name == "remove" or again.code == 0, (again.out, again.err)
        now = State.of(scene.library)
        assert not now.differs(operation.becomes), now.differs(operation.becomes)
        assert outputs_in(scene.out) == operation.outputs
        if operation.name == "rebuild":
            assert not (scene.library / "rebuilding").exists(), "what was begun was left behind"
        see_sound(scene)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is counted and shown
        return f"{type(error).__name__}: {error}"
    return ""


def see_whole(scene: Scene, operation: Operation, ended: Ended) -> None:
    """The library opens, and each article is what it was or what it becomes."""
    reported = {verb: paths_of(scene, ended.reported(verb)) for verb in ("added", "replaced")}
    try:
        Library.open(scene.library, None, chroma_url=scene.url).close()
    except EmptyLibraryError:
        assert not operation.was.articles
        assert not reported["added"]
        return
    see_sound(scene)
    now, was, becomes = State.of(scene.library), operation.was, operation.becomes
    for place in {*now.places, *was.places, *becomes.places}:
        ids = was.places.get(place), becomes.places.get(place)
        assert now.places.get(place) in ids, f"{place} is neither what it was nor what it becomes"
        if (
            operation.name.startswith("add")
            and place[0] in reported["added"] | reported["replaced"]
        ):
            assert now.places.get(place) == ids[1], f"{place} was reported, and is not there"
    removed = paths_of(scene, ended.reported("removed"))
    assert not {path for path, _ in now.places} & removed
    for name, row in now.articles.items():
        assert row in (was.articles.get(name), becomes.articles.get(name)), name
        known = was if name in was.articles else becomes
        ours = {key: row for key, row in now.passages.items() if row[0] == name}
        assert ours == {key: row for key, row in known.passages.items() if row[0] == name}, name
    for file in scene.out.glob("*-????????????.json"):
        assert record_of(scene.out, file.stem), f"{file.name} is not whole"


def paths_of(scene: Scene, shown: set[str]) -> set[str]:
    """Absolute paths of what was reported."""
    return {str(scene.root / path) for path in shown if not path.startswith("article ")}


def see_sound(scene: Scene) -> None:
    """`rag check` finds nothing, and every passage is found by its vector and its words."""
    found = check(scene.library, chroma_url=scene.url)
    assert not found.problems, found.problems[:3]
    everything = Filters()
    if scene.url:
        assert not (scene.library / "vectors").exists(), "vectors lie in the folder, too"
    with (
        Library.open(scene.library, None, chroma_url=scene.url) as library,
        library.reading() as view,
    ):
        ids = [name for card in library.articles() for name in view.passages_of(card.id)]
        assert len(ids) == view.size == found.passages
        passages, vectors = view.passages(ids), view.vectors(ids)
        for name in ids:
            passage, article, _ = passages[name]
            assert article.text[passage.start : passage.end] == passage.text
            best, cosine = view.nearest(vectors[name].passage, 1, everything)[0]
            assert best == name, f"{name} is not the nearest to itself"
            assert cosine > 0.999, f"{name}: {cosine}"
            words = [word for word in passage.text.split() if word.isalnum()]
            assert name in {hit for hit, _ in view.matching(words, view.size, everything)}, name
