"""Script text -> Script: finding, parsing and checking scripts."""
