"""The board's file and all SQL: read whole, changed in memory, checked, written anew, renamed under a lease."""
