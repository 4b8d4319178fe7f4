"""Which account of ours belongs to which of the hospital's."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.db import transaction

from crmo.workbench.models import User

PROVIDER = "hospital"
_AWAITED = "awaited:"


def register(user: User, hospital_name: str) -> None:
    """Let somebody sign in at the hospital under a name there, or no longer.

    The first sign-in under this name binds the account to the hospital's own lasting id of the
    person; from then on the name there no longer counts.

    Args:
        user: whose account.
        hospital_name: `preferred_username` at the hospital; empty takes the link away.
    """
    with transaction.atomic():
        SocialAccount.objects.filter(user=user).delete()
        if hospital_name.strip():
            uid = _AWAITED + hospital_name.strip().casefold()
            SocialAccount.objects.create(user=user, provider=PROVIDER, uid=uid)


def is_taken(hospital_name: str, *, by_other_than: User) -> bool:
    """Whether another account waits for this name at the hospital."""
    uid = _AWAITED + hospital_name.strip().casefold()
    return bool(SocialAccount.objects.filter(uid=uid).exclude(user=by_other_than).exists())


def link_of(user: User) -> str:
    """Return how somebody is linked: `` (not), `awaited:name`, or `bound`."""
    account = SocialAccount.objects.filter(user=user).first()
    if account is None:
        return ""
    return str(account.uid) if account.uid.startswith(_AWAITED) else "bound"


def claim(sociallogin: SocialLogin) -> bool:
    """Bind somebody who comes for the first time to the account that awaits them.

    Returns:
        Whether there was one; the sign-in goes on with it.
    """
    told = sociallogin.account.extra_data
    picked = told.get("userinfo") or told.get("id_token") or told
    name = str(picked.get("preferred_username") or "").strip().casefold()
    if not name:
        return False
    with transaction.atomic():
        awaited = (
            SocialAccount.objects.select_for_update()
            .filter(provider=sociallogin.account.provider, uid=_AWAITED + name)
            .first()
        )
        if awaited is None:
            return False
        awaited.uid = sociallogin.account.uid
        awaited.save(update_fields=["uid"])
    sociallogin.lookup()
    return bool(sociallogin.is_existing)
