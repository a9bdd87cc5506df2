"""Compare the known vulnerabilities of our dependencies with those that we have accepted.

Runs pip-audit over constraints.txt, without installing anything. Exit code 0: nothing new;
1: a finding that is not accepted, a dependency that was left out, or a list of acceptances that is
malformed or out of date; 2: could not be audited, because the service of vulnerabilities (OSV;
another one of its kind: AUDIT_URL) was not reached.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
ACCEPTED = ROOT / ".ci" / "accepted.toml"
FIELDS = {"id": str, "package": str, "reason": str, "until": date}
CLEAN, FOUND, NOT_AUDITED = range(3)


def main() -> int:
    """Audit, say what came of it, and return the exit code."""
    pinned = {named(line) for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines() if line}
    accepted = read(ACCEPTED, pinned)
    if isinstance(accepted, str):
        print(accepted)
        return FOUND
    report = audited(CONSTRAINTS, os.environ.get("AUDIT_URL"))
    if isinstance(report, str):
        print("NOT AUDITED: the service of vulnerabilities gave no answer, so nothing is known.")
        print("Run it where OSV can be reached, or name a mirror of its API: AUDIT_URL=…/v1/query")
        print(report)
        return NOT_AUDITED
    problems = judged(report, accepted, datetime.now(UTC).date())
    left_out = pinned - {named(each["name"]) for each in report["dependencies"]}
    problems += [f"{name} was not audited: it was left out" for name in sorted(left_out)]
    for problem in problems:
        print(problem)
    number = sum("version" in each for each in report["dependencies"])
    verdict = f"{len(problems)} problems" if problems else "nothing that is not accepted"
    print(f"{number} dependencies audited: {verdict}")
    return FOUND if problems else CLEAN


def named(line: str) -> str:
    """The package of a pin, in the one spelling that names are compared in."""
    return re.sub(r"[-_.]+", "-", re.split(r"[=@;\s]", line.strip(), maxsplit=1)[0]).lower()


def read(path: Path, pinned: set[str]) -> list[dict[str, Any]] | str:
    """The acceptances, or in words what is wrong with their list."""
    try:
        accepted: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["accepted"]
        for each in accepted:
            wrong = [key for key, kind in FIELDS.items() if type(each.get(key)) is not kind]
            wrong += [f"{key} is unknown" for key in each.keys() - FIELDS.keys()]
            wrong += [key for key in each.keys() & FIELDS.keys() if not each[key]]
            if wrong:
                return f"{path.name}: {each.get('id', 'an entry')} is malformed: {', '.join(wrong)}"
            if named(each["package"]) not in pinned:
                return (
                    f"{path.name}: {each['package']} is no dependency any more; delete {each['id']}"
                )
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        return f"{path.name} is malformed: {error}"
    return accepted


def audited(requirements: Path, url: str | None) -> dict[str, Any] | str:
    """What pip-audit found, or its last words if it found nothing out."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements)]
    command += ["--no-deps", "--disable-pip", "--format", "json", "--desc", "off"]
    command += ["--progress-spinner", "off", "--vulnerability-service", "osv"]
    command += ["--osv-url", url] if url else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return "\n".join(done.stderr.strip().splitlines()[-3:])
    return report


def judged(report: dict[str, Any], accepted: list[dict[str, Any]], today: date) -> list[str]:
    """What is wrong, a line each."""
    problems = []
    used = set()
    for package in report["dependencies"]:
        if "skip_reason" in package:
            problems.append(f"{package['name']} was not audited: {package['skip_reason']}")
        for finding in package.get("vulns", []):
            names = {finding["id"], *finding.get("aliases", [])}
            known = [each["id"] for each in accepted if is_about(each, package["name"], names)]
            used.update(known)
            if not known:
                fixed = ", ".join(finding.get("fix_versions", [])) or "no release"
                found = f"{package['name']} {package['version']}: {', '.join(sorted(names))}"
                problems.append(f"{found}; fixed in {fixed}")
    for each in accepted:
        if each["until"] <= today:
            problems.append(f"{each['id']} was accepted until {each['until']}: look at it again")
        elif each["id"] not in used:
            print(f"note: {each['id']} is accepted, and was not found")
    return problems


def is_about(accepted: dict[str, Any], package: str, names: set[str]) -> bool:
    """Whether an acceptance is about a finding."""
    return named(accepted["package"]) == named(package) and accepted["id"] in names


if __name__ == "__main__":
    sys.exit(main())
