"""One message a night: what came of it, as data, then told by mail and webhook.

>>> night = night_of(settings, "scheduled__2026-11-22T18:00:00+00:00")
>>> send(settings, night)   # nothing where nobody is set to be told

A run's report and the published marts come in; what people read goes out. Airflow calls it through
``notifier.py``.
"""
