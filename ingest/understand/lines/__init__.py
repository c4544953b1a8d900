"""Page text without columns: printed lines put together to cells, and cells to rows."""
