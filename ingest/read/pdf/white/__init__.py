"""Columns told by white space: zones of lines that share gutters, and the headers above them."""
