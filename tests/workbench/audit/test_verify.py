"""Tampering with either chain is found and located. Triggers are dropped by hand to tamper."""

from __future__ import annotations

import pytest
from django.db import connection, models
from django.db.models import F
from tests.workbench.conftest import NOW

from crmo.errors import BrokenChainError
from crmo.record import Patient
from crmo.workbench.audit import Action, audit_event
from crmo.workbench.ledger import Kind, Statement, append, new_child, retraction_statement
from crmo.workbench.ledger.chain import link_hash
from crmo.workbench.ledger.triggers import add_triggers, drop_triggers
from crmo.workbench.ledger.verify import (
    Problem,
    chain_heads,
    require_whole_chains,
    verify_chains,
)
from crmo.workbench.models import AuditEvent, ChainHead, Child, EntryContent, LedgerEntry, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_children(clinician: User) -> tuple[Child, Child]:
    """Two children with three statements each, and six events of the audit."""
    made = []
    for number in ("A1", "B2"):
        child = new_child(Patient(id=number, name=f"Example {number}"), by=clinician, at=NOW)
        append(child, [retraction_statement("x", "wrong child")], by=clinician, at=NOW)
        append(child, [retraction_statement("y", "typed twice")], by=clinician, at=NOW)
        for action in (Action.READ, Action.WRITE, Action.PRINT):
            audit_event(None, action, child=child, actor=clinician, about="children.page")
        made.append(child)
    return made[0], made[1]


@pytest.fixture
def tampering(two_children: tuple[Child, Child]) -> None:
    """Takes the triggers away, as somebody with the database's password could."""
    drop_triggers(connection)


def problems() -> list[tuple[str, int | None, Problem]]:
    """What is wrong in the chains; the missing triggers are tested on their own."""
    return [
        (fault.chain, fault.sequence, fault.problem)
        for fault in verify_chains().faults
        if fault.problem != Problem.TRIGGER
    ]


def put_anew(table: type[models.Model], rows: list[models.Model]) -> None:
    table._base_manager.bulk_create(rows)


def test_untouched_chains_are_whole(two_children: tuple[Child, Child]) -> None:
    verified = verify_chains()
    assert verified.is_whole
    assert (verified.n_entries, verified.n_events, verified.n_erased) == (6, 6, 0)
    require_whole_chains()


def test_empty_chains_are_whole(db: None) -> None:
    assert verify_chains().is_whole
    assert [head.sequence for head in chain_heads()] == [0, 0]


def test_changed_words_are_located(tampering: None) -> None:
    EntryContent.objects.filter(pk=3).update(payload='{"entry":"z"}')
    assert problems() == [("entries", 3, Problem.CONTENT_CHANGED)]


@pytest.mark.parametrize("column", ["salt", "entry_id", "supersedes", "source", "reason"])
def test_every_column_of_the_words_counts(tampering: None, column: str) -> None:
    EntryContent.objects.filter(pk=4).update(**{column: "other"})
    assert problems() == [("entries", 4, Problem.CONTENT_CHANGED)]


def test_swapped_words_are_located(tampering: None) -> None:
    """The words of rows 2 and 3 change places."""
    two, three = EntryContent.objects.get(pk=2), EntryContent.objects.get(pk=3)
    EntryContent.objects.filter(pk__in=(2, 3)).delete()
    two.pk, three.pk = 3, 2
    put_anew(EntryContent, [two, three])
    assert problems() == [
        ("entries", 2, Problem.CONTENT_CHANGED),
        ("entries", 3, Problem.CONTENT_CHANGED),
    ]


def test_words_given_to_another_child_are_located(
    two_children: tuple[Child, Child], tampering: None
) -> None:
    EntryContent.objects.filter(pk=2).update(child=two_children[1])
    assert problems() == [("entries", 2, Problem.CONTENT_CHANGED)]


def test_removed_words_are_located_unless_the_child_was_erased(
    two_children: tuple[Child, Child], tampering: None
) -> None:
    EntryContent.objects.filter(pk=2).delete()
    assert problems() == [("entries", 2, Problem.CONTENT_GONE)]
    append(two_children[0], [Statement(kind=Kind.ERASURE, payload={})], by=None, at=NOW)
    assert problems() == []
    assert verify_chains().n_erased == 1


@pytest.mark.parametrize(
    "change",
    [
        {"recorded_by": None},
        {"recorded_at": NOW.replace(year=2025)},
        {"kind": "appointment"},
        {"content_digest": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changed_who_when_and_what_of_an_entry_are_located(
    tampering: None, change: dict[str, object]
) -> None:
    LedgerEntry.objects.filter(pk=2).update(**change)
    assert ("entries", 2, Problem.CHANGED) in problems()
    assert {sequence for _, sequence, _ in problems()} == {2}


def test_entry_given_to_another_child_is_located(
    two_children: tuple[Child, Child], tampering: None
) -> None:
    LedgerEntry.objects.filter(pk=2).update(child=two_children[1])
    EntryContent.objects.filter(pk=2).update(child=two_children[1])
    assert problems() == [("entries", 2, Problem.CHANGED)]


@pytest.mark.parametrize(
    "change",
    [
        {"actor": None},
        {"actor_role": "reader"},
        {"at": NOW.replace(year=2025)},
        {"action": "list"},
        {"outcome": "refused"},
        {"child": None},
        {"about": "x"},
        {"address": "10.0.0.1"},
        {"detail": "{}"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_column_of_an_event_counts(tampering: None, change: dict[str, object]) -> None:
    AuditEvent.objects.filter(pk=5).update(**change)
    assert problems() == [("audit", 5, Problem.CHANGED)]


@pytest.mark.parametrize(("table", "chain"), [(LedgerEntry, "entries"), (AuditEvent, "audit")])
class TestEitherChain:
    """What can be done to either chain."""

    def test_changed_hash(self, tampering: None, table: type[models.Model], chain: str) -> None:
        table._base_manager.filter(pk=2).update(hash="0" * 64)
        assert problems() == [(chain, 2, Problem.CHANGED), (chain, 3, Problem.NOT_LINKED)]

    def test_removed_in_the_middle(
        self, tampering: None, table: type[models.Model], chain: str
    ) -> None:
        EntryContent.objects.filter(pk__in=(3, 4)).delete()
        table._base_manager.filter(pk__in=(3, 4)).delete()
        found = [each for each in problems() if each[0] == chain]
        assert found[0] == (chain, 3, Problem.MISSING)
        assert "rows 3 to 4 are missing" in " ".join(
            fault.sentence for fault in verify_chains().faults
        )

    def test_removed_at_the_end(
        self, tampering: None, table: type[models.Model], chain: str
    ) -> None:
        EntryContent.objects.filter(pk__in=(5, 6)).delete()
        table._base_manager.filter(pk__in=(5, 6)).delete()
        assert (chain, 5, Problem.CUT_OFF) in problems()

    def test_moved(self, tampering: None, table: type[models.Model], chain: str) -> None:
        """Rows 2 and 3 change places."""
        with connection.constraint_checks_disabled():
            table._base_manager.filter(pk=2).update(sequence=99)
            table._base_manager.filter(pk=3).update(sequence=2)
            table._base_manager.filter(pk=99).update(sequence=3)
            found = [each for each in problems() if each[0] == chain]
            assert (chain, 2, Problem.NOT_LINKED) in found
            assert (chain, 2, Problem.CHANGED) in found
            assert (chain, 3, Problem.CHANGED) in found
            table._base_manager.filter(pk=3).update(sequence=99)
            table._base_manager.filter(pk=2).update(sequence=3)
            table._base_manager.filter(pk=99).update(sequence=2)

    @pytest.mark.parametrize("change", [{"hash": "0" * 64}, {"sequence": F("sequence") - 1}])
    def test_changed_head(
        self, tampering: None, table: type[models.Model], chain: str, change: dict[str, object]
    ) -> None:
        ChainHead.objects.filter(name=chain).update(**change)
        assert {each[0] for each in problems()} == {chain}
        assert {each[2] for each in problems()} <= {Problem.HEAD, Problem.AFTER_HEAD}
        assert problems()

    def test_head_taken_away(self, tampering: None, table: type[models.Model], chain: str) -> None:
        ChainHead.objects.filter(name=chain).delete()
        assert problems() == [(chain, 1, Problem.AFTER_HEAD)]


def test_row_put_in_at_the_end_without_the_key_is_located(
    two_children: tuple[Child, Child], tampering: None
) -> None:
    last = LedgerEntry.objects.get(pk=6)
    forged = LedgerEntry(
        sequence=7,
        child=two_children[0],
        kind="erasure",
        recorded_at=NOW,
        content_digest="0" * 64,
        previous_hash=last.hash,
        hash="f" * 64,
    )
    forged.save(force_insert=True)
    assert problems() == [
        ("entries", 7, Problem.CHANGED),
        ("entries", 7, Problem.AFTER_HEAD),
    ]


def test_chain_made_anew_with_its_key_is_found_by_a_kept_head_only(
    two_children: tuple[Child, Child], tampering: None
) -> None:
    """Whoever has the key can rewrite everything; only what was kept elsewhere tells."""
    kept = chain_heads()[0].hash
    assert verify_chains([kept]).faults[0].problem == Problem.TRIGGER
    previous = ""
    for entry in LedgerEntry.objects.order_by("sequence"):
        entry.previous_hash, entry.recorded_at = previous, NOW.replace(year=2025)
        previous = entry.hash = link_hash(entry)
        entry.save()
    ChainHead.objects.filter(name="entries").update(hash=previous)
    assert problems() == []
    assert verify_chains([kept]).faults[-1].problem == Problem.KEPT_HEAD


def test_older_kept_head_still_stands_after_more_was_appended(
    two_children: tuple[Child, Child],
) -> None:
    kept = [head.hash for head in chain_heads()]
    append(two_children[0], [retraction_statement("z", "again")], by=None, at=NOW)
    audit_event(None, Action.READ)
    assert verify_chains(kept).is_whole


def test_missing_triggers_are_named(tampering: None) -> None:
    told = [fault.sentence for fault in verify_chains().faults if fault.problem == Problem.TRIGGER]
    assert any("workbench_ledgerentry_no_update" in sentence for sentence in told)
    assert any("workbench_auditevent_no_delete" in sentence for sentence in told)
    add_triggers(connection)
    assert verify_chains().is_whole


def test_trigger_that_does_nothing_is_named(tampering: None) -> None:
    add_triggers(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER workbench_auditevent_no_update")
            cursor.execute(
                "CREATE TRIGGER workbench_auditevent_no_update BEFORE UPDATE ON "
                "workbench_auditevent BEGIN SELECT 1; END"
            )
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the table is held
            cursor.execute(
                "ALTER TABLE workbench_auditevent DISABLE TRIGGER workbench_auditevent_no_update"
            )
    (fault,) = verify_chains().faults
    assert "workbench_auditevent_no_update is switched off or was replaced" in fault.sentence


def test_restore_goes_on_only_with_whole_chains(tampering: None) -> None:
    add_triggers(connection)
    require_whole_chains()
    ChainHead.objects.filter(name="audit").update(hash="0" * 64)
    with pytest.raises(BrokenChainError, match="the head does not fit row 6"):
        require_whole_chains()


def test_faults_tell_no_value_of_a_child(tampering: None) -> None:
    EntryContent.objects.filter(pk=1).update(payload='{"id":"A1","name":"Somebody Else"}')
    told = " ".join(fault.sentence for fault in verify_chains().faults)
    assert "Somebody" not in told
    assert "A1" not in told
