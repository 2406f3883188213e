"""The whole screens and the dialogs over them. They know the desk, records and words; rules and SQL are below."""
