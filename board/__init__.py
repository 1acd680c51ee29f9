"""The public page: its own process and database role; knows records/ only."""
