"""The report: static pages of one publication that open anywhere, without a server or a network.

    write_report(settings, version, former)

reads the marts of the folder ``version`` (a publication that is being made) and writes its
``report/index.html`` with all pages that it leads to. What the report of the folder ``former`` (the
publication before, None for the first) says already is linked from there, so that a night costs
what changed. ``write_lineage``, called alike, adds ``dictionary/index.html``: dbt's own pages, to
which the report's dictionary leads. The rooms:

- ``sql/``, ``queries.py``  what each page says, as SQL on the published marts
- ``site.py``    which pages there are, and which of them have to be written
- ``printed.py`` the printed text or the pictures of a document, each figure marked
- ``charts.py``  charts as SVG
- ``lineage.py`` dbt's own documentation
- ``search.py``  what the search box searches
- ``templates/``, ``static/`` how pages look
"""

from __future__ import annotations

from ingest.report.lineage import write_lineage
from ingest.report.site import write_report

__all__ = ["write_lineage", "write_report"]
