"""Measurements: simulator, load, scale. Ratios within one run, never wall-clock promises."""
