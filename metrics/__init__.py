"""From tables to figures. Pure: no files, database, clock, network or screen."""
