"""Stories at the door: a second factor, a passkey, an attacker, a new colleague."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, expect
from tests.workbench.stories.clinic import Clinic
from tests.workbench.stories.conftest import DESK, PHONE, THEMES
from tests.workbench.stories.prepared_clinic import PASSWORD

FRESH = "words that nobody guesses 7"


@pytest.fixture
def axe_clean(axe_clean: Callable[[Page], None]) -> Callable[[Page], None]:
    """The same, with the menu closed again afterwards."""

    def check(page: Page) -> None:
        axe_clean(page)
        page.evaluate("document.querySelectorAll('details.menu').forEach(d => { d.open = false; })")

    return check


def code_of(secret: str) -> str:
    """What an authenticator app with this secret shows."""
    _before, counter, _after = totp.yield_hotp_counters_from_time()
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def test_clinician_sets_up_an_app_and_signs_in_with_it(
    page: Page,
    new_clinic: Callable[..., Clinic],
    sign_in: Callable[..., None],
    no_console_errors: Callable[[Page], None],
    axe_clean: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:
    clinic = new_clinic(CRMO_SECOND_FACTOR="yes").start()
    no_console_errors(page)
    sign_in(page, "clinician", clinic)
    expect(page.get_by_role("heading", name="One thing before you begin")).to_be_visible()
    page.goto(f"{clinic.address}/today/")
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    axe_clean(page)
    picture(page, "second-factor-needed")
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_text("The app cannot read it?").click()
    secret = page.locator("#authenticator_secret").inner_text()
    axe_clean(page)
    picture(page, "second-factor-app")
    page.get_by_label("Code").fill(code_of(secret))
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    axe_clean(page)
    picture(page, "recovery-codes")
    codes = page.locator(".codes code").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    page.goto(f"{clinic.address}/")
    expect(page).to_have_url(re.compile("/today/"))
    sign_out(page)

    sign_in(page, "clinician", clinic)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    axe_clean(page)
    picture(page, "second-step")
    page.get_by_label("Code").fill("12345x")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("This code is not right")).to_be_visible()
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/today/"))
    assert "Both chains are whole." in clinic.crmo("audit", "verify").stdout


def test_passkey_alone_signs_in(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    no_console_errors: Callable[[Page], None],
    axe_clean: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:
    """With an authenticator inside Chromium that answers for a finger."""
    no_console_errors(page)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    # A passkey belongs to a name, not to a number.
    here = clinic_server.address.replace("127.0.0.1", "localhost")
    page.goto(f"{here}/accounts/login/")
    page.get_by_label("Name").fill("reader")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto(f"{here}/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    axe_clean(page)
    page.get_by_label("Name of the key").fill("Ward laptop")
    picture(page, "passkey-add")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto(f"{here}/accounts/2fa/webauthn/")
    expect(page.get_by_role("row", name="Ward laptop")).to_contain_text("signs in alone")
    axe_clean(page)
    picture(page, "passkeys")
    sign_out(page)
    axe_clean(page)
    picture(page, "sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(re.compile("/today/"))


def test_attacker_is_locked_out_and_the_clinician_with_a_passkey_is_not_held_up(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    axe_clean: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:
    for guess in range(5):
        page.goto(f"{clinic_server.address}/accounts/login/")
        page.get_by_label("Name").fill("colleague")
        page.get_by_label("Password").fill(f"guess {guess}")
        page.get_by_role("button", name="Sign in", exact=True).click()
        if guess == 0:
            expect(page.get_by_text("The name or the password is not right.")).to_be_visible()
            axe_clean(page)
            picture(page, "sign-in-wrong")
    expect(page.get_by_role("heading", name="Locked for a while")).to_be_visible()
    axe_clean(page)
    picture(page, "locked-out")
    page.goto(f"{clinic_server.address}/accounts/login/")
    page.get_by_label("Name").fill("colleague")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Locked for a while")).to_be_visible()

    page.context.clear_cookies()
    sign_in(page, "administrator")
    page.goto(f"{clinic_server.address}/audit/?action=locked_out")
    expect(page.locator("tbody tr").first).to_contain_text("Locked out")
    page.goto(f"{clinic_server.address}/people/")
    page.locator("tr", has_text="colleague").get_by_role("link").first.click()
    expect(page.get_by_text("locked out").first).to_be_visible()
    page.get_by_role("button", name="Unlock").click()
    expect(page.get_by_text("The name is unlocked.")).to_be_visible()
    sign_out(page)
    sign_in(page, "colleague")
    expect(page).to_have_url(re.compile("/today/"))


def test_administrator_adds_a_family_and_links_its_child(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    no_console_errors: Callable[[Page], None],
    axe_clean: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:
    no_console_errors(page)
    sign_in(page, "administrator")
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    axe_clean(page)
    picture(page, "people")
    page.get_by_role("link", name="Add somebody").click()
    page.get_by_label("Name to sign in with").fill("parents")
    page.get_by_label("Name that others see").fill("Parents of the example")
    page.get_by_label("Role").select_option("family")
    axe_clean(page)
    picture(page, "person-new")
    page.get_by_role("button", name="Add", exact=True).click()
    password = page.locator("#temporary-password").inner_text()
    axe_clean(page)
    picture(page, "person-password")
    page.get_by_role("link", name="Handed over").click()
    name = clinic_server.python(
        "from crmo.workbench.models import Card; "
        f"print(Card.objects.get(child='{clinic_server.children['relapsing']}').name)"
    ).strip()
    page.get_by_label("Name or number of the child").fill(name[:4])
    page.get_by_role("button", name="Find").click()
    assert name[:4] not in page.url
    page.get_by_role("button", name=f"Link {name}").click()
    expect(page.get_by_text("The family may see this child now.")).to_be_visible()
    axe_clean(page)
    picture(page, "person")
    sign_out(page)

    page.get_by_label("Name").fill("parents")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Somebody else chose your password")).to_be_visible()
    axe_clean(page)
    picture(page, "password-change")
    page.get_by_label("Password until now").fill(password)
    page.get_by_label("New password", exact=True).fill(FRESH)
    page.get_by_label("New password again").fill(FRESH)
    page.get_by_role("button", name="Change the password").click()
    page.goto(f"{clinic_server.address}/me/")
    expect(page.get_by_role("heading", name="My account")).to_be_visible()
    axe_clean(page)
    picture(page, "own-account")


def test_administrator_reads_the_audit(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    no_console_errors: Callable[[Page], None],
    axe_clean: Callable[[Page], None],
    picture: Callable[[Page, str], None],
) -> None:
    no_console_errors(page)
    child = clinic_server.children["relapsing"]
    sign_in(page, "clinician")
    page.goto(f"{clinic_server.address}/children/{child}/")
    sign_out(page)
    sign_in(page, "family")
    page.goto(f"{clinic_server.address}/children/{clinic_server.children['undiagnosed']}/")
    sign_out(page)
    sign_in(page, "administrator")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Audit").click()
    expect(page.get_by_role("row", name=re.compile("Read: the child's page")).first).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Was refused")).first).to_be_visible()
    axe_clean(page)
    picture(page, "audit")
    page.get_by_label("What", exact=True).select_option("read")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Was refused:")).to_have_count(0)
    with page.expect_download() as told:
        page.get_by_role("link", name="Download as CSV").click()
    assert "Read: the child's page" in told.value.path().read_text(encoding="utf-8")
    page.goto(f"{clinic_server.address}/audit/child/{child}/")
    expect(page.get_by_text("Dr Ada Mensah")).to_be_visible()
    axe_clean(page)
    picture(page, "audit-child")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_fit_the_screen(
    page: Page,
    clinic_server: Clinic,
    sign_in: Callable[..., None],
    picture: Callable[[Page, str], None],
    size: dict[str, int],
    theme: str,
) -> None:
    """No page is wider than the screen."""
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(f"{clinic_server.address}/accounts/login/?ended=idle")
    where = f"{size['width']}-{theme}"
    picture(page, f"fit-sign-in-{where}")
    sign_in(page, "administrator")
    child = clinic_server.children["relapsing"]
    for name, path in (
        ("people", "/people/"),
        ("person-new", "/people/new/"),
        ("person", "/people/1/"),
        ("own-account", "/me/"),
        ("second-factor", "/accounts/2fa/"),
        ("app", "/accounts/2fa/totp/activate/"),
        ("passkey", "/accounts/2fa/webauthn/add/"),
        ("password", "/accounts/password/change/"),
        ("audit", "/audit/"),
        ("audit-child", f"/audit/child/{child}/"),
    ):
        page.goto(f"{clinic_server.address}{path}")
        picture(page, f"fit-{name}-{where}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path


def sign_out(page: Page) -> None:
    """Sign out by the menu."""
    menu = page.locator("details.menu").first
    if menu.get_attribute("open") is None:
        menu.locator("summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
