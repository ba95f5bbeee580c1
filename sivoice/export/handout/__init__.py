"""A session on paper, as PDF or HTML."""
