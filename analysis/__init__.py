"""What the numbers mean: pure functions on tables. No SQL, no Dash, nothing of ours imported."""
