"""The rows of indicators: of aligned tables, of two blocks, packed into a cell, told in text."""
