"""Schema migrations: one revision a file in versions/, run by records.schema."""
