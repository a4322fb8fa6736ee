"""Dialogs: for what needs several fields and an end."""
