"""``demo``: a community nobody lives in, to try the program and to measure it."""

from argparse import Namespace
from dataclasses import asdict
from datetime import datetime

from community_desk.cli.opening import opened
from community_desk.cli.output import finish, print_object
from community_desk.tasks.build_demo import DEMO_SEED, build_demo
from community_desk.tasks.demo_community import scale_of


def build(options: Namespace) -> int:
    """Fill the empty ledger with a synthetic community of ``--scale``."""
    scale = scale_of(options.scale)
    seed = DEMO_SEED if options.seed is None else options.seed
    today = datetime.now().astimezone().date()
    with opened(options, writing=True, may_create=True):
        made = finish(build_demo(scale, today=today, operator=options.operator, seed=seed))
    if options.json:
        print_object(asdict(made))
    else:
        print(
            f"{scale.community}：{made.residents} 位居民，{made.households} 户，{made.dwellings} 个门牌，"
            f"{made.buildings} 栋（条），{made.grids} 个网格。全部是虚构的。"
        )
    return 0
