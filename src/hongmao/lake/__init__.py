"""The lake: the event log as Parquet, one file a segment, kind and hour."""
