"""The front door: command line, app, screens, actions."""
