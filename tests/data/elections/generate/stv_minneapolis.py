"""Writes stv_minneapolis.json: random elections counted by the rules of Minneapolis for several seats.

Minneapolis Code of Ordinances, title 8.5, chapter 167, sections 167.20 and 167.70(c), as amended to
2015. An implementation of its own, kept simple: every group of equal ballots knows who holds it and at
what value, in units of 1/10000. Needs Python 3.11:  python stv_minneapolis.py > ../stv_minneapolis.json

Left out are elections in which the rules would draw lots, or in which somebody not yet elected has
exactly the threshold when a round goes on: the text does not say whether that is a surplus.
"""

import json
import random

VOTE = 10_000


class Unclear(Exception):
    pass


def count(options, seats, ballots, batches):
    """Who is elected, in order, and everybody's votes at the start of each round."""
    threshold = (sum(count for _, count in ballots) // (seats + 1) + 1) * VOTE
    piles = [{"ranking": ranking, "count": count, "holder": ranking[0], "value": VOTE} for ranking, count in ballots]
    continuing, elected, rounds = set(range(options)), [], []
    rest = {}  # what an elected option keeps

    def votes_of(option):
        held = sum(pile["count"] * pile["value"] for pile in piles if pile["holder"] == option)
        return rest.get(option, 0) + held

    def pass_on(gone, value):
        for pile in piles:
            if pile["holder"] in gone:
                pile["value"] = value(pile["value"])
                later = pile["ranking"][pile["ranking"].index(pile["holder"]) + 1 :]
                pile["holder"] = next((option for option in later if option in continuing), None)

    def only(options):
        if len(options) > 1:
            raise Unclear
        return options[0]

    while True:
        # a: count; done where enough have reached the threshold.
        votes = [votes_of(option) for option in range(options)]
        rounds.append(votes)
        there = sorted((option for option in continuing if votes[option] >= threshold), key=lambda one: -votes[one])
        if len(elected) + len(there) >= seats:
            return elected + there, rounds
        if any(votes[option] == threshold for option in there):
            raise Unclear
        # b and c: defeat all for whom it is mathematically impossible, before any surplus moves.
        surplus = sum(votes[option] - threshold for option in there)
        losers = hopeless(continuing, votes, surplus, seats - len(elected)) if batches else []
        if losers:
            continuing -= set(losers)
            if len(continuing) == seats - len(elected):
                return elected + sorted(continuing, key=lambda option: -votes[option]), rounds
            pass_on(losers, lambda value: value)
        elif there:
            # d: the largest surplus. Fraction and value are cut off after four decimals each.
            option = only([option for option in there if votes[option] == votes[there[0]]])
            fraction = (votes[option] - threshold) * VOTE // votes[option]
            held = [pile for pile in piles if pile["holder"] == option]
            moved = sum(pile["count"] * (pile["value"] * fraction // VOTE) for pile in held)
            continuing.remove(option)
            elected.append(option)
            pass_on([option], lambda value: value * fraction // VOTE)
            rest[option] = votes[option] - moved
            if len(continuing) == seats - len(elected):
                # f: the rest are elected. Their votes are those after the transfer.
                votes = [votes_of(option) for option in range(options)]
                rounds.append(votes)
                return elected + sorted(continuing, key=lambda option: -votes[option]), rounds
        else:
            # e: the fewest votes.
            fewest = min(votes[option] for option in continuing)
            option = only([option for option in continuing if votes[option] == fewest])
            continuing.remove(option)
            if len(continuing) == seats - len(elected):
                return elected + sorted(continuing, key=lambda option: -votes[option]), rounds
            pass_on([option], lambda value: value)


def hopeless(continuing, votes, surplus, seats_left):
    """The most options with fewest votes that cannot, with each other's votes and all surplus, reach the next."""
    in_order = sorted(continuing, key=lambda option: votes[option])
    losers, together = [], 0
    for at, option in enumerate(in_order[:-1]):
        together += votes[option]
        following = votes[in_order[at + 1]]
        # Those with equal votes go together or not at all: `following` is then not out of reach.
        if len(in_order) - (at + 1) >= seats_left and together + surplus < following:
            losers = in_order[: at + 1]
    return losers


def random_ranking(draw, options, length):
    """The lower the number, the more popular: so there are surpluses early on."""
    keys = {option: draw.random() ** (1 / 0.7**option) for option in range(options)}
    return tuple(sorted(keys, key=keys.get, reverse=True)[:length])


def main():
    draw = random.Random("stv_minneapolis")
    lines = []
    while len(lines) < 150:
        options = draw.randint(4, 9)
        seats = draw.randint(2, min(4, options - 2))
        ballots = {}
        lengths = [1, 2, 3] if draw.random() < 0.5 else range(1, options + 1)
        for _ in range(draw.randint(8, 30)):
            ranking = random_ranking(draw, options, draw.choice(lengths))
            ballots[ranking] = ballots.get(ranking, 0) + draw.randint(1, draw.choice([10, 100, 1_000]))
        ballots = list(ballots.items())
        line = {"options": options, "seats": seats, "ballots": ballots}
        try:
            for name, batches in [("in_batches", True), ("one_by_one", False)]:
                elected, rounds = count(options, seats, ballots, batches)
                assert len(set(elected)) == seats
                line[name] = {"elected": elected, "ten_thousandths": rounds}
        except Unclear:
            continue
        lines.append(json.dumps(line, separators=(",", ":")))
    print("[\n" + ",\n".join(lines) + "\n]")


main()
