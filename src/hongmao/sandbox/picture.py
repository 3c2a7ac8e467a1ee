"""A still life drawn from an item's id, for items that came without a picture."""

from hashlib import blake2s

_PALETTES = (
    ("#f6d9c8", "#d9694a", "#7a3b2e"),
    ("#dfe8d8", "#7c9a6b", "#3d5436"),
    ("#d9e4ef", "#5f86ad", "#2c4763"),
    ("#f3e3b8", "#d19a2e", "#6d4d12"),
    ("#eadcf0", "#9a72ab", "#51365e"),
    ("#e6e1da", "#a08a72", "#4d4135"),
)


def draw(item_id: str) -> str:
    """An SVG, always the same for the same id: a vessel on a table, in one of six palettes."""
    seed = blake2s(item_id.encode(), digest_size=4).digest()
    paper, body, ink = _PALETTES[seed[0] % len(_PALETTES)]
    width = 120 + seed[1] % 80
    height = 190 + seed[2] % 110
    neck = 36 + seed[3] % 40
    left, top, base = 300 - width, 470 - height, 470
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 600">'
        f'<rect width="600" height="600" fill="{paper}"/>'
        f'<circle cx="{430 - seed[1] % 260}" cy="190" r="105" fill="#fff" opacity=".45"/>'
        f'<rect y="{base}" width="600" height="130" fill="{ink}" opacity=".14"/>'
        f'<ellipse cx="312" cy="{base}" rx="{width + 30}" ry="17" fill="{ink}" opacity=".22"/>'
        f'<path fill="{body}" d="M{300 - neck} {top} h{neck * 2} c0 70 {width - neck} 60 '
        f"{width - neck} {height - 60} q0 60 -60 60 H{left + 60} q-60 0 -60 -60 "
        f'c0 -{height - 120} {width - neck} -{height - 130} {width - neck} -{height - 60} z"/>'
        f'<rect x="{300 - neck - 8}" y="{top - 26}" width="{neck * 2 + 16}" height="34" rx="10" '
        f'fill="{ink}"/>'
        f'<path d="M{left + 34} {base - 40} q-14 -60 6 -{height // 3}" stroke="#fff" '
        'stroke-width="11" stroke-linecap="round" fill="none" opacity=".4"/></svg>'
    )
