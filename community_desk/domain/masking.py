"""What of a number may be seen on paper and in lists (DOMAIN: care, not surveillance)."""

import re

# ID numbers of 15 and 18 characters and certificates of 20 and 22 that stand in a sentence.
_LONG_NUMBER = re.compile(r"[0-9]{14,}[0-9Xx][0-9]*(?:[Bb][0-9])?")


def mask_id(number: str) -> str:
    """An ID number with its middle hidden: ``350212********1237``; disability certificates (20 digits) alike.

    At most the first six (the county of first registration) and the last four characters stay. Shorter numbers
    (passports, permits) keep less, so that at least half of every number is hidden.
    """
    length = len(number)
    head, tail = (6, 4) if length >= 15 else (2, 2) if length >= 8 else (0, 0)
    return number[:head] + "*" * (length - head - tail) + number[length - tail :]


def mask_ids_in(text: str) -> str:
    """A text with every ID and certificate number in it hidden as ``mask_id`` does."""
    return _LONG_NUMBER.sub(lambda found: mask_id(found[0]), text)


def mask_phone(number: str) -> str:
    """A phone number as posted papers show it: ``138****1234``, ``0592-***7479``; short numbers keep no head."""
    if len(number) == 11 and "-" not in number:
        return f"{number[:3]}****{number[-4:]}"
    area, dash, local = number.rpartition("-")
    hidden = max(len(local) - 4, 0) if len(local) >= 7 else len(local)
    return area + dash + "*" * hidden + local[hidden:]
