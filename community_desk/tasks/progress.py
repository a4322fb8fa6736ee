"""How far a task has come: what its generator yields."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` steps (residents, rows, pages; 0 where nobody can say), and a short Chinese sentence."""

    done: int
    total: int
    sentence: str
