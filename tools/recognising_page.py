"""The page on the differential: how it is worked out, and how it does on cases that are known.

Nothing is weighed here: the results are read from the file that
`python -m tools.evaluate_recognition` writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from crmo.knowledge import Knowledge, load_knowledge
from crmo.knowledge.likelihoods import SETTINGS, Frequency
from tools.evaluate_recognition import FILE, N_TRAINED, read

_WORDS = Path(__file__).resolve().parent / "recognition" / "words.md"
_SPARSE = 5
_HEAD = "| | first | among the first three | mean rank |\n|---|---|---|---|"

CASES = """\
## The 42 published cases

**These are cases the developers could see.** They lay open while the likelihoods were written.
What a feature means was changed after looking at where the model went wrong on them (one lesion
so far, the length of complaints, what a lesion looks like once there is one); no share of a
disease was fitted to them. The figures say that the parts fit together, not how often a doctor
would be helped. Seventeen are CNO, so that the prior shares alone put the truth first in
seventeen. Setting: rheumatology. Where a report's answer is outside the list, `something_else`
counts as right. Intervals are 95 %: Wilson for shares, bootstrap for mean ranks; a tie shares its
ranks out.

### From the text alone

What the reports tell before the answer, in prose of our own (`tests/cases/narratives.yaml`), read
as a letter and weighed, with age and sex given beside it as `crmo recognise` takes them; one row
has nothing but the text, from which age and sex are read as well. The baselines have the same
input: the concepts that were read, counted among the terms of each
disease, and a regression trained on virtual children.
"""
CODED = """\
### The same cases, coded by hand

Records hold what the reports tell of findings, tests and pictures before the answer; {n_sparse}
of them give five features or fewer. The narratives tell some things that nobody coded (what a
child eats, how long it has hurt); reading loses others.
"""
SAID = """\
On average the likeliest disease was given {told:.2f} when read from the text and {coded:.2f} when
coded, and it was the true one in {told_true:.2f} and {coded_true:.2f}.

If the true disease of a case that is not CNO were not in the list at all ({n} cases, coded), CNO
would be given {cno:.2f} on average (its prior share is {cno_prior:.2f}) and more than one half in
{cno_over_half}; *something else* would be given {something_else:.2f}.
"""
SETTINGS_WORDS = """\
### The same cases with the prior shares of other settings

Published cases come from hospitals and are chosen for being odd, so the shares of primary care
do not belong to them; the rows show how much the setting weighs.
"""
VIRTUAL = """\
## Virtual children, where the truth is known

{n} virtual children of the mix `referrals`, each on the day before its disease was named. They
share published numbers with the likelihoods, so this is a test of arithmetic and of what sparse,
badly kept records do to it, not of medicine. Mean negative logarithm of the probability given to
the truth: {log_score}.

A regression trained on {n_trained} other virtual children does better on these (it learns from what
is missing from a record, too) and worse on the published cases (it learned the simulator).
"""
CALIBRATION = """\
### Does what is said come true?

On the day of the first visit on record, when nobody has been sorted out yet:
"""
LATER = """\
On the day before the diagnosis:
"""
WHY = """\
The likeliest disease comes true more often than is said: probabilities are held back on purpose,
because the facts of real children are more related than those of virtual ones. At the first visit
CNO is said a little too seldom. Just before the diagnosis it is still said too often below one
half: by then {cno} of {n_cno} virtual children with CNO have had an MRI and {others} of
{n_others} others, and what was not done contributes nothing to the model. Children without
pictures are left near the prior shares of the setting; that CNO leads there is the prior's doing.
"""
BASIS = """\
## What the numbers rest on

{n_diseases} diseases and forms, {n_features} features. Of the {n_frequencies} frequencies given,
{n_counted} are children counted in a study, {n_share} a published share without its denominator,
{n_class} a word of Orphanet, and **{n_assumed} are our judgement**; all other pairs of disease and
feature, {n_background}, have none and take a share over all diseases. Every argument of an answer
says which of these it is. All prior shares are our judgement, most with a published number beside.

### Prior shares

Share of each disease among children with pain of bones or limbs or a bone lesion, before any fact.
"""


def pages() -> dict[str, str]:
    """Return the page docs/reference/recognising.md."""
    if not FILE.exists():
        return {}
    results, knowledge = read(), load_knowledge()
    virtual, rows = results["virtual"], results["cases"]["rows"]
    words = VIRTUAL.format(n=virtual["n"], log_score=virtual["log_score"], n_trained=N_TRAINED)
    parts = [
        _WORDS.read_text(encoding="utf-8"),
        CASES,
        _comparison(results, "told"),
        _dangerous(results["told"]),
        CODED.format(n_sparse=sum(row["n_facts"] <= _SPARSE for row in rows)),
        _comparison(results, "cases"),
        _dangerous(results["cases"]),
        _said(results),
        SETTINGS_WORDS,
        _table((setting, results["told"]["settings"][setting]) for setting in SETTINGS),
        "### Case by case\n",
        _cases(results["told"]["rows"], rows),
        words,
        _of_virtual(results),
        CALIBRATION,
        _bins(results["first_visit"]),
        LATER,
        _bins(virtual),
        _why(results["with_mri"]),
        _basis(knowledge),
    ]
    return {"reference/recognising.md": "\n".join(parts)}


def _comparison(results: Mapping[str, Any], way: str) -> str:
    cases = results[way]
    alone = [("differential, text alone", results["told_alone"]["differential"])]
    return _table(
        [
            ("differential", cases["differential"]),
            *(alone if way == "told" else []),
            ("prior shares only", cases["prior_only"]),
            ("counting the terms of Orphanet and HPO", cases["counting_terms"]),
            ("regression trained on virtual children", results["regression"][way]),
        ]
    )


def _of_virtual(results: Mapping[str, Any]) -> str:
    virtual = results["virtual"]
    kinds = [
        (f"{kind}, n = {each['n']}, mean probability {each['mean_probability']:.2f}", each)
        for kind, each in virtual["kinds"].items()
    ]
    return _table(
        [
            ("**all**", virtual["all"]),
            ("regression", results["regression"]["virtual"]),
            *kinds,
        ]
    )


def _table(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    lines = [_HEAD]
    for name, found in rows:
        first, three = (_share(found[key], found["n"]) for key in ("top_1", "top_3"))
        mean = found["mean_rank"]
        lines.append(
            f"| {name} | {first} | {three} "
            f"| {mean['mean']:.1f} ({mean['low']:.1f} to {mean['high']:.1f}) |"
        )
    return "\n".join(lines) + "\n"


def _share(found: Mapping[str, float], n: int) -> str:
    low, high = 100 * found["low"], 100 * found["high"]
    return f"{found['count']:g}/{n} ({low:.0f} to {high:.0f} %)"


def _dangerous(cases: Mapping[str, Any]) -> str:
    found = cases["dangerous"]
    missed = f" Missed: {', '.join(found['missed'])}." if found["missed"] else ""
    return (
        f"Of the {found['n']} cases with a disease that must not be missed, it stood under "
        f"*rule out first* in {found['listed']}.{missed} That list is long by design: it holds "
        "every dangerous disease that nothing excludes.\n"
    )


def _said(results: Mapping[str, Any]) -> str:
    shown = {}
    for name, way in (("told", "told"), ("coded", "cases")):
        first = results[way]["differential"]["top_1"]["count"]
        shown[name] = results[way]["said"]["first"]
        shown[f"{name}_true"] = first / results[way]["differential"]["n"]
    return SAID.format(**shown, **results["cases"]["left_out"])


def _cases(told: Iterable[Mapping[str, Any]], coded: Iterable[Mapping[str, Any]]) -> str:
    lines = [
        "| case | what it was | rank from the text | probability | likeliest | rank when coded |",
        "|---|---|---:|---|---|---:|",
    ]
    for row, other in zip(told, coded, strict=True):
        first = ", ".join(f"{disease} {share:.2f}" for disease, share in row["first"])
        share = f"{row['probability']:.2f} ({row['low']:.2f} to {row['high']:.2f})"
        lines.append(
            f"| {row['case']} | {row['true']} | {row['rank']} | {share} | {first} "
            f"| {other['rank']} |"
        )
    return "\n".join(lines) + "\n"


def _bins(virtual: Mapping[str, Any]) -> str:
    lines = ["| | children | said | came true |", "|---|---:|---:|---:|"]
    for name, key in (("the likeliest disease", "first"), ("CNO", "cno")):
        lines += [
            f"| {name} | {each['n']} | {each['said']:.2f} | {each['true']:.2f} |"
            for each in virtual[key]
        ]
    return "\n".join(lines) + "\n"


def _why(mri: Mapping[str, tuple[int, int]]) -> str:
    (cno, n_cno), (others, n_others) = mri["cno"], mri["others"]
    return WHY.format(cno=cno, n_cno=n_cno, others=others, n_others=n_others)


def _basis(knowledge: Knowledge) -> str:
    diseases = knowledge.likelihoods.values()
    given = Counter(_kind(f) for d in diseases for f in d.frequencies.values())
    n_features = len(knowledge.likelihood_features)
    listed = [d for d in diseases if not d.is_anything_else]
    words = BASIS.format(
        n_diseases=len(listed),
        n_features=n_features,
        n_frequencies=given.total(),
        n_counted=given["counted"],
        n_share=given["share"],
        n_class=given["class"],
        n_assumed=given["assumed"],
        n_background=len(listed) * n_features - given.total(),
    )
    return f"{words}\n{_priors(knowledge)}"


def _kind(frequency: Frequency) -> str:
    if frequency.is_counted:
        return "counted"
    if frequency.frequency_class:
        return "class"
    return "assumed" if frequency.is_assumption else "share"


def _priors(knowledge: Knowledge) -> str:
    diseases = knowledge.likelihoods.values()
    whole = {s: sum(d.weight(s) for d in diseases) for s in SETTINGS}
    lines = [
        "| disease or form | primary care | orthopaedics | rheumatology | why |",
        "|---|---:|---:|---:|---|",
    ]
    for disease in diseases:
        shares = [f"{100 * disease.weight(s) / whole[s]:.3g} %" for s in SETTINGS]
        name = f"{disease.label} (`{disease.id}`)"
        lines.append(f"| {name} | {' | '.join(shares)} | {disease.prior['decision']} |")
    return "\n".join(lines) + "\n"
