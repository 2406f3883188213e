"""The chapters of the Book: each use case of deals, customers, activities and so on, one function and one commit."""
