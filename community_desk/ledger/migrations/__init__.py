"""Numbered steps from one schema to the next, on frozen table and column names (never live models)."""
