"""What each page finds: the same questions asked and measured once, for screen, file and command line."""
