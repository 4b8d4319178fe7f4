"""The two maps, each with its date, what the scan covered, and its legend."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from crmo.anatomy import all_bone_units, resolve_site
from crmo.anatomy.body_map import Category, Mark, body_map_svg, unit_marks
from crmo.anatomy.body_map.curves import FINENESS
from crmo.anatomy.body_map.style import (
    CANDIDATE_DASHES,
    CANDIDATE_INK,
    CANDIDATE_WIDTH,
    fill_of,
    in_path_units,
    in_path_units_each,
)
from crmo.assess.lesions.comparison import Change
from crmo.assess.lesions.place import Place, place_of, units_looked_at
from crmo.record import FactStatus, ImagingStudy, LesionStatus
from crmo.report.html import Html, element
from crmo.report.lesion_map.figure import drawn_views
from crmo.report.scan_comparison.looks import change_scale
from crmo.report.words import (
    capitalised,
    date_words,
    listed,
    modality_words,
    name_words,
    number_words,
    say,
)

_CANDIDATE = Category(
    "candidate", "", "", CANDIDATE_INK, outline_width=CANDIDATE_WIDTH, dashes=CANDIDATE_DASHES
)


@frozen(kw_only=True)
class ScanMap:
    """One of the two maps.

    Args:
        name: `earlier` or `later`; its patterns' ids begin with it.
        study: the scan.
        other: the scan it is compared with.
        look_of: gives the look of a changed place.
        words: legend, by look.
    """

    name: str
    study: ImagingStudy
    other: ImagingStudy
    look_of: Callable[[Change], str]
    words: Mapping[str, str]

    def marks(self, changes: Sequence[Change]) -> dict[str, Mark]:
        """Return what to mark, by site: the places, and all that the scan did not cover."""
        found = {
            unit: Mark("outside", say(self.words["outside"])) for unit in units_outside(self.study)
        }
        for change in changes:
            look = self.look_of(change)
            words = say(self.words[look])
            size = change.earlier_size_mm if self.name == "earlier" else change.later_size_mm
            told = words if size is None else f"{words}, {number_words(size)} mm"
            for site in self._sites(change.place):
                found[site] = Mark(look, told)
        return found

    def _sites(self, place: Place) -> tuple[str, ...]:
        """Return the sites to mark for a place: as this scan reports it, else as the other."""
        return reported_sites(self.study, place) or reported_sites(self.other, place) or (place.id,)


def units_outside(study: ImagingStudy) -> frozenset[str]:
    """Return the bone units of which the study does not say that it looked there."""
    if study.whole_body is FactStatus.PRESENT:
        return frozenset()
    sites = (*study.covers, *(lesion.bone_unit for lesion in study.lesions))
    seen = frozenset().union(*map(units_looked_at, sites))
    return frozenset(unit.id for unit in all_bone_units()) - seen


def map_html(scan: ScanMap, changes: Sequence[Change], views: tuple[str, ...]) -> Html:
    """Return one map under its heading, with what the scan covered and the legend.

    It is drawn with attributes instead of a style sheet, so that it stands on any page.
    """
    marks = scan.marks(changes)
    prefix = f"{scan.name}-scan-"
    heading = _title(scan.name, scan.study)
    drawing = body_map_svg(
        marks,
        title=heading,
        views=views,
        scale=change_scale(),
        static=True,
        id_prefix=prefix,
        say=name_words,
    )
    return element(
        "figure",
        element("figcaption", element("h3", heading), element("p", coverage_words(scan.study))),
        Html(drawing),
        _legend(scan, marks, prefix),
        class_="scan-map",
    )


def views_of(*scans: ScanMap, changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the drawings that both maps need, so that they stay alike."""
    looked = (scan.marks(changes).items() for scan in scans)
    sites = {site for each in looked for site, mark in each if mark.category != "outside"}
    return drawn_views({unit.id for site in sites for unit in resolve_site(site).units})


def scan_words(study: ImagingStudy) -> str:
    """Return the kind and the day of a scan."""
    is_whole = study.whole_body is FactStatus.PRESENT
    kind = modality_words(study.modality, is_whole_body=is_whole)
    return say("{kind} of {date}", kind=kind, date=date_words(study.on))


def coverage_words(study: ImagingStudy) -> str:
    """Return what a scan covered, and what its silence means."""
    if study.whole_body is FactStatus.PRESENT:
        covered = say("It covered the whole body.")
    elif study.covers:
        names = [name_words(place_of(site).label) for site in study.covers]
        covered = say("It covered: {places}.", places=listed(names))
    else:
        covered = say("What it covered beside the places it lists is not told.")
    if study.unlisted is FactStatus.ABSENT:
        return f"{covered} {say('The rest is said to be clear.')}"
    return f"{covered} {say('A place it does not list is not said to be clear.')}"


def _title(name: str, study: ImagingStudy) -> str:
    words = scan_words(study)
    earlier, later = say("Earlier: {scan}", scan=words), say("Later: {scan}", scan=words)
    return capitalised(earlier if name == "earlier" else later)


def reported_sites(study: ImagingStudy, place: Place) -> tuple[str, ...]:
    """Return the sites under which a study lists a place, what is clear left out if it can be."""
    here = [each for each in study.lesions if place_of(each.bone_unit) == place]
    telling = [each for each in here if each.status is not LesionStatus.ABSENT]
    return tuple(dict.fromkeys(each.bone_unit for each in telling or here))


def _legend(scan: ScanMap, marks: Mapping[str, Mark], prefix: str) -> Html:
    """Return the looks that are on this map, in the order of the scale."""
    spread = unit_marks(marks, change_scale()).values()
    used = {mark.look.id for mark in spread if not mark.is_candidate}
    keys = [
        element("li", _swatch(each, prefix), say(scan.words[each.id]))
        for each in change_scale().categories
        if each.id in used
    ]
    if any(mark.is_candidate for mark in spread):
        words = say("possibly here, place not stated")
        keys.append(element("li", _swatch(_CANDIDATE, prefix), words))
    return element("ul", keys, class_="legend")


def _swatch(look: Category, prefix: str) -> Html:
    is_candidate = look.id == "candidate"
    fill = f"url(#{prefix}candidate)" if is_candidate else fill_of(look, change_scale(), prefix)
    path = element(
        "path",
        d="M4 4h67v67H4z",
        fill=fill,
        stroke=look.ink,
        stroke_width=in_path_units(look.outline_width),
        stroke_dasharray=in_path_units_each(look.dashes) or None,
    )
    group = element("g", path, transform=f"scale({1 / FINENESS:g})")
    return element("svg", group, class_="swatch", viewBox="0 0 15 15", aria_hidden="true")
