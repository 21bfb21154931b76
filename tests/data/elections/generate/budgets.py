"""Writes budgets.json: small participatory budgets and what is funded.

Needs Python 3.11 and pabutools 1.2.3:  python budgets.py > ../budgets.json
"""

import json
import random
from itertools import permutations

from pabutools.election import ApprovalBallot, ApprovalProfile, Cardinality_Sat, Cost_Sat, Instance, Project
from pabutools.rules import (
    completion_by_rule_combination,
    greedy_utilitarian_welfare,
    method_of_equal_shares,
    sequential_phragmen,
)
from pabutools.tiebreaking import TieBreakingRule, lexico_tie_breaking


def greedy(sat):
    return lambda *election, **how: greedy_utilitarian_welfare(*election, sat_class=sat, **how)


def equal_shares(sat, **more):
    return lambda *election, **how: method_of_equal_shares(*election, sat_class=sat, **more, **how)


def then_greedy(sat, **more):
    def rule(*election, tie_breaking, resoluteness=True):
        by = {"tie_breaking": tie_breaking}
        rules = [equal_shares(sat, **more), greedy(sat)]
        return completion_by_rule_combination(*election, rules, [by, by], resoluteness=resoluteness)

    return rule


ADD_ONE = {"voter_budget_increment": 1}
# A rule that runs once lists all tied outcomes by itself.
ONCE = {"sequential_phragmen": sequential_phragmen}
# One that runs again and again is run under every order of the projects instead.
AGAIN = {}
for name, sat in [("cost", Cost_Sat), ("cardinality", Cardinality_Sat)]:
    ONCE[f"greedy_{name}"] = greedy(sat)
    ONCE[f"equal_shares_{name}"] = equal_shares(sat)
    ONCE[f"equal_shares_{name}_greedy"] = then_greedy(sat)
    AGAIN[f"equal_shares_{name}_increment"] = equal_shares(sat, **ADD_ONE)
    AGAIN[f"equal_shares_{name}_increment_greedy"] = then_greedy(sat, **ADD_ONE)


def numbers(funded):
    return sorted(int(project.name) for project in funded)


class Order(TieBreakingRule):
    """Ties by a given order of the projects. Notes whether it was ever needed."""

    def __init__(self, places):
        super().__init__(lambda instance, profile, project: places[int(project.name)])
        self.needed = False

    def order(self, instance, profile, projects, key=None):
        # Greedy asks for an order of all projects, tied or not.
        self.needed = self.needed or len(projects) > 1
        return super().order(instance, profile, projects, key)


def under_all_orders(rule, election, options):
    """Every outcome over all orders of the projects; None where there are too many orders."""
    first = Order(range(options))
    outcomes = [numbers(rule(*election, tie_breaking=first))]
    if first.needed:
        if options > 5:
            return None
        for places in permutations(range(options)):
            outcome = numbers(rule(*election, tie_breaking=Order(places)))
            if outcome not in outcomes:
                outcomes.append(outcome)
    return sorted(outcomes)


def funded(budget, costs, approvals):
    projects = [Project(str(at), cost) for at, cost in enumerate(costs)]
    instance = Instance(projects, budget_limit=budget)
    ballots = [ApprovalBallot(projects[at] for at in approved) for approved in approvals]
    election = (instance, ApprovalProfile(ballots, instance=instance))
    found = {}
    for name, rule in {**ONCE, **AGAIN}.items():
        by_name = numbers(rule(*election, tie_breaking=lexico_tie_breaking))
        found[name] = {"by_name": by_name}
        if name in ONCE:
            tied = rule(*election, tie_breaking=lexico_tie_breaking, resoluteness=False)
            outcomes = []
            for outcome in map(numbers, tied):
                if outcome not in outcomes:
                    outcomes.append(outcome)
            outcomes.sort()
            if len(costs) <= 4:
                assert outcomes == under_all_orders(rule, election, len(costs)), name
        else:
            outcomes = under_all_orders(rule, election, len(costs))
        if outcomes is not None:
            assert by_name in outcomes
            found[name]["all"] = outcomes
    return found


def random_budget(draw, at):
    """The first 60 have costs of all sizes, the others few different ones and so many ties."""
    options = draw.randint(4, 5) if at >= 60 or at % 3 == 0 else draw.randint(4, 10)
    voters = draw.randint(5, 40) if at < 60 else draw.randint(2, 7)
    if at < 60:
        scale = draw.choice([20, 100, 1_000])
        costs = [draw.randint(1, scale) for _ in range(options)]
    else:
        costs = [draw.choice([2, 4, 6]) for _ in range(options)]
    budget = max(1, round(sum(costs) * draw.uniform(0.15, 0.9)))
    likes = [draw.uniform(0.1, 0.7) for _ in range(options)]
    if at % 10 == 9:
        likes[draw.randrange(options)] = 0
    approvals = [[one for one in range(options) if draw.random() < likes[one]] for _ in range(voters)]
    return budget, costs, approvals


def main():
    draw = random.Random("budgets")
    lines = []
    for at in range(120):
        budget, costs, approvals = random_budget(draw, at)
        line = {"budget": budget, "costs": costs, "approvals": approvals}
        lines.append(json.dumps({**line, "funded": funded(budget, costs, approvals)}, separators=(",", ":")))
    print('{"source": "pabutools 1.2.3",\n"instances": [\n' + ",\n".join(lines) + "\n]}")


main()
