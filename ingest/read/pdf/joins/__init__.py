"""Lines of a zone joined to cells: rows, merged labels, and what is but a guess."""
