"""Script text -> Script: finding, reading, parsing and checking what people write."""
