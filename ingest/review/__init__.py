"""``jixiao review``: the page on which people settle figures in doubt.

    serve(settings, port=None, by="王芳", opens=True, say=print)

In goes the queue of the published marts (``marts.mart_review_queue``), with the pages that it names
from the archive; out come rows of the curated CSVs (``ingest.decisions``), which the next night
applies. Nothing else is written. The rooms:

- ``server.py``  listens on this machine alone, until Ctrl-C
- ``access.py``  who may ask: Host, token, cookie, Origin, sizes
- ``app.py``     the pages and the forms they send
- ``desk.py``    one sitting: what is decided, by whom, and what can be taken back
- ``queue.py``   what waits
- ``place.py``   what is printed there, drawn as the report draws it
- ``corrected.py`` what a person types as printed
- ``templates/``, ``static/`` how pages look
"""

from __future__ import annotations

from ingest.review.queue import NothingToReviewError
from ingest.review.server import PortInUseError, git_name, serve, told

__all__ = ["NothingToReviewError", "PortInUseError", "git_name", "serve", "told"]
