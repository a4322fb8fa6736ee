"""Community Desk 社区工作台: the ledger, visit sheets and rosters of a community office."""

__version__ = "0.1.0"
