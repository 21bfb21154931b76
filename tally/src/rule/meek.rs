//! Single transferable vote by Meek's method: an elected option keeps just the part of each answer that
//! leaves it a quota, whenever the answer comes to it; the rest goes on.
//!
//! B. L. Meek, "Une nouvelle approche du scrutin transférable" (1969); I. D. Hill, B. A. Wichmann and D. R.
//! Woodall, "Algorithm 123: Single transferable vote by Meek's method", The Computer Journal 30 (1987). In
//! use in New Zealand: Local Electoral Regulations 2001, schedule 1A. To be the same whoever counts, all
//! numbers are integers in units of 10⁻⁹ votes, rounded as the Proportional Representation Foundation's
//! *Reference Meek Rule* says:
//!
//! 1. Each answer is worth 1. Option by option in its order it gives that worth times the option's keep
//!    factor, rounded up, and goes on with the rest. Keep factors are 1, for excluded options 0.
//! 2. The quota is all votes that options hold ÷ (seats + 1), cut off, plus 10⁻⁹: votes that nobody keeps
//!    lower it.
//! 3. Who has the quota is elected. If nobody was elected now, the elected options' keep factors become
//!    keep factor × quota (rounded up) ÷ votes (rounded up), and all begins again with 1, until together
//!    they have less than 10⁻⁶ votes above the quota, or no less than the time before.
//! 4. Then the option with fewest votes leaves. Options that have more by no more than what is still above
//!    the quota tie with it, and the order of ties decides.
//! 5. As soon as no more options are left than seats, they are elected.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::irv::refuse_shared_places;
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::holdings::Standing;
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::piles::Ranking;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Meek {
    seats: Seats,
}

/// Votes in units of 10⁻⁹. All answers together are at most 2⁵³ − 1, so a keep factor times all votes fits.
type Votes = u128;

/// One vote, and the keep factor of who keeps all.
const ONE: Votes = 1_000_000_000;

/// What elected options may have above their quotas together when an option leaves: 10⁻⁶ votes.
const TOLERANCE: Votes = 1_000;

impl Rule for Meek {
    const NAME: &'static str = "meek";
    const SUMMARY: &'static str =
        "proportional, by computer: who is elected keeps a quota of every answer and passes on the rest";
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
        let mut state = State::new(profile, seats);
        let mut winners = Vec::new();
        for round in 1.. {
            count.arrive(&(&state.standing, &state.keep))?;
            let surplus = state.iterate();
            state.write_round(round, count);
            let elected = state.with_quota();
            for &option in &elected {
                state.standing[option] = Standing::Elected;
                let (votes, quota) = (exact(state.votes[option]), exact(state.quota));
                count.elect(option, format!("{votes} votes, the quota is {quota}"));
                winners.push(option);
            }
            let left = state.of_standing(Standing::Continuing);
            if winners.len() + left.len() <= seats {
                for &option in &left {
                    count.elect(option, "as many options are left as seats");
                }
                winners.extend(left);
            }
            if winners.len() >= seats {
                break;
            }
            if elected.is_empty() {
                state.exclude_lowest(surplus, count);
            }
        }
        let reason = format!("{} by Meek's method, quota {}", self.seats, exact(state.quota));
        Ok(Decision::winners(winners, reason))
    }
}

struct State<'p> {
    profile: &'p Profile<'p>,
    seats: Votes,
    standing: PerOption<Standing>,
    keep: PerOption<Votes>,
    votes: PerOption<Votes>,
    quota: Votes,
    exhausted: Votes,
}

/// Answers that share out alike: the options that keep a part of them, in order, up to the first that keeps
/// all that comes to it; and how many there are.
type Paths = BTreeMap<Vec<usize>, Votes>;

impl<'p> State<'p> {
    fn new(profile: &'p Profile<'_>, seats: usize) -> Self {
        let options = profile.options();
        Self {
            profile,
            seats: Votes::try_from(seats).expect("seats are at most options"),
            standing: PerOption::new(options, Standing::Continuing),
            keep: PerOption::new(options, ONE),
            votes: PerOption::new(options, 0),
            quota: 0,
            exhausted: 0,
        }
    }

    fn of_standing(&self, standing: Standing) -> Vec<usize> {
        self.standing.iter().filter(|&(_, &own)| own == standing).map(|(option, _)| option).collect()
    }

    /// Shares out all answers (steps 1 to 3) until somebody has the quota, or the elected options hold
    /// little more than theirs: as much as is returned.
    fn iterate(&mut self) -> Votes {
        let (paths, elected) = (self.paths(), self.of_standing(Standing::Elected));
        let mut before = None;
        loop {
            self.share_out(&paths);
            let held: Votes = elected.iter().map(|&option| self.votes[option]).sum();
            let quotas = self.quota * Votes::try_from(elected.len()).expect("options are at most 500");
            let surplus = held.saturating_sub(quotas);
            let is_stable = before.is_some_and(|before| surplus >= before);
            if !self.with_quota().is_empty() || surplus < TOLERANCE || is_stable {
                return surplus;
            }
            before = Some(surplus);
            for &option in &elected {
                let kept = (self.keep[option] * self.quota).div_ceil(ONE);
                self.keep[option] = (kept * ONE).div_ceil(self.votes[option]);
            }
        }
    }

    fn paths(&self) -> Paths {
        let mut paths = Paths::new();
        for (places, weight) in self.profile.rankings() {
            let mut ranking = Ranking { rest: places, weight };
            let mut path = Vec::new();
            while let Some(option) = ranking.next(|option| self.standing[option] != Standing::Excluded) {
                path.push(option);
                if self.standing[option] == Standing::Continuing {
                    break;
                }
            }
            *paths.entry(path).or_insert(0) += Votes::from(weight);
        }
        paths
    }

    fn share_out(&mut self, paths: &Paths) {
        self.votes = PerOption::new(self.profile.options(), 0);
        self.exhausted = 0;
        for (path, &answers) in paths {
            let mut worth = ONE;
            for &option in path {
                let kept = (worth * self.keep[option]).div_ceil(ONE);
                self.votes[option] += kept * answers;
                worth -= kept;
            }
            self.exhausted += worth * answers;
        }
        let held: Votes = self.votes.iter().map(|(_, votes)| votes).sum();
        self.quota = held / (self.seats + 1) + 1;
    }

    /// Continuing options with the quota, most votes first.
    fn with_quota(&self) -> Vec<usize> {
        let mut options = self.of_standing(Standing::Continuing);
        options.retain(|&option| self.votes[option] >= self.quota);
        options.sort_by_key(|&option| Reverse(self.votes[option]));
        options
    }

    /// Writes down what every option holds that is in the count.
    fn write_round(&self, round: u64, count: &mut Count<'_>) {
        let in_count = self.votes.iter().filter(|&(option, _)| self.standing[option] != Standing::Excluded);
        let totals = count.totals("votes", in_count.map(|(option, &votes)| (option, exact(votes))));
        totals.round = Some(round);
        totals.apart = BTreeMap::from([("exhausted".to_owned(), exact(self.exhausted))]);
        let keep = |option| format!("{} {}", count.id(option), exact(self.keep[option]));
        let keep: Vec<_> = self.of_standing(Standing::Elected).into_iter().map(keep).collect();
        let factors = if keep.is_empty() { String::new() } else { format!("; kept: {}", keep.join(", ")) };
        count.remark(format!("quota {}{factors}", exact(self.quota)));
    }

    /// Excludes the option with fewest votes (step 4).
    fn exclude_lowest(&mut self, surplus: Votes, count: &mut Count<'_>) {
        let continuing = self.of_standing(Standing::Continuing);
        let fewest = continuing.iter().map(|&option| self.votes[option]).min().unwrap_or_default();
        let last: Vec<_> =
            continuing.into_iter().filter(|&option| self.votes[option] <= fewest + surplus).collect();
        let option = count.disfavour(&last, "exclusion");
        count.exclude(option, format!("fewest votes, {}", exact(self.votes[option])));
        self.standing[option] = Standing::Excluded;
        self.keep[option] = 0;
        self.votes[option] = 0;
    }
}

fn exact(votes: Votes) -> Rational {
    Rational::new(votes, ONE)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, question, ranked, refusal, winners};
    use crate::transcript::Step;

    fn elect(seats: usize, options: &str, answers: &str) -> Outcome {
        let form = json!({"rank": {"max": options.split_whitespace().count(), "ties": false}});
        outcome(&question(options, form, json!({"meek": {"seats": seats}})), &ranked(answers))
    }

    /// The figures of one round, from 1, as text.
    fn round(outcome: &Outcome, number: usize, options: &str) -> Vec<String> {
        let totals = outcome.transcript().totals().nth(number - 1).unwrap();
        options.split_whitespace().map(|option| totals.options[option].to_string()).collect()
    }

    fn remarks(outcome: &Outcome) -> Vec<&str> {
        let remarks = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Remark(remark) => Some(remark.as_str()),
            _ => None,
        });
        remarks.collect()
    }

    #[test]
    fn who_is_elected_keeps_a_quota() {
        // Quota 20/3: a keeps 2/3 of each of its 10 answers, b gets 10/3 of them.
        let outcome = elect(2, "a b c", "10 a>b | 4 b | 6 c");
        assert_eq!(winners(&outcome), "a b");
        assert_eq!(round(&outcome, 2, "a b c"), ["6.66666667", "7.33333333", "6"]);
        assert_eq!(remarks(&outcome), ["quota 6.666666667", "quota 6.666666667; kept: a 0.666666667"]);
        assert_eq!(outcome.reason(), "2 seats by Meek's method, quota 6.666666667");
    }

    #[test]
    fn answers_reach_elected_options_too() {
        // Once d is out its 4 answers come to a, which then needs less of each: 10 of 16 instead of 12.
        let outcome = elect(2, "a b c d", "12 a>b | 6 b | 8 c | 4 d>a>b");
        assert_eq!(winners(&outcome), "a b");
        let kept: Vec<_> = remarks(&outcome)
            .iter()
            .filter_map(|remark| remark.split_once("kept: a "))
            .map(|(_, kept)| kept)
            .collect();
        assert_eq!(kept, ["0.833333334", "0.625000001"]);
    }

    #[test]
    fn votes_that_nobody_keeps_lower_the_quota() {
        let outcome = elect(2, "a b c", "9 a | 4 b | 3 c");
        // 16/3 at first. What a does not keep is lost: then (16/3 + 7)/3 = 37/9, and (37/9 + 7)/3 = 100/27.
        assert_eq!(winners(&outcome), "a b");
        assert!(outcome.reason().starts_with("2 seats by Meek's method, quota 3.703703"));
        let last = outcome.totals().unwrap();
        assert!(last.apart["exhausted"] > 0_u64.into());
    }

    #[test]
    fn equal_votes_are_a_tie() {
        let outcome = elect(1, "a b c", "3 a>b | 2 b>a | 2 c>a");
        let tie = outcome.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), tie.chosen_for.as_str()), ("b c", "exclusion"));
        let form = json!({"rank": {"max": 3, "ties": false}});
        let question = question("a b c", form, json!({"meek": {"seats": 1}}));
        assert_eq!(all_winners(&question, &ranked("3 a | 2 b>c | 2 c>b")), ["b", "c"]);
    }

    #[test]
    fn seats_must_be_stated_and_fit() {
        let rank = json!({"rank": {"max": 2, "ties": false}});
        assert!(refusal("a b", rank.clone(), json!({"meek": {}})).contains("missing field `seats`"));
        assert_eq!(refusal("a b", rank, json!({"meek": {"seats": 3}})), "there are 3 seats for 2 options");
    }
}
