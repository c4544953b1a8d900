"""One page of a PDF: its characters, fonts and drawn lines → words and rules."""
