"""Writes stv_meek.json: random elections counted by Meek's method.

Needs Python 3.11, pref_voting 1.18.2 and the program of the crate stv-rs 0.5.1 (cargo install stv-rs)
on the path:  python stv_meek.py > ../stv_meek.json
Elections in which the reference breaks a tie are left out.
"""

import json
import random
import re
import subprocess

from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.proportional_methods import stv_meek

COMMAND = "stv-rs --arithmetic bigfixed9 meek --parallel no --force-positive-surplus".split()


def letters(options):
    return [chr(ord("a") + option) for option in range(options)]


def report(options, seats, ballots):
    names = letters(options)
    lines = [f"{options} {seats}", f"[nick {' '.join(names)}]"]
    lines += [f"{count} {' '.join(names[option] for option in ranking)} 0" for ranking, count in ballots]
    lines += ["0", *(f'"{name}"' for name in names), '"election"', ""]
    return subprocess.run(COMMAND, input="\n".join(lines), capture_output=True, text=True, check=True).stdout


def decimal(text):
    """Four decimals are what the reference's figures are good for, and more."""
    return round(float(text), 4)


def count(options, seats, ballots):
    """Who is elected, and what stood whenever an option was defeated for having fewest votes."""
    actions = report(options, seats, ballots).split("Action: ")[1:]
    elected, defeats = [], []
    for action in actions:
        head, *body = action.splitlines()
        if head.startswith("Break tie"):
            return None
        votes = [0.0] * options
        for line in body:
            if found := re.fullmatch(r"\t(Elected|Hopeful|Defeated): +([a-z]) \((.*)\)", line):
                votes[ord(found[2]) - ord("a")] = decimal(found[3])
        if found := re.fullmatch(r"Elect(?: remaining)?: ([a-z])", head):
            elected.append(ord(found[1]) - ord("a"))
        elif found := re.fullmatch(r"Defeat \((.*)\): ([a-z])", head):
            quota = next(decimal(line.removeprefix("\tQuota: ")) for line in body if line.startswith("\tQuota"))
            defeats.append({"option": ord(found[2]) - ord("a"), "quota": quota, "votes": votes})
    return sorted(elected), defeats


def also_elected(options, seats, ballots):
    ranks = [{option: rank for rank, option in enumerate(ranking)} for ranking, _ in ballots]
    profile = ProfileWithTies(ranks, [count for _, count in ballots], candidates=list(range(options)))
    return sorted(map(int, stv_meek(profile, num_seats=seats)))


def random_ranking(draw, options, length):
    """The lower the number, the more popular: so there are surpluses early on."""
    keys = {option: draw.random() ** (1 / 0.7**option) for option in range(options)}
    return tuple(sorted(keys, key=keys.get, reverse=True)[:length])


def main():
    draw = random.Random("stv_meek")
    lines = []
    while len(lines) < 100:
        options = draw.randint(4, 9)
        seats = draw.randint(1, options // 2)
        ballots = {}
        for _ in range(draw.randint(8, 40)):
            ranking = random_ranking(draw, options, draw.randint(1, options))
            ballots[ranking] = ballots.get(ranking, 0) + draw.randint(1, draw.choice([5, 60, 1_000]))
        ballots = list(ballots.items())
        counted = count(options, seats, ballots)
        if counted is None:
            continue
        elected, defeats = counted
        whole = all(votes == int(votes) for defeat in defeats for votes in defeat["votes"])
        if whole and len(lines) < 70:
            continue  # nothing was passed on in parts: too easy
        assert len(elected) == seats
        assert elected == also_elected(options, seats, ballots), (options, seats, ballots)
        line = {"options": options, "seats": seats, "ballots": ballots, "elected": elected, "defeats": defeats}
        lines.append(json.dumps(line, separators=(",", ":")))
    print("[\n" + ",\n".join(lines) + "\n]")


main()
