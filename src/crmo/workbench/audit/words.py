"""What an event of the audit says, in words for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crmo.workbench.audit.events import Action
from crmo.workbench.models import AuditEvent, Role, User

Words = Mapping[str, str | Promise]

ACTIONS: Words = MappingProxyType(
    {
        Action.READ: gettext_lazy("Read"),
        Action.LIST: gettext_lazy("Saw a list"),
        Action.WRITE: gettext_lazy("Entered"),
        Action.CORRECT: gettext_lazy("Corrected an entry"),
        Action.RETRACT: gettext_lazy("Took an entry back"),
        Action.UPLOAD: gettext_lazy("Gave a file or letter to read"),
        Action.READ_IN: gettext_lazy("Took over from a file or letter"),
        Action.EXPORT: gettext_lazy("Exported"),
        Action.PRINT: gettext_lazy("Printed"),
        Action.ERASE: gettext_lazy("Erased a child"),
        Action.BACKUP: gettext_lazy("Made a backup"),
        Action.RESTORE: gettext_lazy("Restored a backup"),
        Action.SIGN_IN: gettext_lazy("Signed in"),
        Action.SIGN_OUT: gettext_lazy("Signed out"),
        Action.SIGN_IN_FAILED: gettext_lazy("Sign-in failed"),
        Action.LOCKED_OUT: gettext_lazy("Locked out"),
        Action.SECOND_FACTOR: gettext_lazy("Second factor"),
        Action.REFUSED: gettext_lazy("Was refused"),
        Action.ACCOUNT: gettext_lazy("Account"),
        Action.LOCAL_VALUE: gettext_lazy("Changed a local value"),
    }
)

OUTCOMES: Words = MappingProxyType(
    {
        "done": gettext_lazy("done"),
        "refused": gettext_lazy("refused"),
        "failed": gettext_lazy("failed"),
    }
)

# What somebody opened: by the whole name of the view first, else by its room.
PAGES: Words = MappingProxyType(
    {
        "api": gettext_lazy("interface for programs"),
        "audit": gettext_lazy("audit"),
        "audit.audit_of_child": gettext_lazy("who has looked at the child"),
        "care": gettext_lazy("care of the data"),
        "children": gettext_lazy("the child's page"),
        "cohort": gettext_lazy("all children at a glance"),
        "cohort_page": gettext_lazy("all children at a glance"),
        "correcting": gettext_lazy("entries and their history"),
        "csrf": gettext_lazy("a form that did not come from this site"),
        "family": gettext_lazy("the family's page"),
        "family.family_looked_at": gettext_lazy("who has looked at the child"),
        "letter_in": gettext_lazy("a letter being read in"),
        "letter_in.recognise": gettext_lazy("a letter weighed against other diseases"),
        "letters": gettext_lazy("summary or letter"),
        "reading_in": gettext_lazy("a file being read in"),
        "research": gettext_lazy("pseudonymised view"),
        "review": gettext_lazy("candidates for review"),
        "rulebook": gettext_lazy("knowledge"),
        "sign_in": gettext_lazy("accounts"),
        "sign_in.person_find_child": gettext_lazy("children searched for, to link a family"),
        "today": gettext_lazy("worklist"),
        "undeclared": gettext_lazy("a page that declares no permission"),
        "visit": gettext_lazy("a visit"),
    }
)

# What was done to an account, a second factor or a session.
DEEDS: Words = MappingProxyType(
    {
        "activated": gettext_lazy("switched on"),
        "added": gettext_lazy("added"),
        "child_linked": gettext_lazy("linked to a child"),
        "child_unlinked": gettext_lazy("no longer linked to a child"),
        "deactivated": gettext_lazy("switched off"),
        "error": gettext_lazy("the hospital's sign-in did not work"),
        "hospital": gettext_lazy("sign-in of the hospital"),
        "hospital_linked": gettext_lazy("linked to the hospital's sign-in"),
        "hospital_unlinked": gettext_lazy("no longer linked to the hospital's sign-in"),
        "idle": gettext_lazy("nothing done for a while"),
        "not_linked": gettext_lazy("not linked to an account here"),
        "old": gettext_lazy("session at its end"),
        "password_changed": gettext_lazy("password changed"),
        "password_renewed": gettext_lazy("temporary password given"),
        "recovery_codes": gettext_lazy("recovery codes"),
        "removed": gettext_lazy("removed"),
        "renamed": gettext_lazy("name or language changed"),
        "renewed": gettext_lazy("made anew"),
        "role_changed": gettext_lazy("role changed"),
        "second_factor_reset": gettext_lazy("second factor taken away"),
        "sessions_ended": gettext_lazy("signed out everywhere"),
        "totp": gettext_lazy("authenticator app"),
        "unlocked": gettext_lazy("unlocked"),
        "used": gettext_lazy("used"),
        "webauthn": gettext_lazy("passkey or security key"),
    }
)

_OF_PEOPLE = frozenset({Action.ACCOUNT, Action.SIGN_IN_FAILED, Action.LOCKED_OUT})


def what(event: AuditEvent, names: Mapping[int, str] | None = None) -> str:
    """Return what was done, such as `Read: the child's page`.

    Args:
        event: of the audit.
        names: shown names of people by id, for events about accounts; looked up if None.
    """
    action = str(ACTIONS.get(event.action, event.action))
    about = _about(event, names)
    return f"{action}: {about}" if about else action


def sentence(event: AuditEvent, names: Mapping[int, str] | None = None) -> str:
    """Return who did what, such as `Dr Anna Example: Read: the child's page`."""
    who = event.actor.shown_name() if event.actor else _("Nobody signed in")
    return f"{who}: {what(event, names)}"


def role_words(role: str) -> str | Promise:
    """Return a role in words; empty for nobody."""
    return Role(role).label if role in Role.values else role


def outcome_words(outcome: str) -> str | Promise:
    """Return an outcome in words."""
    return OUTCOMES.get(outcome, outcome)


def shown_names() -> dict[int, str]:
    """Return the shown name of everybody by id."""
    return {user.pk: user.shown_name() for user in User.objects.all()}


def _about(event: AuditEvent, names: Mapping[int, str] | None) -> str:
    if event.action in _OF_PEOPLE:
        return _about_person(event.about, names)
    if event.action in (Action.SECOND_FACTOR, Action.SIGN_OUT):
        return ", ".join(str(DEEDS.get(part, part)) for part in event.about.split(":") if part)
    page = event.about.split(":", 1)[0]
    room = page.split(".", 1)[0]
    return str(PAGES.get(page) or PAGES.get(room) or event.about)


def _about_person(about: str, names: Mapping[int, str] | None) -> str:
    """Return the words of `added:7`, `user:7`, `hospital:error` or nothing."""
    deed, _colon, rest = about.partition(":")
    if not about:
        return _("a name that nobody has")
    if not rest.isdigit():
        return ", ".join(str(DEEDS.get(part, part)) for part in (deed, rest) if part)
    number = int(rest)
    known = names if names is not None else shown_names()
    name = known.get(number, rest)
    return name if deed == "user" else f"{DEEDS.get(deed, deed)}, {name}"
