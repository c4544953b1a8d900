"""What printed Chinese says: text as printed, amounts, quantities, values of cells, prose."""
