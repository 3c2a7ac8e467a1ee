"""The balance of community and commerce: where sponsored notes may stand."""
