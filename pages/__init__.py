"""The published pages: the record as plain files that need neither a server nor a script to be read."""
