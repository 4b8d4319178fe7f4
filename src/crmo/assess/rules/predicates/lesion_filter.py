"""Which lesions a leaf speaks of, and whether the record rules out further ones."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from attrs import frozen

from crmo.anatomy import all_bone_units, resolve_site
from crmo.assess.facts import Facts, SeenLesion
from crmo.assess.rules.predicates.lesion_masks import (
    LesionMasks,
    Mask,
    both,
    either,
    lesion_masks,
)
from crmo.record import FactStatus, ImagingStudy, LesionStatus, Modality

# A clear radiograph does not rule a lesion out; these pictures show marrow or bone turnover.
TELLING_MODALITIES = frozenset({Modality.MRI, Modality.BONE_SCAN, Modality.PET})


_THERE = {
    LesionStatus.PRESENT: True,
    LesionStatus.ABSENT: False,
    LesionStatus.UNCERTAIN: None,
    LesionStatus.HEALED: True,
}


_STILL = (LesionStatus.PRESENT, LesionStatus.UNCERTAIN)


@frozen(kw_only=True, cache_hash=True)
class LesionFilter:
    """A description of lesions.

    Args:
        site: bone, or group of bones, they lie in; None for anywhere.
        features: features that all must be there.
        any_feature: features of which one must be there.
        modalities: kinds of picture they must be seen on; empty for any.
        is_active: whether healed lesions are left out.
        is_latest: whether places count only until a later study calls them clear or healed; a
            place that was only uncertain is dropped then in any case.
        within_days: how long before the day of the question the study may be; None for any.
        by: what makes two lesions separate: their lesion site, or their bone and side.
    """

    site: str | None = None
    features: tuple[str, ...] = ()
    any_feature: tuple[str, ...] = ()
    modalities: tuple[Modality, ...] = ()
    is_active: bool = False
    is_latest: bool = False
    within_days: int | None = None
    by: str = "lesion_site"

    @property
    def is_plain(self) -> bool:
        """Whether it describes any lesion at all."""
        return self == ANY_LESION

    def sorted_lesions(self, facts: Facts) -> tuple[tuple[SeenLesion, ...], tuple[SeenLesion, ...]]:
        """Return the lesions that certainly fit, and those that may."""
        found = facts.cache.get(self)
        if found is None:
            masks = lesion_masks(facts)
            fits = both(self._parts(masks, facts))
            found = (masks.picked(fits.sure), masks.picked(fits.may & ~fits.sure))
            facts.cache[self] = found
        return cast("tuple[tuple[SeenLesion, ...], tuple[SeenLesion, ...]]", found)

    def _parts(self, masks: LesionMasks, facts: Facts) -> list[Mask]:
        there = ("there", self.is_active, self.is_latest)
        parts = [masks.of(there, lambda seen: self._is_there(seen, facts))]
        if self.modalities:
            parts.append(masks.of_study(self.modalities, lambda s: s.modality in self.modalities))
        if self.site is not None:
            site = self.site
            parts.append(masks.of_place(("in", site), lambda place: lies_in(place, site)))
        if self.within_days is not None:
            recent = ("recent", self.within_days)
            parts.append(masks.of_study(recent, lambda study: self._is_recent(study, facts)))
        parts += [masks.feature(name) for name in self.features]
        if self.any_feature:
            parts.append(either([masks.feature(name) for name in self.any_feature]))
        return parts

    def candidates(self, site_id: str) -> frozenset[str]:
        """Return the lesion sites (or bones) of the filter's region that a site may stand for."""
        return _candidates(site_id, self.site, self.by)

    def sites(self) -> frozenset[str]:
        """Return the bone units such a lesion can lie in."""
        return _units(self.site)

    def clearing_studies(self, facts: Facts) -> tuple[ImagingStudy, ...] | None:
        """Return studies that looked everywhere such a lesion could be and found no other.

        The studies must show marrow or bone turnover; a clear radiograph rules nothing out,
        unless the filter asks for radiographs. Where the filter asks for recent pictures, older
        ones rule nothing out.

        Returns:
            The fewest needed, the latest first; None when some place was not looked at.
        """
        key = ("clear", self.site, self.modalities, self.within_days)
        if key not in facts.cache:
            facts.cache[key] = self._clearing_studies(facts)
        return cast("tuple[ImagingStudy, ...] | None", facts.cache[key])

    def _clearing_studies(self, facts: Facts) -> tuple[ImagingStudy, ...] | None:
        left = self.sites()
        found = []
        for study in reversed(facts.studies_by(*(self.modalities or TELLING_MODALITIES))):
            if self.within_days is not None and self._is_recent(study, facts) is not True:
                continue
            rest = left - cleared_units(study)
            if len(rest) < len(left):
                found.append(study)
                left = rest
            if not left:
                return tuple(found)
        return None

    def studies_asked_for(self, facts: Facts) -> tuple[ImagingStudy, ...]:
        """Return the studies of the kinds the filter asks for, of any age."""
        if self.modalities:
            return facts.studies_by(*self.modalities)
        return tuple(study for study in facts.studies if study.modality is not Modality.DXA)

    def is_recent(self, study: ImagingStudy, facts: Facts) -> bool | None:
        """Tell whether a study is as recent as the filter asks; None if that is not certain."""
        return True if self.within_days is None else self._is_recent(study, facts)

    def _is_recent(self, study: ImagingStudy, facts: Facts) -> bool | None:
        if study.on is None or self.within_days is None:
            return None
        if (facts.on - study.on.earliest).days <= self.within_days:
            return True
        return None if (facts.on - study.on.latest).days <= self.within_days else False

    def _is_there(self, seen: SeenLesion, facts: Facts) -> bool | None:
        status = seen.lesion.status
        if status is LesionStatus.HEALED:
            return not self.is_active
        # A doubt that a later look did not confirm is settled; a lesion once seen was there.
        passes = self.is_latest or status is LesionStatus.UNCERTAIN
        if passes and status is not LesionStatus.ABSENT and _has_later_word(seen, facts):
            return False
        return _THERE[status]


ANY_LESION = LesionFilter()


@lru_cache(maxsize=8192)
def lies_in(site_id: str, region: str) -> bool | None:
    """Tell whether a site lies wholly in a bone or group of bones, wholly outside, or neither."""
    units, wanted = resolve_site(site_id).units, _units(region)
    inside = sum(unit.id in wanted for unit in units)
    if inside == len(units):
        return True
    return None if inside else False


@lru_cache(maxsize=2048)
def _cleared(
    absent: tuple[str, ...], named: tuple[str, ...], *, is_whole_body: bool
) -> frozenset[str]:
    """Return the units that a study calls clear: told absent, and all of what it looked at."""
    if is_whole_body:
        return _units(None)
    return frozenset().union(*(_whole(site) for site in (*absent, *named)))


def cleared_units(study: ImagingStudy) -> frozenset[str]:
    """Return the bone units that a study looked at and did not find a lesion in, or listed.

    A place without its side ("femur") clears nothing, because only one side may have been
    meant; a midline region ("spine", "pelvis") is cleared whole.
    """
    absent = tuple(x.bone_unit for x in study.lesions if x.status is LesionStatus.ABSENT)
    if study.unlisted is not FactStatus.ABSENT:
        return _cleared(absent, (), is_whole_body=False)
    is_whole_body = study.whole_body is FactStatus.PRESENT
    listed = () if is_whole_body else (*study.covers, *(x.bone_unit for x in study.lesions))
    return _cleared(absent, listed, is_whole_body=is_whole_body)


def may_have_looked_at(study: ImagingStudy, unit_ids: frozenset[str]) -> bool:
    """Tell whether a study may have looked at some of these bone units.

    A report that does not say what was imaged may have looked anywhere.
    """
    if study.whole_body is FactStatus.PRESENT or not study.covers:
        return True
    named = (*study.covers, *(lesion.bone_unit for lesion in study.lesions))
    return any(not unit_ids.isdisjoint(_units(site)) for site in named)


@lru_cache(maxsize=4096)
def _whole(site_id: str) -> frozenset[str]:
    site = resolve_site(site_id)
    is_meant_whole = site.side is not None or any(unit.side == "midline" for unit in site.units)
    return frozenset(unit.id for unit in site.units) if is_meant_whole else frozenset()


@lru_cache(maxsize=4096)
def _units(region: str | None) -> frozenset[str]:
    units = all_bone_units() if region is None else resolve_site(region).units
    return frozenset(unit.id for unit in units)


@lru_cache(maxsize=4096)
def _candidates(site_id: str, region: str | None, by: str) -> frozenset[str]:
    wanted = _units(region)
    return frozenset(
        f"{unit.bone}_{unit.side}" if by == "bone" else unit.lesion_site
        for unit in resolve_site(site_id).units
        if unit.id in wanted
    )


def _has_later_word(seen: SeenLesion, facts: Facts) -> bool:
    """Whether a later study of the same kind says that the place is clear or healed."""
    day = seen.study.on
    if day is None:
        return False
    place = seen.lesion.bone_unit
    for study in facts.studies_by(seen.study.modality):
        if study.on is None or study.on.earliest <= day.latest:
            continue
        later = [x.status for x in study.lesions if x.bone_unit == place]
        if LesionStatus.HEALED in later:
            return True
        still_there = any(status in _STILL for status in later)
        if not still_there and _units(place) <= cleared_units(study):
            return True
    return False
