"""Writes ranked_more.json: strict full rankings and who wins by further rules.

Needs Python 3.11 and pref_voting 1.18.2:  python ranked_more.py > ../ranked_more.json
"""

import json
import random
from collections import Counter
from math import factorial

from pref_voting.c1_methods import copeland, llull, smith_set
from pref_voting.combined_methods import smith_irv, smith_irv_put
from pref_voting.iterative_methods import (
    baldwin,
    baldwin_put,
    benham_put,
    coombs_put,
    instant_runoff_put,
    plurality_with_runoff_put,
    strict_nanson,
    weak_nanson,
)
from pref_voting.margin_based_methods import beat_path, minimax, ranked_pairs, split_cycle
from pref_voting.other_methods import bucklin, simplified_bucklin
from pref_voting.profiles import Profile
from pref_voting.scoring_methods import anti_plurality, borda, plurality

RULES = {
    "plurality": plurality,
    "anti_plurality": anti_plurality,
    "borda": borda,
    "condorcet": lambda profile: [] if (one := profile.condorcet_winner()) is None else [one],
    "smith_set": smith_set,
    "copeland": copeland,
    "llull": llull,
    "minimax_winning_votes_or_margins_full_rankings": minimax,
    "schulze": beat_path,
    "split_cycle": split_cycle,
    "runoff_parallel_universes": plurality_with_runoff_put,
    "irv_parallel_universes": instant_runoff_put,
    "smith_irv": smith_irv,
    "smith_irv_parallel_universes": smith_irv_put,
    "benham_parallel_universes": benham_put,
    "coombs_parallel_universes": coombs_put,
    "baldwin": baldwin,
    "baldwin_parallel_universes": baldwin_put,
    "nanson_strict": strict_nanson,
    "nanson_weak": weak_nanson,
    "bucklin": bucklin,
    "bucklin_simplified": simplified_bucklin,
}


def orders_of_equal_pairs(profile):
    """In how many orders pairs of equal strength can be locked; a tied pair stands in both directions."""
    strengths = Counter(
        profile.margin(a, b)
        for a in profile.candidates
        for b in profile.candidates
        if a != b and profile.margin(a, b) >= 0
    )
    orders = 1
    for count in strengths.values():
        orders *= factorial(count)
    return orders


def winners(profile):
    found = {name: rule(profile) for name, rule in RULES.items()}
    options = len(profile.candidates)
    by_locking = ranked_pairs(profile) if orders_of_equal_pairs(profile) <= 50_000 else None
    # The second algorithm of the reference: an option wins if it heads a stack (Zavist and Tideman).
    by_stacks = ranked_pairs(profile, algorithm="from_stacks") if options <= 6 else None
    assert by_locking is None or by_stacks is None or by_locking == by_stacks
    if (by_locking or by_stacks) is not None:
        found["ranked_pairs_parallel_universes"] = by_locking or by_stacks
    return {name: sorted(map(int, found)) for name, found in found.items()}


def random_ballots(draw, at):
    """Half of the profiles have few voters and so many ties, some of them cycles; half have many voters."""
    options = 3 + at % 5
    if at % 2 == 0:
        kinds, most = draw.randint(2, 7), 2
    else:
        kinds, most = draw.randint(4, 12), draw.choice([20, 1_000, 100_000])
    ballots = Counter()
    if at % 8 == 0:
        cycle = draw.sample(range(options), options)
        for start in range(options):
            ballots[tuple(cycle[start:] + cycle[:start])] += 1
        kinds = draw.randint(0, 3)
    for _ in range(kinds):
        ballots[tuple(draw.sample(range(options), options))] += draw.randint(1, most)
    return options, ballots


def main():
    draw = random.Random("ranked_more")
    lines = []
    for at in range(200):
        options, ballots = random_ballots(draw, at)
        profile = Profile(list(ballots), list(ballots.values()))
        shown = [{"ranking": ranking, "count": count} for ranking, count in ballots.items()]
        line = {"options": options, "ballots": shown, "winners": winners(profile)}
        lines.append(json.dumps(line, separators=(",", ":")))
    print('{"source": "pref_voting 1.18.2",')
    print('"note": "full strict rankings, best first; every tied winner listed",')
    print('"profiles": [\n' + ",\n".join(lines) + "\n]}")


main()
