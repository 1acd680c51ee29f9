"""The way in for records of others: files with a mapping, and the views of existing databases."""
