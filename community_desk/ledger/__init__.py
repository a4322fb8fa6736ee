"""The database, and the verbs staff use on it: the only room that imports peewee."""
