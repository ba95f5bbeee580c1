"""Figures: the poses of a stretch, from a text beside the script to a picture."""
