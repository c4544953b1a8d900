"""Workbooks: XLSX, XLS, one XML file (Excel 2003), and delimited text."""
