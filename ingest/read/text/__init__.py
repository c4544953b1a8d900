"""Bare text: page text, tab-separated text, text laid out with spaces, Markdown."""
