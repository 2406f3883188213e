"""Measuring the running program from outside, against a hello-world Textual app in the same rounds."""
