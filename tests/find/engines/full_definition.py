"""One definition with every kind of criterion, over the codes of `strategies`."""

from __future__ import annotations

from crmo.knowledge.case_definition import (
    AgeAtIndex,
    AllOf,
    AnyOf,
    Band,
    CaseDefinition,
    CodeSet,
    Count,
    Criterion,
    Distinct,
    Episodes,
    FollowedBy,
    Index,
    Paired,
    Repeat,
    Select,
    ValueTest,
    Window,
    Without,
)

ALL = CodeSet(
    id="anything", label="anything", codes={"local": ("pain", "ache", "limp", "odd", "crp", "wbc")}
)
PAIN = CodeSet(id="pain", label="pain", codes={"local": ("pain", "ache")})
CRP = CodeSet(id="crp", label="C-reactive protein", analytes=("crp",))
GERM = CodeSet(id="germ", label="a germ", codes={"local": ("germ",)})


def full_definition() -> CaseDefinition:
    """Every kind, each with some window, with and without `seen_by`, values and limits."""
    pain, crp = Select(set="pain"), Select(set="crp", at_least=0.5, unit="mg/dL")
    later = Window(from_day=0, to_day=50)
    kinds: list[Criterion] = [
        Count(id="several", label="", why="", points=1, of=pain, at_least=2, window=later),
        Count(id="days", label="", why="", points=0.5, of=pain, distinct=Distinct.DAY),
        Count(id="sites", label="", why="", points=1, of=pain, distinct=Distinct.SITE, at_least=2),
        Repeat(id="again", label="", why="", points=2, of=pain, min_days=3, max_days=30),
        FollowedBy(id="then", label="", why="", points=1, first=pain, then=crp, max_days=20),
        Paired(
            id="quiet",
            label="",
            why="",
            points=-1,
            first=Select(set="crp", value=ValueTest.ABOVE_RANGE),
            second=Select(set="anything", states=("present", "uncertain")),
            days=10,
            seen_by="crp",
        ),
        Episodes(id="bouts", label="", why="", points=1, of=pain, gap_days=5, at_least=2),
        Without(id="no_germ", label="", why="", points=1, of=Select(set="germ"), seen_by="germ"),
        AgeAtIndex(id="young", label="", why="", points=0.25, max_years=10),
        AllOf(id="both", label="", why="", points=1, of=("again", "no_germ")),
        AnyOf(id="either", label="", why="", of=("both", "bouts")),
    ]
    return CaseDefinition(
        id="every_kind",
        version=1,
        label="every kind of criterion",
        purpose="",
        code_sets={each.id: each for each in (ALL, PAIN, CRP, GERM)},
        index=Index(first_of=Select(set="anything"), max_years=18),
        criteria={each.id: each for each in kinds},
        require=("either",),
        exclude=("sites",),
        bands=(Band(id="high", label="", at_least=4), Band(id="low", label="", at_least=1)),
    )
