//! Single transferable vote by Meek's method: whoever is elected keeps just the part of every answer that
//! the quota asks for, and the rest moves on, whoever it comes from.
//!
//! An option in the count keeps all of an answer that reaches it, an elected one its *keep factor* of it,
//! an excluded one nothing; what is left goes to the next option of the answer. The quota is
//! (all votes that options hold) / (seats + 1), cut after nine decimal places, plus 0.000000001: votes that
//! nobody keeps lower it. Who reaches it is elected. The keep factor of each elected option is multiplied
//! by quota / votes, again and again, until their surpluses together are less than 0.000001 or no longer
//! fall; only then does the option with fewest votes leave. Options that are nearer to the fewest votes
//! than the surpluses together are tie with them.
//!
//! Products and quotients are integers of nine decimal places, rounded up. B. L. Meek, "A new approach
//! to the single transferable vote" (1969, reprinted in Voting matters 1, 1994); I. D. Hill,
//! B. A. Wichmann and D. R. Woodall, "Algorithm 123: Single Transferable Vote by Meek's Method" (The
//! Computer Journal 30, 1987); the arithmetic is that of the Proportional Representation Foundation's
//! "Reference Meek Rule".

use std::cmp::Reverse;
use std::collections::BTreeMap;

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::irv::refuse_shared_places;
use super::{Rule, RuleError};
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
pub(super) struct Meek {
    seats: Seats,
}

/// A vote in the unit of all amounts here: nine decimal places.
const VOTE: Votes = 1_000_000_000;

/// Surpluses that are together below this are none.
const ENOUGH: Votes = 1_000;

/// Votes, or parts of one, in units of 1/[`VOTE`]. All votes together are below 2⁵³ · 10⁹, and times a keep
/// factor below 2¹¹³.
type Votes = u128;

impl Rule for Meek {
    const NAME: &'static str = "meek";
    const SUMMARY: &'static str =
        "proportional: who is elected keeps what the quota asks for of every answer";
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
        let mut state = State::new(profile.options());
        let mut winners = Vec::new();
        for round in 1.. {
            let mut last_surplus = None;
            // Ends: each time either somebody is elected, or the surplus falls by at least one unit.
            let surplus = loop {
                state.distribute(profile, seats);
                let reached = state.elect_by_quota();
                let surplus = state.surplus();
                let settled = surplus < ENOUGH || last_surplus.is_some_and(|last| surplus >= last);
                if !reached.is_empty() {
                    state.write(round, count);
                    for &option in &reached {
                        let (votes, quota) = (decimal(state.votes[option]), decimal(state.quota));
                        count.elect(option, format!("{votes} votes, the quota is {quota}"));
                    }
                    winners.extend(reached);
                    last_surplus = None;
                    if winners.len() >= seats {
                        break surplus;
                    }
                } else if settled {
                    break surplus;
                } else {
                    last_surplus = Some(surplus);
                }
                state.lower_keep_factors();
            };
            let continuing = state.continuing();
            if winners.len() >= seats {
                break;
            }
            state.write(round, count);
            if winners.len() + continuing.len() <= seats {
                for &option in &continuing {
                    count.elect(option, "as many options are left as seats");
                }
                winners.extend(continuing);
                break;
            }
            let fewest = continuing.iter().map(|&option| state.votes[option]).min().unwrap_or_default();
            let last: Vec<_> =
                continuing.into_iter().filter(|&option| state.votes[option] <= fewest + surplus).collect();
            let loser = count.disfavour(&last, "exclusion");
            count.exclude(loser, format!("fewest votes, {}", decimal(state.votes[loser])));
            state.standing[loser] = Standing::Excluded;
            let standing: Vec<_> = state.standing.iter().collect();
            count.arrive(&(standing, &state.keep))?;
        }
        let seats = if seats == 1 { "1 seat".to_owned() } else { format!("{seats} seats") };
        Ok(Decision::winners(winners, format!("{seats} by Meek's method, quota {}", decimal(state.quota))))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Continuing,
    Elected,
    Excluded,
}

struct State {
    standing: PerOption<Standing>,
    /// The keep factors of elected options, 1 for the others.
    keep: PerOption<Votes>,
    votes: PerOption<Votes>,
    exhausted: Votes,
    quota: Votes,
}

impl State {
    fn new(options: usize) -> Self {
        Self {
            standing: PerOption::new(options, Standing::Continuing),
            keep: PerOption::new(options, VOTE),
            votes: PerOption::new(options, 0),
            exhausted: 0,
            quota: 0,
        }
    }

    /// Counts all answers anew with the present keep factors, and sets the quota.
    fn distribute(&mut self, profile: &Profile<'_>, seats: usize) {
        self.votes = PerOption::new(profile.options(), 0);
        self.exhausted = 0;
        for (places, weight) in profile.rankings() {
            let weight = Votes::from(weight);
            let mut left = VOTE;
            for &option in places.iter().flatten() {
                if self.standing[option] != Standing::Excluded && left > 0 {
                    let kept = (left * self.keep[option]).div_ceil(VOTE);
                    self.votes[option] += weight * kept;
                    left -= kept;
                }
            }
            self.exhausted += weight * left;
        }
        let held: Votes = self.votes.iter().map(|(_, votes)| votes).sum();
        let seats = Votes::try_from(seats).expect("seats fit in 128 bits");
        self.quota = held / (seats + 1) + 1;
    }

    /// Elects all that have reached the quota, those with most votes first.
    fn elect_by_quota(&mut self) -> Vec<usize> {
        let mut reached = self.continuing();
        reached.retain(|&option| self.votes[option] >= self.quota);
        reached.sort_by_key(|&option| Reverse(self.votes[option]));
        for &option in &reached {
            self.standing[option] = Standing::Elected;
        }
        reached
    }

    /// What the elected have above the quota, together.
    fn surplus(&self) -> Votes {
        let elected = self.standing.iter().filter(|&(_, &standing)| standing == Standing::Elected);
        elected.map(|(option, _)| self.votes[option].saturating_sub(self.quota)).sum()
    }

    fn lower_keep_factors(&mut self) {
        for (option, &standing) in self.standing.iter() {
            if standing == Standing::Elected && self.votes[option] > 0 {
                let kept = (self.keep[option] * self.quota).div_ceil(self.votes[option]);
                self.keep[option] = kept.min(VOTE);
            }
        }
    }

    fn continuing(&self) -> Vec<usize> {
        let continuing = self.standing.iter().filter(|&(_, &standing)| standing == Standing::Continuing);
        continuing.map(|(option, _)| option).collect()
    }

    fn write(&self, round: u64, count: &mut Count<'_>) {
        let in_count = self.standing.iter().filter(|&(_, &standing)| standing != Standing::Excluded);
        let figures: Vec<_> = in_count.map(|(option, _)| (option, exact(self.votes[option]))).collect();
        let elected = self.standing.iter().filter(|&(_, &standing)| standing == Standing::Elected);
        let factors: Vec<_> = elected
            .map(|(option, _)| format!("{} {}", count.id(option), decimal(self.keep[option])))
            .collect();
        let factors = if factors.is_empty() { "1".to_owned() } else { factors.join(", ") };
        count.remark(format!("the quota is {}; keep factors: {factors}", decimal(self.quota)));
        let totals = count.totals("votes", figures);
        totals.round = Some(round);
        totals.apart = BTreeMap::from([("exhausted".to_owned(), exact(self.exhausted))]);
    }
}

fn exact(votes: Votes) -> Rational {
    Rational::new(votes, VOTE)
}

/// Votes with their nine places, for texts.
fn decimal(votes: Votes) -> String {
    let (whole, places) = (votes / VOTE, votes % VOTE);
    let text = format!("{whole}.{places:09}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, outcome, question, ranked, refusal, winners};

    fn elect(seats: usize, options: &str, answers: &str) -> Outcome {
        let form = json!({"rank": {"max": options.split_whitespace().count(), "ties": false}});
        outcome(&question(options, form, json!({"meek": {"seats": seats}})), &ranked(answers))
    }

    #[test]
    fn a_surplus_moves_on_past_the_elected() {
        // The quota of 30 votes and two seats is 10: a keeps half of its 20, b gets 10 and is elected.
        assert_eq!(winners(&elect(2, "a b c", "20 a>b | 1 b | 9 c")), "a b");
    }

    #[test]
    fn exhausted_votes_lower_the_quota() {
        let outcome = elect(1, "a b c", "4 a | 3 b | 2 c");
        assert_eq!(winners(&outcome), "a");
        assert_eq!(outcome.reason(), "1 seat by Meek's method, quota 3.500000001");
    }

    #[test]
    fn a_tie_for_the_fewest_votes_is_told() {
        let form = json!({"rank": {"max": 3, "ties": false}});
        let question = question("a b c", form, json!({"meek": {"seats": 1}}));
        assert_eq!(all_winners(&question, &ranked("3 a | 2 b>c | 2 c>b")), ["b", "c"]);
    }

    #[test]
    fn seats_must_be_stated_and_fit() {
        let form = || json!({"rank": {"max": 2, "ties": false}});
        assert!(refusal("a b", form(), json!({"meek": {}})).contains("missing field `seats`"));
        assert!(refusal("a b", form(), json!({"meek": {"seats": 3}})).contains("3 seats for 2 options"));
    }
}
