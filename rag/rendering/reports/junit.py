"""A report as JUnit XML, which machines that run tests read.

One suite ``cases`` with a test for each case; and one, ``gate``, with a test for each
rule, or for each regression where a rule is broken. The dialect is the one that
Jenkins, GitLab and GitHub's actions share: failure, skipped, properties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from rag.rendering.reports.outcomes import (
    BLINDING,
    RULES,
    about,
    outcome,
    runs_note,
    said,
    shown_attempt,
)
from rag.rendering.visible import visible, visible_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.domain.baselines import GateResult, Regression, Rule
    from rag.domain.reports import CaseResult, Report

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def report_junit(report: Report, gate: GateResult | None) -> str:
    """Failing cases and regressions as failing tests, with their reasons.

    What could not be graded is skipped, as is a rule that could not be applied.
    """
    root = ET.Element("testsuites", name="rag eval")
    suite = ET.SubElement(root, "testsuite", name="cases", timestamp=report.created)
    _properties(suite, report)
    for result in report.cases:
        _case(suite, result)
    if gate is not None:
        rules = ET.SubElement(root, "testsuite", name="gate", timestamp=report.created)
        _rules(rules, gate)
    for element in (*root, root):
        _count(element)
    ET.indent(root)
    # Its own declaration would name the encoding of this machine's locale.
    return f"{_DECLARATION}\n{ET.tostring(root, encoding='unicode')}\n"


def _properties(suite: ET.Element, report: Report) -> None:
    subject, instrument = report.subject, report.instrument
    values = {
        "model": subject.model,
        "prompt": subject.prompt,
        "embedder": subject.embedder,
        "library": subject.library,
        "k": str(subject.k),
        "version": subject.version,
        "cases": instrument.cases,
        "scorer": instrument.scorer,
        "judge": instrument.judge,
    }
    listed = ET.SubElement(suite, "properties")
    for name, value in values.items():
        if value is not None:
            ET.SubElement(listed, "property", name=name, value=visible(value))


def _case(suite: ET.Element, result: CaseResult) -> None:
    seconds = sum(attempt.reply.provenance.seconds for attempt in result.attempts)
    test = _test(suite, result.case.file.stem, result.case.id, seconds)
    came_out = outcome(result)
    if came_out == "passed":
        return
    attempt = shown_attempt(result)
    message = "; ".join(filter(None, [*attempt.reasons, runs_note(result)]))
    if came_out == "failed":
        _failure(test, message, f"{result.case.asked}\n{said(attempt.reply)}")
    else:
        ET.SubElement(test, "skipped", message=visible(message))


def _rules(suite: ET.Element, gate: GateResult) -> None:
    blind = next((each for each in gate.regressions if each.rule in BLINDING), None)
    for rule, promise in RULES.items():
        broken = [each for each in gate.regressions if each.rule == rule]
        for regression in broken:
            name = about(regression) or promise
            _failure(_test(suite, f"gate.{rule}", name), regression.message, _change(regression))
        if not broken:
            test = _test(suite, f"gate.{rule}", promise)
            if blind and rule in _needing_a_baseline(blind.rule):
                ET.SubElement(test, "skipped", message="there is nothing to compare with")


def _needing_a_baseline(broken: Rule) -> Sequence[Rule]:
    """The rules that cannot be applied once this one is broken."""
    compared: tuple[Rule, ...] = ("case", "mean")
    return ("not-comparable", *compared) if broken == "no-baseline" else compared


def _change(regression: Regression) -> str:
    parts = {"before": regression.before, "now": regression.now}
    return "\n".join(f"{word}: {text}" for word, text in parts.items() if text)


def _test(suite: ET.Element, group: str, name: str, seconds: float = 0.0) -> ET.Element:
    return ET.SubElement(
        suite, "testcase", classname=visible(group), name=visible(name), time=f"{seconds:.3f}"
    )


def _failure(test: ET.Element, message: str, text: str) -> None:
    ET.SubElement(test, "failure", message=visible(message)).text = visible_text(text)


def _count(element: ET.Element) -> None:
    tests = list(element.iter("testcase"))
    element.set("tests", str(len(tests)))
    element.set("failures", str(len(list(element.iter("failure")))))
    element.set("skipped", str(len(list(element.iter("skipped")))))
    element.set("errors", "0")
    element.set("time", f"{sum(float(test.get('time', 0)) for test in tests):.3f}")
