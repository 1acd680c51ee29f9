"""What the database is asked: Filters, then one module a subject. Reads only."""
