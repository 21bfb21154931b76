"""Writes apportionment.json: votes for party lists and their seats.

Needs Python 3.11, apportionment 1.0 and numpy 2.3.5:  python make_apportionment.py > ../apportionment.json
"""

import json
import random
from itertools import permutations

from apportionment.methods import TiesException, compute


def all_outcomes(method, votes, seats):
    """The reference breaks ties by the order of the parties, so where there is one it is asked in every order."""
    try:
        return [tuple(map(int, compute(method, votes, seats, fractions=True, tiesallowed=False)))]
    except TiesException:
        outcomes = set()
    for order in permutations(range(len(votes))):
        seated = compute(method, [votes[party] for party in order], seats, fractions=True)
        by_party = dict(zip(order, seated))
        outcomes.add(tuple(int(by_party[party]) for party in range(len(votes))))
    return sorted(outcomes)


def by_quota(quota, votes, seats):
    """Largest remainder with a quota in whole votes or not: a count of its own, the reference has Hare's only.

    Every outcome; None where whole quotas alone hand out more than there is.
    """
    numerator, denominator = quota
    whole = [vote * denominator // numerator for vote in votes]
    left = seats - sum(whole)
    if left < 0 or left > len(votes):
        return None
    remainders = [vote * denominator % numerator for vote in votes]
    outcomes = set()
    for order in permutations(range(len(votes))):
        first = sorted(order, key=lambda party: -remainders[party])[:left]
        outcomes.add(tuple(whole[party] + (party in first) for party in range(len(votes))))
    return sorted(outcomes)


def main():
    draw = random.Random("apportionment")
    lines = []
    for at in range(150):
        parties = draw.randint(2, 6)
        seats = draw.choice([draw.randint(1, 12), draw.randint(5, 40), draw.randint(100, 300)])
        most = [12, 1_000, 100_000, 10_000_000][at % 4]
        votes = [draw.randint(1, most) for _ in range(parties)]
        if at % 5 == 0:
            votes[0] = votes[-1]
        if at % 20 == 7:
            votes[draw.randrange(parties)] = 0
        if not any(votes):
            votes[0] = 1
        total = sum(votes)
        found = {name: all_outcomes(name, votes, seats) for name in ("dhondt", "saintelague", "largest_remainder")}
        hare = by_quota((total, seats), votes, seats)
        # Where parties tie, the reference can pass over a larger remainder that comes later in its order.
        reference = found["largest_remainder"]
        assert hare == reference if len(reference) == 1 else set(hare) <= set(reference)
        seated = {
            "dhondt": found["dhondt"],
            "sainte_lague": found["saintelague"],
            "largest_remainder_hare": hare,
            "largest_remainder_droop": by_quota((total // (seats + 1) + 1, 1), votes, seats),
            "largest_remainder_hagenbach_bischoff": by_quota((total, seats + 1), votes, seats),
        }
        seated = {name: outcomes for name, outcomes in seated.items() if outcomes is not None}
        lines.append(json.dumps({"votes": votes, "seats": seats, "seated": seated}, separators=(",", ":")))
    print('{"source": "apportionment 1.0",\n"instances": [\n' + ",\n".join(lines) + "\n]}")


main()
