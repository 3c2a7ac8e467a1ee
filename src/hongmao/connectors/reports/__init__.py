"""Order reports as people download them: CSV, with each marketplace's own column names."""
