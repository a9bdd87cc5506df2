"""The program in processes of its own, on a disk that can be told to fail.

The children are forked from a server that has loaded all modules, so that a kill falls upon
work and not upon imports; what runs in them is the command line of the product as it is, with
smaller batches, so that a small folder takes several commits.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.context import ForkServerContext, ForkServerProcess

HERE = Path(__file__).parent
NOTHING, DIE, DISK_FULL, NOT_SYNCED = range(4)  # as in failing.c
BATCH = 900
"""Characters that a child stores together."""

PATIENCE = 300.0
"""Seconds after which a child is taken to hang."""


@dataclass(frozen=True)
class Fault:
    """What goes wrong: at the n-th call below a folder (`failing.c`), or a kill after seconds."""

    action: int = NOTHING
    nth: int = -1
    seconds: float | None = None


@dataclass(frozen=True)
class Ended:
    """How a child ended.

    Attributes:
        code: Its exit code; negative for a signal.
        out: Its standard output.
        err: Its error stream.
        calls: Calls of the disk that were counted; 0 if it was killed.
        seconds: That it ran.
    """

    code: int
    out: str
    err: str
    calls: int
    seconds: float

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL

    def reported(self, verb: str) -> set[str]:
        """What whole lines of the output say was ``added``, ``replaced`` or ``removed``."""
        lines = (self.out + self.err).split("\n")[:-1]  # a last line may be cut off
        return {line.removeprefix(f"{verb} ") for line in lines if line.startswith(f"{verb} ")}


class Children:
    """Starts children one at a time; ``can_fail`` says whether the disk can be told to fail."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.context: ForkServerContext = multiprocessing.get_context("forkserver")
        self.can_fail = False
        paths = [str(HERE), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
        environment = {"PYTHONPATH": os.pathsep.join(paths)}  # Python 3.11 hands no sys.path on
        if (shim := compiled(scratch)) is not None:
            environment["LD_PRELOAD"] = str(shim)
            self.can_fail = True
        before = {name: os.environ.get(name) for name in environment}
        os.environ.update(environment)
        try:
            self.context.set_forkserver_preload(["heavy"])
            self._run(_nothing, (), Fault())
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                os.environ |= {} if value is None else {name: value}

    def rag(self, folder: Path, arguments: Sequence[str | Path], fault: Fault = Fault()) -> Ended:
        """Run ``rag`` in a folder; faults are those of calls below its subfolder ``work``."""
        out, err, calls = (self.scratch / name for name in ("out", "err", "calls"))
        for file in (out, err, calls):
            file.unlink(missing_ok=True)
        words = [str(word) for word in arguments]
        began = time.monotonic()
        code = self._run(_command, (str(folder), words, fault, str(self.scratch)), fault)
        seconds = time.monotonic() - began
        said = (file.read_text(errors="replace") if file.exists() else "" for file in (out, err))
        return Ended(code, *said, int(calls.read_text()) if calls.exists() else 0, seconds)

    def _run(self, target: object, arguments: tuple[object, ...], fault: Fault) -> int:
        child: ForkServerProcess = self.context.Process(target=target, args=arguments)  # type: ignore[arg-type]
        child.start()
        if fault.seconds is not None:
            child.join(fault.seconds)
            if child.pid and child.is_alive():
                os.kill(child.pid, signal.SIGKILL)
        child.join(PATIENCE)
        if child.is_alive():
            child.kill()
            child.join()
            raise AssertionError(f"A child hangs: {arguments}")
        code = child.exitcode
        child.close()
        assert code is not None
        return code


def compiled(scratch: Path) -> Path | None:
    """The library of failing calls; None without a compiler, or where calls go other ways."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    shim = scratch / "failing.so"
    source = HERE / "failing.c"
    subprocess.run([compiler, "-O1", "-shared", "-fPIC", "-o", shim, source, "-ldl"], check=True)
    return shim


def _nothing() -> None:
    """Started once, so that the server is there with the environment that it is to have."""


def _command(folder: str, arguments: list[str], fault: Fault, scratch: str) -> None:
    for name, stream in (("out", 1), ("err", 2)):
        file = os.open(Path(scratch, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, stream)
    sys.stdout = open(1, "w", buffering=1, closefd=False)  # noqa: SIM115 - until the end
    sys.stderr = open(2, "w", buffering=1, closefd=False)  # noqa: SIM115
    os.chdir(folder)
    import rag.adding.batches
    from rag.cli.commands import rag_app
    from rag.cli.running import run

    rag.adding.batches.MOST_CHARACTERS = BATCH
    shim = ctypes.CDLL(None) if "failing.so" in os.environ.get("LD_PRELOAD", "") else None
    if shim:
        below = str(Path(folder).resolve() / "work").encode()
        shim.begin_faults(below, fault.action, ctypes.c_long(fault.nth))
    code = run(rag_app, "rag", arguments)
    if shim:
        Path(scratch, "calls").write_text(str(shim.calls_so_far()))
    sys.stdout.flush()
    os._exit(code)  # what a library does at exit is not the product's
