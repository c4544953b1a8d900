"""Superset for the dashboards: in Chinese, on loopback, no secret with a default."""

import os
from pathlib import Path

from superset.config import THEME_DEFAULT as _DEFAULT

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{Path(os.environ['SUPERSET_HOME']) / 'superset.db'}"

APP_NAME = "绩效看板"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {
    "zh": {"flag": "cn", "name": "中文"},
    "en": {"flag": "us", "name": "English"},
}
_FONTS = "Inter, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_BRAND = {"brandAppName": APP_NAME, "brandLogoAlt": APP_NAME, "fontFamily": _FONTS}
THEME_DEFAULT = {**_DEFAULT, "token": {**_DEFAULT["token"], **_BRAND}}
THEME_DARK = None

# The marts change once a night and are small: every look asks them anew.
ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
RATELIMIT_STORAGE_URI = "memory://"
FAB_ADD_SECURITY_API = True

# A page may ask nobody but this server: no maps, no fonts, no counting pixels from elsewhere.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
