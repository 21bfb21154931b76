"""Writes stv_scottish.json: random elections counted by the Scottish rules, ballot by ballot.

An implementation of its own, kept simple: no piles, every ballot knows who holds it and at what
value (in units of 1/100000). Elections in which the rules would draw lots are left out.
"""

import json
import random

VOTE = 100_000


class Lots(Exception):
    pass


def choose(tied, history, pick):
    """Rules 49(2) and 51(2): the most recent stages in which the votes differ."""
    for votes in reversed(history):
        best = pick(votes[option] for option in tied)
        tied = [option for option in tied if votes[option] == best]
    if len(tied) > 1:
        raise Lots
    return tied[0]


def count(options, seats, ballots):
    total = sum(weight for _, weight in ballots)
    quota = (total // (seats + 1) + 1) * VOTE
    papers = [{"ranking": r, "weight": w, "holder": r[0], "value": VOTE} for r, w in ballots]
    hopeful, elected, settled, history = set(range(options)), [], set(), []

    def votes_of(option):
        if option in settled:
            return quota
        return sum(p["weight"] * p["value"] for p in papers if p["holder"] == option)

    def pass_on(option, revalue):
        for paper in papers:
            if paper["holder"] == option:
                paper["value"] = revalue(paper["value"])
                rest = paper["ranking"][paper["ranking"].index(option) + 1 :]
                paper["holder"] = next((other for other in rest if other in hopeful), None)

    while True:
        votes = [votes_of(option) for option in range(options)]
        history.append(votes)
        for option in sorted(hopeful, key=lambda option: (-votes[option], option)):
            if votes[option] >= quota:
                hopeful.remove(option)
                elected.append(option)
        if len(elected) + len(hopeful) == seats:
            elected += sorted(hopeful, key=lambda option: (-votes[option], option))
        if len(elected) == seats:
            return elected, history
        if any(votes[option] > quota for option in elected):
            option = choose([o for o in elected if votes[o] > quota], history, max)
            surplus, held = votes[option] - quota, votes[option]
            pass_on(option, lambda value: surplus * value // held)
            settled.add(option)
        else:
            option = choose(sorted(hopeful), history, min)
            hopeful.remove(option)
            pass_on(option, lambda value: value)


def main():
    random.seed(2007)
    elections = []
    while len(elections) < 150:
        options = random.randint(3, 8)
        seats = random.randint(1, options - 1)
        ballots = []
        for _ in range(random.randint(3, 20)):
            ranking = random.sample(range(options), random.randint(1, options))
            ballots.append([ranking, random.randint(1, 60)])
        try:
            elected, history = count(options, seats, ballots)
        except Lots:
            continue
        election = {"options": options, "seats": seats, "ballots": ballots}
        elections.append(election | {"elected": elected, "hundred_thousandths": history})
    with open("stv_scottish.json", "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(e, separators=(",", ":")) for e in elections) + "\n]\n")


main()
