"""Django's settings. Everything an operator may set comes from the environment and is documented."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from antiphon.config import environment as env

SOURCE = Path(__file__).resolve().parent.parent
DATA = Path(env.text("ANTIPHON_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = env.secret(DATA / "signing.key")
SECRETS_FILE = Path(env.text("ANTIPHON_SECRETS_FILE", str(DATA / "secrets.key")))
PUBLIC_URL = env.text("ANTIPHON_PUBLIC_URL", env.last_address(DATA)).rstrip("/")
ALLOWED_HOSTS = env.words("ANTIPHON_HOSTS", "127.0.0.1,localhost,[::1]")
ALLOWED_HOSTS.append(urlsplit(PUBLIC_URL).hostname or "")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
PRIVATE_HOSTS = env.words("ANTIPHON_PRIVATE_HOSTS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.syndication",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "antiphon.organizations",
    "antiphon.letters",
    "antiphon.devices",
    "antiphon.people",
    "antiphon.channels",
    "antiphon.ledger",
    "antiphon.visits",
    "antiphon.sales",
    "antiphon.conversations",
    "antiphon.integrity",
    "antiphon.listening",
    "antiphon.community",
    "antiphon.publishing",
    "antiphon.relationships",
    "antiphon.measures",
    "antiphon.experiments",
    "antiphon.reports",
    "antiphon.web",
    "antiphon.api",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "antiphon.api.middleware.ErrorsAsJsonMiddleware",
    "antiphon.web.middleware.ReadableMiddleware",
    "antiphon.web.middleware.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "antiphon.web.middleware.GuestBodyMiddleware",
    "antiphon.web.middleware.NoNulMiddleware",
    "antiphon.web.middleware.LanguageOfUserMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "antiphon.config.urls"
WSGI_APPLICATION = "antiphon.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
# The page's templates come before those of allauth.
TEMPLATES[0]["DIRS"] = [SOURCE / "web" / "templates"]

DATABASES = {"default": env.database("ANTIPHON_DATABASE_URL", DATA)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Who comes from many addresses at once must not push out what is counted of others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "organizations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "antiphon.web.accounts.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = PUBLIC_URL.startswith("http://")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

SECURE_COOKIES = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_NAME = "antiphon_session"
CSRF_COOKIE_NAME = "antiphon_csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "https:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("it", _("Italian")), ("es", _("Spanish")), ("fr", _("French"))]
LOCALE_PATHS = [SOURCE / "locale"]
FORMAT_MODULE_PATH = "antiphon.config.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA / "media"

MAILERS = env.mailers("ANTIPHON_MAIL_URL")
SILENCED_SYSTEM_CHECKS = ["mail.W001"]  # an installation may send no mail
_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
DEFAULT_FROM_EMAIL = env.text("ANTIPHON_MAIL_FROM", f"Antiphon <antiphon@{_HOST}>")

# Bounds of what comes in and of what goes out.
MAX_TEXT_CHARACTERS = 50_000
MAX_PICTURE_BYTES = 20_000_000
MAX_BODY_BYTES = 90_000_000
#: From who has not signed in: the longest that somebody types, many times over.
MAX_GUEST_BODY_BYTES = 500_000
MAX_UPLOAD_BYTES = int(env.number("ANTIPHON_MAX_UPLOAD_BYTES", 2_000_000_000))
MAX_ATTACHED_FILM_BYTES = int(env.number("ANTIPHON_MAX_ATTACHED_FILM_BYTES", 50_000_000))
MAX_ATTACHED_FILM_SECONDS = int(env.number("ANTIPHON_MAX_ATTACHED_FILM_SECONDS", 600))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
#: Beside the media, so that what was sent in is moved and not written twice.
FILE_UPLOAD_TEMP_DIR = DATA / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(parents=True, exist_ok=True)
FILE_UPLOAD_PERMISSIONS = 0o644
NETWORK_SECONDS = env.number("ANTIPHON_NETWORK_SECONDS", 60)
NETWORK_INSTEAD = env.addresses("ANTIPHON_NETWORK_INSTEAD")
NETWORK_MAX_BYTES = int(env.number("ANTIPHON_NETWORK_MAX_BYTES", 16 * 1024 * 1024))
# How often a link for review may be opened, and how often one sender may try links that are none.
REVIEW_LINK_OPENED_A_MINUTE, REVIEW_LINKS_TRIED_A_MINUTE = 120, 20
TRUSTED_PROXIES = env.networks("ANTIPHON_TRUSTED_PROXIES", "127.0.0.1,::1")
PUBLIC_PAGES_A_MINUTE = int(env.number("ANTIPHON_PUBLIC_PAGES_A_MINUTE", 300))
PUBLIC_FORMS_A_MINUTE = int(env.number("ANTIPHON_PUBLIC_FORMS_A_MINUTE", 10))
# Hits of tracked sites: how many a minute one sender, and one site, may send, and how much may wait for the worker.
HITS_A_MINUTE_A_SENDER = int(env.number("ANTIPHON_HITS_A_MINUTE_A_SENDER", 300))
HITS_A_MINUTE_A_SITE = int(env.number("ANTIPHON_HITS_A_MINUTE_A_SITE", 180_000))
HITS_WAITING_MAX_BYTES = 2_000_000_000
SEARCHES_A_MINUTE = int(env.number("ANTIPHON_SEARCHES_A_MINUTE", 60))
# Readers of live sessions: each is a thread that waits.
LIVE_STREAMS = int(env.number("ANTIPHON_LIVE_STREAMS", 1_000))
LIVE_STREAMS_A_SENDER = int(env.number("ANTIPHON_LIVE_STREAMS_A_SENDER", 20))
MIX_PYTHON = env.text("ANTIPHON_MIX_PYTHON", str(SOURCE.parent.parent / ".venv-mix/bin/python"))
#: A brand with more rows of a kind has its returns reckoned by the worker.
ROWS_AT_ONCE = int(env.number("ANTIPHON_ROWS_AT_ONCE", 2_000))
API_REQUESTS_A_MINUTE = int(env.number("ANTIPHON_API_REQUESTS_A_MINUTE", 600))
DELIVERY_LEASE = timedelta(seconds=env.number("ANTIPHON_DELIVERY_LEASE_SECONDS", 60))
#: How long a network may work on a post that it has taken before a person is asked.
NETWORK_WORKS_FOR = timedelta(hours=24)
#: How long an answer waits before it goes out, so that who sent it can take it back.
ANSWER_HELD_BACK = timedelta(seconds=env.number("ANTIPHON_ANSWER_HELD_BACK_SECONDS", 10))
DELIVERY_FIRST_WAIT = timedelta(seconds=env.number("ANTIPHON_DELIVERY_FIRST_WAIT_SECONDS", 15))

LOGGING_CONFIG = "antiphon.config.logs.configure"
LOGGING: dict[str, object] = {"level": env.text("ANTIPHON_LOG_LEVEL", "INFO")}
