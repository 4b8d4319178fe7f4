"""Who may open which page: written by hand, so that a new page must be thought about.

Each route stands with its methods and the letters of those who may: A administrator,
C clinician, S researcher (scientist), R reader, F family; `*` is everybody, signed in or not.
Where methods differ, `;` stands between them.
"""

from __future__ import annotations

from crmo.workbench.models import Role

LETTERS = {
    "A": Role.ADMINISTRATOR,
    "C": Role.CLINICIAN,
    "S": Role.RESEARCHER,
    "R": Role.READER,
    "F": Role.FAMILY,
}
EVERYBODY = "*"

TABLE: dict[str, str] = {
    # --- the door --------------------------------------------------------------------------------
    "accounts/login/": "GET POST *",
    "accounts/logout/": "GET POST *",
    "accounts/inactive/": "GET *",
    "accounts/reauthenticate/": "GET POST ACSRF",
    "accounts/password/change/": "GET POST ACSRF",
    "accounts/2fa/": "GET ACSRF",
    "accounts/2fa/authenticate/": "GET POST *",
    "accounts/2fa/reauthenticate/": "GET POST ACSRF",
    "accounts/2fa/totp/activate/": "GET POST ACSRF",
    "accounts/2fa/totp/deactivate/": "GET POST ACSRF",
    "accounts/2fa/recovery-codes/": "GET ACSRF",
    "accounts/2fa/recovery-codes/generate/": "GET POST ACSRF",
    "accounts/2fa/recovery-codes/download/": "GET ACSRF",
    "accounts/2fa/webauthn/": "GET ACSRF",
    "accounts/2fa/webauthn/add/": "GET POST ACSRF",
    "accounts/2fa/webauthn/reauthenticate/": "GET POST ACSRF",
    "accounts/2fa/webauthn/login/": "GET POST *",
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": "GET POST ACSRF",
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": "GET POST ACSRF",
    "accounts/3rdparty/login/cancelled/": "GET *",
    "accounts/3rdparty/login/error/": "GET *",
    "accounts/oidc/<str:provider_id>/login/": "GET POST *",
    "accounts/oidc/<str:provider_id>/login/callback/": "GET *",
    "": "GET *",
    "preferences/": "POST *",
    # --- one's own account, and people -----------------------------------------------------------
    "me/": "GET ACSRF",
    "me/sessions/end/": "POST ACSRF",
    "people/": "GET A",
    "people/new/": "GET POST A",
    "people/<int:person>/": "GET A",
    "people/<int:person>/name/": "POST A",
    "people/<int:person>/role/": "POST A",
    "people/<int:person>/active/": "POST A",
    "people/<int:person>/password/": "POST A",
    "people/<int:person>/second-factor/": "POST A",
    "people/<int:person>/unlock/": "POST A",
    "people/<int:person>/sessions/end/": "POST A",
    "people/<int:person>/hospital/": "POST A",
    "people/<int:person>/find-child/": "POST A",
    "people/<int:person>/link/": "POST A",
    "people/<int:person>/unlink/": "POST A",
    # --- the audit -------------------------------------------------------------------------------
    "audit/": "GET POST A",
    "audit/events.csv": "GET A",
    "audit/child/<uuid:child>/": "GET ACR",
    # --- the worklist and a child ----------------------------------------------------------------
    "today/": "GET POST CR",
    "today/<uuid:child>/read/": "POST C",
    "children/": "GET POST ACR",
    "children/new/": "GET POST C",
    "children/look/<str:name>": "GET *",
    "children/<uuid:child>/": "GET CR",
    "children/<uuid:child>/news/": "GET CR",
    "children/<uuid:child>/read/": "POST C",
    "children/<uuid:child>/who/": "GET POST C",
    "children/<uuid:child>/appointments/": "GET POST C",
    "children/<uuid:child>/scans/": "GET CR",
    "children/<uuid:child>/visits/": "GET CR",
    "children/<uuid:child>/summary.pdf": "GET CRF",
    # --- a visit ---------------------------------------------------------------------------------
    "children/<uuid:child>/visit/": "GET C",
    "children/<uuid:child>/visit/new/": "GET C",
    "children/<uuid:child>/visit/places/": "POST C",
    "children/<uuid:child>/visit/row/": "POST C",
    "children/<uuid:child>/visit/<uuid:draft>/": "GET POST C",
    "children/<uuid:child>/visit/<uuid:draft>/keep/": "POST C",
    "children/<uuid:child>/visit/<uuid:draft>/discard/": "POST C",
    "children/<uuid:child>/visit/<uuid:draft>/discarded/": "GET C",
    "children/<uuid:child>/visit/<uuid:draft>/reopen/": "POST C",
    "children/<uuid:child>/visit/<uuid:draft>/written/": "GET C",
    "children/<uuid:child>/visit/<uuid:draft>/undo/": "POST C",
    # --- an entry's history ----------------------------------------------------------------------
    "children/<uuid:child>/entries/": "GET POST CR",
    "children/<uuid:child>/entries/<int:sequence>/": "GET CR",
    "children/<uuid:child>/entries/<int:sequence>/correct/": "GET POST C",
    "children/<uuid:child>/entries/<int:sequence>/take-back/": "POST C",
    "children/<uuid:child>/entries/<int:sequence>/undo/": "POST C",
    "children/<uuid:child>/entries/<int:sequence>/again/": "POST C",
    # --- letters ---------------------------------------------------------------------------------
    "children/<uuid:child>/letters/": "GET C",
    "children/<uuid:child>/letters/new/": "POST C",
    "children/<uuid:child>/letters/<uuid:draft>/": "GET POST C",
    "children/<uuid:child>/letters/<uuid:draft>/keep/": "POST C",
    "children/<uuid:child>/letters/kept/<int:sequence>/letter.pdf": "GET CRF",
    # --- a family --------------------------------------------------------------------------------
    "family/": "GET F",
    "family/<uuid:child>/": "GET F",
    "family/<uuid:child>/looked-at/": "GET F",
    # --- reading in ------------------------------------------------------------------------------
    "reading-in/": "GET POST C",
    "reading-in/template.xlsx": "GET C",
    "reading-in/<uuid:key>/": "GET C",
    "reading-in/<uuid:key>/who/": "POST C",
    "reading-in/<uuid:key>/children/<int:number>/": "GET POST C",
    "reading-in/<uuid:key>/everywhere/": "POST C",
    "reading-in/<uuid:key>/save/": "POST C",
    "reading-in/<uuid:key>/saved/": "GET C",
    "reading-in/<uuid:key>/discard/": "POST C",
    "letter-in/": "GET POST C",
    "letter-in/for/<uuid:child>/": "GET POST C",
    "letter-in/<uuid:key>/": "GET POST C",
    "letter-in/<uuid:key>/readings/<int:number>/": "POST C",
    "letter-in/<uuid:key>/whose/": "POST C",
    "letter-in/<uuid:key>/dated/": "POST C",
    "letter-in/<uuid:key>/recognise/": "GET C",
    "letter-in/<uuid:key>/discard/": "POST C",
    # --- knowledge -------------------------------------------------------------------------------
    "knowledge/": "GET ACSR",
    "knowledge/local/": "GET ACSR",
    "knowledge/local/<int:value>/withdraw/": "POST A",
    "knowledge/sources/": "GET ACSR",
    "knowledge/sources/<str:source>/": "GET ACSR",
    "knowledge/<slug:table>/": "GET ACSR",
    "knowledge/<slug:table>/<str:item>/": "GET ACSR",
    "knowledge/<slug:table>/<str:item>/numbers/": "POST A",
    "knowledge/<slug:table>/<str:item>/content/": "POST A",
    # --- many children ---------------------------------------------------------------------------
    "cohort/": "GET CR",
    "cohort/download/<slug:form>/": "POST C",
    "research/": "GET S",
    "research/children/<slug:pseudonym>/": "GET S",
    "research/download/<slug:form>/": "POST S",
    "review/": "GET C",
    "review/summary/": "GET C",
    "review/candidates/<slug:pseudonym>/": "GET POST C",
    # --- programs --------------------------------------------------------------------------------
    "api/v1/": "GET *",
    "api/v1/openapi.json": "GET *",
    "api/v1/children": "GET CR; POST C",
    "api/v1/children/<uuidstr:key>/record": "GET CR",
    "api/v1/children/<uuidstr:key>/fhir": "GET CR",
    "api/v1/children/<uuidstr:key>/answers": "GET CR",
    "api/v1/children/<uuidstr:key>/entries": "POST C",
    # --- care of the data ------------------------------------------------------------------------
    "care/": "GET POST A",
    "care/children/<uuid:child>/": "GET A",
    "care/children/<uuid:child>/export/": "POST AC",
    "care/children/<uuid:child>/erase/": "POST A",
}


def allowed_of(row: str) -> dict[str, frozenset[Role]]:
    """The roles that may use each method of a page."""
    told = {}
    for part in row.split(";"):
        *methods, who = part.split()
        letters = LETTERS.values() if who == EVERYBODY else (LETTERS[each] for each in who)
        told |= dict.fromkeys(methods, frozenset(letters))
    return told


def is_for_everybody(row: str) -> bool:
    """Whether one need not be signed in."""
    return row.endswith(EVERYBODY)
