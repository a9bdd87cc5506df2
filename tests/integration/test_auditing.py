"""What `make audit` says of findings that are new, accepted, out of date; and what lint refuses."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KNOWN = {"id": "GHSA-x", "aliases": ["CVE-2026-45829"], "fix_versions": []}
NEW = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["9.9"]}


PINS = "chromadb==1.5.9\nRich==1\n"
ACCEPTED = """
[[accepted]]
id = "CVE-2026-45829"
package = "chromadb"
reason = "It is in the server, which we do not start."
until = 9999-01-01
"""


def audit(
    tmp_path: Path, says: str, code: int = 0, *, accepted: str = ACCEPTED, pins: str = PINS
) -> subprocess.CompletedProcess[str]:
    """Run the audit with somebody in pip-audit's place who says this."""
    package = tmp_path / "pip_audit"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "__main__.py").write_text(
        "import sys\n"
        "assert '--disable-pip' in sys.argv and sys.argv[2].endswith('constraints.txt')\n"
        f"print({says!r}, file=sys.stderr if {code} else sys.stdout)\nsys.exit({code})\n",
        encoding="utf-8",
    )
    (tmp_path / ".ci").mkdir()
    (tmp_path / ".ci" / "accepted.toml").write_text(accepted, encoding="utf-8")
    (tmp_path / "constraints.txt").write_text(pins, encoding="utf-8")
    return subprocess.run(
        [sys.executable, shutil.copy(ROOT / ".ci" / "audit.py", tmp_path / ".ci")],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def report(*findings: dict[str, object], package: str = "chromadb") -> str:
    pins = [{"name": name, "version": "1", "vulns": []} for name in ("chromadb", "rich")]
    return json.dumps(
        {
            "dependencies": [
                {**pin, "version": "1.5.9", "vulns": findings} if pin["name"] == package else pin
                for pin in pins
            ]
        }
    )


def test_what_is_accepted_passes(tmp_path: Path) -> None:
    done = audit(tmp_path, report(KNOWN))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "2 dependencies audited: nothing that is not accepted\n"


def test_what_is_new_fails(tmp_path: Path) -> None:
    done = audit(tmp_path, report(KNOWN, NEW))
    assert done.returncode == 1
    assert "chromadb 1.5.9: CVE-1, PYSEC-1; fixed in 9.9\n" in done.stdout


def test_what_is_accepted_of_one_package_is_not_of_another(tmp_path: Path) -> None:
    assert audit(tmp_path, report(KNOWN, package="rich")).returncode == 1


def test_a_service_that_does_not_answer_is_no_clean_audit(tmp_path: Path) -> None:
    done = audit(tmp_path, "ConnectionError: nobody there", code=1)
    assert done.returncode == 2
    assert done.stdout.startswith("NOT AUDITED")
    assert "nobody there" in done.stdout


def test_what_the_audit_left_out_or_skipped_is_no_clean_audit(tmp_path: Path) -> None:
    skipped = {"name": "rich", "skip_reason": "nobody knows it"}
    done = audit(tmp_path, json.dumps({"dependencies": [skipped]}))
    assert done.returncode == 1
    assert "rich was not audited: nobody knows it\n" in done.stdout
    assert "chromadb was not audited: it was left out\n" in done.stdout


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        (ACCEPTED.replace("9999-01-01", "2026-01-01"), "was accepted until 2026-01-01"),
        (ACCEPTED.replace('"chromadb"', '"gone"'), "gone is no dependency any more"),
        (ACCEPTED.replace("9999-01-01", '"some day"'), "CVE-2026-45829 is malformed: until"),
        (ACCEPTED.replace('"It is in the server, which we do not start."', '""'), "reason"),
        (ACCEPTED.replace("until", "untill"), "until, untill is unknown"),
        (ACCEPTED.replace("[[accepted]]", "[accepted]"), "accepted.toml is malformed"),
        (ACCEPTED.replace("[[accepted]]", "[[exempted]]"), "accepted.toml is malformed"),
        ("[[accepted]", "accepted.toml is malformed"),
    ],
)
def test_a_list_of_acceptances_that_is_malformed_or_out_of_date_fails(
    tmp_path: Path, accepted: str, words: str
) -> None:
    done = audit(tmp_path, report(KNOWN), accepted=accepted)
    assert (done.returncode, done.stderr) == (1, "")
    assert words in done.stdout


def test_the_committed_list_is_sound(tmp_path: Path) -> None:
    """But for its days, which `make audit` looks at."""
    committed = (ROOT / ".ci" / "accepted.toml").read_text(encoding="utf-8")
    sound = re.sub(r"(?m)^until = 20\d\d-\d\d-\d\d$", "until = 9999-01-01", committed)
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    names = [line.partition("==")[0] for line in pins.splitlines()]
    clean = [{"name": name, "version": "1", "vulns": []} for name in names]
    done = audit(tmp_path, json.dumps({"dependencies": clean}), accepted=sound, pins=pins)
    assert (done.returncode, done.stderr) == (0, "")


PLANTED = {
    "S301": "import pickle\npickle.loads(b'')\n",
    "S302": "import marshal\nmarshal.loads(b'')\n",
    "S506": "import yaml\nyaml.load('')\n",
    "S307": "eval('1')\n",
    "S102": "exec('1')\n",
    "S602": "import subprocess\nsubprocess.run('ls', shell=True)\n",
    "S605": "import os\nos.system('ls')\n",
    "S314": "import xml.etree.ElementTree as ET\nET.fromstring('')\n",
    "S701": "import jinja2\njinja2.Environment()\n",
    "S501": "import httpx\nhttpx.get('https://x', verify=False)\n",
    "S108": "open('/tmp/x')\n",
}


@pytest.mark.parametrize("place", ["rag/planted.py", "rag/library/planted.py", "benchmarks/p.py"])
@pytest.mark.parametrize("rule", PLANTED)
def test_lint_refuses_what_runs_strangers_data(place: str, rule: str) -> None:
    ruff = Path(sys.executable).parent / "ruff"
    done = subprocess.run(
        [ruff, "check", "--output-format", "concise", "--stdin-filename", place, "-"],
        cwd=ROOT,
        input=PLANTED[rule],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert f" {rule} " in done.stdout


def test_no_line_of_the_program_is_let_off() -> None:
    let_off = re.compile(rf"noqa:[^#\n]*\b({'|'.join(PLANTED)}|S)\b|allow_pickle|ruff: *noqa")
    for path in (ROOT / "rag").rglob("*.py"):
        assert not let_off.search(path.read_text(encoding="utf-8")), path
