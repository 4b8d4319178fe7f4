"""A lone MRI focus where healthy children have them too, and when that may not be said."""

from __future__ import annotations

from attrs import frozen

from crmo.assess.answer import answer, any_of, number, spoken
from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.facts import Facts
from crmo.assess.lesions.complaints import complaints_at, told_complaint
from crmo.assess.lesions.index import counts, mri_views
from crmo.assess.lesions.look import Look, StudyView
from crmo.assess.lesions.place import Place, place_of
from crmo.knowledge import Rule
from crmo.record import FactStatus, Lesion


@frozen(slots=True)
class _Answer:
    verdict: Verdict
    words: str
    entries: tuple[str, ...] = ()


def single_focus(facts: Facts, rule: Rule) -> Assessment:
    """Return whether the only lesion lies where healthy children have them too.

    The comparison is with children without complaints, so it is withheld from a painful place,
    from changes of the bone itself, and from an MRI that leaves other lesions possible.
    """
    views = mri_views(facts)
    if not views:
        return answer(rule, facts.on, Verdict.CANNOT_TELL, "No MRI is on record.")
    view = views[-1]
    place = _only_place(view)
    inside = place is not None and any_of(place.is_in(group) for group in rule.body["groups"])
    if place is None or not inside:
        found = _outside(facts, view)
    else:
        found = (
            _not_comparable(facts, view, place)
            or _open(facts, view, place)
            or _compared(rule, view, place)
        )
    return answer(
        rule,
        facts.on,
        found.verdict,
        found.words,
        entries=(view.study.id, *found.entries),
        details={"place": place.id if place else None},
    )


def _only_place(view: StudyView) -> Place | None:
    seen = [place_of(key) for key, word in view.listed.items() if word.look is Look.PRESENT]
    return seen[0] if len(seen) == 1 else None


def _outside(facts: Facts, view: StudyView) -> _Answer:
    on = spoken(view.on)
    if not counts(facts)[view.study.id].present.is_exact and not any(
        word.look is Look.PRESENT for word in view.listed.values()
    ):
        return _Answer(
            Verdict.CANNOT_TELL, f"The MRI of {on} leaves open whether a lesion is there."
        )
    return _Answer(
        Verdict.NOT_MET, f"The MRI of {on} does not show a single lesion in foot, knee or pelvis."
    )


def _not_comparable(facts: Facts, view: StudyView, place: Place) -> _Answer | None:
    """Say why the place cannot be compared with healthy children, or return None."""
    lesion = view.listed[place.id].lesion
    told = complaints_at(facts, place)
    lead = f"The only lesion listed on the MRI of {spoken(view.on)} is in {place.label}"
    if told or (lesion and lesion.clinically_active is FactStatus.PRESENT):
        why = told_complaint(facts, told[-1]) if told else "said to cause complaints"
        return _Answer(
            Verdict.NOT_ELIGIBLE,
            f"{lead}, a painful place ({why}): figures of healthy children do not apply to it.",
            tuple(complaint.finding.id for complaint in told),
        )
    changed = [seen.study.id for seen in facts.lesions if _is_changed(seen.lesion, place)]
    if changed:
        return _Answer(
            Verdict.NOT_ELIGIBLE,
            f"{lead}, where imaging shows more than marrow oedema: "
            "figures of healthy children do not apply to it.",
            tuple(dict.fromkeys(changed)),
        )
    return None


def _is_changed(lesion: Lesion, place: Place) -> bool:
    return place_of(lesion.bone_unit).may_be(place) and any(
        fact.status is FactStatus.PRESENT and fact.concept not in _OEDEMA
        for fact in lesion.features
    )


# Bright marrow is what healthy children were found to have; contrast shows no more than that.
_OEDEMA = frozenset({"marrow_oedema", "contrast_enhancement"})


def _open(facts: Facts, view: StudyView, place: Place) -> _Answer | None:
    """Say what must be known before the comparison can be made, or return None."""
    on = spoken(view.on)
    if not counts(facts)[view.study.id].present.is_exact:
        return _Answer(
            Verdict.CANNOT_TELL,
            f"The MRI of {on} lists one lesion, in {place.label}, and leaves open whether there "
            "are others.",
        )
    lesion = view.listed[place.id].lesion
    if lesion is None or lesion.clinically_active is not FactStatus.ABSENT:
        return _Answer(
            Verdict.CANNOT_TELL,
            f"The only lesion on the MRI of {on} is in {place.label}; whether it hurts there is "
            "not recorded.",
        )
    return None


def _compared(rule: Rule, view: StudyView, place: Place) -> _Answer:
    limbs, axial = rule.body["limb_findings"], rule.body["axial_findings"]
    return _Answer(
        Verdict.MET,
        f"The only lesion on the MRI of {spoken(view.on)} is in {place.label}: of {limbs['of']} "
        f"healthy children {number(limbs):.0f} % had a major finding in the limbs and "
        f"{number(axial):.0f} % in the axial skeleton. This does not apply to a painful place.",
    )
