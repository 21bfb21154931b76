//! Single transferable vote as Scotland counts it: weighted inclusive Gregory.
//!
//! The Scottish Local Government Elections Order 2007 (SSI 2007/42), schedule 1, rules 45 to 52:
//!
//! - the quota is ⌊answers / (seats + 1)⌋ + 1 (rule 46); who reaches it is elected (rule 47);
//! - the largest surplus moves first: every answer held goes to its next option in the count at
//!   `surplus × its value ÷ all votes held`, cut after five decimal places (rules 48 and 49);
//! - without a surplus the option with fewest votes leaves and its answers move on at the value it
//!   received them at (rule 50);
//! - a tie in either falls to the most recent earlier round in which the votes differ (rules 49(2)
//!   and 51(2)), and then to the seed where the order draws lots;
//! - once as many options are left as seats, they are elected and nothing more moves (rule 52).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::irv::refuse_shared_places;
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::holdings::{Holdings, Standing, Votes};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;
use crate::transcript::TieBreaker;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stv {
    seats: Seats,
}

/// A vote in the unit of all amounts here: rule 48(3) asks for five decimal places.
const VOTE: u32 = 100_000;

impl Rule for Stv {
    const NAME: &'static str = "stv";
    const SUMMARY: &'static str =
        "proportional: surpluses and the last's votes move on until all seats are filled";
    const KIND: Kind = Kind::Committee;
    const HAS: &'static [Property] = &[Property::LaterNoHarm, Property::Majority, Property::Proportional];
    const LACKS: &'static [Property] = &[Property::Condorcet, Property::Monotone, Property::Participation];
    const FORMS: &'static [&'static str] = &["rank"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS_STATED];
    const EXAMPLE: &'static str = r#"{"seats":2}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        refuse_shared_places(question, Self::NAME)?;
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let seats = self.seats.get();
        let quota = profile.answers() / (number(seats) + 1) + 1;
        let mut state = State {
            quota: Votes::from(quota) * Votes::from(VOTE),
            holdings: Holdings::new(profile, VOTE),
            rounds: Vec::new(),
        };
        let mut winners = Vec::new();
        loop {
            state.holdings.write_round(count);
            state.rounds.push(state.holdings.votes.clone());
            count.arrive(&state.rounds)?;
            winners.extend(state.elect_by_quota(count));
            if winners.len() + state.holdings.by_votes(Standing::Continuing).len() <= seats {
                winners.extend(state.holdings.elect_rest(count));
            }
            if winners.len() >= seats {
                break;
            }
            if !state.transfer_surplus(count) {
                state.exclude_lowest(count);
            }
        }
        Ok(Decision::winners(winners, format!("{} by single transferable vote, quota {quota}", self.seats)))
    }
}

struct State<'p> {
    quota: Votes,
    holdings: Holdings<'p>,
    /// The votes at the end of each round so far.
    rounds: Vec<PerOption<Votes>>,
}

impl State<'_> {
    fn elect_by_quota(&mut self, count: &mut Count<'_>) -> Vec<usize> {
        let mut elected = self.holdings.by_votes(Standing::Continuing);
        elected.retain(|&option| self.holdings.votes[option] >= self.quota);
        for &option in &elected {
            self.holdings.standing[option] = Standing::Elected;
            let (votes, quota) =
                (self.holdings.exact(self.holdings.votes[option]), self.holdings.exact(self.quota));
            count.elect(option, format!("{votes} votes, the quota is {quota}"));
        }
        elected
    }

    /// Moves the largest surplus (rules 48 and 49), if there is one.
    fn transfer_surplus(&mut self, count: &mut Count<'_>) -> bool {
        let elected = self.holdings.by_votes(Standing::Elected);
        let Some(most) = elected.first().map(|&first| self.holdings.votes[first]) else { return false };
        if most <= self.quota {
            return false;
        }
        let largest: Vec<_> =
            elected.into_iter().filter(|&option| self.holdings.votes[option] == most).collect();
        let chosen_for = "transfer of the surplus first";
        let still = self.narrow(largest, count, chosen_for, Votes::max);
        let Some(&from) = count.favour(&still, 1, chosen_for).first() else { return false };
        let surplus = most - self.quota;
        self.holdings.transfer(from, surplus, count, |value| surplus * value / most);
        true
    }

    /// Excludes the option with fewest votes (rules 50 and 51).
    fn exclude_lowest(&mut self, count: &mut Count<'_>) {
        let continuing = self.holdings.by_votes(Standing::Continuing);
        let fewest = continuing.iter().map(|&option| self.holdings.votes[option]).min().unwrap_or_default();
        let lowest: Vec<_> =
            continuing.into_iter().filter(|&option| self.holdings.votes[option] == fewest).collect();
        let still = self.narrow(lowest, count, "exclusion", Votes::min);
        let from = count.disfavour(&still, "exclusion");
        self.holdings.standing[from] = Standing::Excluded;
        count.exclude(from, format!("fewest votes, {}", self.holdings.exact(fewest)));
        self.holdings.transfer(from, fewest, count, |value| value);
    }

    /// Those of `tied` that still tie after the most recent earlier rounds in which they differ:
    /// in each, those with the `wanted` votes go on.
    fn narrow(
        &self,
        mut tied: Vec<usize>,
        count: &mut Count<'_>,
        chosen_for: &str,
        wanted: fn(Votes, Votes) -> Votes,
    ) -> Vec<usize> {
        for (earlier, votes) in self.rounds.iter().enumerate().rev() {
            let Some(best) = tied.iter().map(|&option| votes[option]).reduce(wanted) else { break };
            let first: Vec<_> = tied.iter().copied().filter(|&option| votes[option] == best).collect();
            count.break_tie(&tied, TieBreaker::Round(number(earlier + 1)), &first, chosen_for);
            tied = first;
            if tied.len() == 1 {
                break;
            }
        }
        tied
    }
}

/// A count of options or rounds.
fn number(count: usize) -> u64 {
    u64::try_from(count).expect("options and rounds fit in 64 bits")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{ids, outcome, question, ranked, refusal, winners};
    use crate::transcript::{Step, TieBreaker};

    fn elect(seats: usize, options: &str, answers: &str) -> Outcome {
        let form = json!({"rank": {"max": options.split_whitespace().count(), "ties": false}});
        outcome(&question(options, form, json!({"stv": {"seats": seats}})), &ranked(answers))
    }

    /// The figures of one round, from 1, as text.
    fn round(outcome: &Outcome, number: usize, options: &str) -> Vec<String> {
        let totals = outcome.transcript().totals().nth(number - 1).unwrap();
        options.split_whitespace().map(|option| totals.options[option].to_string()).collect()
    }

    #[test]
    fn a_party_of_sweets_is_shared_out() {
        // The well-known example of 20 guests and three kinds of food: quota 6.
        let outcome = elect(
            3,
            "orange pear choc straw sweet",
            "4 orange | 2 pear>orange | 8 choc>straw | 4 choc>sweet | 1 straw | 1 sweet",
        );
        assert_eq!(winners(&outcome), "choc orange straw");
        assert!(outcome.reason().ends_with("quota 6"));
        // Surplus 6 of 12 at 0.5 each: 4 to straw, 2 to sweet.
        assert_eq!(round(&outcome, 2, "choc straw sweet"), ["6", "5", "3"]);
    }

    #[test]
    fn transfer_values_are_cut_after_five_places() {
        // Quota ⌊13/3⌋+1 = 5; surplus 2 of 7 is 0.28571 each; 0.00003 is lost.
        let outcome = elect(2, "a b c", "7 a>b | 3 b | 3 c");
        assert_eq!(round(&outcome, 2, "a b c"), ["5", "4.99997", "3"]);
        let second = outcome.transcript().totals().nth(1).unwrap();
        assert_eq!(second.apart["lost to rounding"].to_string(), "0.00003");
        assert_eq!(winners(&outcome), "a b");
    }

    #[test]
    fn answers_keep_the_value_they_came_with() {
        // Quota ⌊29/3⌋+1 = 10. a passes 2 of 12 on (0.16666), all to d; d is excluded and passes its
        // 12 answers on at 0.16666 and its own 3 at 1.
        let outcome = elect(2, "a b c d", "12 a>d>b | 7 b | 7 c | 3 d>c");
        let mut moved = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Transfer(transfer) if transfer.from.as_str() == "d" => Some(&transfer.parcels),
            _ => None,
        });
        let parcels = moved.next().unwrap();
        let worth: Vec<_> = parcels.iter().map(|parcel| parcel.passed_at.to_string()).collect();
        assert_eq!(worth, ["1", "0.16666"]);
        assert_eq!(round(&outcome, 3, "b c"), ["8.99992", "10"]);
        assert_eq!(winners(&outcome), "a c");
    }

    #[test]
    fn surpluses_of_received_answers_shrink_again() {
        // Quota ⌊40/4⌋+1 = 11. a: 22 votes, surplus 11, 0.5 each to b: 4 + 11 = 15, surplus 4.
        // b passes its answers on at 4·0.5/15 = 0.13333 (22 from a) and 4·1/15 = 0.26666 (its own).
        let outcome = elect(3, "a b c d e", "22 a>b>c | 4 b>d | 5 c | 5 d | 4 e");
        let moved = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Transfer(transfer) if transfer.from.as_str() == "b" => Some(&transfer.parcels),
            _ => None,
        });
        let worth: Vec<_> =
            moved.flatten().map(|parcel| format!("{} {}", parcel.held_at, parcel.passed_at)).collect();
        assert_eq!(worth, ["1 0.26666", "0.5 0.13333"]);
        assert_eq!(round(&outcome, 3, "c d"), ["7.93326", "6.06664"]);
    }

    #[test]
    fn an_earlier_round_breaks_a_tie_before_the_seed() {
        // In round 2 b and c both have 4; in round 1 b had 3, so b leaves.
        let outcome = elect(1, "a b c d", "5 a | 3 b | 4 c | 1 d>b");
        let tie = outcome.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), ids(&tie.chosen).as_str()), ("b c", "b"));
        assert_eq!(tie.broken_by, TieBreaker::Round(1));
    }

    #[test]
    fn equal_surpluses_move_in_an_order_that_is_told() {
        let outcome = elect(3, "a b c d", "6 a>c | 6 b>d | 2 c | 2 d");
        let tie = outcome.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), tie.broken_by), ("a b", TieBreaker::Seed));
        assert_eq!(tie.chosen_for, "transfer of the surplus first");
        let first = outcome.transcript().steps().iter().find_map(|step| match step {
            Step::Transfer(transfer) => Some(&transfer.from),
            _ => None,
        });
        assert_eq!(first, tie.chosen.first());
    }

    #[test]
    fn the_last_seats_go_to_who_is_left() {
        let outcome = elect(2, "a b c", "5 a | 2 b | 1 c");
        assert_eq!(winners(&outcome), "a b");
        let all = elect(3, "a b c", "5 a | 2 b | 1 c");
        assert_eq!(winners(&all), "a b c");
        assert!(!all.transcript().steps().iter().any(|step| matches!(step, Step::Transfer(_))));
    }

    #[test]
    fn seats_must_be_stated_and_fit() {
        let rank = json!({"rank": {"max": 2, "ties": false}});
        assert!(refusal("a b", rank.clone(), json!({"stv": {}})).contains("missing field `seats`"));
        assert_eq!(refusal("a b", rank, json!({"stv": {"seats": 3}})), "there are 3 seats for 2 options");
        let ties = json!({"rank": {"max": 2, "ties": true}});
        assert!(refusal("a b", ties, json!({"stv": {"seats": 1}})).contains("rank with ties"));
    }
}
