"""Connects the stages for one session: script and options in, clips, plan and timeline out."""
