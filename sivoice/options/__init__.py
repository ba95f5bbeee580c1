"""What a listener asks for: the command line's options and the settings file."""
