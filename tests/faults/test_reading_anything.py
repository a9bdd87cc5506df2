"""Bytes that look like files, by Hypothesis: articles or failures, and never anything else.

``RAG_FUZZ=5000`` sets how many are tried of each format; ``make fuzz`` does.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_strategies import FILES, check

from rag.reading import Apart, read
from rag.reading.formats import FORMATS, format_of

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = int(os.environ.get("RAG_FUZZ", "60"))


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    with Apart() as apart:
        yield apart


def test_every_format_has_its_strategy() -> None:
    readers = {form.read for form in FORMATS.values()}
    assert {format_of(Path(f"a{suffix}")).read for suffix in FILES} == readers  # type: ignore[union-attr]


@pytest.mark.parametrize("suffix", FILES)
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_a_file_holds_is_read_or_refused(
    suffix: str, apart: Apart, data: st.DataObject
) -> None:
    content = data.draw(FILES[suffix])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(content)
        check(list(read(path, parse=apart.parse)))
