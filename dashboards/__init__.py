"""The dashboards: what they show (``*.yml``, ``datasets/*.sql``) and how Superset gets them."""
