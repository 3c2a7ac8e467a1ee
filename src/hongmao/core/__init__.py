"""Pure rules: no input or output, no Django, no clock of their own."""
