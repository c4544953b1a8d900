"""What the audit expects of raw, core and marts before anything is published."""
