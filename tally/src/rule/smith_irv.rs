//! Smith//IRV: only the smallest group of options stays whose members all beat everybody outside, and the
//! winner among them is found by instant runoff.
//!
//! An option beats another where more voters prefer it; options that an answer does not rank stand
//! below all it ranks. Among those who stay, each answer counts for its highest; the option with fewest
//! votes leaves, one at a time, until one has more than half of the votes that still count. A tie for fewest
//! votes falls to the seed. An option that beats all others is alone in the group and wins.
//!
//! J. Green-Armytage, "Four Condorcet-Hare hybrid methods for single-winner elections" (Voting matters 29, 2011),
//! there Smith-AV; J. H. Smith, "Aggregation of preferences with variable electorate" (Econometrica 41, 1973).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::irv::{refuse_shared_places, run_off};
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::pairwise::Preferences;
use crate::piles::Piles;
use crate::profile::Profile;
use crate::property::{Kind, Property};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SmithIrv {}

impl Rule for SmithIrv {
    const NAME: &'static str = "smith-irv";
    const SUMMARY: &'static str = "instant runoff among the smallest group that beats all others one to one";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] =
        &[Property::CloneProof, Property::Condorcet, Property::CondorcetLoser, Property::Majority];
    const LACKS: &'static [Property] = &[Property::LaterNoHarm, Property::Monotone, Property::Participation];
    const FORMS: &'static [&'static str] = &["rank"];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        refuse_shared_places(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let preferences = Preferences::new(profile);
        preferences.write(count);
        let members = preferences.smith_set();
        for option in preferences.options().filter(|option| !members.contains(option)) {
            count.exclude(option, "beaten by every member of the smallest group that beats all outside it");
        }
        run_off(Piles::new(profile, members), count)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{ids, outcome, question, ranked, refusal, winners};
    use crate::transcript::Step;

    fn elect(options: &str, answers: &str) -> Outcome {
        let rank = json!({"rank": {"max": options.split(' ').count(), "ties": false}});
        outcome(&question(options, rank, json!({"smith-irv": {}})), &ranked(answers))
    }

    fn excluded(outcome: &Outcome) -> String {
        let steps = outcome.transcript().steps().iter();
        let options = steps.filter_map(|step| match step {
            Step::Exclude(ruling) => Some(ruling.option.clone()),
            _ => None,
        });
        ids(&options.collect::<Vec<_>>())
    }

    #[test]
    fn who_beats_all_others_wins() {
        // Instant runoff would elect k.
        let outcome = elect("m n c k", "42 m>n>c>k | 26 n>c>k>m | 15 c>k>n>m | 17 k>c>n>m");
        assert_eq!((winners(&outcome).as_str(), excluded(&outcome).as_str()), ("n", "m c k"));
    }

    #[test]
    fn a_circle_is_counted_by_instant_runoff() {
        // d has most first votes but loses to each of a, b and c, who beat one another in a circle.
        let outcome = elect("a b c d", "4 a>b>c>d | 3 b>c>a>d | 2 c>a>b>d | 5 d>c>a>b");
        assert_eq!(excluded(&outcome), "d b");
        assert_eq!(winners(&outcome), "c");
    }

    #[test]
    fn shared_places_are_refused() {
        let ties = json!({"rank": {"max": 2, "ties": true}});
        assert!(refusal("a b", ties, json!({"smith-irv": {}})).contains("rank with ties"));
    }
}
