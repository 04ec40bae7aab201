"""Invented sports pages: results, tables, line-ups, scorecards, and short reports.

In a report of a match a town's name is its club, and in a list of results there is little
to tell so but the form of the line; corpora of news hold few such pages. These are drawn
from templates and the project's own lists of names, so nothing of them is anybody's text.
By the guideline a club is an ORGANISATION and a country that plays is a PLACE.
"""

from __future__ import annotations

import argparse
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

from .documents import ORGANISATION, PERSON, PLACE, Document
from .swap import listed

_MARK = re.compile("\x01(.)\x02(.*?)\x03", re.DOTALL)
_KINDS = {"P": PERSON, "O": ORGANISATION, "L": PLACE}
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November December".split()
BEFORE = "AC AS FC FK SC SV IFK IK CSKA Dynamo Sporting Real Racing Union Olympique Lokomotiv Rapid Inter Sparta Slavia".split()
AFTER = "United City Town Rovers Wanderers Athletic Albion County Rangers FC SC AFC".split()
ANIMALS = "Bears Bulls Eagles Falcons Giants Hawks Jets Kings Lions Pirates Raiders Rockets Saints Sharks Stars Tigers Warriors Wolves".split()
_KNOWN = """Boston Chicago Detroit Cleveland Baltimore Toronto Montreal Oakland Seattle Texas Minnesota Milwaukee Kansas_City
Los_Angeles New_York Philadelphia Pittsburgh Cincinnati Atlanta Houston St._Louis San_Diego San_Francisco Colorado Florida
Phoenix Denver Dallas Miami Buffalo Tampa_Bay Ottawa Calgary Edmonton Vancouver Washington Utah Indiana Orlando Charlotte
Derby Leeds Sunderland Barnsley Reading Stoke Portsmouth Southampton Blackburn Bolton Burnley Norwich Ipswich Leicester
Watford Middlesbrough Coventry Sheffield Preston Bristol Swansea Cardiff Hull Wigan Bradford Oxford Plymouth Exeter
Yorkshire Lancashire Surrey Kent Essex Sussex Hampshire Somerset Durham Warwickshire Derbyshire Middlesex Glamorgan
Aberdeen Dundee Motherwell Kilmarnock Barcelona Valencia Sevilla Bilbao Zaragoza Mallorca Milan Roma Napoli Parma Torino
Genoa Bologna Verona Porto Braga Lyon Marseille Monaco Lille Nantes Rennes Bordeaux Metz Lens Auxerre Strasbourg Cologne
Hamburg Bremen Stuttgart Dortmund Leverkusen Freiburg Rostock Groningen Utrecht Twente Bruges Ghent Basel Zurich Prague
Queensland Canterbury Auckland Brisbane Melbourne Sydney Perth Adelaide Newcastle Penrith Cronulla Johor Selangor Penang
Perak Kedah Sabah Sarawak Punjab Mumbai Delhi Kolkata Chennai Lahore Karachi Shanghai Beijing Guangzhou Yokohama Seoul"""
KNOWN = [name.replace("_", " ") for name in _KNOWN.split()]
"""Towns and counties after which well-known clubs are called."""


@dataclass
class Names:
    given: list[str]
    family: list[str]
    towns: list[str]
    regions: list[str]
    countries: list[str]
    nations: list[str]

    @classmethod
    def read(cls, folder: Path) -> Names:
        towns = listed(folder / "cities.tsv") + 3 * listed(folder / "places-like-people.tsv")
        return cls(
            listed(folder / "first-names.tsv"),
            listed(folder / "surnames.tsv"),
            [t for t in towns if len(t) > 3],
            [r for r in listed(folder / "regions.tsv") if len(r) > 3 and " " not in r],
            [c for c in listed(folder / "countries.tsv") if 3 < len(c) < 15],
            [n for n in listed(folder / "demonyms.tsv") if n.endswith(("an", "ish", "ese"))],
        )


class Page:
    """One page in the making: who is in it, and how this paper writes."""

    def __init__(self, names: Names, chance: random.Random):
        self.names, self.chance = names, chance
        self.capitals = chance.random() < 0.15
        self.towns = chance.sample(KNOWN, 16) if chance.random() < 0.4 else chance.sample(names.towns + names.regions, 16)
        self.style = chance.choice(("town", "town", "town", "club", "mixed", "word"))
        self.clubs = [self._club(t) for t in self.towns]
        self.lands = chance.sample(names.countries, 10)
        self.nation = chance.choice(names.nations)
        self.day = chance.choice(DAYS)

    def _club(self, town: str) -> str:
        style = self.style if self.style != "mixed" else self.chance.choice(("town", "club", "word"))
        if style == "word":
            return self.chance.choice(self.names.family)
        if style == "town" or self.chance.random() < 0.3:
            return town
        if self.chance.random() < 0.35:
            return f"{self.chance.choice(BEFORE)} {town}"
        return f"{town} {self.chance.choice(AFTER if self.chance.random() < 0.6 else ANIMALS)}"

    def mark(self, kind: str, name: str) -> str:
        return f"\x01{kind}\x02{name.upper() if self.capitals and kind == 'O' else name}\x03"

    def club(self, i: int) -> str:
        return self.mark("O", self.clubs[i])

    def town(self, i: int) -> str:
        return self.mark("L", self.towns[i])

    def land(self, i: int | None = None) -> str:
        return self.mark("L", self.lands[i] if i is not None else self.chance.choice(self.lands))

    def surname(self) -> str:
        return self.mark("P", self.chance.choice(self.names.family))

    def person(self) -> str:
        given = self.chance.choice(self.names.given)
        if self.chance.random() < 0.12:
            given = given[0] + "."
        return self.mark("P", f"{given} {self.chance.choice(self.names.family)}")

    def n(self, low: int, high: int) -> int:
        return self.chance.randint(low, high)

    def pick(self, *of: str) -> str:
        return self.chance.choice(of)

    def pairs(self) -> list[tuple[int, int]]:
        order = self.chance.sample(range(16), 2 * self.n(2, 7))
        return list(zip(order[::2], order[1::2]))

    def head(self, title: str, place: str | None = None) -> str:
        """A headline and a dateline, in one of several manners."""
        where = place or self.town(0)
        date = f"{self.pick(*MONTHS)[:3]} {self.n(1, 28)}"
        manner = self.n(0, 3)
        if manner == 0:
            return f"{title.upper()} .\n{where.upper()} {self.n(1990, 2023)}-{self.n(10, 12)}-{self.n(10, 28)}\n"
        if manner == 1:
            return f"{title}\n\n{where.upper()}, {date} - "
        if manner == 2:
            return f"{title}\n\n"
        return ""


def results(p: Page) -> str:
    sport = p.pick("soccer", "football", "rugby league", "basketball", "ice hockey", "baseball", "premier league", "first division", "handball")
    top = 130 if sport == "basketball" else 40 if "rugby" in sport else 6
    out = p.head(f"{sport} - {p.nation} {p.pick('league', 'division one', 'cup', 'championship')} results")
    out += p.pick(
        f"Results of {p.nation} {sport} matches on {p.day} :",
        f"Result of {p.nation} {sport} match played {p.day}",
        f"Collated results of {p.nation} {sport} games on {p.day} ( home team in CAPS ) :",
        f"Summaries of {p.day}'s {sport} games:",
    ) + "\n"
    form = p.n(0, 4)
    for a, b in p.pairs():
        x, y = p.n(0, top), p.n(0, top)
        out += (
            f"{p.club(a)} {x} {p.club(b)} {y}",
            f"{p.club(a)} {x}, {p.club(b)} {y}",
            f"{p.club(a)} - {p.club(b)} {x}-{y}",
            f"{p.club(a)} {x} {p.club(b)} {y} ( halftime {x // 2}-{y // 2} )",
            f"{p.club(a)} {x} {p.club(b)} {y} {p.pick('', '( 10 innings )', '( OT )', '( after extra time )')}".rstrip(),
        )[form] + "\n"
    return out + (standings(p, head=False) if p.n(0, 1) else "")


def standings(p: Page, head: bool = True) -> str:
    out = p.head(f"{p.nation} league standings") if head else ""
    out += p.pick(
        "Standings ( tabulate under played , won , drawn , lost , goals for , against , points ) :",
        f"Leading standings after {p.day}'s matches:",
        "W L PCT GB",
        "P W D L F A Pts",
    ) + "\n"
    for at, i in enumerate(p.chance.sample(range(16), p.n(5, 12)), 1):
        if at == 5 and p.n(0, 3) == 0:
            out += p.pick("CENTRAL DIVISION", "WESTERN DIVISION", "EASTERN CONFERENCE") + "\nW L PCT GB\n"
        place = f"{at}. " if p.style == "club" else ""
        out += f"{place}{p.club(i)} " + " ".join(str(p.n(0, 40)) for _ in range(p.n(3, 7))) + "\n"
    return out


def summary(p: Page) -> str:
    out = p.head(f"{p.nation} league summaries") + f"Summaries of {p.nation} {p.pick('first division', 'league', 'cup')} matches on {p.day} :\n"
    for a, b in p.pairs():
        for i in (a, b):
            goals = p.n(0, 3)
            who = " , ".join(f"{p.surname()} {p.n(1, 90)}{p.pick('', ' pen', 'th', ' minute')}" for _ in range(goals))
            out += f"{p.club(i)} {goals}" + (f" ( {who} )" if goals else "") + p.pick(" ", "\n")
        out += f". Halftime {p.n(0, 2)}-{p.n(0, 2)} . {p.pick('Attendance', 'Attendance :', 'Att:')} {p.n(1, 80)},{p.n(100, 999)}\n"
    return out


def abroad(p: Page) -> str:
    """Cup ties of clubs of many countries, and internationals."""
    out = p.head("cup first round results") + f"Results of first round, second leg matches on {p.day}:\n"
    for a, b in p.pairs():
        x, y = p.n(0, 5), p.n(0, 5)
        out += p.pick(f"In {p.town(a)} : ", f"At {p.town(a)}: ", "")
        if p.n(0, 3) == 0:
            one, two = p.chance.sample(range(10), 2)
            out += f"{p.land(one)} {x} {p.land(two)} {y} ( {x // 2}-{y // 2} )\n"
            sides = p.land(one), p.land(two)
        else:
            out += f"{p.club(a)} ( {p.land()} ) {x} {p.club(b)} ( {p.land()} ) {y} ( halftime {x // 2}-{y // 2} )\n"
            sides = p.club(a), p.club(b)
        if p.n(0, 1):
            out += "Scorers :\n" if p.n(0, 1) else "Scorers: "
            out += "\n".join(f"{s} - {p.person()} ( {p.n(1, 44)}th {p.pick('minute', '')} ) , {p.surname()} ( {p.n(45, 90)}th )" for s in sides) + "\n"
        if p.n(0, 1):
            out += f"{sides[0]} win {p.n(3, 6)}-{p.n(0, 2)} on aggregate\n"
        out += f"Attendance : {p.n(1, 60)},{p.n(100, 999)}\n"
    return out


def americans(p: Page) -> str:
    """Leagues that name a club by its town, its nickname, or both."""
    p.style = "town"
    nick = p.chance.sample(ANIMALS, 16)
    clubs = [p.mark("O", t) for t in p.towns]
    both = [p.mark("O", f"{t} {n}") for t, n in zip(p.towns, nick)]
    out = p.head(f"{p.pick('baseball', 'basketball', 'ice hockey', 'football')} - {p.pick('major league', 'NBA', 'NHL', 'NFL')} {p.pick('results', 'standings', 'roundup', 'schedule')}")
    form = p.n(0, 3)
    for a, b in p.pairs():
        x, y = p.n(0, 12), p.n(0, 12)
        if form == 0:
            out += f"{clubs[a].upper()} AT {clubs[b].upper()}\n" if p.n(0, 2) == 0 else f"{clubs[a]} at {clubs[b]}\n"
        elif form == 1:
            out += f"{clubs[a]} {x} {clubs[b]} {y}\n"
        elif form == 2:
            out += f"In {p.town(b)} , {p.person()} {p.pick('scored twice', 'had 21 points', 'hit a homer', 'threw two touchdowns')} as the {p.mark('O', nick[a])} beat the {both[b]} {x}-{y} .\n"
        else:
            out += f"{both[a]} {x}, {both[b]} {y}\n" if p.n(0, 1) else f"{both[a]} - {p.pick('Signed', 'Waived', 'Activated')} {p.pick('pitcher', 'guard', 'forward', 'defenseman')} {p.person()}.\n"
    return out


def cricket(p: Page) -> str:
    p.style = "town"
    sides = [p.mark("O", p.chance.choice(p.names.regions)) for _ in range(8)] if p.n(0, 1) else [p.land(i) for i in range(8)]
    out = p.head("cricket scores") + f"Close of play scores on the {p.pick('first', 'second', 'final')} day of {p.pick('four-day', 'one-day')} matches on {p.day} :\n"
    if p.n(0, 1):
        for i in range(0, 8, 2):
            out += f"At {p.town(i)} : {sides[i]} {p.n(90, 500)}-{p.n(1, 9)} ( {p.person()} {p.n(50, 180)} , {p.person()} {p.n(50, 99)} not out ; {p.person()} {p.n(3, 7)}-{p.n(30, 99)} ) {p.pick('v', 'and')} {sides[i + 1]}{p.pick('', f' {p.n(90, 400)}')} .\n"
        return out
    out += f"{sides[0]} first innings\n"
    for _ in range(9):
        out += p.person() + " " + p.pick(f"c {p.surname()} b {p.surname()}", f"b {p.surname()}", f"lbw b {p.surname()}", "not out", "run out", f"c and b {p.surname()}") + f" {p.n(0, 120)}\n"
    fall = " , ".join(f"{i}-{p.n(10, 300)}" for i in range(1, 6))
    out += f"Extras {p.n(3, 30)}\nTotal {p.n(100, 480)}\nFall of wickets : {fall} .\nBowling : "
    return out + " , ".join(f"{p.surname()} {p.n(5, 30)}-{p.n(0, 5)}-{p.n(20, 99)}-{p.n(0, 5)}" for _ in range(5)) + " .\n" + f"{sides[1]} won by {p.n(2, 9)} wickets .\n"


def rackets(p: Page) -> str:
    out = p.head(f"{p.pick('tennis', 'badminton', 'squash', 'table tennis')} - results at {p.nation} open") + f"{p.pick('First round', 'Semifinal', 'Second round')} results on {p.day} ( prefix number denotes seeding ) :\n"
    for _ in range(p.n(4, 10)):
        x = f"{p.n(1, 16)} - " if p.n(0, 2) == 0 else ""
        score = " ".join(f"{p.pick('6-3', '6-4', '7-5', '7-6 ( 7-3 )', '3-6', '6-1', '15-9')}" for _ in range(p.n(2, 3)))
        out += f"{x}{p.person()} ( {p.land()} ) beat {p.person()} ( {p.land()} ) {score}\n" if p.n(0, 3) else f"{p.person()} , {p.land()} , def. {p.person()} , {p.land()} , {score} .\n"
    return out


def ranked(p: Page) -> str:
    """Golf, athletics, cycling, motor and winter sports: one name a line."""
    out = p.head(p.pick("golf - leading scores", "athletics - results", "cycling - stage result", "motor racing - grid", "alpine skiing - standings")) + p.pick(
        f"Leading scores after the third round of the {p.nation} Open on {p.day} :", "Men's 100 metres", "Leading placings in the fifth stage :", "Overall standings :", "Women's 1,500 metres :"
    ) + "\n"
    form = p.n(0, 4)
    for i in range(1, p.n(6, 14)):
        out += (
            f"{p.n(200, 290)} {p.person()} ( {p.land()} ) {p.n(65, 75)} {p.n(65, 75)} {p.n(65, 75)}",
            f"{i}. {p.person()} ( {p.land()} ) {p.n(9, 59)}.{p.n(10, 99)} seconds",
            f"{i} {p.person()} , {p.land()} , {p.mark('O', p.clubs[i])} , {p.n(1, 5)}:{p.n(10, 59)}:{p.n(10, 59)}",
            f"{i}. {p.person()} ( {p.land()} ) {p.mark('O', p.clubs[i])} {p.n(9, 59)} minutes",
            f"{p.person()} {p.n(60, 75)}-{p.n(60, 75)} - {p.n(120, 150)}",
        )[form] + "\n"
    return out


def squads(p: Page) -> str:
    out = p.head(f"{p.nation} squad named") + f"{p.land(0)} coach {p.person()} on {p.day} named the following squad to play {p.land(1)} in {p.town(1)} :\n"
    for role in ("Goalkeepers", "Defenders", "Midfielders", "Forwards"):
        out += f"{role} {p.pick('-', ':')} " + " , ".join(f"{p.person()} ( {p.club(p.n(0, 15))} )" for _ in range(p.n(2, 5))) + p.pick(" .\n", "\n")
    if p.n(0, 1):
        out += "Teams :\n" + "\n".join(f"{p.club(i)} - " + " ; ".join(f"{k} - {p.surname()}" for k in range(1, 8)) for i in (2, 3)) + "\n"
    if p.n(0, 1):
        out += f"Leading goalscorers :\n" + "\n".join(f"{p.n(3, 20)} - {p.person()} ( {p.club(p.n(0, 15))} )" for _ in range(6)) + "\n"
    return out


def fixtures(p: Page) -> str:
    out = p.head("fixtures") + p.pick(f"{p.day}, {p.pick(*MONTHS)} {p.n(1, 28)}", "Weekend fixtures :", "Draw for the third round :") + "\n"
    for a, b in p.pairs():
        out += f"{p.club(a)} {p.pick('v', 'vs', 'v.')} {p.club(b)}{p.pick('', f' ( {p.n(12, 20)}30 )')}\n"
    return out


def report(p: Page) -> str:
    a, b, c, d = (p.club(i) for i in range(4))
    sentences = [
        f"{a} beat {b} {p.n(2, 5)}-{p.n(0, 1)} on {p.day} to move {p.pick('top of the table', 'into third place', 'clear of relegation')}.",
        f"{p.person()} scored twice as {a} {p.pick('crushed', 'edged', 'thrashed', 'came from behind to beat')} {b} in {p.town(1)}.",
        f"{a} coach {p.person()} said his side had deserved to win.",
        f"“We were lucky,” {b} captain {p.person()} told reporters in {p.town(1)} after the match.",
        f"{c} drew {p.n(1, 3)}-{p.n(1, 3)} at home to {d} and stay bottom with {p.n(2, 20)} points.",
        f"{p.surname()}, signed from {d} in {p.pick(*MONTHS)}, hit the post before {p.surname()} levelled for {c}.",
        f"The {p.nation} {p.pick('champions', 'side', 'club')} travel to {c} on {p.pick(*DAYS)} and host {d} a week later.",
        f"{a}'s {p.person()} limped off with a knee injury and will miss the game against {c}.",
        f"{b}, without a win in {p.n(3, 9)} games, sacked {p.person()} hours after the defeat by {a}.",
        f"Defender {p.person()} has agreed to join {a} from {c} for {p.n(2, 40)} million {p.pick('euros', 'pounds', 'dollars')}.",
        f"In {p.town(4)}, {p.land(0)} beat {p.land(1)} {p.n(1, 4)}-{p.n(0, 1)} in a friendly.",
        f"{p.land(0)}'s {p.person()} beat {p.person()} of {p.land(1)} {p.n(6, 7)}-{p.n(2, 4)} {p.n(6, 7)}-{p.n(2, 4)} to reach the final in {p.town(5)}.",
        f"Police in {p.town(0)} said {p.n(3, 90)} people had been arrested before the match between {a} and {b}.",
        f"The mayor of {p.town(2)} said the city would build a new stadium for {c}.",
        f"{p.person()}, who was born in {p.town(3)}, spent eleven seasons with {d}.",
    ]
    chosen = p.chance.sample(sentences, p.n(4, 10))
    return p.head(f"{a} {p.pick('beat', 'sink', 'hold', 'stun')} {b}", p.town(1)) + p.pick(" ", "\n", "\n\n").join(chosen) + "\n"


PAGES: tuple[tuple[Callable[[Page], str], int], ...] = (
    (results, 4), (standings, 2), (summary, 2), (abroad, 3), (americans, 4), (cricket, 3),
    (rackets, 2), (ranked, 2), (squads, 2), (fixtures, 1), (report, 6),
)  # fmt: skip
"""The kinds of page, and how often each is drawn."""


def pages(names: Names, count: int, seed: int = 1) -> list[Document]:
    """So many pages; the same seed gives the same ones."""
    kinds, weights = zip(*PAGES)
    out = []
    for i in range(count):
        chance = random.Random(f"sports/{seed}/{i}")
        marked = chance.choices(kinds, weights)[0](Page(names, chance))
        if chance.random() < 0.5:
            marked = _natural(marked)
        out.append(_document(f"sports-{seed}-{i:05d}", marked))
    return out


def _natural(marked: str) -> str:
    """Without the blanks that tag files have around their signs."""
    return re.sub(r"\( ", "(", re.sub(r" ([,.:;)])", r"\1", marked))


def _document(id: str, marked: str) -> Document:
    text, spans, at = "", [], 0
    for m in _MARK.finditer(marked):
        text += marked[at : m.start()]
        spans.append((len(text), len(text) + len(m[2]), _KINDS[m[1]]))
        text += m[2]
        at = m.end()
    return Document(id, text + marked[at:], spans)


def main() -> None:
    """Writes pages as JSON lines, for programs other than this one."""
    parser = argparse.ArgumentParser(prog="python -m reader.sports", description=main.__doc__)
    parser.add_argument("gazetteers", type=Path, help="folder of lists of names")
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    for document in pages(Names.read(args.gazetteers), args.pages, args.seed):
        print(document.to_json())


if __name__ == "__main__":
    main()
