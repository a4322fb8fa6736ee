"""Rules as plain functions over plain data: no Qt, no database; today's date comes in as an argument."""
