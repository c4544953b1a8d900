"""Money of forms: a project's by source and stage, a department's by item; from cells or text."""
