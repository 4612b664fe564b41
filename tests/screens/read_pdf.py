"""The text of a PDF and what it says of itself, read from its bytes: enough for the papers that we make."""

import re
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s(.*?)\sendobj", re.DOTALL)
# Brackets inside a string are pairs: those within them are found three deep.
_INSIDE = rb"(?:\\.|[^\\()]"
_STRING = rb"\(" + _INSIDE + rb"|\(" + _INSIDE + rb"|\(" + _INSIDE + rb")*\))*\))*\)"
_PIECE = re.compile(rb"/(f\d+) [\d.]+ Tf|(" + _STRING + rb")|(\nET|BDC)", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def objects(pdf: bytes) -> dict[int, bytes]:
    """Each object by its number, a packed stream unpacked."""
    return {int(number): _unpacked(body) for number, body in _OBJECT.findall(pdf)}


def _unpacked(body: bytes) -> bytes:
    head, found, stream = body.partition(b"stream\n")
    if not found or b"/FlateDecode" not in head:
        return body
    return head + zlib.decompressobj().decompress(stream)


def text(pdf: bytes) -> str:
    """All words on the pages, in the order in which they are drawn, each piece on a line of its own."""
    held = objects(pdf)
    pages = [body for body in held.values() if re.search(rb"/Type/Page\b", _tight(body))]
    return "\n".join(_of_page(held, _tight(page)) for page in pages)


def _tight(body: bytes) -> bytes:
    return re.sub(rb"\s*([/<>\[\]()])\s*", rb"\1", body)


def _of_page(held: dict[int, bytes], page: bytes) -> str:
    fonts = dict(re.findall(rb"/(f\d+) (\d+) 0 R", _fonts(held, page)))
    maps = {name: _letters(held, held[int(number)]) for name, number in fonts.items()}
    content = held[int(re.search(rb"/Contents (\d+) 0 R", page)[1])]
    said, font = [], b""
    for name, string, end in _PIECE.findall(content):
        font = name or font
        if string:
            codes = _codes(string[1:-1])
            said.append("".join(maps[font].get(code, "") for code in codes))
        elif end:
            said.append("\n")
    return "".join(said)


def _fonts(held: dict[int, bytes], page: bytes) -> bytes:
    resources = re.search(rb"/Resources (\d+) 0 R", page)
    return page if resources is None else _tight(held[int(resources[1])])


def _letters(held: dict[int, bytes], font: bytes) -> dict[int, str]:
    """What each code of a font stands for."""
    cmap = held[int(re.search(rb"/ToUnicode (\d+) 0 R", _tight(font))[1])]
    found = {}
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, letters in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            found[int(code, 16)] = bytes.fromhex(letters.decode()).decode("utf-16-be")
    return found


def _codes(string: bytes) -> list[int]:
    plain = _ESCAPE.sub(_unescaped, string)
    return [int.from_bytes(plain[at : at + 2]) for at in range(0, len(plain), 2)]


def _unescaped(found: re.Match[bytes]) -> bytes:
    letter = found[1]
    return bytes([int(letter, 8)]) if letter[:1].isdigit() else _LETTERS.get(letter, letter)
