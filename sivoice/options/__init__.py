"""The session options, from the command line and the settings file."""
