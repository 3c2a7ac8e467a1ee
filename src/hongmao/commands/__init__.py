"""The verbs of the command line, one module a family; `__main__` puts them together."""
