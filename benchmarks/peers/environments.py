"""An environment of its own for each framework, made when it is first asked for.

They stay in the user's cache folder. Each holds exactly what the list beside the framework's script
names: what the framework wants by itself, and onnxruntime, tokenizers and the weights.

Run by itself, this makes them all and tells what each weighs.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs

HERE = Path(__file__).parent
NEEDED = {"with_txtai": 14e9, "with_llama_index": 2e9, "with_haystack": 2e9}
"""Bytes of disk by the script's name: twice the environment, for what is fetched to fill it. Torch
brings the libraries of graphics cards along, except where its build without them can be had."""


class UnavailableError(Exception):
    """An environment cannot be made here; the message says why, in a line."""


def python(name: str) -> Path:
    """The Python that runs the script of this name; its environment is made if there is none.

    Raises:
        UnavailableError: There is no room, or the packages cannot be had.
    """
    wanted = HERE / f"{name}.txt"
    digest = hashlib.sha256(wanted.read_bytes() + sys.version.encode()).hexdigest()
    folder = _folder(name)
    found, ready = folder / "bin" / "python", folder / "made-from"
    if not (ready.is_file() and ready.read_text(encoding="ascii") == digest):
        _make(name, folder, wanted)
        ready.write_text(digest, encoding="ascii")
    return found


def weight(name: str) -> dict[str, int]:
    """Packages and bytes of an environment that is there, pip not counted."""
    folder = next((_folder(name) / "lib").glob("python*/site-packages"))
    pip = [path for path in folder.glob("pip*") if path.is_dir()]
    packages = [path for path in folder.glob("*.dist-info") if path not in pip]
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    mine = (file for file in files if not any(file.is_relative_to(path) for path in pip))
    return {"packages": len(packages), "bytes": sum(file.stat().st_size for file in mine)}


def _folder(name: str) -> Path:
    return platformdirs.user_cache_path("rag-news") / "peers" / name


def _make(name: str, folder: Path, wanted: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    free = shutil.disk_usage(folder).free
    if free < NEEDED[name]:
        raise UnavailableError(
            f"{name}: {free / 1e9:.0f} GB of disk are free, {NEEDED[name] / 1e9:.0f} are needed"
        )
    print(f"{name}: making its environment", file=sys.stderr, flush=True)
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "-r", str(wanted)],
    ):
        done = subprocess.run(  # noqa: S603 - our own command
            command, capture_output=True, text=True, check=False
        )
        if done.returncode:
            shutil.rmtree(folder)
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            raise UnavailableError(f"{name}: {(said or ['its environment cannot be made'])[-1]}")


def main() -> None:
    """Make all, and print what they weigh."""
    found: dict[str, object] = {}
    for name in NEEDED:
        try:
            python(name)
            found[name] = weight(name)
        except UnavailableError as error:
            found[name] = str(error)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
