"""Word texts, new (DOCX) and old (DOC)."""
