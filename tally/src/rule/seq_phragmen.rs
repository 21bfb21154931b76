//! Sequential Phragmén: every member is a load of 1 that is shared by voters who approve them. In each
//! round the option is elected whose supporters would carry least each, if they shared what they carry
//! already and the new member equally. So a group that has elected nobody yet is asked first, and one
//! that has must be larger to elect again.
//!
//! Seats that remain when all other options have no supporters fall to the order of ties.
//!
//! L. E. Phragmén, "Sur une méthode nouvelle pour réaliser, dans les élections, la représentation
//! proportionnelle des partis" (1894); M. Lackner and P. Skowron, "Multi-Winner Voting with Approval
//! Preferences", 2023, section 2.3.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::approvals::Approvals;
use crate::count::{Count, Halt};
use crate::loads::Loads;
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SeqPhragmen {
    seats: Seats,
}

impl Rule for SeqPhragmen {
    const NAME: &'static str = "seq-phragmen";
    const SUMMARY: &'static str = "proportional: each member is a load that their supporters share";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Proportional];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm, Property::Participation];
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
        let mut members = Vec::new();
        fill(&mut members, Loads::new(&approvals), self.seats.get(), count)?;
        Ok(Decision::winners(members, "lowest load for their supporters, seat by seat"))
    }
}

/// Elects to the seats that are left, one by one, the option whose supporters would carry least.
pub(super) fn fill(
    members: &mut Vec<usize>,
    mut loads: Loads<'_>,
    seats: usize,
    count: &mut Count<'_>,
) -> Result<(), Halt> {
    let mut elected_at = Vec::new();
    while members.len() < seats {
        let free: Vec<_> = loads.approvals().options().filter(|option| !members.contains(option)).collect();
        let shared: Vec<_> =
            free.iter().filter_map(|&option| Some((option, loads.shared(option, 1)?))).collect();
        let Some(least) = shared.iter().map(|(_, load)| load).min().cloned() else {
            for option in count.favour(&free, seats - members.len(), "a seat that nobody's supporters fill") {
                count.elect(option, "nobody approves any option that is left");
                members.push(option);
            }
            break;
        };
        let figures = shared.iter().map(|(option, load)| (*option, load.reduced()));
        count.totals("load of each supporter", figures.chain(elected_at.clone())).round =
            u64::try_from(members.len() + 1).ok();
        let tied: Vec<_> =
            shared.iter().filter(|(_, load)| *load == least).map(|&(option, _)| option).collect();
        let load = least.reduced();
        for option in count.favour(&tied, 1, "a seat") {
            count.elect(option, format!("its supporters carry least: {}", Rational::from(load.clone())));
            loads.carry(option, &least);
            elected_at.push((option, load.clone()));
            members.push(option);
        }
        if tied.len() > 1 {
            let mut state = members.clone();
            state.sort_unstable();
            count.arrive(&(state, &loads))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{all_winners, outcome, picked, question, total, winners};

    #[test]
    fn supporters_share_what_they_carry() {
        let rule = json!({"seq-phragmen": {"seats": 3}});
        let question = question("a b c", json!({"pick": {"min": 0, "max": 3}}), rule);
        // a costs its 3 supporters 1/3 each, then b its 2 (1/3 + 1/3 + 1)/2, then c its one 1.
        let outcome = outcome(&question, &picked("2 a,b | 1 a | 1 c"));
        assert_eq!(winners(&outcome), "a b c");
        assert_eq!([total(&outcome, "a"), total(&outcome, "b"), total(&outcome, "c")], ["1/3", "5/6", "1"]);
    }

    #[test]
    fn a_committee_of_twelve_voters() {
        let pick = json!({"pick": {"min": 0, "max": 7}});
        let question = question("a b c d e f g", pick, json!({"seq-phragmen": {"seats": 4}}));
        let votes = picked("3 a,b | 3 a,c | 2 a,d | 1 b,c,f | 1 e | 1 f | 1 g");
        assert_eq!(all_winners(&question, &votes), ["a b c d"]);
    }

    #[test]
    fn seats_without_supporters_fall_to_the_order_of_ties() {
        let pick = json!({"pick": {"min": 0, "max": 2}});
        let question = question("a b c d", pick, json!({"seq-phragmen": {"seats": 3}}));
        assert_eq!(all_winners(&question, &picked("2 a | 1 none")), ["a b c", "a b d", "a c d"]);
        assert_eq!(winners(&outcome(&question, &picked("1 none"))), "");
    }
}
