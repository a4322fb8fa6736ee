"""The steps of the import wizard and what they share."""
