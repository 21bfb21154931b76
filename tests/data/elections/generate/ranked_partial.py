"""Writes ranked_partial.json: rankings that end early or have shared places, and who wins.

Needs Python 3.11 and pref_voting 1.18.2:  python ranked_partial.py > ../ranked_partial.json
"""

import json
import random
from collections import Counter
from functools import partial
from math import factorial

from pref_voting.c1_methods import copeland, smith_set
from pref_voting.iterative_methods import instant_runoff_put
from pref_voting.margin_based_methods import beat_path, minimax, minimax_scores, ranked_pairs, split_cycle
from pref_voting.other_methods import bucklin_for_truncated_linear_orders
from pref_voting.profiles_with_ties import ProfileWithTies
from pref_voting.scoring_methods import (
    borda_for_profile_with_ties,
    domination_borda_scores,
    non_domination_borda_scores,
    symmetric_borda_scores,
)


def first(scores):
    return [option for option, score in scores.items() if score == max(scores.values())]


def both_strengths(rule, profile):
    return {
        "margins": rule(profile),
        "winning_votes": rule(profile, strength_function=profile.support),
    }


def orders_of_equal_pairs(profile, strength):
    pairs = [(a, b) for a in profile.candidates for b in profile.candidates if a != b]
    strengths = Counter(strength(a, b) for a, b in pairs if profile.margin(a, b) >= 0)
    orders = 1
    for count in strengths.values():
        orders *= factorial(count)
    return orders


def winners(profile, strict):
    found = {
        "condorcet": [] if (one := profile.condorcet_winner()) is None else [one],
        "smith_set": smith_set(profile),
        "copeland": copeland(profile),
        "minimax_opposition": first(minimax_scores(profile, score_method="pairwise_opposition")),
        "borda_symmetric": borda_for_profile_with_ties(profile, borda_scores=symmetric_borda_scores),
        "borda_below": borda_for_profile_with_ties(profile, borda_scores=domination_borda_scores),
        "borda_above": borda_for_profile_with_ties(profile, borda_scores=non_domination_borda_scores),
        "approval_of_ranked": first(approvals(profile)),
    }
    for name, rule in [("minimax", minimax), ("schulze", beat_path), ("split_cycle", split_cycle)]:
        for strength, by_strength in both_strengths(rule, profile).items():
            found[f"{name}_{strength}"] = by_strength
    # The reference locks tied pairs too, which is not Tideman's rule where the strength is support.
    pairs = [(a, b) for a in profile.candidates for b in profile.candidates if a < b]
    if orders_of_equal_pairs(profile, profile.margin) <= 50_000:
        found["ranked_pairs_margins_parallel_universes"] = ranked_pairs(profile)
    tied = any(profile.is_tied(a, b) for a, b in pairs)
    if not tied and orders_of_equal_pairs(profile, profile.support) <= 50_000:
        by_support = partial(ranked_pairs, strength_function=profile.support)
        found["ranked_pairs_winning_votes_parallel_universes"] = by_support(profile)
    if strict:
        found["plurality"] = first(profile.plurality_scores())
        found["bucklin"] = bucklin_for_truncated_linear_orders(profile)
        found["irv_parallel_universes"] = instant_runoff_put(profile, score_method="approval")
    else:
        found["irv_approval_parallel_universes"] = instant_runoff_put(profile, score_method="approval")
        found["irv_split_parallel_universes"] = instant_runoff_put(profile, score_method="split")
    return {name: sorted(map(int, options)) for name, options in found.items()}


def approvals(profile):
    rankings, counts = profile.rankings_counts
    return {
        option: sum(count for ranking, count in zip(rankings, counts) if ranking.is_ranked(option))
        for option in profile.candidates
    }


def random_ranking(draw, options, strict):
    """A list of places, best first, at least one."""
    ranked = draw.sample(range(options), draw.randint(1, options))
    places = []
    for option in ranked:
        if places and not strict and draw.random() < 0.35:
            places[-1].append(option)
        else:
            places.append([option])
    return tuple(tuple(sorted(place)) for place in places)


def main():
    draw = random.Random("ranked_partial")
    lines = []
    for at in range(200):
        options, strict = 3 + at % 5, at < 100
        if at % 2 == 0:
            kinds, most = draw.randint(2, 7), 2
        else:
            kinds, most = draw.randint(4, 12), draw.choice([9, 40, 100_000])
        ballots = Counter()
        for _ in range(kinds):
            ballots[random_ranking(draw, options, strict)] += draw.randint(1, most)
        ranks = [{option: at for at, place in enumerate(places) for option in place} for places in ballots]
        profile = ProfileWithTies(ranks, list(ballots.values()), candidates=list(range(options)))
        profile.use_extended_strict_preference()
        shown = [{"ranking": places, "count": count} for places, count in ballots.items()]
        line = {"options": options, "ballots": shown, "winners": winners(profile, strict)}
        lines.append(json.dumps(line, separators=(",", ":")))
    note = "rankings are lists of places, best first; all unranked options share one more; every tied winner listed"
    print('{"source": "pref_voting 1.18.2",')
    print(f'"note": "{note}",')
    print('"profiles": [\n' + ",\n".join(lines) + "\n]}")


main()
