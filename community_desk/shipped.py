"""Where the files shipped with the program lie: in a checkout, in an installed wheel, in a frozen program."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def resource_path(*parts: str) -> Path:
    """The path of a shipped file or folder below ``resources/``, e.g. ``resource_path("fonts", "HanaMinB.ttf")``.

    A wheel and a frozen program carry the folder inside the package, a checkout beside it.
    """
    inside = _PACKAGE / "resources"
    root = inside if inside.is_dir() else _PACKAGE.parent / "resources"
    return root.joinpath(*parts)
