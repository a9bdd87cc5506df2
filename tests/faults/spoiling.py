"""Bytes that turn over on the disk: seen, told of, and never shown as an answer."""

from __future__ import annotations

import json
import random
import shutil
from typing import TYPE_CHECKING

from scenes import State
from surviving import BROKEN, Tally

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from children import Ended
    from scenes import Operation, Scene

FINE = (0, 3, 4, 5)
WAYS = ("flip", "flips", "index flip", "index cut", "index gone", "flip", "flip", "flip")
QUESTION = "What would the ferry of Arden cost?"


def spoilt(scene: Scene, wanted: int, seed: int, tell: Callable[[str], None] = print) -> Tally:
    """Spoil a library in many ways; after each, ask, check, rebuild, and add again."""
    chance = random.Random(seed)  # noqa: S311 - to be repeated
    tally = Tally()
    operation = next(one for one in scene.operations if one.name == "add changes")
    while tally.total < wanted:
        scene.start_from(operation.before)
        what = spoil(scene.library, chance, tally.total)
        tally.tried[what.split(":")[0]] += 1
        why = ""
        try:
            see_through(scene, operation)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted and shown
            why = f"{type(error).__name__}: {error}"
        tally.note(tell, what, why)
    return tally


def spoil(library: Path, chance: random.Random, number: int) -> str:
    """Turn over bytes of the catalogue, most of the time, or hurt the vector index."""
    catalogue = library / "library.sqlite"
    (index,) = (library / "vectors").iterdir()
    files = sorted(file for file in index.rglob("*") if file.is_file())
    way = WAYS[number % len(WAYS)]
    if way in ("flip", "flips"):
        places = flip(catalogue, chance, 1 if way == "flip" else 200)
        return f"{way}: bytes {places[:3]}"
    if way == "index gone":
        shutil.rmtree(chance.choice([index, index.parent]))
        return way
    file = chance.choice([file for file in files if file.stat().st_size])
    if way == "index flip":
        return f"{way}: {file.name} {flip(file, chance, 20)[:3]}"
    with file.open("rb+") as opened:
        opened.truncate(chance.randrange(file.stat().st_size))
    return f"{way}: {file.name}"


def flip(file: Path, chance: random.Random, times: int) -> list[int]:
    """Turn over one bit of so many bytes."""
    data = bytearray(file.read_bytes())
    places = [chance.randrange(len(data)) for _ in range(times)]
    for place in places:
        data[place] ^= 1 << chance.randrange(8)
    file.write_bytes(data)
    return places


def see_through(scene: Scene, operation: Operation) -> None:
    """No answer is wrong, the damage is told of, and what is sound survives a rebuild."""
    library = ("--library", scene.library)
    was = operation.was
    spoilt_state = readable(scene.library)
    asked = scene.children.rag(scene.root, ["ask", QUESTION, "--format", "json", *library])
    told(asked)
    if asked.code == 0:
        see_quotes(json.loads(asked.out), was)
    checked = scene.children.rag(scene.root, ["check", *library])
    told(checked)
    if checked.code == 0:
        assert spoilt_state is not None, "the check found nothing where nothing can be read"
        assert not spoilt_state.differs(was), f"the check missed {spoilt_state.differs(was)}"
    else:
        assert "hint" in checked.err or "rag " in checked.out, checked
    rebuilt = scene.children.rag(scene.root, ["rebuild", *library])
    told(rebuilt)
    if rebuilt.code == 5:  # nothing to be read any more: it says to begin anew
        assert "Move the folder" in rebuilt.err, rebuilt
        shutil.rmtree(scene.library)
    else:
        again = scene.children.rag(scene.root, ["check", *library])
        assert again.code == 0, again.out
        now = State.of(scene.library)
        for name, row in now.articles.items():
            assert row == was.articles[name], f"{name} is another article now"
        lost = set(was.articles) - set(now.articles)
        assert bool(lost) <= (rebuilt.code == 4), f"{lost} went without a word"
    added = scene.children.rag(scene.root, operation.arguments)
    assert added.code == 0, added
    assert not State.of(scene.library).differs(operation.becomes) or has_unknown(scene.library), (
        State.of(scene.library).differs(operation.becomes)
    )


def has_unknown(library: Path) -> bool:
    """Whether an article stayed whose file could not be read any more."""
    return any(path == "(file unknown)" for path, _ in State.of(library).places)


def told(ended: Ended) -> None:
    """A command went well, or said in words what was wrong and what to do."""
    said = ended.out + ended.err
    assert ended.code in FINE, (ended.code, said[-1500:])
    assert not any(word in said for word in BROKEN), said[-1500:]


def readable(library: Path) -> State | None:
    """The state, if its tables can be read at all."""
    try:
        return State.of(library)
    except Exception:  # noqa: BLE001 - damaged is damaged
        return None


def see_quotes(reply: dict[str, object], was: State) -> None:
    """Every quote stands where it says in the article as it was stored."""
    for claim in reply["claims"]:  # type: ignore[attr-defined]
        for citation in claim["citations"]:
            row = was.articles[citation["article_id"]]
            assert citation["title"] == row[1], citation
            text = str(row[-1])
            assert text[citation["start"] : citation["end"]] == citation["quote"], citation
