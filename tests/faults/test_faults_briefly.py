"""A few of the faults that `make faults` tries by the hundred."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from children import Children
from chroma_server import ChromaServer, Gate
from load import under_load
from restarting import restarts
from scenes import Scene
from spoiling import spoilt
from surviving import failures, kills

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    root = tmp_path_factory.mktemp("faults")
    return Scene(root / "scene", Children(root))


def test_killed_at_ten_moments_nothing_is_lost_and_nothing_is_half_there(scene: Scene) -> None:
    tally = kills(scene, 10, seed=1)

    assert tally.losses == []
    assert tally.total >= 10


def test_with_the_vectors_on_a_server_nothing_is_lost_whoever_is_killed(tmp_path: Path) -> None:
    with ChromaServer(tmp_path / "chroma") as server, Gate(server) as gate:
        scene = Scene(tmp_path / "scene", Children(tmp_path), gate.url)
        ours = kills(scene, 2, seed=1)
        theirs = restarts(scene, gate, server, 2, seed=1)

    assert ours.losses == []
    assert theirs.losses == []
    assert theirs.total == 2


def test_on_a_full_or_failing_disk_nothing_is_lost_and_a_message_says_why(scene: Scene) -> None:
    if not scene.children.can_fail:
        pytest.skip("there is no C compiler, so no disk can be made to fail")
    tally = failures(scene, 4, seed=1)

    assert tally.losses == []


def test_damage_is_seen_told_of_and_repaired(scene: Scene) -> None:
    tally = spoilt(scene, 5, seed=1)

    assert tally.losses == []


def test_answers_are_right_while_others_add_remove_and_die(tmp_path: Path) -> None:
    askers = 2 if (os.cpu_count() or 1) < 4 else 4
    load = under_load(tmp_path / "load", 4, askers=askers)

    assert load.failures == []
    assert load.done["ask"]
    assert load.done["add"]
    assert load.done["lock holder killed"]
