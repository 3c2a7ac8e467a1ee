"""Orders in revisions, refunds, the cursors of the feeds, and the graded matches to clicks."""
