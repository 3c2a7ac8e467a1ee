"""What the community keeps of a person: handed over whole, and forgotten.

Both go by the models themselves, so that a table added tomorrow is not left out.
"""
