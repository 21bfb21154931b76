"""Writes scores.json: score ballots and who wins.

Needs Python 3.11, pref_voting 1.18.2, starvote 2.1.6 and majorityjudgement 0.3.2. The last was written
for Python 2: put its folder (the one with grading.py) on PYTHONPATH.  python scores.py > ../scores.json
"""

import json
import random
from itertools import combinations, permutations

import starvote
from grading import MajorityJudgement
from pref_voting.grade_methods import majority_judgement, score_voting, star
from pref_voting.grade_profiles import GradeProfile


def majority_order(options, ballots, lowest, highest):
    """All options in groups, best first, by D. MacIver's count."""
    tallies = [[0] * (highest - lowest + 1) for _ in range(options)]
    for scores, count in ballots:
        for option, score in enumerate(scores):
            tallies[option][score - lowest] += count
    judged = [MajorityJudgement(tally) for tally in tallies]
    groups = []
    for option in sorted(range(options), key=lambda option: judged[option], reverse=True):
        if groups and judged[groups[-1][0]] == judged[option]:
            groups[-1].append(option)
        else:
            groups.append([option])
    return groups


def starvote_star(options, ballots):
    """Winners by L. Hastings' count over all orders in which ties can fall."""
    names = [f"o{option}" for option in range(options)]
    papers = [dict(zip(names, scores)) for scores, count in ballots for _ in range(count)]
    try:
        return [names.index(*starvote.star_voting(papers, tiebreaker=None))]
    except starvote.UnbreakableTieError:
        orders = map(list, permutations(names))
        by_order = starvote.predefined_permutation_tiebreaker
        return sorted({names.index(*starvote.star_voting(papers, tiebreaker=by_order(order))) for order in orders})


def official_star(options, ballots):
    """Winners by the protocol as published in 2025, over all ways in which lots can fall.

    It no longer compares options one to one where more than two tie for the second round. Elsewhere
    it is the older one, which L. Hastings' count follows.
    """
    sums = [sum(scores[option] * count for scores, count in ballots) for option in range(options)]
    fives = [sum(count for scores, count in ballots if scores[option] == 5) for option in range(options)]

    def preferring(one, other):
        return sum(count for scores, count in ballots if scores[one] > scores[other])

    second = sorted(sums)[-2]
    sure = [option for option in range(options) if sums[option] > second]
    tied = [option for option in range(options) if sums[option] == second]
    more_than_two = len(tied) > 2
    if sure and len(tied) == 2:
        one, other = tied
        tied.sort(key=lambda option: preferring(option, one + other - option))
        if preferring(one, other) != preferring(other, one):
            tied = tied[1:]
    places = 2 - len(sure)
    last = sorted(fives[option] for option in tied)[-places]
    sure += [option for option in tied if fives[option] > last]
    tied = [option for option in tied if fives[option] == last]
    found = set()
    for lots in combinations(tied, 2 - len(sure)):
        one, other = [*sure, *lots]
        rank = {
            option: (preferring(option, one + other - option), sums[option], fives[option]) for option in (one, other)
        }
        found |= {option for option in rank if rank[option] == max(rank.values())}
    if not more_than_two:
        assert sorted(found) == starvote_star(options, ballots)
    return sorted(found)


def winners(options, ballots, lowest, highest):
    profile = GradeProfile(
        [dict(enumerate(scores)) for scores, _ in ballots],
        list(range(lowest, highest + 1)),
        gcounts=[count for _, count in ballots],
        candidates=list(range(options)),
    )
    found = {
        "score": score_voting(profile),
        "median_lower": score_voting(profile, evaluation_method="median"),
        "majority_gauge": majority_judgement(profile),
        "majority_judgement": majority_order(options, ballots, lowest, highest)[0],
    }
    # The gauge is a shortcut that can leave ties, and never says otherwise.
    assert set(found["majority_judgement"]) <= set(found["majority_gauge"])
    if (lowest, highest) == (0, 5):
        found["star_parallel_universes"] = star(profile)
        found["star_official"] = official_star(options, ballots)
        assert set(found["star_official"]) <= set(found["star_parallel_universes"])
    figures = {
        "sums": [int(profile.sum(option)) for option in profile.candidates],
        "lower_medians": [int(profile.median(option)) for option in profile.candidates],
    }
    return {name: sorted(map(int, options)) for name, options in found.items()}, figures


def main():
    draw = random.Random("scores")
    lines = []
    for at in range(150):
        options = draw.randint(3, 6)
        lowest, highest = (0, 5) if at < 100 else draw.choice([(0, 2), (-2, 3), (0, 20)])
        # Few voters with few opinions tie often.
        kinds, most = (draw.randint(2, 5), 2) if at % 2 == 0 else (draw.randint(4, 9), 30)
        ballots = [
            ([draw.randint(lowest, highest) for _ in range(options)], draw.randint(1, most)) for _ in range(kinds)
        ]
        if at % 4 == 0:
            # The same ballots with two options exchanged: those two tie in all that is anonymous.
            one, other = draw.sample(range(options), 2)
            for scores, count in ballots[:]:
                exchanged = scores[:]
                exchanged[one], exchanged[other] = scores[other], scores[one]
                ballots.append((exchanged, count))
        won, figures = winners(options, ballots, lowest, highest)
        line = {
            "options": options,
            "lowest": lowest,
            "highest": highest,
            "ballots": [{"scores": scores, "count": count} for scores, count in ballots],
            "winners": won,
            "majority_order": majority_order(options, ballots, lowest, highest),
            **figures,
        }
        lines.append(json.dumps(line, separators=(",", ":")))
    print('{"source": "pref_voting 1.18.2, starvote 2.1.6, majorityjudgement 0.3.2",')
    print('"profiles": [\n' + ",\n".join(lines) + "\n]}")


main()
