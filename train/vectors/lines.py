"""Lines of varied Unicode, made up: seeded, the same for every run."""

import random
import unicodedata

WORDS = """the a of minister said on Monday that Lisbon would sign treaty with Nordvik Shipping Ltd
President Amara Okafor-Lindqvist O'Neill McTavish arrived at unbelievably internationalisation U.S. U.N.
e.g. 3rd 1,250.75 $4.5bn £300 €1.000,50 ¥70 A4 COVID-19 iPhone eBay NATO G7 www.example.org/path?q=1
ann.lee@example.org @handle #tag naïve café Zürich São Paulo Łódź İstanbul ÅNGSTRÖM straße ΣΊΣΥΦΟΣ Ὀδυσσεύς
Москва Київ București Đà Nẵng Hồ Chí Minh العربية القاهرة עברית דִּבּוּר हिन्दी क्षत्रिय বাংলা தமிழ் ไทยแลนด์ ລາວ
မြန်မာ ខ្មែរ 中文 北京市 東京都 かな カタカナ ﾊﾝｶｸ 한국어 서울 각 ᄀᆨ ქართული Հայերեն አማርኛ ᏣᎳᎩ 𝔘𝔫𝔦 ﬁne ½ ² № ™ ® © ° … — – ‘x’ “y” «z» ¿qué? ¡no!
😀 👩‍👩‍👧 🇫🇷 ❤️ ≠ ≤ ≮ → § ¶ † ‰ ` ^ ~ | \\ [SEP] [unused1] ##ing""".split()

BLANKS = [" ", " ", " ", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "\u2028", "\u1680", "\u000b", "\u0085"]
SPECIAL = ["\u200b", "\u200d", "\ufeff", "\u00ad", "\u0000", "\ufffd", "\u202e", "\u0301", "\u0327", "\u20dd", "\u0345",
           "\ue000", "\u0378", "\u2060", "\x7f", "\x01", "\u0130", "\u1e9e", "\u03a3", "\u01c5", "\u212b", "\u2126",
           "\ufb01", "\uf900", "\u2f00", "\U0002f800", "\U000e0001", "\U0001d165", "\uac01", "\u1fef", "\u037e", "\u166d"]
ASSIGNED = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF and unicodedata.category(chr(c)) not in ("Cn", "Co")]
SCRIPTS = [(0x21, 0x7F), (0xA1, 0x180), (0x180, 0x250), (0x300, 0x370), (0x370, 0x400), (0x400, 0x530), (0x530, 0x700), (0x900, 0xE00),
           (0x1E00, 0x2000), (0x2000, 0x2100), (0x2100, 0x2C00), (0x3000, 0x3100), (0x4E00, 0x9FFF), (0xAC00, 0xD7A4), (0xF900, 0x10000),
           (0x10000, 0x12000), (0x1D400, 0x1D800), (0x1F300, 0x1FB00)]
IN_SCRIPT = [[c for c in ASSIGNED if a <= c < b] for a, b in SCRIPTS]


def word(r):
    kind = r.random()
    if kind < 0.5:
        w = r.choice(WORDS)
        change = r.random()
        if change < 0.1:
            w = w.upper()
        elif change < 0.2:
            w = unicodedata.normalize("NFD", w)
        elif change < 0.25:
            w = w + r.choice(WORDS)
        elif change < 0.3:
            at = r.randrange(len(w) + 1)
            w = w[:at] + r.choice(SPECIAL) + w[at:]
        return w
    if kind < 0.7:
        return "".join(chr(c) for c in r.choices(r.choice(IN_SCRIPT), k=r.randint(1, 8)))
    if kind < 0.85:
        return "".join(r.choices("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,'-", k=r.randint(1, 14)))
    if kind < 0.88:  # about as long as a word may be
        return "".join(r.choices("aeionrst\u00e9", k=r.randint(95, 105)))
    if kind < 0.94:
        return "".join(r.choices(SPECIAL, k=r.randint(1, 3)))
    return "".join(chr(c) for c in r.choices(ASSIGNED, k=r.randint(1, 4)))


def lines(n, seed=1):
    """n lines, each of up to 16 words."""
    r = random.Random(seed)
    for _ in range(n):
        yield "".join(word(r) + (r.choice(BLANKS) if r.random() < 0.9 else "") for _ in range(r.randint(1, 16)))
