//! Minimax Phragmén: every member is a load of 1 that is shared by voters who approve them. The committee
//! wins in which the voter who carries most carries least, when all loads are shared as evenly as they
//! can be.
//!
//! Many committees can be equally good in this; leximax Phragmén tells more of them apart. Where fewer
//! options are approved than there are seats, they all win, and the order of ties fills the other seats.
//!
//! L. E. Phragmén, "Till frågan om en proportionell valmetod" (1899); M. Brill, R. Freeman, S. Janson and
//! M. Lackner, "Phragmén's Voting Methods and Justified Representation", Mathematical Programming (2023).
//! Finding the best committee is NP-hard: the number of seats and options is limited.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::approvals::Approvals;
use crate::committees::Committees;
use crate::count::{Count, Halt};
use crate::coverage::{Burden, Coverage};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MinimaxPhragmen {
    seats: Seats,
}

impl Rule for MinimaxPhragmen {
    const NAME: &'static str = "minimax-phragmen";
    const SUMMARY: &'static str = "each member is a load for their supporters: the largest burden is least";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Monotone];
    const LACKS: &'static [Property] =
        &[Property::LaterNoHarm, Property::Majority, Property::Participation, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check_search(question, Self::NAME, "seq-phragmen")
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let heaviest =
            |fewest: &[u64]| Burden::all(fewest).into_iter().take(1).map(Burden::reduced).collect();
        Ok(lightest(heaviest, self.seats, profile, count))
    }
}

/// Elects the committee with the least burdens as `weigh` makes them of the fewest voters behind groups of
/// one, two, three … of its members: the heaviest first. The question has passed
/// [`check_search`](Seats::check_search).
pub(super) fn lightest(
    weigh: impl Fn(&[u64]) -> Vec<Burden>,
    seats: Seats,
    profile: &Profile<'_>,
    count: &mut Count<'_>,
) -> Decision {
    let approvals = Approvals::new(profile);
    let (approved, others): (Vec<_>, Vec<_>) =
        approvals.options().partition(|&option| approvals.support(option) > 0);
    if approved.is_empty() {
        return Decision::nobody("no option was chosen");
    }
    count.totals("approvals", approvals.options().map(|option| (option, approvals.support(option))));
    let carried = seats.get().min(approved.len());
    let mut search = Search {
        coverage: Coverage::new(&approvals, &approved, carried),
        options: &approved,
        seats: carried,
        weigh,
        members: Vec::new(),
        least: None,
        best: count.committees(),
    };
    search.branch(0, &[]);
    let mut winners = count.favour_committee(&search.best, "all seats");
    let places = winners.iter().filter_map(|winner| approved.binary_search(winner).ok());
    let burdens = Burden::all(&search.coverage.fewest(&places.collect::<Vec<_>>()));
    let share = |burden: &Burden| format!("{} carry {} each", burden.voters, burden.each());
    let shares: Vec<_> = burdens.iter().map(share).collect();
    count.remark(format!("voters who share the load as evenly as they can: {}", shares.join(", ")));
    if carried < seats.get() {
        winners.extend(count.favour(&others, seats.get() - carried, "a seat that no voter fills"));
    }
    for &winner in &winners {
        count.elect(winner, format!("{} approvals", approvals.support(winner)));
    }
    let most = burdens.first().map(|burden| burden.each().to_string()).unwrap_or_default();
    Decision::winners(winners, format!("no voter has to carry more than {most}"))
}

/// A search for the committees with the least burdens. Members are given by their places among `options`.
struct Search<'a, W> {
    coverage: Coverage,
    options: &'a [usize],
    seats: usize,
    weigh: W,
    members: Vec<usize>,
    least: Option<Vec<Burden>>,
    best: Committees,
}

impl<W: Fn(&[u64]) -> Vec<Burden>> Search<'_, W> {
    /// Looks at all committees that have the members so far and others from place `from` on. Of groups of
    /// the members so far, those with the fewest voters behind them have `fewest`.
    fn branch(&mut self, from: usize, fewest: &[u64]) {
        if self.members.len() == self.seats {
            return self.record(fewest);
        }
        for place in from..=self.options.len() - (self.seats - self.members.len()) {
            let mut fewest = fewest.to_vec();
            self.coverage.add(&self.members, place, &mut fewest);
            // A further member takes no burden off anybody.
            let heaviest = Burden::all(&fewest).into_iter().next().zip(self.heaviest());
            if heaviest.is_some_and(|(heaviest, least)| heaviest.load(least).is_gt()) {
                continue;
            }
            self.members.push(place);
            self.branch(place + 1, &fewest);
            self.members.pop();
        }
    }

    /// The heaviest burden of the best committees so far.
    fn heaviest(&self) -> Option<Burden> {
        self.least.as_ref()?.first().copied()
    }

    fn record(&mut self, fewest: &[u64]) {
        let burdens = (self.weigh)(fewest);
        if self.least.as_ref().is_none_or(|least| burdens < *least) {
            self.least = Some(burdens.clone());
            self.best.clear();
        }
        if self.least.as_ref() == Some(&burdens) {
            let members: Vec<_> =
                self.members.iter().filter_map(|&place| self.options.get(place).copied()).collect();
            self.best.add(&members);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, outcome, picked, question, refusal, winners};

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"minimax-phragmen": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c d", "a b c f", "a b d f", "a c d f", "b c d f"]);
        assert_eq!(outcome(&question, &votes).reason(), "no voter has to carry more than 0.5");
    }

    #[test]
    fn who_is_approved_by_nobody_only_fills_seats() {
        let pick = json!({"pick": {"min": 0, "max": 2}});
        let question = question("a b c d", pick, json!({"minimax-phragmen": {"seats": 3}}));
        assert_eq!(all_winners(&question, &picked("2 a,c")), ["a b c", "a c d"]);
        assert_eq!(winners(&outcome(&question, &picked("2 none"))), "");
    }

    #[test]
    fn what_would_take_too_long_is_refused() {
        let ids: Vec<_> = (0..30).map(|at| format!("o{at}")).collect();
        let pick = json!({"pick": {"min": 0, "max": 30}});
        let reason = refusal(&ids.join(" "), pick, json!({"minimax-phragmen": {"seats": 7}}));
        assert_eq!(
            reason,
            "the rule minimax-phragmen cannot have this seats: 7 seats for 30 options make more than 1048576 \
             groups of options to compare, which takes too long; have fewer seats or options, or take the \
             rule seq-phragmen"
        );
    }
}
