"""A session as a printable handout, in PDF or HTML."""
