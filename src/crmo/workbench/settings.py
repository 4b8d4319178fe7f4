"""Django's settings, made from `crmo.workbench.environment`. Django reads the capital names."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF
from django.utils.translation import gettext_lazy as _

from crmo.workbench.database import database
from crmo.workbench.environment import in_force
from crmo.workbench.keys import kept_key

_HERE = Path(__file__).resolve().parent
_ENV = in_force()
_DATA: Path = _ENV["CRMO_DATA"]

CRMO = _ENV
SECRET_KEY = _ENV["CRMO_SECRET_KEY"] or kept_key(_DATA, "secret.key")
CHAIN_KEY = _ENV["CRMO_CHAIN_KEY"] or kept_key(_DATA, "chain.key")
DEBUG = _ENV["CRMO_DEBUG"]
ALLOWED_HOSTS = _ENV["CRMO_HOSTS"]
ROOT_URLCONF = "crmo.workbench.urls"
WSGI_APPLICATION = "crmo.workbench.wsgi.application"
DATABASES = {"default": database(_ENV["CRMO_DATABASE"], _DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "workbench.User"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "crmo.workbench",
    "django.forms",  # after ours, so that forms are drawn by templates/django/forms
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

MIDDLEWARE = [
    "crmo.workbench.serving.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "crmo.workbench.serving.static_files.StaticFilesMiddleware",
    "crmo.workbench.serving.not_kept.NotKeptMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crmo.workbench.sign_in.session.SessionMiddleware",
    "crmo.workbench.sign_in.preferences.PreferencesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crmo.workbench.access.middleware.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crmo.workbench.access.context.site",
            ],
        },
    },
]

# --- words ----------------------------------------------------------------------------------

LANGUAGE_CODE = _ENV["CRMO_LANGUAGE"]
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [_HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = _ENV["CRMO_TIME_ZONE"]

# --- files ----------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = _DATA / "static"
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "crmo.workbench.serving.static_files.StaticFiles"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
FILE_UPLOAD_HANDLERS = [
    "crmo.workbench.reading_in.upload_quota.UploadQuota",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600

# --- signing in -------------------------------------------------------------------------------

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {"change_password": "crmo.workbench.sign_in.password.OwnPasswordForm"}
ACCOUNT_ADAPTER = "crmo.workbench.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
# Lock-out of one name is axes' work; these hold up one address that tries many names.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "20/m/user",
}
MFA_ADAPTER = "crmo.workbench.sign_in.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "crmo.workbench.sign_in.second_factor.CodeForm",
    "reauthenticate": "crmo.workbench.sign_in.second_factor.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "crmo"
# A code typed just as it turns, or a telephone some seconds out, still fits.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _ENV["CRMO_HTTPS"]

SOCIALACCOUNT_ADAPTER = "crmo.workbench.sign_in.adapter.HospitalAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "hospital",
                    "name": _ENV["CRMO_OIDC_NAME"],
                    "client_id": _ENV["CRMO_OIDC_CLIENT"],
                    "secret": _ENV["CRMO_OIDC_SECRET"],
                    "settings": {"server_url": _ENV["CRMO_OIDC_ADDRESS"]},
                }
            ],
        }
    }
    if _ENV["CRMO_OIDC_ADDRESS"]
    else {}
)

AXES_FAILURE_LIMIT = _ENV["CRMO_LOCKOUT_TRIES"]
AXES_COOLOFF_TIME = timedelta(minutes=_ENV["CRMO_LOCKOUT_MINUTES"])
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = [
    "username",
    "login",
    "password",
    "code",
    "credential",
    "csrfmiddlewaretoken",
]
AXES_USERNAME_CALLABLE = "crmo.workbench.sign_in.lock_out.counted_name"
AXES_CLIENT_IP_CALLABLE = "crmo.workbench.sign_in.lock_out.axes_address"
AXES_LOCKOUT_CALLABLE = "crmo.workbench.sign_in.lock_out.locked_out"
# A try during the lock does not lengthen it: what the page promises holds.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
# The audit has them.
AXES_DISABLE_ACCESS_LOG = True

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * _ENV["CRMO_SESSION_MINUTES"]
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "crmo_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _ENV["CRMO_HTTPS"]
CSRF_COOKIE_NAME = "crmo_csrf"
CSRF_COOKIE_SECURE = _ENV["CRMO_HTTPS"]
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "crmo.workbench.access.refusal.csrf_failure"

# --- what a browser may do ---------------------------------------------------------------------

_HOSPITAL = (
    ["{0.scheme}://{0.netloc}".format(urlsplit(_ENV["CRMO_OIDC_ADDRESS"]))]
    if _ENV["CRMO_OIDC_ADDRESS"]
    else []
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        # A form that leads to the hospital's sign-in is redirected there.
        "form-action": [SELF, *_HOSPITAL],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = _ENV["CRMO_HTTPS"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _ENV["CRMO_HTTPS"] else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _ENV["CRMO_HTTPS"]
X_FRAME_OPTIONS = "DENY"
if _ENV["CRMO_BEHIND_PROXY"]:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
CSRF_TRUSTED_ORIGINS = [
    f"https://{host}" for host in ALLOWED_HOSTS if _ENV["CRMO_HTTPS"] and host != "*"
]

# --- logs: ids of pages and places in the code, never what a child's record says ------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"without_values": {"()": "crmo.workbench.serving.logs.WithoutValues"}},
    "formatters": {"line": {"()": "crmo.workbench.serving.logs.Line"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["without_values"],
            "formatter": "line",
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "crmo": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
    },
}
# Axes would count addresses as well as names; a hospital comes from one address, and a name's
# count cannot be escaped by changing browser or cookies.
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",
    "security.W021",  # a site inside a hospital is on no browser's preload list
]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
