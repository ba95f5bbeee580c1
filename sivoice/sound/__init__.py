"""Clips as samples: chimes, pads, the cache they are kept in, and the mixer."""
