"""What stands in the page of a report, before a browser shows it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from page_tags import EVIL, EVIL_SHOWN, Page
from report_making import (
    ARTICLE,
    INSTRUMENT,
    SAID,
    SUBJECT,
    make_answer,
    make_attempt,
    make_case,
    make_metric,
    make_provenance,
    make_refused,
    make_report,
    make_retrieved,
    with_metric,
)

from rag.domain.baselines import Accepted, Baseline, Change, GateResult, Regression
from rag.domain.measures import MEASURES
from rag.domain.replies import Claim
from rag.domain.reports import Calls, ReportArticle
from rag.rendering.pages.texts import Texts
from rag.rendering.reports.page import report_page
from rag.rendering.reports.sheets import sheets

BASELINE = Baseline(
    (Accepted("2024-05-01T10:00:00+00:00", "Read by two editors"),),
    INSTRUMENT,
    SUBJECT,
    1,
    (make_metric("mrr", 0.75),),
    (),
)


def evil_report(text: str = EVIL) -> str:
    """A page in which everything that can be text is this text."""
    answer = make_answer(Claim(text, make_answer().claims[0].citations))
    attempt = make_attempt(answer, passed=False, reasons=(text,))
    attempt = replace(
        attempt, retrieved=(replace(attempt.retrieved[0], text=text, title=text, passage=text),)
    )
    case = make_case(text, attempt, question=text, gold=(text,), tags=(text,))
    report = replace(
        make_report(case, metrics=(), tags=(), subject=replace(SUBJECT, model=text)),
        articles=(ReportArticle(ARTICLE.id, text, text, ARTICLE.text + text),),
        calls=Calls(0, 0, (text,)),
    )
    gate = GateResult((Regression("case", text, text, text, text),), (Change(text, text, text),))
    return report_page(report, gate, BASELINE)


def test_the_page_loads_nothing_and_allows_nothing_but_its_own_style_and_script() -> None:
    html = report_page(make_report(), None)
    page = Page(html)

    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv"))
    [style], script = page.texts["style"], page.texts["script"][1]
    for name, text in (("style", style), ("script", script)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in str(policy)
    assert "default-src 'none'" in str(policy)
    assert [link["href"] for link in page.all("link")] == ["data:,"]
    assert not [
        a for _, attributes in page.tags for a in ("src", "style", "onclick") if a in attributes
    ]
    assert not re.findall(r"https?://", html)


def test_everything_of_an_article_stays_text() -> None:
    html = evil_report()
    page = Page(html)

    assert len(page.all("script")) == 2
    assert "alert(1)</script>" not in html
    assert "49" not in page.texts["h4"]
    assert "<!--" not in html
    assert not {"\x1b", "\u202e"} & set(html)
    assert page.stored()[0] == ARTICLE.text + EVIL_SHOWN
    assert any(EVIL_SHOWN in text for text in page.texts["p"])


@settings(max_examples=25)  # a page takes a while
@given(st.text(st.characters()))
def test_no_text_changes_the_structure_of_the_page(text: str) -> None:
    plain, strange = Page(evil_report("x")), Page(evil_report(text or "x"))

    # A gold quote that does not stand in its article has no button, an empty text no row.
    ignored = {"button", "span", "dt", "dd", "p", "b", "a", "dl"}
    assert [tag for tag, _ in plain.tags if tag not in ignored] == [
        tag for tag, _ in strange.tags if tag not in ignored
    ]


def test_a_citation_points_at_its_quote_in_the_units_of_the_browser() -> None:
    texts = Texts()
    text = "👩 said \x9b “no”, and 👩 left."
    place = texts.place(text, text.index("“no”"), text.index(", and"))

    [stored] = json.loads(texts.json())
    units = stored.encode("utf-16-le")
    assert stored == "👩 said \\x9b “no”, and 👩 left."
    assert units[2 * place.start : 2 * place.end].decode("utf-16-le") == "“no”"


def test_each_text_is_stored_once_however_many_cases_show_it() -> None:
    cases = [make_case(f"case-{number}") for number in range(20)]
    page = Page(report_page(make_report(*cases), None))

    assert page.stored() == [ARTICLE.text]
    assert len(page.all("details")) == 20 * (1 + 2)


def test_failing_cases_come_first_and_failing_runs_of_a_flaky_case_too() -> None:
    flaky = make_case("moody", make_attempt(), make_attempt(passed=False), make_attempt())
    steady = make_case("berg-strike", make_attempt(), make_attempt(), make_attempt())
    made = sheets(make_report(steady, flaky), Texts())

    assert [sheet.result.case.id for sheet in made] == ["moody", "berg-strike"]
    assert [run.numbers for run in made[0].runs] == [(2,), (1, 3)]


def test_runs_that_differ_in_their_time_only_are_shown_once() -> None:
    runs = [make_attempt(make_answer(provenance=make_provenance(each))) for each in (0.1, 0.2)]
    [sheet] = sheets(make_report(make_case("same", *runs)), Texts())

    assert [run.numbers for run in sheet.runs] == [(1, 2)]


def test_gold_quotes_say_at_which_rank_they_were_retrieved() -> None:
    attempt = make_attempt(retrieved=make_retrieved((), (0,), (0,)))
    [sheet] = sheets(make_report(make_case("late", attempt)), Texts())
    [gold] = sheet.runs[0].gold

    assert (gold.title, gold.text, gold.ranks) == (ARTICLE.title, SAID, (2, 3))
    assert gold.place is not None


def test_a_quote_of_an_article_that_the_report_has_not_got_is_shown_without_a_link() -> None:
    report = replace(make_report(make_case()), articles=())
    [sheet] = sheets(report, Texts())

    assert not sheet.runs[0].readable
    assert not [b for b in Page(report_page(report, None)).all("button") if "data-text" in b]


def test_measures_are_drawn_with_interval_and_baseline_and_none_is_a_dash() -> None:
    report = with_metric(
        make_report(metrics=tuple(make_metric(m.name, 0.5) for m in MEASURES), tags=()),
        make_metric("fact_recall", None, count=0, unmeasured=7),
    )
    page = Page(report_page(report, None, BASELINE))

    shares = sum(measure.unit == "share" for measure in MEASURES) - 1
    circles = [circle["class"] for circle in page.all("circle")]
    assert (circles.count("now"), circles.count("before")) == (shares, 1)
    assert [c["cx"] for c in page.all("circle") if c["class"] == "before"] == ["75.00%"]
    [bar, *_] = [line for line in page.all("line") if line["class"] == "interval"]
    assert (bar["x1"], bar["x2"]) == ("40.00%", "60.00%")
    assert "unmeasured: 7" in page.texts["span"]
    assert "nan" not in "".join(page.texts["td"] + page.texts["b"]).lower()


def test_a_report_of_refusals_without_tags_or_gate_has_a_page() -> None:
    refused = make_case("pay", make_refused(), answerable=False, tags=())
    page = Page(report_page(make_report(refused), None))

    assert "1 of 1 case passed" in page.texts["h1"]
    assert "No gate: nothing was compared with a baseline." in page.texts["h2"]
    assert "No article says it." in page.texts["p"]
