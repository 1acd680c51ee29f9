"""One module a command of `python -m dashboard`.

Each module has HELP (one line), `arguments(parser)` and `run(args, settings) -> int` (the exit status).
The module's name is the command's name; a trailing underscore keeps it off Python's keywords (`import_`).
"""
