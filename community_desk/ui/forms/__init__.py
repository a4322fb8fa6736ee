"""Made from forms/*.ui by forms/make.py: generated, do not edit."""
