"""From published bytes to raw tables: collect, decide what to read, extract in batches, land."""
