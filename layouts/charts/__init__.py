"""Charts: tidy frames in, Plotly figures as plain dicts out. Nothing is asked, nothing is computed."""
