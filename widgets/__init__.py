"""The pieces of a screen: the drawn board, the due list, head, footer, forms. They know records and words only."""
