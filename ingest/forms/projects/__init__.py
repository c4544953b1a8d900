"""Forms of projects: lists of many, forms of one, and what a project was evaluated to have done."""
