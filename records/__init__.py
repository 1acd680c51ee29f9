"""What is stored and everything that writes it."""
