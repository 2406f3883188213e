"""The command line: the use cases of the board without a screen, for scripts, cron and tests.

Source: house.md, "The command line".

One module for each group of commands, loaded when one of its commands is called. None imports the screen.
"""
