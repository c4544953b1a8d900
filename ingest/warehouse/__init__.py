"""From raw tables to a publication: build, audit, publish, and what each publication changed."""
