"""What the words of forms mean: labels, headers, levels, items, by the lists of ``vocabulary/``."""
