"""A district that is being added: its place file written, and tried without the warehouse.

``scaffold`` turns what is known of a place into place files; ``check`` runs the line for one place
in a folder of its own and says what came of it; ``page`` shows that with what is printed.
"""
