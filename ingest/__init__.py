"""Taking published data into the tables: ``python -m ingest official``."""
