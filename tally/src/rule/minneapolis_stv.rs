//! Single transferable vote as Minneapolis counts it, for one seat or several.
//!
//! Minneapolis Code of Ordinances, title 8.5, chapter 167 as amended to 2015, sections 167.20, 167.60 and
//! 167.70:
//!
//! - the threshold is ⌊answers / (seats + 1)⌋ + 1;
//! - a round begins with a count, and the last is the one in which as many have the threshold as there are
//!   seats (clause a);
//! - all options for which it is mathematically impossible to be elected leave together: the most with
//!   fewest votes whose votes, with all surpluses that have not moved, are fewer than those of the next one
//!   (clause c);
//! - where none is, the option with the largest surplus is elected and its answers move on at their value
//!   times surplus ÷ votes, each cut off after four decimal places (clause d);
//! - where there is no surplus, the option with fewest votes leaves (clause e);
//! - as soon as no more options are left than seats, they are elected, and votes of the last to leave do not
//!   move (clauses c, e and f).
//!
//! Ties fall by lot, here by the order of ties. An option with exactly the threshold has no surplus: it stays
//! in the count and can still receive votes. All options are candidates: where there are write-ins that
//! nobody declared, the ordinance lets them leave first.

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MinneapolisStv {
    seats: Seats,
}

/// A vote in the unit of all amounts here: four decimal places.
const VOTE: u32 = 10_000;

impl Rule for MinneapolisStv {
    const NAME: &'static str = "minneapolis-stv";
    const SUMMARY: &'static str =
        "transferable vote as in Minneapolis: who cannot win any more leaves together";
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
        let threshold = profile.answers() / u64::try_from(seats + 1).expect("seats are at most options") + 1;
        let mut state = State {
            seats,
            threshold: Votes::from(threshold) * Votes::from(VOTE),
            holdings: Holdings::new(profile, VOTE),
            winners: Vec::new(),
            moved: Vec::new(),
        };
        loop {
            state.holdings.write_round(count);
            count.arrive(&(&state.moved, &state.holdings.standing))?;
            if state.is_complete(count) {
                break;
            }
            let leave = state.hopeless();
            if !leave.is_empty() {
                state.exclude(&leave, "cannot be elected any more", count);
            } else if !state.transfer_surplus(count) {
                let last = state.lowest(count);
                state.exclude(&[last], "fewest votes", count);
            }
            if state.winners.len() == seats {
                break;
            }
        }
        let reason = format!("{} by single transferable vote, threshold {threshold}", self.seats);
        Ok(Decision::winners(state.winners, reason))
    }
}

struct State<'p> {
    seats: usize,
    threshold: Votes,
    holdings: Holdings<'p>,
    winners: Vec<usize>,
    /// Whose surplus has moved, and where all options stood then: with where they stand now, what follows
    /// depends on nothing else.
    moved: Vec<(usize, PerOption<Standing>)>,
}

impl State<'_> {
    fn votes(&self, option: usize) -> Votes {
        self.holdings.votes[option]
    }

    /// Options neither elected nor out, most votes first.
    fn continuing(&self) -> Vec<usize> {
        self.holdings.by_votes(Standing::Continuing)
    }

    fn seats_left(&self) -> usize {
        self.seats - self.winners.len()
    }

    /// Continuing options with the threshold.
    fn arrived(&self) -> Vec<usize> {
        let mut arrived = self.continuing();
        arrived.retain(|&option| self.votes(option) >= self.threshold);
        arrived
    }

    /// Ends the count where enough have the threshold, or no more are left than seats (clauses a and f).
    fn is_complete(&mut self, count: &mut Count<'_>) -> bool {
        let arrived = self.arrived();
        if arrived.len() == self.seats_left() {
            for &option in &arrived {
                self.elect(option, count);
            }
            return true;
        }
        self.elect_rest(count)
    }

    fn elect(&mut self, option: usize, count: &mut Count<'_>) {
        self.holdings.standing[option] = Standing::Elected;
        self.winners.push(option);
        let (votes, threshold) =
            (self.holdings.exact(self.votes(option)), self.holdings.exact(self.threshold));
        count.elect(option, format!("{votes} votes, the threshold is {threshold}"));
    }

    /// Elects who is left, where they are no more than seats.
    fn elect_rest(&mut self, count: &mut Count<'_>) -> bool {
        if self.continuing().len() > self.seats_left() {
            return false;
        }
        let rest = self.holdings.elect_rest(count);
        self.winners.extend(rest);
        true
    }

    /// The most options with fewest votes that cannot pass the next one with all votes of one another and
    /// all surplus (section 167.20). As many as seats stay.
    fn hopeless(&self) -> Vec<usize> {
        let mut continuing = self.continuing();
        continuing.reverse();
        let surplus: Votes = self.arrived().iter().map(|&option| self.votes(option) - self.threshold).sum();
        let mut together = surplus;
        let mut leave = 0;
        for (at, pair) in continuing.windows(2).enumerate() {
            let &[lower, next] = pair else { continue };
            together += self.votes(lower);
            if together < self.votes(next) && continuing.len() - (at + 1) >= self.seats_left() {
                leave = at + 1;
            }
        }
        continuing.truncate(leave);
        continuing
    }

    /// The option with fewest votes (clause e).
    fn lowest(&self, count: &mut Count<'_>) -> usize {
        let continuing = self.continuing();
        let fewest = continuing.last().map(|&option| self.votes(option));
        let last: Vec<_> =
            continuing.into_iter().filter(|&option| Some(self.votes(option)) == fewest).collect();
        count.disfavour(&last, "exclusion")
    }

    /// Takes options out of the count, and moves their votes unless that fills the seats.
    fn exclude(&mut self, options: &[usize], reason: &str, count: &mut Count<'_>) {
        for &option in options {
            self.holdings.standing[option] = Standing::Excluded;
            count.exclude(option, format!("{reason}, {} votes", self.holdings.exact(self.votes(option))));
        }
        if !self.elect_rest(count) {
            for &option in options {
                self.holdings.transfer(option, self.votes(option), count, |value| value);
            }
        }
    }

    /// Elects the option with the largest surplus and moves that (clause d), if there is one.
    fn transfer_surplus(&mut self, count: &mut Count<'_>) -> bool {
        let arrived = self.arrived();
        let Some(most) = arrived.first().map(|&option| self.votes(option)) else { return false };
        if most == self.threshold {
            return false;
        }
        let largest: Vec<_> = arrived.into_iter().filter(|&option| self.votes(option) == most).collect();
        let Some(&from) = count.favour(&largest, 1, "transfer of the surplus first").first() else {
            return false;
        };
        self.elect(from, count);
        let (surplus, vote) = (most - self.threshold, Votes::from(VOTE));
        let fraction = surplus * vote / most;
        self.holdings.transfer(from, surplus, count, |value| value * fraction / vote);
        self.moved.push((from, self.holdings.standing.clone()));
        true
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, question, ranked, refusal, winners};
    use crate::transcript::Step;

    fn elect(seats: usize, options: &str, answers: &str) -> Outcome {
        let form = json!({"rank": {"max": options.split_whitespace().count(), "ties": false}});
        outcome(&question(options, form, json!({"minneapolis-stv": {"seats": seats}})), &ranked(answers))
    }

    /// The figures of one round, from 1, as text.
    fn round(outcome: &Outcome, number: usize, options: &str) -> Vec<String> {
        let totals = outcome.transcript().totals().nth(number - 1).unwrap();
        options.split_whitespace().map(|option| totals.options[option].to_string()).collect()
    }

    fn excluded(outcome: &Outcome) -> Vec<&str> {
        let excluded = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Exclude(ruling) => Some(ruling.option.as_str()),
            _ => None,
        });
        excluded.collect()
    }

    #[test]
    fn fraction_and_value_are_cut_after_four_places() {
        // Threshold ⌊30/4⌋+1 = 8. a passes 3 of 11 on: 0.2727 each, 2.9997 to b: 10.9997. Of that b passes
        // 2.9997 on: 0.2727 again, and 0.2727 × 0.2727 = 0.0743 of each answer that came from a.
        let outcome = elect(3, "a b c d e", "11 a>b>c | 8 b>d | 5 c | 4 d | 2 e");
        assert_eq!(round(&outcome, 2, "a b c d"), ["8", "10.9997", "5", "4"]);
        let moved = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Transfer(transfer) if transfer.from.as_str() == "b" => Some(&transfer.parcels),
            _ => None,
        });
        let worth: Vec<_> =
            moved.flatten().map(|parcel| format!("{} {}", parcel.held_at, parcel.passed_at)).collect();
        assert_eq!(worth, ["1 0.2727", "0.2727 0.0743"]);
        assert_eq!(round(&outcome, 3, "c d"), ["5.8173", "6.1816"]);
        assert_eq!(winners(&outcome), "a b d");
    }

    #[test]
    fn who_cannot_win_any_more_leaves_together() {
        // 1 + 2 + 3 are fewer than the 7 of d; with d they are not fewer than the 12 of e.
        let outcome = elect(1, "a b c d e f", "1 a>f | 2 b>e | 3 c>e | 7 d>e | 12 e | 14 f");
        assert_eq!(excluded(&outcome), ["a", "b", "c", "d"]);
        assert_eq!(round(&outcome, 2, "d e f"), ["7", "17", "15"]);
        assert_eq!((winners(&outcome).as_str(), outcome.ties().count()), ("e", 0));
    }

    #[test]
    fn who_could_draw_level_stays() {
        // 1 + 2 make 3, as many as c has.
        let outcome = elect(1, "a b c d", "1 a | 2 b>c | 3 c | 5 d");
        assert_eq!(excluded(&outcome)[0], "a");
        assert_eq!(round(&outcome, 2, "b c d"), ["2", "3", "5"]);
    }

    #[test]
    fn surplus_that_has_not_moved_keeps_hopes_alive() {
        // d has 1 vote and c 4, but 3 votes of a are still to move.
        let outcome = elect(2, "a b c d", "11 a>d | 6 b | 4 c | 1 d");
        assert_eq!(round(&outcome, 2, "a b c d"), ["8", "6", "4", "3.9997"]);
        assert_eq!(winners(&outcome), "a b");
    }

    #[test]
    fn exactly_the_threshold_is_no_surplus() {
        // Threshold 4. a has it, stays in the count, and still receives the vote of d.
        let outcome = elect(2, "a b c d", "4 a>c | 3 b | 2 c | 1 d>a");
        assert_eq!(round(&outcome, 2, "a b c"), ["5", "3", "2"]);
        assert_eq!(winners(&outcome), "a b");
    }

    #[test]
    fn ties_fall_to_the_order_of_ties() {
        let outcome = elect(1, "a b c", "3 a | 2 b>c | 2 c>b");
        let tie = outcome.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), tie.chosen_for.as_str()), ("b c", "exclusion"));
        let form = json!({"rank": {"max": 3, "ties": false}});
        let question = question("a b c", form, json!({"minneapolis-stv": {"seats": 1}}));
        assert_eq!(all_winners(&question, &ranked("3 a | 2 b>c | 2 c>b")), ["b", "c"]);
    }

    #[test]
    fn seats_must_be_stated_and_fit() {
        let rank = json!({"rank": {"max": 2, "ties": false}});
        let refused = |parameters| refusal("a b", rank.clone(), json!({"minneapolis-stv": parameters}));
        assert!(refused(json!({})).contains("missing field `seats`"));
        assert_eq!(refused(json!({"seats": 3})), "there are 3 seats for 2 options");
    }
}
