"""The form of a department: its budget, tasks, goal and indicators."""
