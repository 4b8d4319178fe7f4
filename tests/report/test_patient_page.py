"""The patient page as a document: whole, self-contained, linked, honest."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given, settings
from tests.strategies import records

from crmo.assess import Verdict, assess
from crmo.examples import EXAMPLES
from crmo.exchange import read
from crmo.exchange.reading import Level, Remark
from crmo.knowledge import Knowledge, load_knowledge
from crmo.record import (
    FactStatus,
    Finding,
    Interval,
    Measurement,
    PartialDate,
    Patient,
    PatientRecord,
    Quantity,
    Retraction,
)
from crmo.report.case import Case
from crmo.report.patient_page import patient_page_html
from crmo.report.words import interval_words

ORDER = (
    "lesions", "time", "doing", "criteria", "red-flags", "missing", "due", "safety",
    "treatments", "growth", "entries", "sources",
)  # fmt: skip
ON = date(2026, 6, 15)
Parse = Callable[[str], Any]


@pytest.fixture(scope="module", params=["relapsing_page", "undiagnosed_page"])
def any_page(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def test_the_sections_stand_in_the_order_a_doctor_reads(relapsing_page: str) -> None:
    assert tuple(re.findall(r'<section id="([\w-]+)"', relapsing_page)) == ORDER


def test_every_element_is_closed(any_page: str, parsed: Parse) -> None:
    assert parsed(any_page).unbalanced == []


def test_every_id_is_used_once(any_page: str, parsed: Parse) -> None:
    counted = Counter(parsed(any_page).ids)
    assert [name for name, n in counted.items() if n > 1] == []


def test_every_link_inside_the_page_leads_somewhere(any_page: str, parsed: Parse) -> None:
    page = parsed(any_page)
    targets = {link[1:] for link in page.links if link.startswith("#")}
    assert targets <= set(page.ids)


def test_links_lead_to_the_page_itself_to_doi_and_to_pubmed_only(
    any_page: str, parsed: Parse
) -> None:
    outside = [link for link in parsed(any_page).links if not link.startswith("#")]
    allowed = ("https://doi.org/", "https://pubmed.ncbi.nlm.nih.gov/")
    assert [link for link in outside if not link.startswith(allowed)] == []


def test_nothing_is_loaded_from_anywhere(any_page: str, parsed: Parse) -> None:
    page = parsed(any_page)
    assert not {"img", "link", "iframe", "object", "embed", "audio", "video", "base"} & set(
        page.tags
    )
    assert [a for a in page.attributes if a[1] in ("src", "srcset", "action", "formaction")] == []
    assert "@import" not in any_page
    assert set(re.findall(r"url\(([^)#]*)", any_page)) == {""}


def test_nothing_needs_inline_style_or_handlers(any_page: str, parsed: Parse) -> None:
    """Both would be refused by a content security policy with a nonce."""
    forbidden = [a for a in parsed(any_page).attributes if a[1] == "style" or a[1].startswith("on")]
    assert forbidden == []


def test_the_page_carries_a_policy_that_allows_its_own_style_and_script_only(
    relapsing_page: str, parsed: Parse
) -> None:
    page = parsed(relapsing_page)
    policy = next(value for tag, name, value in page.attributes
                  if (tag, name) == ("meta", "content") and "default-src" in value)  # fmt: skip
    assert "default-src 'none'" in policy
    for name in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.contents[name].encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert page.tags["script"] == page.tags["style"] == 1


def test_a_nonce_stands_on_style_and_script_and_replaces_the_policy(
    relapsing: Case, write_page: Callable[..., str], parsed: Parse
) -> None:
    page = parsed(write_page(relapsing, nonce="abc123"))
    assert [(tag, value) for tag, name, value in page.attributes if name == "nonce"] == [
        ("style", "abc123"),
        ("script", "abc123"),
    ]
    assert not [a for a in page.attributes if a[1] == "http-equiv"]


def test_the_script_needs_no_eval(relapsing_page: str, parsed: Parse) -> None:
    script = parsed(relapsing_page).contents["script"]
    assert not re.search(
        r"\beval\b|new Function|innerHTML|insertAdjacentHTML|document\.write", script
    )


def test_the_title_is_the_name_and_nothing_more(relapsing_page: str) -> None:
    head = relapsing_page[: relapsing_page.index("</head>")]
    assert re.findall("<title>(.*?)</title>", head) == ["Example child A (invented)"]


def test_without_a_name_the_id_stands_at_the_top(
    make_case: Callable[[PatientRecord], Case], write_page: Callable[..., str]
) -> None:
    page = write_page(make_case(PatientRecord(patient=Patient(id="p-17"))))
    assert "<h1>p-17</h1>" in page
    assert "age not known" in page


def test_an_empty_record_makes_a_page_that_says_so(
    make_case: Callable[[PatientRecord], Case], write_page: Callable[..., str], parsed: Parse
) -> None:
    page = parsed(write_page(make_case(PatientRecord(patient=Patient(id="p-17")))))
    assert page.unbalanced == []
    for words in ("The record is empty.", "Nothing in the record has a date.",
                  "No scan and no examination in the record names a place.",
                  "None of the facts in this record raises a flag."):  # fmt: skip
        assert words in page.text


def test_the_top_says_what_the_page_is_not(any_page: str) -> None:
    head = any_page[: any_page.index("<main ")]
    assert "not a diagnosis" in head
    assert "No flag is not reassurance" in head
    assert "as known on 15 Jun 2026" in head


def test_every_entry_has_its_row(relapsing: Case, relapsing_page: str, parsed: Parse) -> None:
    rows = {name for name in parsed(relapsing_page).ids if name.startswith("entry-")}
    assert rows == {f"entry-{entry.id}" for entry in relapsing.whole.entries}


def test_a_corrected_value_is_struck_through_and_not_drawn(
    relapsing: Case, relapsing_page: str
) -> None:
    wrong, right = "crp-2026-03", "crp-2026-03-corrected"
    row = re.search(rf'<tr id="entry-{wrong}".*?</tr>', relapsing_page, re.DOTALL)
    assert row is not None
    assert "<s>" in row[0]
    assert f"Corrected by entry {relapsing.number_of[right]}." in row[0]
    axis = relapsing_page[relapsing_page.index('<section id="time"') :]
    axis = axis[: axis.index("</section>")]
    assert f'href="#entry-{right}"' in axis
    assert f'href="#entry-{wrong}"' not in axis


def test_a_retraction_shows_its_reason(
    relapsing: Case, make_case: Callable[[PatientRecord], Case], write_page: Callable[..., str]
) -> None:
    taken_back = Retraction(entry="ppp", reason="was hand eczema", recorded_on=date(2026, 5, 1))
    page = write_page(make_case(evolve(relapsing.whole, retractions=(taken_back,))))
    assert "Retracted: was hand eczema" in page


def test_what_became_known_later_is_left_out_and_counted(
    knowledge: Knowledge, relapsing: Case, write_page: Callable[..., str]
) -> None:
    day = date(2024, 1, 1)
    early = Case(whole=relapsing.whole, knowledge=knowledge, on=day,
                 assessment=assess(relapsing.whole, knowledge, on=day))  # fmt: skip
    page = write_page(early)
    assert "as known on 1 Jan 2024" in page
    assert "became known later" in page
    assert "adalimumab" not in page.lower().split("<main ")[1].split('id="safety"')[0]


def test_a_planned_entry_is_shown_and_not_used(
    relapsing: Case, make_case: Callable[[PatientRecord], Case], write_page: Callable[..., str]
) -> None:
    planned = Finding(id="planned", concept="fever", status=FactStatus.PRESENT,
                      on=PartialDate.parse("2026-09-01"), recorded_on=date(2026, 6, 1))  # fmt: skip
    page = write_page(make_case(relapsing.whole.with_entries([planned])))
    assert "Dated after the day of this page; not used." in page


def test_a_value_without_a_unit_is_counted_beside_its_track_and_not_drawn(
    relapsing: Case, make_case: Callable[[PatientRecord], Case], write_page: Callable[..., str]
) -> None:
    bare = Measurement(id="bare", on=PartialDate.parse("2026-05-01"), analyte="crp",
                       quantity=Quantity(value=80))  # fmt: skip
    page = write_page(make_case(relapsing.whole.with_entries([bare])))
    assert "1 not drawable" in page
    axis = page[page.index('<section id="time"') :]
    assert 'href="#entry-bare"' not in axis[: axis.index("</section>")]


def test_raised_flags_come_before_those_nobody_looked_at(undiagnosed_page: str) -> None:
    flags = undiagnosed_page[undiagnosed_page.index('<section id="red-flags"') :]
    flags = flags[: flags.index("</section>")]
    raised, unknown = flags.index('class="flag"'), flags.index("Not fully looked at")
    assert raised < unknown < flags.index("Looked at, absent")


def test_every_criteria_set_has_a_card_with_its_verdict_in_words(
    relapsing: Case, relapsing_page: str
) -> None:
    words = {Verdict.MET: "met", Verdict.NOT_MET: "not met", Verdict.CANNOT_TELL: "cannot tell",
             Verdict.EXCLUDED: "excluded", Verdict.NOT_ELIGIBLE: "not eligible"}  # fmt: skip
    for answer in relapsing.assessment.criteria:
        card = re.search(
            rf'<article[^>]* id="rule-{answer.rule}">.*?</article>', relapsing_page, re.DOTALL
        )
        assert card is not None
        assert f'class="verdict is-{answer.verdict}">{words[answer.verdict]}</span>' in card[0]


def test_an_unverified_rule_and_one_changed_locally_are_marked(
    relapsing: Case, write_page: Callable[..., str]
) -> None:
    first, *others = relapsing.assessment.criteria
    local = evolve(first, is_overridden=True, is_verified=False, rule="test_rule")
    page = write_page(relapsing, assessment=evolve(relapsing.assessment, criteria=(local, *others)))
    card = re.search(r'<article[^>]* id="rule-test_rule">.*?</article>', page, re.DOTALL)
    assert card is not None
    assert "changed by local rules" in card[0]
    assert "not checked against the source text" in card[0]


def test_each_source_named_on_the_page_stands_in_the_list(
    relapsing: Case, relapsing_page: str, parsed: Parse
) -> None:
    listed = {name for name in parsed(relapsing_page).ids if name.startswith("source-")}
    assert listed == {f"source-{source}" for source in relapsing.cited}


def test_remarks_of_the_reader_are_shown_the_gravest_first(
    relapsing: Case, write_page: Callable[..., str]
) -> None:
    noted = Remark(level=Level.NOTE, where="row 1", message="A note.", came="x")
    lost = Remark(level=Level.ERROR, where="row 2", message="A loss.", came="<b>")
    case = Case(whole=relapsing.whole, assessment=relapsing.assessment,
                knowledge=relapsing.knowledge, on=relapsing.on, remarks=(noted, lost))  # fmt: skip
    page = write_page(case)
    assert page.index("A loss.") < page.index("A note.")
    assert "&lt;b&gt;" in page


def test_the_same_record_gives_the_same_page(
    relapsing: Case, write_page: Callable[..., str]
) -> None:
    assert write_page(relapsing) == write_page(relapsing)


def test_the_order_of_entries_does_not_matter(
    relapsing: Case, make_case: Callable[[PatientRecord], Case], write_page: Callable[..., str]
) -> None:
    turned = evolve(relapsing.whole, entries=relapsing.whole.entries[::-1])
    assert write_page(make_case(turned)) == write_page(relapsing)


@settings(max_examples=25)
@given(record=records(max_entries=14))
def test_any_record_makes_a_sound_page(record: PatientRecord) -> None:
    knowledge = load_knowledge()
    page = patient_page_html(record, assess(record, knowledge, on=ON), knowledge, on=ON)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)
    assert page.count("<section") == page.count("</section>")
    assert " style=" not in page


def test_a_page_made_with_local_rules_names_them(tmp_path: Path) -> None:
    (tmp_path / "clinic.yaml").write_text(
        "overlay: {who: Our clinic, when: 2026-11-01, why: <b>our protocol</b>}\n"
        "rules:\n"
        "  - id: due_mri_after_change\n"
        "    body: {interval: {first: {from: 2, to: 4, decision: Our protocol of 2026.}}}\n",
        encoding="utf-8",
    )
    example = EXAMPLES[0]
    for overlay, is_named in ((tmp_path, True), (None, False)):
        knowledge = load_knowledge(overlay)
        (record,) = read(example.path, knowledge=knowledge).records
        assessment = assess(record, knowledge, on=example.on)
        page = patient_page_html(record, assessment, knowledge, on=example.on)
        assert ("clinic.yaml" in page and "Our clinic" in page) is is_named
        assert "<b>our protocol</b>" not in page


def test_a_value_below_the_limit_of_the_test_is_told_so() -> None:
    assert interval_words(Interval(0, 3, high_open=True), "mg/L") == "less than 3 mg/L"
