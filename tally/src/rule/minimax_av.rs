//! Minimax AV, minimax approval voting: a committee is as far from a voter as there are options in which
//! it differs from their ballot: members they do not approve, and options they approve that are no
//! members. The committee wins from which the furthest voter is least far. A single voter can decide;
//! how many voters agree does not count.
//!
//! S. J. Brams, D. M. Kilgour and M. R. Sanver, "A minimax procedure for electing committees", Public Choice
//! 132 (2007); M. Lackner and P. Skowron, "Multi-Winner Voting with Approval Preferences", 2023, chapter 2.
//! Finding the best committee is NP-hard: the number of seats and options is limited.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::approvals::Approvals;
use crate::committees::Committees;
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MinimaxAv {
    seats: Seats,
}

impl Rule for MinimaxAv {
    const NAME: &'static str = "minimax-av";
    const SUMMARY: &'static str = "the committee that differs least from the ballot that differs most";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm, Property::Majority, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check_search(question, Self::NAME, "sav")
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let approvals = Approvals::new(profile);
        if approvals.is_empty() {
            return Ok(Decision::nobody("no option was chosen"));
        }
        count.totals("approvals", approvals.options().map(|option| (option, approvals.support(option))));
        let mut search = Search::new(&approvals, self.seats.get(), count.committees());
        search.branch(0);
        let members = count.favour_committee(&search.best, "all seats");
        let mut voters = vec![0_u64; profile.options() + 1];
        for &(approved, weight) in approvals.ballots() {
            let differ = |option: &usize| approved.contains(option) != members.contains(option);
            let distance = approvals.options().filter(differ).count();
            *voters.get_mut(distance).expect("there are as many differences as options at most") += weight;
        }
        let list: Vec<_> = voters.iter().enumerate().filter(|&(_, &voters)| voters > 0).collect();
        let furthest = list.last().map_or(0, |&(distance, _)| distance);
        let list: Vec<_> =
            list.into_iter().map(|(distance, voters)| format!("{voters} in {distance}")).collect();
        count.remark(format!("voters by how many options their ballot differs in: {}", list.join(", ")));
        for &member in &members {
            count.elect(member, format!("{} approvals", approvals.support(member)));
        }
        Ok(Decision::winners(members, format!("no ballot differs in more than {furthest} options")))
    }
}

/// A search for the committees from which no ballot is far.
struct Search<'a> {
    approvals: &'a Approvals<'a>,
    /// The options, those with most supporters first.
    order: Vec<usize>,
    seats: usize,
    members: Vec<usize>,
    ballots: Vec<Ballot>,
    /// How far the furthest ballot is from the best committees so far.
    least: usize,
    best: Committees,
}

/// Where a ballot stands in a search.
#[derive(Clone, Copy)]
struct Ballot {
    /// How many options it approves.
    approved: usize,
    /// How many of them are members.
    members: usize,
    /// How many of them can still become members.
    open: usize,
}

impl<'a> Search<'a> {
    fn new(approvals: &'a Approvals<'a>, seats: usize, best: Committees) -> Self {
        let ballot = |&(options, _): &(&[usize], u64)| Ballot {
            approved: options.len(),
            members: 0,
            open: options.len(),
        };
        let mut order: Vec<_> = approvals.options().collect();
        order.sort_by_key(|&option| std::cmp::Reverse(approvals.support(option)));
        Self {
            approvals,
            order,
            seats,
            members: Vec::new(),
            ballots: approvals.ballots().iter().map(ballot).collect(),
            least: usize::MAX,
            best,
        }
    }

    /// Looks at all committees that have the members so far and others from place `from` in the order on.
    fn branch(&mut self, from: usize) {
        let missing = self.seats - self.members.len();
        let furthest = self
            .ballots
            .iter()
            .map(|ballot| ballot.approved + self.seats - 2 * (ballot.members + missing.min(ballot.open)));
        let mut distance = 0;
        for furthest in furthest {
            distance = distance.max(furthest);
            if distance > self.least {
                return;
            }
        }
        if missing == 0 {
            if distance < self.least {
                self.least = distance;
                self.best.clear();
            }
            return self.best.add(&self.members);
        }
        let to = self.order.len() - missing;
        for place in from..=to {
            self.change(place, |ballot| {
                ballot.members += 1;
                ballot.open -= 1;
            });
            self.members.extend(self.order.get(place));
            self.branch(place + 1);
            self.members.pop();
            self.change(place, |ballot| ballot.members -= 1);
        }
        for place in from..=to {
            self.change(place, |ballot| ballot.open += 1);
        }
    }

    /// Changes where those stand that approve the option at a place in the order.
    fn change(&mut self, place: usize, change: impl Fn(&mut Ballot)) {
        for &ballot in self.order.get(place).map_or(&[][..], |&option| self.approvals.supporters(option)) {
            if let Some(ballot) = self.ballots.get_mut(ballot) {
                change(ballot);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, outcome, picked, question};

    #[test]
    fn the_furthest_ballot_decides() {
        let pick = json!({"pick": {"min": 0, "max": 4}});
        let question = question("a b c d", pick, json!({"minimax-av": {"seats": 2}}));
        // From a and b the one voter is 4 away, from a and c, or b and c, 3 at most.
        let votes = picked("50 a,b | 1 c,d");
        let all = all_winners(&question, &votes);
        assert_eq!(all, ["a c", "a d", "b c", "b d"]);
        assert_eq!(outcome(&question, &votes).reason(), "no ballot differs in more than 2 options");
    }

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"minimax-av": {"seats": 4}}));
        let all = all_winners(&question, &picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g"));
        let some = ["a b c d", "a b c e", "a b c f", "a b c g", "a b d e", "a b d f", "a b d g", "a b e f"];
        assert_eq!((all.len(), &all[..8]), (22, &some.map(str::to_owned)[..]));
    }
}
