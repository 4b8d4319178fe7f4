"""The page on how well case finding works on virtual children.

Nothing is searched here: the results are read from the file that
`python -m tools.evaluate_finding` writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.evaluate_finding import FILE, read
from tools.published_cases_page import wilson

_WORDS = Path(__file__).resolve().parent / "find_evaluation" / "words.md"
SUSPECTED = ("suspected_crmo_sensitive", "suspected_crmo", "suspected_crmo_specific")
MODEL, MATCHED = "boosted_trees", "suspected_crmo"
RECORDED = {
    "DIAGNOSES": "diagnoses",
    "TREATED": "treated",
    "IMAGED": "imaged",
    "EVERYTHING": "everything",
}
ALL = "EVERYTHING"
ONE_IN = ("500", "20000")

FOUND = """\
## Found before anybody named it

On the day before the diagnosis, with everything recorded. *Never named*: children whose CNO
nobody named before their chart ends, many of whom have hardly been seen.
"""
LESS = """\
## By how much is recorded

Children whose CNO was named later, on the day before. Lowest band of each definition.
"""
LEAD = """\
## How long before the diagnosis

Share of children proposed so many days before their diagnosis, with everything recorded. The lead
of a child is the longest of 0, 30, 60, 90, 120, 180, 270, 365, 545 and 730 days at which it is
proposed, so medians are steps, too. From the first symptom to the diagnosis these children
waited {delay:,.0f} days in the median; nobody can be proposed before the first symptom is written
down.
"""
MISSED = """\
## Which children are missed, and why

With everything recorded, of children with CNO named or not. *Costs*: points of the criterion times
the difference in how often it holds, that is, what the missed children lack on average.
"""
OTHERS = """\
## Who else is proposed

Share of each kind of child that each definition proposes, with everything recorded, lowest band.
A mimic is not a mistake of the list to its full extent: somebody should look at a child with
leukaemia, too. It is not CNO, though.
"""
HOSPITAL = """\
## In one virtual hospital, unweighted

{n:,} children, {cno} of them with CNO; everything recorded. Few children with CNO make wide
intervals.
"""
RIVALS = """\
## Beside obvious rivals

On the same charts. Before the diagnosis the code of CNO finds nobody: that is what a code is. The
trees were trained on other virtual children (other seeds) on how often each code occurs, age and
sex, with the code of CNO left out; their threshold is set so that in a hospital they propose as
many charts as each band of `suspected_crmo`. They have learned the simulator, which a definition
written from papers has not, and no hospital could train them without knowing who has CNO.
"""
WHOLE = """\
## Whole charts: children whose CNO is on record

Nothing is cut here, and the question is another: whose record says CNO? The virtual hospital
writes its own code for CNO, never a wrong one, so that M86.3 chosen by mistake is not tested here.
"""
THIRD = """\
## Other people's records

Invented records that are not ours (Synthea, as FHIR and as OMOP), searched alone and with {n}
virtual children with CNO planted among them, these cut before their diagnosis except for
`recorded_cno`. *At any age* lifts the age limit, to have more persons to be wrong about. Nobody in
them has CNO, so that every hit of theirs is a false one. Few of them have a first event at all:
Synthea hardly knows bone pain, and not in children. So these records test reading, and that
strangers beside them change nothing for the planted children; they do not test telling apart.
"""


def pages() -> dict[str, str]:
    """Return the page docs/reference/finding.md."""
    if not FILE.exists():
        return {}
    found = read()
    searches, sizes = found["searches"], found["sizes"]
    kinds = searches[MATCHED]["bands"]["low"][ALL]["kinds"]
    words = _WORDS.read_text(encoding="utf-8").format(
        n_cno=f"{sizes['cno']:,}",
        n_mimics=f"{sizes['mimics']:,}",
        n_hospital=f"{sizes['hospital']:,}",
        n_kinds=len(kinds),
    )
    parts = [
        words, FOUND, _found(searches), LESS, _less(searches), *_lead(searches), MISSED,
        *(_missed(name, searches[name]) for name in SUSPECTED), OTHERS, _others(searches),
        *_hospital(searches), RIVALS, _rivals(searches), WHOLE, _whole(found["whole_charts"]),
        *_third(found.get("third_party") or {}),
    ]  # fmt: skip
    return {"reference/finding.md": "\n".join(parts)}


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, n_words: int = 1) -> str:
    """Return a table; columns after the first `n_words` are numbers."""
    lines = [f"| {' | '.join(head)} |"]
    lines.append("|" + "---|" * n_words + "---:|" * (len(head) - n_words))
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _share(pair: Sequence[int]) -> str:
    n_found, n = pair
    if n == 0:
        return "none"
    low, high = wilson(n_found, n)
    return f"{100 * n_found / n:.0f} % ({100 * low:.0f} to {100 * high:.0f})"


def _value(own: Mapping[str, Any], one_in: str) -> str:
    if not any(n_proposed for n_proposed, _ in own["kinds"].values()):
        return "nobody proposed"
    value = own["value"][one_in]
    return f"{_percent(value['value'])} ({_percent(value['low'])} to {_percent(value['high'])}) %"


def _percent(share: float) -> str:
    return f"{100 * share:.0f}" if share >= 0.1 else f"{100 * share:.2g}"


def _band_rows(
    searches: Mapping[str, Any], names: Iterable[str]
) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for name in names:
        for band, by_recorded in searches[name]["bands"].items():
            yield name, band, by_recorded


def _found(searches: Mapping[str, Any]) -> str:
    names = (*SUSPECTED, "bone_pain_and_mri")
    rows = []
    for name, band, by_recorded in _band_rows(searches, names):
        own = by_recorded[ALL]
        values = [own["value"][one_in] for one_in in ONE_IN]
        rows.append((
            f"`{name}`", band, _share(own["named"]), _share(own["never_named"]),
            *(_value(own, one_in) for one_in in ONE_IN),
            *(f"{value['proposed_per_10000']:,.1f}" for value in values),
        ))  # fmt: skip
    head = (
        "definition", "band or higher", "found", "found, never named", "CNO among those proposed, "
        "1 in 500", "1 in 20,000", "proposed of 10,000, 1 in 500", "1 in 20,000",
    )  # fmt: skip
    return _table(head, rows, n_words=2) + (
        "\nThe share of CNO among those proposed times ten is the yield per 1,000 charts read.\n"
    )


def _less(searches: Mapping[str, Any]) -> str:
    rows = []
    for name in SUSPECTED:
        lowest = list(searches[name]["bands"])[-1]
        for recorded, label in RECORDED.items():
            own = searches[name]["bands"][lowest][recorded]
            rows.append((
                f"`{name}`", label, _share(own["named"]),
                *(_value(own, one_in) for one_in in ONE_IN),
                f"{own['value']['500']['proposed_per_10000']:,.1f}",
            ))  # fmt: skip
    head = (
        "definition", "recorded", "found", "CNO among those proposed, 1 in 500", "1 in 20,000",
        "proposed of 10,000, 1 in 500",
    )  # fmt: skip
    return _table(head, rows, n_words=2)


def _lead(searches: Mapping[str, Any]) -> list[str]:
    rows = []
    delay: Mapping[str, Any] = {}
    for name, band, by_recorded in _band_rows(searches, SUSPECTED):
        lead = by_recorded[ALL]["lead"]
        delay, median = lead["delay"], lead["median"]
        shares = [_share(lead["at"][days]) for days in lead["at"]]
        told = (
            f"{median['median']:g} ({median['low']:g} to {median['high']:g})"
            if median["n"]
            else "nobody"
        )
        rows.append((f"`{name}`", band, *shares, told))
    days = list(searches[MATCHED]["bands"]["low"][ALL]["lead"]["at"])
    head = ("definition", "band or higher", *(f"{each} days" for each in days), "median lead, days")
    return [LEAD.format(delay=delay["median"]), _table(head, rows, n_words=2)]


def _missed(name: str, search: Mapping[str, Any]) -> str:
    missed = search["missed"]
    n = missed["n_found"] + missed["n_missed"]
    reasons = "; ".join(f"{label}: {count}" for label, count in missed["why"].items())
    rows = [
        (
            row["criterion"], f"{row['points']:+g}", _of(row["found"], missed["n_found"]),
            _of(row["missed"], missed["n_missed_with_index"]), f"{row['cost']:.2f}",
        )
        for row in missed["criteria"]
        if row["cost"] >= 0.05
    ]  # fmt: skip
    head = ("criterion", "points", "holds, found", "holds, missed", "costs")
    return (
        f"### `{name}`: {missed['n_missed']} of {n} missed\n\n{reasons or 'Nobody is missed'}.\n\n"
        + _table(head, rows)
    )


def _of(count: int, n: int) -> str:
    return f"{100 * count / n:.0f} %" if n else "none"


def _others(searches: Mapping[str, Any]) -> str:
    lowest = {name: list(searches[name]["bands"])[-1] for name in SUSPECTED}
    own = {name: searches[name]["bands"][lowest[name]][ALL]["kinds"] for name in SUSPECTED}
    kinds = sorted(own[MATCHED], key=lambda kind: -own[MATCHED][kind][0] / own[MATCHED][kind][1])
    rows = [
        (
            kind.replace("_", " "), f"{own[MATCHED][kind][1]:,}",
            *(_share(own[name][kind]) for name in SUSPECTED),
        )
        for kind in kinds
    ]  # fmt: skip
    return _table(("kind of child", "charts", *(f"`{name}`" for name in SUSPECTED)), rows)


def _hospital(searches: Mapping[str, Any]) -> list[str]:
    rows = []
    n, n_cno = 0, 0
    for name, band, by_recorded in _band_rows(searches, SUSPECTED):
        kinds = by_recorded[ALL]["hospital"]
        n, n_cno = sum(pair[1] for pair in kinds.values()), kinds["cno"][1]
        proposed, cno = sum(pair[0] for pair in kinds.values()), kinds["cno"][0]
        rows.append((
            f"`{name}`", band, f"{proposed:,}", f"{cno}", _share((cno, n_cno)),
            _share((cno, proposed)), f"{1000 * cno / proposed:.0f}" if proposed else "none",
        ))  # fmt: skip
    head = (
        "definition", "band or higher", "proposed", "with CNO", "found", "CNO among those proposed",
        "children with CNO per 1,000 charts read",
    )  # fmt: skip
    return [HOSPITAL.format(n=n, cno=n_cno), _table(head, rows, n_words=2)]


def _rivals(searches: Mapping[str, Any]) -> str:
    rows = []
    for name in (MATCHED, MODEL, "osteomyelitis_without_germ", "cno_code_alone"):
        for band, by_recorded in searches[name]["bands"].items():
            told = f"as many as *{band}*" if name == MODEL else band
            for recorded in ("DIAGNOSES", "TREATED", ALL):
                own = by_recorded[recorded]
                rows.append((
                    f"`{name}`", told, RECORDED[recorded], _share(own["named"]),
                    _share(own["never_named"]), _value(own, "500"),
                    f"{own['value']['500']['proposed_per_10000']:,.1f}",
                ))  # fmt: skip
    head = (
        "search", "band or higher", "recorded", "found", "found, never named",
        "CNO among those proposed, 1 in 500", "proposed of 10,000, 1 in 500",
    )  # fmt: skip
    return _table(head, rows, n_words=3)


def _whole(whole: Mapping[str, Any]) -> str:
    rows = []
    for name, bands in whole.items():
        for band, populations in bands.items():
            wrong = [
                pair
                for people in ("mimics", "hospital")
                for named in ("named", "never_named")
                for kind, pair in populations[people][named].items()
                if kind != "cno"
            ]
            cno = populations["cno"]
            rows.append((
                f"`{name}`", band, _share(cno["named"]["cno"]), _share(cno["never_named"]["cno"]),
                f"{sum(pair[0] for pair in wrong):,} of {sum(pair[1] for pair in wrong):,}",
            ))  # fmt: skip
    head = ("search", "band or higher", "CNO named", "CNO never named", "others proposed")
    return _table(head, rows, n_words=2)


def _third(third: Mapping[str, Any]) -> Iterator[str]:
    if not third:
        return
    yield THIRD.format(n=third["n_planted"])
    rows = []
    for name, source in third["sources"].items():
        for search, alone in source["alone"].items():
            planted = source["planted"][search]
            rows.append((
                name, f"`{search.removesuffix(', any age')}`"
                + (", any age" if search.endswith(", any age") else ""),
                f"{source['persons']:,}", f"{source['first_seen_below_18']:,}",
                f"{alone['with_index']:,}", f"{sum(alone['theirs'].values()):,}",
                f"{sum(planted['theirs'].values()):,}",
                f"{sum(planted['planted'].values())} of {third['n_planted']}",
            ))  # fmt: skip
    head = (
        "records", "definition", "persons", "first seen below 18", "with a first event",
        "proposed", "theirs proposed with planted beside", "planted proposed",
    )  # fmt: skip
    yield _table(head, rows, n_words=2)
    yield from _explained(third)


def _explained(third: Mapping[str, Any]) -> Iterator[str]:
    """Yield what each search of other people's records proposed, by the points it gave."""
    for name, source in third["sources"].items():
        for search, alone in source["alone"].items():
            if not sum(alone["theirs"].values()):
                continue
            why = "; ".join(f"{label} ({n})" for label, n in alone["why"].items())
            yield f"- {name}, `{search}`: {sum(alone['theirs'].values())} proposed, by: {why}."
    yield ""
