"""What columns hold: their header rows, and the role of each by its words and its cells."""
