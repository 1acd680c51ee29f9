"""Starts it all: app factory, command line, sign-in, headers, server."""
