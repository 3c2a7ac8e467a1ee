"""Search: the index of the notes, and the questions that readers ask of it."""
