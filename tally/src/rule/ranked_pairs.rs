//! Ranked pairs: victories of one option over another are locked in, the strongest first, except where one
//! would close a circle with those locked in before; who stands behind nobody wins.
//!
//! An option has a victory over another where more voters prefer it. Options that an answer does
//! not rank stand below all it ranks, side by side. Where equally strong victories stand in the way of one
//! another, the seed chooses the option whose victory is locked in next, and then the one it is a
//! victory over. The first few of the order are a committee of widely acceptable options, not one
//! that represents groups by their size. Where nothing stands between two options, because they tie, the
//! seat falls to the seed. No tie is broken once the winners are certain.
//!
//! The parameter `strength` makes no difference where all answers rank all options. T. N. Tideman, "Independence of clones as a
//! criterion for voting rules" (Social Choice and Welfare 4, 1987). Near copies of an option can change the
//! outcome where victories are equally strong: T. M. Zavist and T. N. Tideman, "Complete independence of clones in
//! the ranked pairs rule" (Social Choice and Welfare 6, 1989).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::pairwise::{Preferences, STRENGTH, Strength, Victory};
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::relation::Relation;
use crate::seats::Seats;
use crate::transcript::Defeat;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RankedPairs {
    #[serde(default)]
    seats: Seats,
    #[serde(default)]
    strength: Strength,
}

impl Rule for RankedPairs {
    const NAME: &'static str = "ranked-pairs";
    const SUMMARY: &'static str =
        "victories in comparisons count, the strongest first, unless they close a circle";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[
        Property::CloneProof,
        Property::Condorcet,
        Property::CondorcetLoser,
        Property::Majority,
        Property::Monotone,
    ];
    const LACKS: &'static [Property] =
        &[Property::LaterNoHarm, Property::Participation, Property::Proportional];
    const FORMS: &'static [&'static str] = &["rank"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS, STRENGTH];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let preferences = Preferences::new(profile);
        preferences.write(count);
        let victories = preferences.victories(self.strength);
        let mut order = Order::new(profile.options(), &victories, self.seats.get());
        for equally_strong in victories.chunk_by(|left, right| left.strength == right.strength) {
            if !order.lock_all(equally_strong, count)? {
                count.remark("no victory that is left can change who wins");
                break;
            }
        }
        let reason = "no victory over it is locked in";
        let winners = order.sure.first(self.seats.get(), reason, count)?;
        Ok(Decision::winners(winners, "first in the order of the victories locked in"))
    }
}

/// The order that victories make.
struct Order {
    seats: usize,
    /// What is locked in, and what follows from it.
    locked: Relation,
    /// The same with all victories that no circle can run through, whatever is locked in.
    sure: Relation,
}

impl Order {
    fn new(options: usize, victories: &[Victory], seats: usize) -> Self {
        let locked = Relation::new(options);
        let all = with(&locked, victories);
        let mut sure = locked.clone();
        for victory in victories.iter().filter(|victory| !all.has(victory.loser, victory.winner)) {
            sure.insert(victory.winner, victory.loser);
        }
        sure.close();
        Self { seats, locked, sure }
    }

    /// Locks in equally strong victories, as far as they close no circle. Says whether there is anything
    /// left to decide.
    fn lock_all(&mut self, victories: &[Victory], count: &mut Count<'_>) -> Result<bool, Halt> {
        let mut open = victories.to_vec();
        loop {
            let closes_circle = |victory: &Victory| self.locked.has(victory.loser, victory.winner);
            let (closing, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(closes_circle);
            for victory in closing {
                write(victory, "left out: it would close a circle", count);
            }
            // A victory stands in the way of another only where a circle runs through both.
            let all = if rest.len() > 1 { with(&self.locked, &rest) } else { self.locked.clone() };
            let in_circle = |victory: &Victory| {
                all.has(victory.loser, victory.winner) && !self.locked.has(victory.winner, victory.loser)
            };
            let (mut circling, free): (Vec<_>, Vec<_>) = rest.into_iter().partition(in_circle);
            for victory in free {
                self.lock(victory, count);
            }
            let Some(&Victory { winner, strength, .. }) = circling.first() else { return Ok(true) };
            if self.is_settled() {
                return Ok(false);
            }
            let connected = |option: usize| all.has(winner, option) && all.has(option, winner);
            let mut winners: Vec<_> =
                circling.iter().map(|victory| victory.winner).filter(|&option| connected(option)).collect();
            winners.dedup();
            let reason = format!("locking in a victory of strength {strength} first");
            let winner = count.favour(&winners, 1, &reason).first().copied().unwrap_or(winner);
            let losers: Vec<_> = circling
                .iter()
                .filter(|victory| victory.winner == winner)
                .map(|victory| victory.loser)
                .collect();
            let loser = count.disfavour(&losers, "being the loser of that victory");
            circling.retain(|victory| (victory.winner, victory.loser) != (winner, loser));
            self.lock(Victory { winner, loser, strength }, count);
            count.arrive(&(strength, &self.locked))?;
            open = circling;
        }
    }

    fn lock(&mut self, victory: Victory, count: &mut Count<'_>) {
        write(victory, "locked in", count);
        self.locked.insert_closed(victory.winner, victory.loser);
        self.sure.insert_closed(victory.winner, victory.loser);
    }

    /// Whether as many options as there are seats stand before all others for sure.
    fn is_settled(&self) -> bool {
        let options = self.sure.options();
        let others = options.len().saturating_sub(self.seats);
        options.filter(|&option| self.sure.followers(option) >= others).count() == self.seats
    }
}

/// What stands before what if all `victories` are added, circles and all.
fn with(locked: &Relation, victories: &[Victory]) -> Relation {
    let mut all = locked.clone();
    for victory in victories {
        all.insert(victory.winner, victory.loser);
    }
    all.close();
    all
}

fn write(victory: Victory, ruling: &str, count: &mut Count<'_>) {
    let Victory { winner, loser, strength } = victory;
    let (winner, loser) = (count.id(winner), count.id(loser));
    count.defeat(Defeat { winner, loser, strength: strength.into(), ruling: ruling.to_owned() });
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, question, ranked, winners};
    use crate::transcript::Step;

    fn elect(options: &str, parameters: Value, answers: &str) -> Outcome {
        let rank = json!({"rank": {"max": options.split(' ').count(), "ties": true}});
        outcome(&question(options, rank, json!({"ranked-pairs": parameters})), &ranked(answers))
    }

    /// Every victory with what it led to.
    fn rulings(outcome: &Outcome) -> Vec<String> {
        let defeats = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Defeat(defeat) => Some(defeat),
            _ => None,
        });
        defeats
            .map(|defeat| {
                format!("{}>{} {}: {}", defeat.winner, defeat.loser, defeat.strength, defeat.ruling)
            })
            .collect()
    }

    #[test]
    fn victories_that_would_close_a_circle_are_left_out() {
        // Example 1 of Schulze's paper, where his own rule elects d.
        let outcome =
            elect("a b c d", json!({}), "8 a>c>d>b | 2 b>a>d>c | 4 c>d>b>a | 4 d>b>a>c | 3 d>c>b>a");
        let expected = [
            "d>b 19: locked in",
            "c>b 15: locked in",
            "a>c 14: locked in",
            "b>a 13: left out: it would close a circle",
            "c>d 12: locked in",
            "d>a 11: left out: it would close a circle",
        ];
        assert_eq!(rulings(&outcome), expected);
        assert_eq!(winners(&outcome), "a");
        assert_eq!(outcome.ties().count(), 0);
    }

    #[test]
    fn several_seats_follow_the_order() {
        let answers = "8 a>c>d>b | 2 b>a>d>c | 4 c>d>b>a | 4 d>b>a>c | 3 d>c>b>a";
        assert_eq!(winners(&elect("a b c d", json!({"seats": 4}), answers)), "a c d b");
    }

    #[test]
    fn equally_strong_victories_in_a_circle_are_a_tie() {
        let rank = json!({"rank": {"max": 3, "ties": false}});
        let circle = question("a b c", rank, json!({"ranked-pairs": {}}));
        let answers = ranked("1 a>b>c | 1 b>c>a | 1 c>a>b");
        assert_eq!(all_winners(&circle, &answers), ["a", "b", "c"]);
        let outcome = outcome(&circle, &answers);
        let ties: Vec<_> = outcome.ties().map(|tie| ids(&tie.between)).collect();
        // Whichever victory is locked in first, two that are left do not stand in each other's way.
        assert_eq!(ties.first().map(String::as_str), Some("a b c"));
        let rulings = rulings(&outcome);
        assert_eq!(rulings.iter().filter(|ruling| ruling.ends_with("locked in")).count(), 2);
    }

    #[test]
    fn no_tie_is_broken_once_the_winner_is_certain() {
        // a beats all others, who beat one another in a circle.
        let outcome = elect("a b c d", json!({}), "1 a>b>c>d | 1 a>c>d>b | 1 a>d>b>c");
        assert_eq!((winners(&outcome).as_str(), outcome.ties().count()), ("a", 0));
    }

    #[test]
    fn a_tied_pair_comes_last_either_way() {
        let rank = json!({"rank": {"max": 3, "ties": false}});
        let tied = question("a b c", rank, json!({"ranked-pairs": {}}));
        assert_eq!(all_winners(&tied, &ranked("1 a>b>c | 1 b>a>c")), ["a", "b"]);
    }
}
