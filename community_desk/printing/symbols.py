"""QR code and Code 128 of a paper's number, as shapes. Only a number goes in, never a person's data.

Both stand on every sheet: a phone's camera reads the QR code, an office's cheap laser scanner only linear codes.
"""

from functools import lru_cache

from reportlab.graphics.barcode import code128, qrencoder

from community_desk.printing.page import Path, Stamp

QUIET_QR = 4  # modules of white that belong around a QR code (ISO/IEC 18004)
QUIET_CODE128 = 10  # modules of white at both ends (ISO/IEC 15417)
# Any of the eight masks is valid. A fixed one spares the scoring of all of them: 2.1 → 0.3 ms a code.
_MASK = 2


@lru_cache(maxsize=256)
def qr_code(text: str, side: float) -> Stamp:
    """A QR code (error correction M) ``side`` pt wide without its quiet zone: leave 4 modules of white around it.

    One path of runs: drawn as separate squares, printers show seams at some resolutions.
    """
    code = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    code.addData(text)
    code.version = code.calculate_version()
    code.makeImpl(False, _MASK)  # noqa: FBT003 - ReportLab's parameter has no usable name
    count = code.getModuleCount()
    module = side / count
    runs: list[tuple[str | float, ...]] = []
    for row, modules in enumerate(code.modules):
        start = -1
        for column in range(count + 1):
            dark = column < count and modules[column]
            if dark and start < 0:
                start = column
            elif not dark and start >= 0:
                runs.append(("re", start * module, row * module, (column - start) * module, module))
                start = -1
    return Stamp(side, side, (Path(tuple(runs)),))


@lru_cache(maxsize=256)
def code_128(text: str, width: float, height: float) -> Stamp:
    """A Code 128 barcode of this width without its quiet zones: leave 10 modules of white at both ends.

    Raises ``ValueError`` for text with characters other than ASCII.
    """
    if not text.isascii() or not text:
        raise ValueError(text)
    code = code128.Code128(text, quiet=0)
    code.validate()
    code.encode()
    code.decompose()
    # An upper-case letter is a bar, a lower-case one a gap; its place in the alphabet is the width in modules.
    widths = [(ord(letter.lower()) - ord("a") + 1, letter.isupper()) for letter in code.decomposed]
    module = width / sum(modules for modules, _ in widths)
    bars: list[tuple[str | float, ...]] = []
    x = 0.0
    for modules, dark in widths:
        if dark:
            bars.append(("re", x, 0.0, modules * module, height))
        x += modules * module
    return Stamp(width, height, (Path(tuple(bars)),))
