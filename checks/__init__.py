"""What must hold of the record: ``python -m checks [PATH]``."""
