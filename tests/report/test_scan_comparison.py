"""Two scans side by side: what each map and the list say."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assess.longitudinal.children import NO, YES, child, lesion, study
from tests.strategies import records

from crmo.anatomy import all_bone_units
from crmo.assess import assess
from crmo.errors import InvalidValueError
from crmo.examples import EXAMPLES
from crmo.knowledge import Knowledge
from crmo.record import Entry, ImagingStudy, Modality, PatientRecord
from crmo.report.case import Case
from crmo.report.scan_comparison import comparison_figure
from crmo.report.scan_comparison.maps import units_outside

Parse = Callable[[str], Any]
MakeCase = Callable[[PatientRecord], Case]
T8, HEEL, KNEE = "vertebra_t8", "calcaneus_left", "femur_distal_metaphysis_left"


@pytest.fixture
def figure(make_case: MakeCase) -> Callable[..., str]:
    """Compare the first two scans of a child with these entries."""

    def draw(first: ImagingStudy, second: ImagingStudy, *more: Entry) -> str:
        return str(comparison_figure(make_case(child(first, second, *more)), first.id, second.id))

    return draw


def table_of(html: str) -> dict[str, list[str]]:
    """Return the cells of the list by place."""
    body = html[html.index("<tbody>") : html.index("</tbody>")]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', body)
    return {
        place: [re.sub(r"<[^>]+>", " ", cell).strip() for cell in re.findall(r"<td.*?</td>", rest)]
        for place, rest in rows
    }


def titles_of(html: str, name: str) -> dict[str, str]:
    """Return what the earlier (0) or later (1) map says of each bone, by the bone's name."""
    maps = html.split('<figure class="scan-map">')[1:]
    drawn = maps[("earlier", "later").index(name)]
    told = re.findall(r"<path [^>]*><title>([^<]*)</title></path>", drawn)
    return dict(text.split(": ", 1) for text in told if ": " in text)


def test_every_change_is_named_in_the_list(figure: Callable[..., str]) -> None:
    html = figure(
        study("2023-01-01", [T8, KNEE], healed=["clavicle_medial_left"], doubtful=["sacrum"]),
        study("2023-09-01", [T8, HEEL, "clavicle_medial_left"]),
    )
    assert [(place, cells[-1]) for place, cells in table_of(html).items()] == [
        ("left heel bone", "new"),
        ("left collar bone, inner end", "recurred"),
        ("chest vertebra T8", "persistent"),
        ("left thigh bone, distal end", "healed"),
        ("sacrum, middle part", "cannot tell"),
    ]
    assert "5 places: 1 new, 1 recurred, 1 persistent, 1 healed and 1 cannot tell." in html


def test_the_maps_show_what_was_there_and_what_changed(figure: Callable[..., str]) -> None:
    html = figure(study("2023-01-01", [T8, KNEE]), study("2023-09-01", [T8, HEEL]))
    then, now = titles_of(html, "earlier"), titles_of(html, "later")
    assert then["chest vertebra T8"] == "lesion"
    assert now["chest vertebra T8"] == "persistent"
    assert then["left heel bone"] == "looked at, clear"
    assert now["left heel bone"] == "new"
    assert now["left thigh bone, growth zone near the knee"] == "healed"


def test_sizes_stand_on_the_maps_and_in_the_list(figure: Callable[..., str]) -> None:
    html = figure(
        study("2023-01-01", [lesion(KNEE, size_mm=31, hurts=YES)]),
        study("2023-09-01", [lesion(KNEE, size_mm=12.5, hurts=NO)]),
    )
    assert table_of(html)["left thigh bone, distal end"][:2] == [
        "lesion, 31 mm, felt",
        "lesion, 12.5 mm, silent",
    ]
    bone = "left thigh bone, growth zone near the knee"
    assert titles_of(html, "earlier")[bone] == "lesion, 31 mm"
    assert titles_of(html, "later")[bone] == "persistent, 12.5 mm"


def test_what_a_scan_did_not_cover_is_never_shown_as_clear(figure: Callable[..., str]) -> None:
    html = figure(
        study("2023-01-01", [T8, KNEE]),
        study("2023-09-01", [KNEE], whole_body=False, covers=["femur_left"]),
    )
    now = titles_of(html, "later")
    assert now["chest vertebra T8"] == "not covered; named on the earlier scan"
    assert now["left heel bone"] == "not covered, or not told"
    assert "left heel bone" not in titles_of(html, "earlier")
    assert table_of(html)["chest vertebra T8"][-1] == "not covered by one of the two"


def test_a_lesion_nobody_can_call_new_is_still_shown_as_a_lesion(
    figure: Callable[..., str],
) -> None:
    html = figure(study("2023-01-01", [KNEE], rest_is_clear=False), study("2023-09-01", [T8]))
    assert titles_of(html, "later")["chest vertebra T8"] == "lesion, cannot tell whether it is new"
    assert table_of(html)["chest vertebra T8"] == ["not mentioned", "lesion", "cannot tell"]


def test_a_film_after_an_mri_heals_nothing(figure: Callable[..., str]) -> None:
    html = figure(study("2023-01-01", [T8]), study("2023-09-01", modality=Modality.RADIOGRAPH))
    assert "nothing is called new or healed" in html
    assert table_of(html)["chest vertebra T8"][-1] == "cannot tell"


def test_scans_that_cannot_be_put_in_order_say_so(figure: Callable[..., str]) -> None:
    html = figure(study("2023", [T8], study_id="a"), study("2023-09-01", study_id="b"))
    assert "do not tell which was first" in html


def test_a_lesion_that_was_gone_in_between_has_come_back(figure: Callable[..., str]) -> None:
    html = figure(
        study("2023-01-01", [T8]), study("2024-01-01", [T8]), study("2023-06-01", clear=[T8])
    )
    assert "gone in between, on 1 Jun 2023" in table_of(html)["chest vertebra T8"][-1]


def test_a_lesion_new_to_the_two_may_be_an_old_one(figure: Callable[..., str]) -> None:
    html = figure(
        study("2023-01-01", clear=[T8]), study("2024-01-01", [T8]), study("2022-01-01", [T8])
    )
    assert "was there before, on 1 Jan 2022" in table_of(html)["chest vertebra T8"][-1]


def test_a_place_told_without_its_part_is_hatched_as_possible(figure: Callable[..., str]) -> None:
    html = figure(study("2023-01-01", ["femur_left"]), study("2023-09-01"))
    then = titles_of(html, "earlier")
    assert "possibly" in then["left thigh bone, growth zone near the knee"]
    assert "possibly here, place not stated" in html


def test_the_ids_may_come_in_either_order(make_case: MakeCase) -> None:
    case = make_case(
        child(study("2023-01-01", [T8], study_id="a"), study("2023-09-01", study_id="b"))
    )
    assert comparison_figure(case, "b", "a") == comparison_figure(case, "a", "b")


def test_an_unknown_id_is_refused(relapsing: Case) -> None:
    with pytest.raises(InvalidValueError, match="not an imaging study"):
        comparison_figure(relapsing, "wbmri-2023-08", "nowhere")


def test_two_scans_without_a_lesion_say_so(figure: Callable[..., str]) -> None:
    html = figure(study("2023-01-01"), study("2023-09-01"))
    assert "Neither scan lists a lesion." in html
    assert "<table" not in html


def test_only_a_whole_body_scan_leaves_nothing_outside() -> None:
    every = {unit.id for unit in all_bone_units()}
    assert units_outside(study("2023-01-01")) == frozenset()
    partial = study("2023-01-01", whole_body=False, covers=["femur_left"])
    outside = units_outside(partial)
    assert KNEE not in outside
    assert every - outside == {u for u in every if u.startswith("femur_") and u.endswith("left")}


def test_ids_are_used_once_and_nothing_is_inline(relapsing: Case, parsed: Parse) -> None:
    page = parsed(comparison_figure(relapsing, "wbmri-2023-08", "wbmri-2025-09"))
    assert len(page.ids) == len(set(page.ids))
    assert page.unbalanced == []
    assert page.tags["style"] == 0
    assert [a for a in page.attributes if a[1] == "style" or a[1].startswith("on")] == []
    # Both maps may stand beside the one map of the patient page, whose ids have no prefix.
    assert all(name.startswith(("earlier-scan-", "later-scan-", "scans-")) for name in page.ids)


@settings(max_examples=25)
@given(records(), st.data())
def test_any_two_scans_of_any_record_can_be_compared(
    knowledge: Knowledge, record: PatientRecord, data: st.DataObject
) -> None:
    day = EXAMPLES[0].on
    case = Case(
        whole=record, assessment=assess(record, knowledge, on=day), knowledge=knowledge, on=day
    )
    ids = [each.id for each in case.record.of_kind(ImagingStudy)]
    if len(ids) > 1:
        a = data.draw(st.sampled_from(ids))
        b = data.draw(st.sampled_from([other for other in ids if other != a]))
        assert comparison_figure(case, a, b).startswith("<section")
