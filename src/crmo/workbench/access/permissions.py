"""Everything that somebody may or may not do, as NOUN_VERB."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    """One thing that may be allowed."""

    OWN_ACCOUNT_USE = "own_account.use"
    TODAY_VIEW = "today.view"
    CHILD_FIND = "child.find"
    CHILD_VIEW = "child.view"
    CHILD_CREATE = "child.create"
    VISIT_WRITE = "visit.write"
    APPOINTMENT_WRITE = "appointment.write"
    ENTRY_CORRECT = "entry.correct"
    ENTRY_HISTORY_VIEW = "entry_history.view"
    SCAN_ACKNOWLEDGE = "scan.acknowledge"
    FILE_READ_IN = "file.read_in"
    LETTER_READ_IN = "letter.read_in"
    LETTER_WRITE = "letter.write"
    SUMMARY_PRINT = "summary.print"
    KNOWLEDGE_VIEW = "knowledge.view"
    KNOWLEDGE_OVERRIDE = "knowledge.override"
    COHORT_VIEW = "cohort.view"
    COHORT_EXPORT = "cohort.export"
    RESEARCH_VIEW = "research.view"
    RESEARCH_EXPORT = "research.export"
    CANDIDATE_REVIEW = "candidate.review"
    OWN_CHILD_VIEW = "own_child.view"
    OWN_CHILD_AUDIT_VIEW = "own_child_audit.view"
    PEOPLE_MANAGE = "people.manage"
    AUDIT_VIEW = "audit.view"
    CHILD_EXPORT = "child.export"
    CHILD_ERASE = "child.erase"
    API_READ = "api.read"
    API_WRITE = "api.write"
