"""What a report says of lesions: those that are described alike are told together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from crmo.record import FactStatus, ImagingStudy, Lesion, LesionStatus
from crmo.simulate.documents.marked import Filling, Key, Marked, Pieces, around_cue, plain
from crmo.simulate.documents.pen import Pen
from crmo.simulate.documents.places import Spot, named_places, places_listed

_MOST_ABSENT = 14  # a report does not list more clear places one by one
_STATUS = {
    LesionStatus.PRESENT: "lesion_present",
    LesionStatus.UNCERTAIN: "lesion_uncertain",
    LesionStatus.HEALED: "lesion_healed",
    LesionStatus.ABSENT: "lesion_absent",
}


class Change(NamedTuple):
    """How a lesion compares with the study before.

    Args:
        kind: empty, `new`, `same` or `size`.
        keys: what the words tell of the earlier study, its size among it.
        site_keys: what naming the place tells of the earlier study.
        size_mm: the earlier size, for `size`.
    """

    kind: str = ""
    keys: tuple[Key, ...] = ()
    site_keys: tuple[Key, ...] = ()
    size_mm: str = ""


NO_CHANGE = Change()


class Told(NamedTuple):
    """A lesion in its place in the study, as this report is going to tell it."""

    number: int
    lesion: Lesion
    change: Change = NO_CHANGE


class _Alike(NamedTuple):
    """What lesions must share to be told in one breath."""

    status: LesionStatus
    present: tuple[str, ...]
    absent: tuple[str, ...]
    active: FactStatus
    size_mm: str
    change: str
    alone: int


def lesion_clauses(pen: Pen, study: ImagingStudy, told: Sequence[Told]) -> list[Pieces]:
    """Return one clause for each set of lesions that are described alike."""
    n_absent = 0
    alike: dict[_Alike, list[Told]] = {}
    for each in told:
        n_absent += each.lesion.status is LesionStatus.ABSENT
        if each.lesion.status is LesionStatus.ABSENT and n_absent > _MOST_ABSENT:
            continue
        alike.setdefault(_alike(pen, each), []).append(each)
    return [_clause(pen, study, kind, group) for kind, group in alike.items()]


def _alike(pen: Pen, told: Told) -> _Alike:
    lesion = told.lesion
    size = size_in_mm(lesion) if lesion.status is not LesionStatus.HEALED else ""
    is_alone = bool(size) or told.change.kind == "size"
    active = lesion.clinically_active
    if active.truth is not None and lesion.status is LesionStatus.ABSENT:
        active = FactStatus.UNKNOWN
    if active is FactStatus.ABSENT and pen.unit_choice < 0.5:
        active = FactStatus.UNKNOWN  # half of all reports leave silence unsaid
    return _Alike(
        status=lesion.status,
        present=_features(lesion, FactStatus.PRESENT),
        absent=_features(lesion, FactStatus.ABSENT),
        active=active,
        size_mm=size,
        change=told.change.kind,
        alone=told.number + 1 if is_alone else 0,
    )


def size_in_mm(lesion: Lesion) -> str:
    """Return a lesion's size as a report gives it: whole millimetres; empty if not measured."""
    size = lesion.size_mm
    if size is None or size > 10_000:
        return ""
    return str(int(size + 0.5)) if size >= 1 else "1"


def _features(lesion: Lesion, status: FactStatus) -> tuple[str, ...]:
    """Return the features told once with this status, in the order of the record."""
    kinds = {fact.concept for fact in lesion.features if fact.status is status}
    return tuple(
        dict.fromkeys(
            fact.concept
            for fact in lesion.features
            if fact.concept in kinds and lesion.feature(fact.concept) is status
        )
    )


def _clause(pen: Pen, study: ImagingStudy, alike: _Alike, group: list[Told]) -> Pieces:
    parts = [f"lesion:{told.number}" for told in group]
    status = tuple(Key(study.id, f"{part}:status") for part in parts)
    sites, is_plural = _sites(pen, study, group)
    slots: dict[str, Filling] = {
        "sites": sites,
        "is": "are" if is_plural else "is",
        "has": "have" if is_plural else "has",
        "lesion": "lesions" if len(group) > 1 else "lesion",
        "l_is": "are" if len(group) > 1 else "is",
        "look": "look" if is_plural else "looks",
        "show": pen.one_of(_SHOWING) + ("" if is_plural else "s"),
        "active": _active(pen, study, alike, parts),
    }
    if alike.status is LesionStatus.ABSENT:
        return _absent_clause(pen, study, alike, parts, slots)
    if alike.status is LesionStatus.HEALED:
        return _healed_clause(pen, study, alike, parts, slots)
    template = pen.one_of(pen.style.phrases[_STATUS[alike.status]])
    on_noun = () if template.has_cue else status
    features = _feature_pieces(pen, study, alike.present, parts, on_noun)
    is_bare = not features
    if is_bare:
        features = _bare(pen, alike.status, len(group), on_noun)
    many = len(alike.present) > 1 or (is_bare and len(group) > 1)
    slots |= {
        "features": features,
        "f_is": "are" if many else "is",
        "without": _without(pen, study, alike.absent, parts, "without"),
        "size": _size(pen, study, alike, parts),
        "change": _change(pen, group[0].change),
    }
    return pen.fill(template, status if template.has_cue else (), slots)


_SHOWING = ("show", "demonstrate")


def _absent_clause(
    pen: Pen,
    study: ImagingStudy,
    alike: _Alike,
    parts: list[str],
    slots: dict[str, Filling],
) -> Pieces:
    status = [Key(study.id, f"{part}:status") for part in parts]
    if not alike.absent or pen.luck.happens(0.5):
        return pen.say("lesion_absent", status, **slots)
    features = _feature_pieces(pen, study, alike.absent, parts, ())
    status += _feature_keys(study, alike.absent, parts, ":status")
    return pen.say("lesion_absent_feature", status, features=features, **slots)


def _healed_clause(
    pen: Pen,
    study: ImagingStudy,
    alike: _Alike,
    parts: list[str],
    slots: dict[str, Filling],
) -> Pieces:
    residual = _feature_pieces(pen, study, alike.present, parts, ())
    status = [Key(study.id, f"{part}:status") for part in parts]
    slots |= {
        "residual": pen.say("residual", list=residual) if residual else "",
        "without": _without(pen, study, alike.absent, parts, "without_healed"),
    }
    return pen.say("lesion_healed", status, **slots)


def _sites(pen: Pen, study: ImagingStudy, group: list[Told]) -> tuple[Pieces, bool]:
    spots = [
        Spot(
            told.lesion.bone_unit,
            (
                Key(study.id, f"lesion:{told.number}", told.lesion.bone_unit),
                *told.change.site_keys,
            ),
        )
        for told in group
    ]
    return places_listed(pen, named_places(pen, spots))


def _feature_pieces(
    pen: Pen,
    study: ImagingStudy,
    concepts: Sequence[str],
    parts: Iterable[str],
    extra: tuple[Key, ...],
) -> Pieces:
    items: list[Pieces] = []
    for place, concept in enumerate(concepts):
        keys = tuple(_feature_keys(study, (concept,), parts))
        noun = feature_noun(pen, study, concept)
        items.append([Marked(noun, keys if place else (*keys, *extra))])
    return pen.listed(items) if items else []


def feature_noun(pen: Pen, study: ImagingStudy, concept: str) -> str:
    """Return the noun for a feature; STIR is named only where the study had that sequence."""
    words = pen.words.words("features", concept)
    is_short = pen.style.layout.short
    nouns = words.short if is_short else words.say
    stir = words.stir_short if is_short else words.stir
    if stir and "STIR" in study.sequences and pen.luck.happens(0.35):
        nouns = stir
    return pen.one_of(nouns)


def _feature_keys(
    study: ImagingStudy, concepts: Iterable[str], parts: Iterable[str], tail: str = ""
) -> list[Key]:
    parts = list(parts)
    return [
        Key(study.id, f"{part}:feature:{concept}{tail}") for concept in concepts for part in parts
    ]


def _bare(pen: Pen, status: LesionStatus, n: int, keys: tuple[Key, ...]) -> Pieces:
    name = "lesion_bare_plural" if n > 1 else "lesion_bare"
    name = "lesion_bare_uncertain" if status is LesionStatus.UNCERTAIN else name
    return [Marked(plain(pen.say(name)), keys)]


def _without(
    pen: Pen, study: ImagingStudy, absent: Sequence[str], parts: list[str], name: str
) -> Pieces:
    if not absent:
        return []
    cue = _feature_keys(study, absent, parts, ":status")
    wordings = pen.words.words("features", absent[0]).absent
    if len(absent) == 1 and wordings and pen.luck.happens(0.4):
        filled = pen.one_of(wordings).fill({}, tuple(cue))
        wording = around_cue(filled, *_feature_keys(study, absent, parts))
        return pen.say("without_wording", wording=wording)
    items: list[Pieces] = [
        [Marked(_noun_alone(pen, concept), tuple(_feature_keys(study, (concept,), parts)))]
        for concept in absent
    ]
    return pen.say(name, cue, list=pen.listed(items, denied=True))


def _noun_alone(pen: Pen, concept: str) -> str:
    """Return the noun without its article, as it stands behind `no`."""
    return pen.noun(pen.words.words("features", concept)).removeprefix("a ").removeprefix("an ")


def _size(pen: Pen, study: ImagingStudy, alike: _Alike, parts: list[str]) -> Pieces:
    if not alike.size_mm:
        return []
    key = Key(study.id, f"{parts[0]}:size", alike.size_mm)
    return pen.say("size", value=[Marked(length(pen, alike.size_mm), (key,))])


def length(pen: Pen, millimetres: str) -> str:
    """Return a length in millimetres or centimetres."""
    if pen.unit_choice < 0.25 and len(millimetres) > 1:
        centimetres = f"{millimetres[:-1]}.{millimetres[-1]}".removesuffix(".0")
        return f"{pen.number(centimetres)} cm"
    if pen.style.layout.spelled:
        unit = "millimeter" if pen.style.dialect == "en_US" else "millimetre"
        return f"{pen.number(millimetres)} {unit}{'s' * (millimetres != '1')}"
    return f"{millimetres}{'' if pen.style.layout.short else ' '}mm"


def _active(pen: Pen, study: ImagingStudy, alike: _Alike, parts: list[str]) -> Pieces:
    if alike.active.truth is None:
        return []
    return pen.say(f"active_{alike.active}", [Key(study.id, f"{part}:active") for part in parts])


def _change(pen: Pen, change: Change) -> Pieces:
    if not change.kind:
        return []
    if change.kind == "size":
        return pen.say("change_size", value=[Marked(length(pen, change.size_mm), change.keys)])
    return pen.say(f"change_{change.kind}")
