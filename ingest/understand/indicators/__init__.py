"""The rows of indicators: of aligned tables, of two like halves, packed into a cell, told in text."""
