"""What is said of a person in a line: away until when, moved, reported dead; and how they want to be reached."""

from dataclasses import dataclass
from datetime import date

from community_desk.domain.codes import ContactPreference, DeathState, ResidentStatus
from community_desk.domain.partial_dates import display_near


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The columns of a resident that say whether they live, where they are, and how sure a death is."""

    status: ResidentStatus
    status_on: str = ""
    away_until: str = ""
    away_place: str = ""
    death_state: DeathState = DeathState.NONE
    death_on: str = ""
    death_source: str = ""

    @property
    def word(self) -> str:
        """In a word; "" for somebody who lives here and is at home."""
        if self.death_state is DeathState.REPORTED:
            return self.death_state.word
        return "" if self.status is ResidentStatus.LIVING else self.status.word

    def is_back_due(self, today: date) -> bool:
        """Whether somebody away should be back by now."""
        return (
            self.status is ResidentStatus.AWAY
            and bool(self.away_until)
            and has_come(self.away_until, today, whole=True)
        )

    def sentences(self, today: date) -> tuple[str, ...]:
        """In sentences, e.g. 外出（福州）至 12月1日; none for somebody who lives here and is at home."""
        found = []
        if self.status is ResidentStatus.AWAY:
            found.append(self._away(today))
        elif self.status is not ResidentStatus.LIVING:
            on = self.death_on or self.status_on if self.status is ResidentStatus.DECEASED else self.status_on
            found.append(self.status.word + (f"（{display_near(on, today=today)}）" if on else ""))
        if self.death_state is DeathState.REPORTED:
            source = f"，消息来自{self.death_source}" if self.death_source else ""
            found.append(self.death_state.word + source)
        return tuple(found)

    def _away(self, today: date) -> str:
        words = self.status.word + (f"（{self.away_place}）" if self.away_place else "")
        if not self.away_until:
            return words
        until = display_near(self.away_until, today=today)
        return f"{words}，应于 {until}回来" if self.is_back_due(today) else f"{words}至 {until}"


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to be reached: ``preference`` is to be honoured, the stricter of the two behind it.

    ``reason`` and ``review_on`` are those of the stricter. ``is_due``: the day to ask again has come.
    """

    preference: ContactPreference
    of_resident: ContactPreference
    of_household: ContactPreference
    reason: str = ""
    review_on: str = ""
    is_due: bool = False
    sentence: str = ""


def wish_of(own: tuple[str, str, str], household: tuple[str, str, str] | None, today: date) -> Wish:
    """The wish to honour, from the stored (preference, reason, review date) of a resident and their household."""
    of_resident = ContactPreference(own[0])
    of_household = ContactPreference(household[0]) if household else ContactPreference.ANYTIME
    preference = of_resident.stricter(of_household)
    if preference is ContactPreference.ANYTIME:
        return Wish(preference, of_resident, of_household)
    _, reason, review_on = own if preference is of_resident or household is None else household
    is_due = bool(review_on) and has_come(review_on, today)
    words = preference.word + (f"（{reason}）" if reason else "")
    if is_due:
        words += f"，该再问一次了（{display_near(review_on, today=today)}）"
    elif review_on:
        words += f"，{display_near(review_on, today=today)}再问"
    return Wish(preference, of_resident, of_household, reason, review_on, is_due, words)


def has_come(day: str, today: date, *, whole: bool = False) -> bool:
    """Whether a partial date has begun; ``whole``: whether it is over ("2026-11" is when December begins)."""
    now = today.isoformat()[: len(day)]
    return day < now if whole else day <= now
