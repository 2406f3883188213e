"""What is kept, and the rules it is kept by: records, the process, the file, the book, exchange, words."""
