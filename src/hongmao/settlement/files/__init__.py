"""Files that banks take and give: pure text and bytes, no database."""
