"""Clips as samples: chimes, pads, the clip cache and the mixer."""
