"""What the program does beside its result: log lines on the error stream."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Literal

from rag.redacting import redacted
from rag.version import version

Level = Literal["debug", "info", "warning", "error"]

LOGGER = "rag"
"""Above the loggers of all modules, which are named as these; dependencies have theirs."""


def start(level: Level = "warning", *, as_json: bool = False) -> None:
    """Log to the error stream from now on, as was chosen last.

    Args:
        level: Of the least that is logged: ``info`` is what took time or was changed, ``debug``
            each step. Neither texts of articles nor questions are logged.
        as_json: One JSON object a line, for programs.
    """
    logger = logging.getLogger(LOGGER)
    for handler in [each for each in logger.handlers if isinstance(each, _Stderr)]:
        logger.removeHandler(handler)
    handler = _Stderr()
    handler.setFormatter(_Json() if as_json else _Text())
    logger.addHandler(handler)
    logger.setLevel(level.upper())
    logger.debug("rag %s, Python %s", version(), sys.version.partition(" ")[0])


class _Stderr(logging.Handler):
    """Writes to the error stream that there is at the time."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            sys.stderr.write(self.format(record) + "\n")
            sys.stderr.flush()
        except OSError:
            self.handleError(record)


class _Text(logging.Formatter):
    """``14:02:07.301 info rag.library: …``; a warning without all that."""

    def format(self, record: logging.LogRecord) -> str:
        from rag.rendering.visible import visible, visible_lines

        head = f"{record.levelname.lower()}: "
        if record.levelno < logging.WARNING:
            time = datetime.fromtimestamp(record.created).astimezone()
            clock = time.isoformat(timespec="milliseconds")[11:23]
            head = f"{clock} {record.levelname.lower()} {record.name}: "
        lines = [visible(redacted(head + record.getMessage()))]
        if record.exc_info:
            lines += visible_lines(redacted(self.formatException(record.exc_info)))
        return "\n".join(lines)


class _Json(logging.Formatter):
    """Time (ISO 8601, UTC), level, logger, message, and the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC)
        data = {
            "time": time.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redacted(record.getMessage()),
        }
        if record.exc_info:
            data["exception"] = redacted(self.formatException(record.exc_info))
        return json.dumps(data, ensure_ascii=True)
