"""Django settings: one file, read from one frozen object."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from entrelieux.packs.fr import outlines
from entrelieux.site.database_url import database_from_url
from entrelieux.site.settings_model import Environment

ENVIRONMENT = Environment()
HERE = Path(__file__).resolve().parent

SECRET_KEY = ENVIRONMENT.signing_key()
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = [host.strip() for host in ENVIRONMENT.allowed_hosts.split(",") if host.strip()]
VAR_DIR = ENVIRONMENT.var_dir
HOOKS_TEST_ADDRESS = ENVIRONMENT.hooks_test_address
REACH_NETWORK = ENVIRONMENT.reach_network
REACH_TIMETABLES = ENVIRONMENT.reach_timetables
REACH_ROUTER_URL = ENVIRONMENT.reach_router_url
INTAKE_HOURS = ENVIRONMENT.intake_hours
PUBLIC_URL = ENVIRONMENT.public_url
WORD_THRESHOLD = ENVIRONMENT.word_threshold
SITE = ENVIRONMENT.site()
KEEP_INDEX_ON_DISK = True
BUILD_IN_BACKGROUND = True
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.mail_from
EMAIL_BACKEND = f"django.core.mail.backends.{ENVIRONMENT.mail_backend}.EmailBackend"
EMAIL_HOST = ENVIRONMENT.mail_host
EMAIL_PORT = ENVIRONMENT.mail_port
EMAIL_USE_TLS = ENVIRONMENT.mail_security == "starttls"
EMAIL_USE_SSL = ENVIRONMENT.mail_security == "tls"
EMAIL_HOST_USER = ENVIRONMENT.mail_user
EMAIL_HOST_PASSWORD = ENVIRONMENT.secret("mail_password")
EMAIL_TIMEOUT = 20
LEGAL_BASIS = ENVIRONMENT.legal_basis
SMS = ENVIRONMENT.sms
SMS_URL = ENVIRONMENT.sms_url
SMS_TOKEN = ENVIRONMENT.secret("sms_token")
SMS_SENDER = ENVIRONMENT.sms_sender

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "ninja",
    "entrelieux.kernel",
    "entrelieux.territories",
    "entrelieux.accounts",
    "entrelieux.directory",
    "entrelieux.interchange",
    "entrelieux.reception",
    "entrelieux.passerelles",
    "entrelieux.counter",
    "entrelieux.exchanges",
    "entrelieux.projects",
    "entrelieux.networks",
    "entrelieux.observatory",
    "entrelieux.site",
    # After ours: a page of theirs is shown only where we have written none.
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
]
MIDDLEWARE = [
    "entrelieux.kernel.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "entrelieux.kernel.middleware.viewer",
    "entrelieux.kernel.middleware.reading_only",
]
ROOT_URLCONF = "entrelieux.site.urls"
WSGI_APPLICATION = "entrelieux.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "entrelieux.site.context.site",
                "entrelieux.site.menu.menu",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database_from_url(ENVIRONMENT.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
CACHES = {
    # Rate counters: a store of their own, shared by the processes of this machine.
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": (VAR_DIR / "counters").absolute(),
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("MinimumLengthValidator", {"min_length": 12}),
        ("UserAttributeSimilarityValidator", {}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:mine"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = ENVIRONMENT.session_hours * 3600
OPEN_ACCOUNTS = ENVIRONMENT.open_accounts
OIDC_NAME = ENVIRONMENT.oidc_name.strip()
ALLAUTH_TRUSTED_PROXY_COUNT = ENVIRONMENT.trusted_proxies
ACCOUNT_ADAPTER = "entrelieux.accounts.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {"signup": "entrelieux.accounts.forms.SignupForm"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/300s/key", "login": "60/m/ip"}
MFA_ADAPTER = "entrelieux.accounts.sign_in.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "entrelieux.accounts.forms.CodeForm",
    "reauthenticate": "entrelieux.accounts.forms.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODE_COUNT = 40
MFA_TOTP_ISSUER = "Entrelieux"
MFA_TOTP_TOLERANCE = 1
# Browsers let passkeys work over HTTP on one's own machine only; the server then agrees.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.https
SOCIALACCOUNT_ADAPTER = "entrelieux.accounts.identity_provider.IdentityAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_REQUIRED = False
SOCIALACCOUNT_LOGIN_ON_GET = False
_PROVIDER = ENVIRONMENT.oidc()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [_PROVIDER] if _PROVIDER else []}}

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "static/"
STATICFILES_DIRS = [("outlines", outlines.FILES)]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
WHITENOISE_ALLOW_ALL_ORIGINS = False

HTTPS = ENVIRONMENT.https
HSTS_ALWAYS = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
MAP_TILES_URL = ENVIRONMENT.map_tiles_url
MAP_TILES_ATTRIBUTION = ENVIRONMENT.map_tiles_attribution
TILES_ORIGIN = [ENVIRONMENT.tiles_origin] if ENVIRONMENT.tiles_origin else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, *TILES_ORIGIN],
        "font-src": [SELF],
        "connect-src": [SELF, *TILES_ORIGIN],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "entrelieux.kernel.logs.WithoutSecrets"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
