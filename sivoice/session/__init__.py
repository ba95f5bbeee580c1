"""Wires the stages for one session, from a script and options to clips, a plan and a timeline."""
