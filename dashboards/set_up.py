"""Superset's own database, its administrator and our dashboards, brought up to date.

Runs in Superset's environment: ``python -m dashboards.set_up`` with SUPERSET_CONFIG_PATH,
SUPERSET_ADMIN_PASSWORD and MARTS_URI (postgresql://reader:password@host:port/database) set, and
REPORT_URL where the report is served.
What people made themselves stays; our databases, datasets, charts and dashboards are known by their
UUIDs and replaced.
"""

from __future__ import annotations

import os
from pathlib import Path

from flask import g
from flask_migrate import upgrade
from superset.app import create_app

from dashboards.bundle import bundle

ADMIN = "admin"


def main() -> None:
    """Bring all of it up to date."""
    app = create_app()
    with app.app_context():
        import superset  # noqa: PLC0415 (its managers exist once there is an app)

        upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
        superset.appbuilder.add_permissions(update_perms=True)
        superset.security_manager.sync_role_definitions()
        _let_the_login_page_speak_chinese(superset.security_manager)
        g.user = _administrator(superset.security_manager)
        _import(os.environ["MARTS_URI"])


def _administrator(manager):
    """The user ``admin`` with the password of this installation."""
    password = os.environ["SUPERSET_ADMIN_PASSWORD"]
    user = manager.find_user(ADMIN)
    if user is None:
        role = manager.find_role("Admin")
        manager.add_user(ADMIN, "绩效", "管理员", "admin@localhost", role, password=password)
        user = manager.find_user(ADMIN)
    return user


def _let_the_login_page_speak_chinese(manager):
    """Superset hides its words from who is not logged in, and nothing else is let through here."""
    words = manager.find_permission_view_menu("can_language_pack", "Superset")
    manager.add_permission_role(manager.find_role(manager.auth_role_public), words)


def _import(uri: str) -> None:
    """Import the dashboards and what they need; the columns of datasets are asked of the marts."""
    from superset import db  # noqa: PLC0415
    from superset.commands.importers.v1.assets import ImportAssetsCommand  # noqa: PLC0415
    from superset.connectors.sqla.models import SqlaTable  # noqa: PLC0415

    ImportAssetsCommand(bundle(uri, os.environ.get("REPORT_URL", ""))).run()
    for dataset in db.session.query(SqlaTable).all():
        if dataset.is_managed_externally:
            dataset.fetch_metadata()
    db.session.commit()


if __name__ == "__main__":
    main()
