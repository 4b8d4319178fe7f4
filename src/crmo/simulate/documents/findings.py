"""Symptoms, signs, background and family history in a note."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from crmo.record import FactStatus, Finding, Subject
from crmo.simulate.documents.amounts import printed
from crmo.simulate.documents.marked import Filling, Key, Marked, Pieces, around_cue, plain
from crmo.simulate.documents.pen import Pen
from crmo.simulate.documents.places import Spot, named_places, places_listed

_SECTIONS = {"symptom": "history", "sign": "examination", "condition": "background"}
_ORDER = {
    FactStatus.PRESENT: 0,
    FactStatus.ABSENT: 1,
    FactStatus.NOT_LOOKED_FOR: 2,
    FactStatus.UNKNOWN: 3,
}
_MOST_LISTED = 5
_SAYS_NOT_EXAMINED = 0.3  # what was not looked for is mostly passed over in silence


def finding_clauses(pen: Pen, findings: Sequence[Finding]) -> Mapping[str, list[Pieces]]:
    """Return the clauses of the sections history, examination, background and family.

    What is there comes before what is denied; the same complaint at several places is one clause,
    and so are several things denied of one place.
    """
    told_together: dict[Hashable, list[Finding]] = {}
    for finding in findings:
        told_together.setdefault(_told_with(pen, finding), []).append(finding)
    groups = sorted(told_together.values(), key=lambda group: _ORDER[group[0].status])
    clauses: dict[str, list[Pieces]] = {}
    for group in groups:
        kind = _kind(pen, group[0])
        found = clauses.setdefault("family" if kind == "family" else _SECTIONS[kind], [])
        found += _clauses(pen, group, kind)
    return clauses


def _told_with(pen: Pen, finding: Finding) -> Hashable:
    """Return what findings must share to be told in one clause."""
    kind = _kind(pen, finding)
    if finding.status is FactStatus.ABSENT and not _has_wording(pen, finding, kind):
        return (kind, finding.status, finding.site, finding.site_text, finding.on)
    is_plain = finding.site and finding.severity is None and kind != "family"
    if finding.status is FactStatus.PRESENT and is_plain:
        dates = finding.on, finding.since, finding.until
        return (kind, finding.status, finding.concept, *dates)
    return finding.id


def _has_wording(pen: Pen, finding: Finding, kind: str) -> bool:
    return kind != "family" and bool(pen.words.words("findings", finding.concept).absent)


def _clauses(pen: Pen, group: Sequence[Finding], kind: str) -> list[Pieces]:
    first = group[0]
    if first.status is FactStatus.PRESENT:
        family = kind == "family"
        return [_family(pen, "family_present", group) if family else _present(pen, group, kind)]
    if first.status is FactStatus.ABSENT:
        if _has_wording(pen, first, kind):
            return [_absent_wording(pen, first, kind)]
        most = 1 if pen.style.layout.table else _MOST_LISTED
        parts = [group[start : start + most] for start in range(0, len(group), most)]
        return [_absent(pen, part, kind) for part in parts]
    is_told = first.status is FactStatus.NOT_LOOKED_FOR and pen.is_today(first.on)
    if is_told and pen.luck.happens(_SAYS_NOT_EXAMINED):
        return [_not_examined(pen, first, kind)]
    return []


def _kind(pen: Pen, finding: Finding) -> str:
    if finding.about is Subject.FAMILY:
        return "family"
    return pen.words.words("findings", finding.concept).kind


def _present(pen: Pen, group: Sequence[Finding], kind: str) -> Pieces:
    finding = group[0]
    words = pen.words.words("findings", finding.concept)
    concept = tuple(Key(each.id, "concept") for each in group)
    status = tuple(Key(each.id, "status") for each in group)
    slots = _about(pen, group, kind)
    if words.present:
        clause = pen.one_of(words.present).fill({})
        return pen.say("clause_present", clause=[Marked(plain(clause), concept + status)], **slots)
    template = pen.one_of(pen.style.phrases[f"{kind}_{_manner(pen, finding, kind)}"])
    on_noun = concept if template.has_cue else concept + status
    noun = pen.noun(words)
    slots |= {"finding": [Marked(noun, on_noun)], "yes": [pen.yes], **pen.verbs(noun)}
    return pen.fill(template, status if template.has_cue else (), slots)


def _manner(pen: Pen, finding: Finding, kind: str) -> str:
    if _has_ended(pen, finding):
        return "past"
    return "noted" if kind == "sign" and not pen.is_today(finding.on) else "present"


def _has_ended(pen: Pen, finding: Finding) -> bool:
    return finding.until is not None and finding.until.latest <= pen.day


def _about(pen: Pen, group: Sequence[Finding], kind: str) -> dict[str, Filling]:
    """Return place, beginning, end, severity and date of findings that are there."""
    finding = group[0]
    ids = [each.id for each in group]
    severity: Pieces = []
    number = None if finding.severity is None else printed(finding.severity)
    if number is not None:
        mark = Marked(pen.number(number), (Key(finding.id, "severity", number),))
        severity = pen.say("severity", value=[mark])
    until: Pieces = []
    if finding.until is not None and _has_ended(pen, finding):
        date = pen.dated(finding.until, *((each, "until") for each in ids))
        until = pen.say("until", date=[date])
    return {
        "at": _at(pen, group, kind),
        "since": pen.since(finding.since, *ids),
        "until": until,
        "severity": severity,
        "noted": noted(pen, group),
    }


def noted(pen: Pen, findings: Sequence[Finding]) -> Pieces:
    """Return the date of findings that are not of the day; that of the day tells the others."""
    on = findings[0].on
    ids = [finding.id for finding in findings]
    if on is None or pen.is_today(on):
        pen.today(*(ids if on is not None else ()))
        return []
    return pen.say("noted", date=[pen.dated(on, *((each, "on") for each in ids))])


def _at(pen: Pen, findings: Sequence[Finding], kind: str) -> Pieces:
    first = findings[0]
    if first.site:
        keys: dict[str, list[Key]] = {}
        for finding in findings:
            site = finding.site or first.site
            keys.setdefault(site, []).append(Key(finding.id, "site", site))
        spots = [Spot(site, tuple(each)) for site, each in keys.items()]
        is_of_joint = pen.words.words("findings", first.concept).is_of_joint
        name = "at" if kind != "sign" else "at_joint" if is_of_joint else "at_sign"
        return pen.say(name, site=places_listed(pen, named_places(pen, spots))[0])
    text = pen.of_text(first.site_text)
    if not text:
        return []
    told = text if text != first.site_text else ""
    mark = Marked(text, tuple(Key(finding.id, "site_text", told) for finding in findings))
    has_side = text.startswith(("left ", "right "))
    return pen.say("at_text_side" if has_side else "at_text", site=[mark])


def _absent(pen: Pen, findings: Sequence[Finding], kind: str) -> Pieces:
    if kind == "family":
        return _family(pen, "family_absent", findings)
    is_pair = len(findings) == 2 and pen.style.layout.lists == "prose" and kind == "symptom"
    name = "neither" if is_pair and pen.luck.happens(0.3) else f"{kind}_absent"
    template = pen.one_of(pen.style.phrases[name])
    cue = tuple(Key(finding.id, "status") for finding in findings)
    nouns = [[_denied_noun(pen, finding)] for finding in findings]
    slots: dict[str, Filling] = {
        "list": pen.listed(nouns, denied=True),
        "finding": pen.listed(nouns, denied=True),
        "first": nouns[0],
        "second": nouns[-1],
        "at": _at(pen, findings, kind),
        "noted": noted(pen, findings),
        "no": [Marked(pen.no, cue)],
    }
    return pen.fill(template, cue if template.has_cue else (), slots)


def _denied_noun(pen: Pen, finding: Finding) -> Marked:
    """Return the noun without its article, as it stands behind `no`."""
    noun = pen.noun(pen.words.words("findings", finding.concept))
    noun = noun.removeprefix("a ").removeprefix("an ")
    return Marked(noun, (Key(finding.id, "concept"),))


def _absent_wording(pen: Pen, finding: Finding, kind: str) -> Pieces:
    words = pen.words.words("findings", finding.concept)
    cue = (Key(finding.id, "status"),)
    wording = pen.one_of(words.absent).fill({}, cue)
    clause = around_cue(wording, Key(finding.id, "concept"))
    at = _at(pen, [finding], kind)
    return pen.say("clause_absent", clause=clause, at=at, noted=noted(pen, [finding]))


def _family(pen: Pen, name: str, findings: Sequence[Finding]) -> Pieces:
    pen.today(*(finding.id for finding in findings if pen.is_today(finding.on)))
    template = pen.one_of(pen.style.phrases[name])
    status = tuple(Key(finding.id, "status") for finding in findings)
    about = tuple(Key(finding.id, "about") for finding in findings)
    is_denied = name == "family_absent"
    cue = status if template.has_cue else ()
    nouns: list[Pieces] = []
    for finding in findings:
        noun = _denied_noun(pen, finding)
        keys = noun.keys if cue or is_denied else (*noun.keys, Key(finding.id, "status"))
        nouns.append([Marked(noun.text, keys)])
    family = pen.one_of(pen.style.phrases["family"]).fill({})
    slots: dict[str, Filling] = {
        "list": pen.listed(nouns, denied=is_denied),
        "finding": pen.listed(nouns),
        "family": [Marked("".join(str(piece) for piece in family), about)],
        "yes": [pen.yes],
        "no": [Marked(pen.no, status)],
    }
    return pen.fill(template, cue, slots)


def _not_examined(pen: Pen, finding: Finding, kind: str) -> Pieces:
    pen.today(finding.id)
    name = "not_examined" if kind == "sign" else "not_asked"
    cue = [Key(finding.id, "status")]
    noun = _denied_noun(pen, finding)
    return pen.say(name, cue, finding=[noun], **pen.verbs(noun.text))
