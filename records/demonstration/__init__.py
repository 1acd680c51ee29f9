"""The demonstration campaign: simulated, and calibrated to the published figures of a real one.

`parameters` says how large and by which laws, `simulation` runs it, `writing` stores it, `calibration`
compares it with what was published. The model is described in docs/demonstration.md.
"""
