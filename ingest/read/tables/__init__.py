"""Tables of every format: grids of cells with spans, regions, and those that a page break cuts."""
