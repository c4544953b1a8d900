"""Superset for the dashboards: in Chinese, on loopback, no secret with a default."""

import os
from pathlib import Path

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{Path(os.environ['SUPERSET_HOME']) / 'superset.db'}"

APP_NAME = "绩效看板"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {
    "zh": {"flag": "cn", "name": "中文"},
    "en": {"flag": "us", "name": "English"},
}
THEME_DEFAULT = {
    "token": {
        "brandAppName": APP_NAME,
        "brandLogoAlt": APP_NAME,
        "brandLogoUrl": "/static/assets/images/superset-logo-horiz.png",
        "fontFamily": (
            "Inter, 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', "
            "'Microsoft YaHei', sans-serif"
        ),
    },
    "algorithm": "default",
}
THEME_DARK = None

# The marts change once a night and are small: every look asks them anew.
ROW_LIMIT = 10_000
SQL_MAX_ROW = 100_000
RATELIMIT_STORAGE_URI = "memory://"
FAB_ADD_SECURITY_API = True
TALISMAN_ENABLED = True
