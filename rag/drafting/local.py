"""A GGUF model that runs in this process, behind a server on loopback.

The server is llama.cpp's own, as xllamacpp brings it along: it is asked like any other.
It takes a key that only this process knows, so no other user of the machine can ask it.
"""

from __future__ import annotations

import atexit
import secrets
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rag.endpoint import Endpoint
from rag.errors import ModelError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

#: The first bytes of a GGUF file.
_MAGIC = b"GGUF"

_running: dict[Path, tuple[Any, Endpoint]] = {}
_starting = Lock()


def serve(file: str, window: int, tell: Callable[[str], None]) -> Endpoint:
    """Load a model, once in a process, and say where it can be asked.

    Args:
        file: A GGUF file.
        window: Tokens of prompt and reply together.
        tell: Is told how long it took.

    Raises:
        UsageError: There is no such file, or it is none.
        ModelError: The package that runs it is not installed, or cannot load it.
    """
    path = _checked(Path(file).expanduser())
    with _starting:
        if path not in _running:
            started = perf_counter()
            if not _running:
                atexit.register(_stop)
            _running[path] = _start(path, window)
            tell(f"loaded {path.name} in {perf_counter() - started:.1f} s")
        return _running[path][1]


def _checked(path: Path) -> Path:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise UsageError(
            f"The model file {path} cannot be read: {error.strerror}",
            hint="Name a GGUF file: --model local:/path/to/model.gguf",
        ) from error
    if magic != _MAGIC:
        raise UsageError(
            f"{path} is not a GGUF file",
            hint="Models in other forms have to be converted first; most are offered as GGUF, too.",
        )
    return path.resolve()


def _start(path: Path, window: int) -> tuple[Any, Endpoint]:
    try:
        import xllamacpp
    except ImportError as error:
        raise ModelError(
            "A local model needs a package that is not installed: xllamacpp",
            hint="Install it: pip install '.[local]'",
        ) from error
    key = secrets.token_hex(16)
    params = xllamacpp.CommonParams()
    params.model.path = str(path)
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = window
    params.n_parallel = 1
    params.verbosity = -1
    try:
        server = xllamacpp.Server(params)
    except Exception as error:
        raise ModelError(
            f"The model {path.name} cannot be loaded: {error}",
            hint="Check that the file is whole, and that there is memory for it.",
        ) from error
    return server, Endpoint(f"{server.listening_address}/v1", key)


def _stop() -> None:
    """Let the servers go before Python's own end, while their threads can still stop."""
    _running.clear()
