"""The sales process as data and the pure rules over it. No clock, no user, no file, no SQL: all are parameters."""
