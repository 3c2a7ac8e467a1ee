"""Every setting of Hongmao, read from the environment; and Django's settings, derived from them.

A setting `name` is read from `HONGMAO_NAME`, or from the file `env` in the home folder
(`KEY=value` lines; the real environment wins). `docs/reference/settings.md` is written from here.
"""

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import dj_database_url
from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from hongmao.connectors.postback.config import read_networks
from hongmao.connectors.shopify.config import read_shops
from hongmao.core.claims import LEAST_DAYS
from hongmao.core.connector import Window
from hongmao.core.payees import is_iban
from hongmao.core.promotions import parse_promotion
from hongmao.core.withholding import read_rules
from hongmao.measure.engines import check_engine

HOME = Path(os.environ.get("HONGMAO_HOME") or "var").absolute()

Names = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """What an installation may set; defaults suit one machine."""

    model_config = SettingsConfigDict(
        env_prefix="HONGMAO_", env_file=HOME / "env", extra="ignore", frozen=True
    )

    home: Path = Field(
        HOME, description="Folder of all state: database, log, lake, snapshot, media."
    )
    secret: SecretStr = Field(
        SecretStr(""), description="Secret that all keys are derived from; 32 characters or more."
    )
    database_url: str = Field(
        "",
        description="Database; empty means SQLite in the home folder. `postgresql://…` otherwise.",
    )
    host: str = Field("127.0.0.1", description="Address that the servers listen on.")
    web_port: int = Field(8000, ge=0, le=65535, description="Port of the pages; 0 is any free one.")
    edge_port: int = Field(8001, ge=0, le=65535, description="Port of the redirects; 0: any free.")
    sandbox_port: int = Field(8002, ge=0, le=65535, description="Port of the sandbox; 0: any free.")
    web_url: str = Field("", description="Public address of the pages; empty: from host and port.")
    edge_url: str = Field("", description="Public address of the redirects; empty: from the port.")
    allowed_hosts: Names = Field(
        ("127.0.0.1", "localhost"), description="Host names that the pages answer to, by commas."
    )
    admitted_hosts: Names = Field(
        (
            "s.click.taobao.com", "uland.taobao.com", "item.taobao.com", "detail.tmall.com",
            "m.tb.cn", ".m.taobao.com", ".m.tmall.com", "b.mashort.cn",
            ".jd.com", "mobile.yangkeduo.com", "p.pinduoduo.com",
        ),
        description="Hosts a link may lead to, by commas; `.domain` admits its subdomains.",
    )  # fmt: skip
    time_zone: str = Field("Asia/Shanghai", description="Time zone that screens show.")
    jurisdiction: Literal["CN", "EU", "US", "UK"] = Field(
        "CN", description="Whose disclosure rules hold for this community's readers."
    )
    durability: Literal["power", "crash"] = Field(
        "power",
        description="When a click counts as written: `power` after fdatasync, `crash` after write.",
    )
    segment_bytes: int = Field(
        16 << 20, ge=1 << 16, description="Size at which a log segment is sealed, bytes."
    )
    segment_seconds: float = Field(
        5.0, gt=0, description="Age at which a log segment with events is sealed, seconds."
    )
    body_bytes: int = Field(
        65_536, ge=1024, description="Largest beacon batch the edge reads, bytes."
    )
    view_hours: float = Field(
        24.0, gt=0, description="How long a view token proves its view, hours."
    )
    spare_events: int = Field(
        100_000, ge=0, description="Events held in memory while the log's disk refuses them."
    )
    hang_seconds: float = Field(
        2.0,
        gt=0,
        description="How long the log's disk may take before readers stop waiting for it.",
    )
    trusted_proxies: Names = Field(
        (), description="Addresses or CIDRs of the edge's own proxies, by commas."
    )
    proxy_header: Literal["x-forwarded-for", "forwarded"] = Field(
        "x-forwarded-for", description="The header in which those proxies hand on an address."
    )
    log_format: Literal["line", "json"] = Field(
        "line", description="Form of the processes' own log on standard error: lines or JSON."
    )
    metrics_readers: Names = Field(
        (), description="Addresses or CIDRs that may read the edge's /metrics, by commas."
    )
    ad_share_percent: int = Field(
        15, ge=0, le=100, description="Largest share of sponsored notes in a feed, percent."
    )
    ad_first_slot: int = Field(2, ge=0, description="First feed slot a sponsored note may take.")
    ad_gap: int = Field(5, ge=0, description="Fewest unsponsored notes between two sponsored ones.")
    store_rating_least: float = Field(
        4.5, ge=0, le=5, description="Store rating that the admission checklist asks for."
    )
    picture_bytes: int = Field(
        15 << 20, ge=1 << 16, description="Largest picture that a note takes, bytes."
    )
    picture_pixels: int = Field(
        50_000_000,
        ge=10_000,
        description="Most pixels of a picture; more is refused before it is decoded.",
    )
    video_bytes: int = Field(
        100 << 20, ge=1 << 16, description="Largest video that a note takes, bytes."
    )
    video_seconds: int = Field(
        300, ge=1, le=3600, description="Longest video that a note takes, seconds."
    )
    note_pictures: int = Field(9, ge=1, le=30, description="Most pictures of one note.")
    drafts_most: int = Field(50, ge=1, description="Most drafts that one person keeps.")
    popular_readers: int = Field(
        5,
        ge=0,
        description="Readers who must ask the search the same on one day before it is suggested to "
        "others, 3 at least; 0: nothing is counted.",
    )
    taobao_gateway: str = Field(
        "https://eco.taobao.com/router/rest", description="Taobao Open Platform gateway."
    )
    taobao_app_key: str = Field("", description="Taobao app key.")
    taobao_app_secret: SecretStr = Field(SecretStr(""), description="Taobao app secret.")
    taobao_pids: Names = Field(
        (), description="Adzone pool, by commas: `mm_publisher_site_adzone`."
    )
    taobao_cookie_days: int = Field(
        15, ge=1, le=90, description="Days a click is remembered by the marketplace: lease length."
    )
    taobao_window_minutes: int = Field(
        180, ge=1, le=180, description="Length of an order window; 20 in promotions."
    )
    taobao_page_size: int = Field(
        100, ge=1, le=100, description="Orders asked for at a time; each page is stored whole."
    )
    taobao_session: SecretStr = Field(
        SecretStr(""),
        description="Token of the Taobao user who authorised the app, for methods that need one.",
    )
    taobao_calls_a_second: float = Field(
        40.0, gt=0, description="Calls a second that Taobao allows this app; the client keeps it."
    )
    taobao_ud_channel: int = Field(
        0,
        ge=0,
        description="Our channel id in Taobao's ad-driven feed (140: notes); 0: it is not used.",
    )
    taobao_ud_hold_days: int = Field(
        30,
        ge=0,
        le=365,
        description="Days from hearing that an order of the ad-driven feed was received until its "
        "commission settles: the feed itself never says so.",
    )
    pull_overlap_minutes: int = Field(
        10,
        ge=0,
        description="How far each order pull reaches back over the last one; at most half a "
        "window.",
    )
    pull_backfill_days: int = Field(
        1, ge=0, le=90, description="How far the first order pull reaches back."
    )
    promotions: Names = Field(
        (),
        description="Seasons with short windows, by commas: `2026-11-10T20:00/2026-11-12T00:00`; "
        "Beijing time.",
    )
    jd_gateway: str = Field("https://api.jd.com/routerjson", description="JD's open gateway.")
    jd_app_key: str = Field("", description="JD Union app key.")
    jd_app_secret: SecretStr = Field(SecretStr(""), description="JD Union app secret.")
    jd_site_id: str = Field(
        "",
        description="Id of the site or app in JD Union; empty: links as social media make them.",
    )
    jd_cookie_days: int = Field(
        15, ge=1, le=90, description="Days that JD remembers a click: how long a lease runs on."
    )
    jd_calls_a_second: float = Field(
        5.0, gt=0, description="Calls a second that JD allows this app; the client keeps it."
    )
    pdd_gateway: str = Field(
        "https://gw-api.pinduoduo.com/api/router", description="Pinduoduo's open gateway."
    )
    pdd_client_id: str = Field("", description="Pinduoduo client id.")
    pdd_client_secret: SecretStr = Field(SecretStr(""), description="Pinduoduo client secret.")
    pdd_p_id: str = Field("", description="Promotion position that Pinduoduo links are made on.")
    pdd_cookie_days: int = Field(
        15, ge=1, le=90, description="Days that Pinduoduo remembers a click: as for JD."
    )
    pdd_calls_a_second: float = Field(
        10.0,
        gt=0,
        description="Calls a second that Pinduoduo allows this app; the client keeps it.",
    )
    shopify_shops: SecretStr = Field(
        SecretStr(""),
        description="Shopify shops, JSON by name: `domain`, `secret`, `commission_bps`, "
        "`hold_days` (30).",
    )
    postbacks: SecretStr = Field(
        SecretStr(""),
        description="Networks that send postbacks, JSON by name: `token`, `preset`, `parameters`, "
        "`statuses`, `currency`, `addresses`, `hold_days` (30), `link`.",
    )
    match_tolerance_seconds: int = Field(
        60, ge=1, le=300, description="Widest tolerance that matching may learn, seconds."
    )
    match_grace_seconds: int = Field(
        600,
        ge=0,
        description="How long an unmatched order waits for its click before it is booked.",
    )
    payout_least: int = Field(
        100,
        ge=1,
        description="Smallest balance that is paid out, in whole units of its currency; a creator "
        "may have another.",
    )
    withholding: str = Field(
        "",
        description="JSON file of tax rules for payouts; empty: nothing is withheld. See "
        "`docs/payouts.md`.",
    )
    prepaid_low: int = Field(
        500,
        ge=0,
        description="Prepaid balance below which a brand is warned, whole units of its currency.",
    )
    company_name: str = Field(
        "", description="Name of the company that runs this community: on invoices, as payer."
    )
    company_name_en: str = Field("", description="The same in English, where it has one.")
    company_address: str = Field("", description="Its address, on invoices.")
    company_tax_id: str = Field("", description="Its tax or registration number, on invoices.")
    payer_alipay: str = Field("", description="Login of the Alipay account that payouts come from.")
    payer_iban: str = Field("", description="IBAN of the bank account that payouts come from.")
    payer_bic: str = Field("", description="BIC of its bank; empty where IBAN is enough.")
    settle_day: int = Field(
        5,
        ge=0,
        le=28,
        description="Day of the month on which the worker closes the month before; 0: by hand.",
    )
    api_calls_a_minute: int = Field(
        600,
        ge=1,
        description="Card API calls a minute that one web process answers an integrator's server, "
        "or one reader's address.",
    )
    open_sign_up: bool = Field(
        True, description="Whether visitors may open readers' accounts themselves."
    )
    require_second_factor: bool = Field(
        False,
        description="Whether creators, brands and operators need a passkey or an authenticator app "
        "before their consoles open.",
    )
    mail_host: str = Field(
        "", description="SMTP server for account mail; empty: mail goes to the pages' own log."
    )
    mail_port: int = Field(587, ge=1, le=65535, description="Its port.")
    mail_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="How the connection to it is protected."
    )
    mail_user: str = Field("", description="Account at the SMTP server; empty where it needs none.")
    mail_password: SecretStr = Field(SecretStr(""), description="Password of that account.")
    mail_from: str = Field("hongmao@localhost", description="Address that account mail comes from.")
    mail_folder: str = Field(
        "", description="Folder to write mail to instead of sending it: for trials."
    )
    snapshot_seconds: float = Field(
        60.0, gt=0, description="Age at which an unchanged link snapshot is written anew."
    )
    lake_url: str = Field(
        "",
        description="Where the lake lies: a folder, `s3://…` or `gs://…`; empty: the home folder.",
    )
    lake_upkeep_minutes: float = Field(
        60.0,
        ge=0,
        description="Pause after which a worker merges the lake's small files again and prunes it; "
        "0: not at all, where another installation owns the lake.",
    )
    lake_days: int = Field(
        0,
        ge=0,
        description="Days whose rows the lake keeps, 120 or more; of older ones totals stay. "
        "0: all are kept.",
    )
    engine: str = Field(
        "duckdb",
        description="What `hongmao measure credit` runs on: `duckdb`, `spark`, or a Spark master. "
        "Pages, matches and money stay on DuckDB.",
    )
    poll_seconds: float = Field(2.0, gt=0, description="Pause between two rounds of the worker.")

    @field_validator(
        "allowed_hosts",
        "admitted_hosts",
        "taobao_pids",
        "trusted_proxies",
        "metrics_readers",
        "promotions",
        mode="before",
    )
    @classmethod
    def _by_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("popular_readers")
    @classmethod
    def _is_a_crowd(cls, value: int) -> int:
        if value in (1, 2):
            raise ValueError("HONGMAO_POPULAR_READERS must be 0, or 3 at least")
        return value

    @field_validator("promotions")
    @classmethod
    def _are_seasons(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for season in value:
            parse_promotion(season)  # says itself what is wrong
        return value

    @field_validator("trusted_proxies", "metrics_readers")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for network in value:
            ip_network(network, strict=False)  # says itself what is wrong
        return value

    @field_validator("lake_days")
    @classmethod
    def _are_days_enough(cls, value: int) -> int:
        if 0 < value < LEAST_DAYS:
            raise ValueError(f"rows are kept for {LEAST_DAYS} days at least: money asks for them")
        return value

    @field_validator("engine")
    @classmethod
    def _is_an_engine(cls, value: str) -> str:
        return check_engine(value)  # says itself what is wrong

    @field_validator("withholding")
    @classmethod
    def _is_a_table_of_rules(cls, value: str) -> str:
        if value:
            read_rules(Path(value).read_bytes())  # says itself what is wrong
        return value

    @field_validator("payer_iban")
    @classmethod
    def _is_an_iban(cls, value: str) -> str:
        iban = value.replace(" ", "").upper()
        if iban and not is_iban(iban):
            raise ValueError("the check digits of this IBAN do not hold")
        return iban

    @field_validator("shopify_shops")
    @classmethod
    def _are_shops(cls, value: SecretStr) -> SecretStr:
        read_shops(value.get_secret_value())  # says itself what is wrong
        return value

    @field_validator("postbacks")
    @classmethod
    def _are_networks_of_postbacks(cls, value: SecretStr) -> SecretStr:
        read_networks(value.get_secret_value())  # says itself what is wrong
        return value

    @model_validator(mode="after")
    def _windows_move_on(self) -> "Settings":
        if self.pull_overlap_minutes >= self.taobao_window_minutes:
            raise ValueError(
                "HONGMAO_PULL_OVERLAP_MINUTES must be less than HONGMAO_TAOBAO_WINDOW_MINUTES"
            )
        return self

    @property
    def web_address(self) -> str:
        """The pages' public address, without a trailing slash."""
        return (self.web_url or f"http://{self.host}:{self.web_port}").rstrip("/")

    @property
    def web_is_local(self) -> bool:
        """Whether the pages are served without TLS to this machine alone, as the demo is."""
        parts = urlsplit(self.web_address)
        return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")

    @property
    def edge_address(self) -> str:
        """The redirects' public address, without a trailing slash."""
        return (self.edge_url or f"http://{self.host}:{self.edge_port}").rstrip("/")

    @property
    def promotion_windows(self) -> tuple[Window, ...]:
        """The promotion seasons, as spans of time."""
        return tuple(parse_promotion(season) for season in self.promotions)

    @property
    def log_folder(self) -> Path:
        """Where edges keep their logs, one folder a log."""
        return self.home / "log"

    @property
    def lake_folder(self) -> Path | str:
        """Where the lake's Parquet lies: a folder of the home folder, or a URL."""
        return self.lake_url or self.home / "lake"

    @property
    def pace_folder(self) -> Path:
        """By which processes share the call rates of our accounts."""
        return self.home / "pace"

    @property
    def snapshot_file(self) -> Path:
        """The link snapshot that edges read."""
        return self.home / "snapshot" / "links"


settings = Settings()

HONGMAO = settings
"""The same, where Django's own settings are at hand."""

# Django ------------------------------------------------------------------------------------------

SECRET_KEY = settings.secret.get_secret_value() or "unset: hongmao doctor says how to set it"
DEBUG = False
ALLOWED_HOSTS = list(settings.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [settings.web_address]
ROOT_URLCONF = "hongmao.web.urls"
WSGI_APPLICATION = "hongmao.web.wsgi.application"
APPEND_SLASH = False

INSTALLED_APPS = [
    "hongmao.people",
    "hongmao.notes",
    "hongmao.search",
    "hongmao.brands",
    "hongmao.ledger",
    "hongmao.links",
    "hongmao.integrators",
    "hongmao.orders",
    "hongmao.settlement",
    "hongmao.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "hongmao.web.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hongmao.web.middleware.DenyByDefault",
    "hongmao.web.middleware.Reader",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hongmao.web.context.page",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "hongmao.web.templatetags.hongmao",
                "hongmao.web.templatetags.statements",
            ],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        settings.database_url or f"sqlite:///{settings.home / 'hongmao.sqlite3'}",
        conn_max_age=60,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 30,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "feed"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Accounts, by django-allauth: docs/accounts.md says what each choice is for.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "hongmao.web.account.adapter.Accounts"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "hongmao.web.account.forms.LoginForm",
    "signup": "hongmao.web.account.forms.SignupForm",
    "change_password": "hongmao.web.account.forms.ChangePasswordForm",
    "set_password": "hongmao.web.account.forms.SetPasswordForm",
    "reset_password": "hongmao.web.account.forms.ResetPasswordForm",
    "reset_password_from_key": "hongmao.web.account.forms.NewPasswordForm",
    "confirm_email_verification_code": "hongmao.web.account.forms.EmailCodeForm",
    "confirm_password_reset_code": "hongmao.web.account.forms.ResetCodeForm",
    "reauthenticate": "hongmao.web.account.forms.PasswordAgainForm",
    "add_email": "hongmao.web.account.forms.AddEmailForm",
}
MFA_ADAPTER = "hongmao.web.account.adapter.Factors"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Hongmao"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = settings.web_is_local
MFA_FORMS = {
    "authenticate": "hongmao.web.account.forms.CodeForm",
    "reauthenticate": "hongmao.web.account.forms.CodeAgainForm",
    "activate_totp": "hongmao.web.account.forms.ActivateForm",
    "add_webauthn": "hongmao.web.account.forms.AddPasskeyForm",
    "edit_webauthn": "hongmao.web.account.forms.EditPasskeyForm",
    "signup_webauthn": "hongmao.web.account.forms.SignupPasskeyForm",
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cacherow",
    }
}
"""In the database, so that limits on tries hold over all web processes."""

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if settings.mail_folder:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = settings.mail_folder
elif settings.mail_host:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = settings.mail_host, settings.mail_port
EMAIL_HOST_USER = settings.mail_user
EMAIL_HOST_PASSWORD = settings.mail_password.get_secret_value()
EMAIL_USE_TLS = settings.mail_security == "starttls"
EMAIL_USE_SSL = settings.mail_security == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = settings.mail_from

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = settings.time_zone
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = settings.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hongmao.web.statics.Statics"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_URL = "/media/"
MEDIA_ROOT = settings.home / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 << 20
DATA_UPLOAD_MAX_NUMBER_FILES = 30
FILE_UPLOAD_HANDLERS = [
    "hongmao.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

CSRF_FAILURE_VIEW = "hongmao.web.failures.csrf_failed"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = settings.web_address.startswith("https:")
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{levelname}{name}{process}{message}",
            "style": "{",
            "timestamp": "at",
            "rename_fields": {"levelname": "level", "name": "logger"},
            "json_ensure_ascii": False,
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": settings.log_format}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"django.request": {"level": "ERROR"}, "httpx": {"level": "WARNING"}},
}
