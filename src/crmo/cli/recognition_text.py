"""What a child could have, as words on the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crmo.assess.assessment import Assessment, Verdict
from crmo.assess.differential import Argument, Candidate, Differential, Question, RuleOut
from crmo.assess.facts import Facts
from crmo.cli.terminal import output, plain, table
from crmo.report.recognition_words import (
    elsewhere_words,
    percent,
    percent_interval,
    way_words,
)

SHOWN_DISEASES = 8
SHOWN_ARGUMENTS = 2
SHOWN_DANGERS = 6
SHOWN_QUESTIONS = 3


def print_recognition(facts: Facts, found: Differential, red_flags: Sequence[Assessment]) -> None:
    """Print one child's ranking, dangers, red flags, next questions and the cautions.

    Args:
        facts: the child.
        found: what it could be.
        red_flags: the answers of all red flags.
    """
    out = output()
    patient = facts.record.patient
    out.print(f"\n[bold]{plain(patient.name or patient.id)}[/bold]")
    setting = found.setting.replace("_", " ")
    out.print(f"What it could be, on {found.on.isoformat()}, among children seen in {setting}.")
    out.print(f"Known features weighed: {found.n_facts}.")
    if found.n_facts == 0:
        out.print("[yellow]Nothing to weigh was found: the ranking is that of the setting.[/]")
    if found.is_overridden:
        out.print("[yellow]Local numbers are in use.[/]")
    _print_ranking(found.ranking)
    out.print("\n[bold]The same facts elsewhere[/bold]")
    for words in elsewhere_words(facts, found.setting):
        out.print(f"  {plain(words)}")
    _print_dangers(found.rule_out_first, facts)
    _print_flags(red_flags)
    _print_questions(found)
    out.print()
    for caution in found.cautions:
        out.print(plain(caution), style="dim")


def _print_ranking(ranking: Sequence[Candidate]) -> None:
    out = output()
    rows = table("disease", "probability", "95 % interval", title="Ranking")
    for each in ranking[:SHOWN_DISEASES]:
        rows.add_row(
            plain(each.label), percent(each.probability), percent_interval(each.low, each.high)
        )
    out.print()
    out.print(rows)
    out.print("\n[bold]Strongest arguments[/bold]")
    for each in ranking[:SHOWN_DISEASES]:
        if not each.supports and not each.against:
            continue
        out.print(f"  {plain(each.label)}")
        _print_arguments("for", each.supports)
        _print_arguments("against", each.against)


def _print_arguments(side: str, arguments: Sequence[Argument]) -> None:
    for each in arguments[:SHOWN_ARGUMENTS]:
        basis = "; our judgement, nobody counted it" if each.is_assumption else ""
        output().print(
            f"    {side:<8} {plain(each.label)}: {plain(each.value)} "
            f"[dim](odds x {each.ratio:.2g}{basis})[/dim]"
        )


def _print_dangers(dangers: Sequence[RuleOut], facts: Facts) -> None:
    out = output()
    out.print("\n[bold]Rule out first[/bold]")
    if not dangers:
        out.print("  Nothing on the list of diseases not to be missed is open.")
    # One that a raised red flag points to is told in full, wherever it stands.
    in_full = [each for n, each in enumerate(dangers) if n < SHOWN_DANGERS or each.flags]
    for each in in_full:
        share = f"{percent(each.probability)}; {percent_interval(each.low, each.high)}"
        out.print(f"  [bold]{plain(each.label)}[/bold] ({share})")
        out.print(f"    why: {plain(each.reason)}")
        for flag in each.flags:
            out.print(f"    red flag: {plain(facts.knowledge.rule(flag).title)}")
        for test in each.would_exclude:
            words = "would exclude it" if test.is_open else "done, and does not exclude it"
            way = way_words(test.learned_by)
            out.print(f"    {words}: {plain(test.label)} [dim]({plain(way)})[/dim]")
        if each.also:
            out.print(f"    also: {plain('; '.join(each.also))}")
    if more := [each.label for each in dangers if each not in in_full]:
        out.print(f"  Not excluded either: {plain(', '.join(more))}.")


def _print_flags(red_flags: Iterable[Assessment]) -> None:
    out = output()
    flags = tuple(red_flags)
    raised = [each for each in flags if each.verdict is Verdict.MET]
    n_open = sum(each.verdict is Verdict.CANNOT_TELL for each in flags)
    if raised:
        out.print("\n[bold red]Red flags raised[/bold red]")
    else:
        out.print("\n[bold]Red flags raised[/bold]: none")
    for each in raised:
        out.print(f"  {plain(each.title)}: {plain(each.summary)}")
    if n_open:
        out.print(f"  [dim]Not fully looked at: {n_open} of {len(flags)}.[/dim]")


def _print_questions(found: Differential) -> None:
    out = output()
    labels = {each.disease: each.label for each in found.ranking}
    out.print("\n[bold]Worth learning next[/bold]")
    for each in found.rule_out_first:
        if each.disease in found.urgent:
            tests = [test.label for test in each.would_exclude if test.is_open]
            words = "; ".join((*tests, *each.also))
            out.print(
                f"  [bold]Before any question, for {plain(each.label)}[/bold]: {plain(words)}"
            )
    if not found.next_questions:
        out.print(
            "  Nothing unknown would change the ranking much; what must be ruled out is still open."
            if found.rule_out_first
            else "  Nothing unknown would change the ranking much."
        )
    for question in found.next_questions[:SHOWN_QUESTIONS]:
        _print_question(question, labels)


def _print_question(question: Question, labels: dict[str, str]) -> None:
    out = output()
    way = way_words(question.learned_by)
    out.print(
        f"  {plain(question.ask)} "
        f"[dim]({plain(way)}; cost {question.cost:g}, where asking a question is 1)[/dim]"
    )
    for answer in question.answers:
        top = ", ".join(f"{labels[key]} {percent(share)}" for key, share in answer.top)
        likely = f"[dim](now {percent(answer.probability)})[/dim]"
        out.print(f"    {plain(answer.value)} {likely}: {plain(top)}")
