"""Peewee's runner of migrations over the modules of this package's ``migrations``.

Apart from ``schema`` because Peewee's own brings support for every engine it knows: a ledger that is up to date opens
without it.
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from playhouse.migrations import Migration, Runner

from community_desk.ledger import migrations
from community_desk.ledger.schema import number_of
from community_desk.ledger.triggers import drop_triggers, install_triggers


class _Step(Migration):  # type: ignore[misc] # peewee ships no types for playhouse
    """A migration that is a module of this package: a frozen program has no loose files to glob."""

    def load(self) -> ModuleType:
        return import_module(f"{migrations.__name__}.{self.name}")


class PackagedRunner(Runner):  # type: ignore[misc]
    """Peewee's runner over the modules of ``ledger.migrations`` (``m0001_…``, ``m0002_…``)."""

    def migrations(self) -> list[Migration]:
        names = sorted(module.name for module in iter_modules(migrations.__path__))
        return [_Step(number_of(name), name, name, None) for name in names]

    def _run(self, name: str, module: ModuleType, direction: str, fake: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - peewee's signature
        with self.migrator.migration_context(atomic=True):
            drop_triggers(self.database)
            getattr(module, direction)(self.migrator, self.database)
            install_triggers(self.database)
            broken = self.database.execute_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"{name} left {len(broken)} rows without their parent")
            self.database.execute_sql(
                "UPDATE _session SET undo_horizon = (SELECT COALESCE(MAX(id), 0) FROM ledger_transaction)"
            )
            self.History.create(name=name)
