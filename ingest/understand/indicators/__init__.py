"""The rows of indicators: of aligned tables, of sliding cells, packed into a cell, told in text."""
