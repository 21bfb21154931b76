//! SAV, satisfaction approval voting: each voter has one vote and splits it equally among all options
//! they approve; those with most votes win. To approve fewer makes each approval count more.
//!
//! S. J. Brams and D. M. Kilgour, "Satisfaction Approval Voting", in "Voting Power and Procedures" (2014);
//! M. Lackner and P. Skowron, "Multi-Winner Voting with Approval Preferences", 2023, chapter 2.

use num_rational::BigRational;
use num_traits::Zero;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::approvals::Approvals;
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sav {
    seats: Seats,
}

impl Rule for Sav {
    const NAME: &'static str = "sav";
    const SUMMARY: &'static str = "each voter splits one vote equally among all they approve";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let approvals = Approvals::new(profile);
        if approvals.is_empty() {
            return Ok(Decision::nobody("no option was chosen"));
        }
        let votes = PerOption::from_fn(profile.options(), |option| Rational::from(votes(&approvals, option)));
        count.totals("votes", votes.iter().map(|(option, votes)| (option, votes.clone()))).whole =
            Some(profile.answers().into());
        let winners = count.highest(&votes, self.seats.get());
        for &winner in &winners {
            count.elect(winner, format!("{} votes", votes[winner]));
        }
        Ok(Decision::winners(winners, "most votes, each split among all that a voter approves"))
    }
}

/// The votes of an option: of each of its supporters, their vote divided by the options they approve.
fn votes(approvals: &Approvals<'_>, option: usize) -> BigRational {
    let mut voters = vec![0_u64; approvals.options().len() + 1];
    for &ballot in approvals.supporters(option) {
        if let Some((options, weight)) = approvals.ballots().get(ballot) {
            *voters.get_mut(options.len()).expect("nobody approves more options than there are") += weight;
        }
    }
    let shares = voters.into_iter().enumerate().filter(|&(_, voters)| voters > 0);
    shares.fold(BigRational::zero(), |votes, (options, voters)| {
        votes + BigRational::new(voters.into(), options.into())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, outcome, picked, question, total, winners};

    #[test]
    fn votes_are_split() {
        let pick = json!({"pick": {"min": 0, "max": 3}});
        let question = question("a b c", pick, json!({"sav": {"seats": 2}}));
        let outcome = outcome(&question, &picked("2 a,b,c | 1 b,c | 1 c"));
        assert_eq!(winners(&outcome), "c b");
        assert_eq!(
            [total(&outcome, "a"), total(&outcome, "b"), total(&outcome, "c")],
            ["2/3", "7/6", "13/6"]
        );
    }

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"sav": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c f"]);
    }
}
