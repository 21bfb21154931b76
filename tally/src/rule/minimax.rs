//! Minimax: every option is compared with every other; the option whose worst defeat is smallest wins.
//!
//! An option is defeated where more voters prefer another than prefer it; one without a defeat has
//! worst defeat 0. Options that an answer does not rank stand below all it ranks, side by side. Also called
//! the Simpson–Kramer rule.
//!
//! The parameter `strength` makes no difference where all answers rank all options. By `opposition` an answer that ranks further options never harms those above them, but who beats
//! all others one to one may lose where answers leave options out.
//!
//! P. B. Simpson, "On defining areas of voter choice" (Quarterly Journal of Economics 83, 1969); G. H. Kramer,
//! "A dynamical model of political equilibrium" (Journal of Economic Theory 16, 1977).

use std::cmp::Reverse;

use serde::Deserialize;

use super::Rule;
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::pairwise::{Preferences, Strength};
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Minimax {
    #[serde(default)]
    strength: Measure,
}

/// What a defeat is measured by.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Measure {
    Margins,
    Opposition,
    #[default]
    WinningVotes,
}

impl Rule for Minimax {
    const NAME: &'static str = "minimax";
    const SUMMARY: &'static str = "whose worst defeat in a comparison with one other option is smallest wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Condorcet, Property::Majority, Property::Monotone];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::CondorcetLoser, Property::LaterNoHarm, Property::Participation];
    const FORMS: &'static [&'static str] = &["rank"];
    const PARAMETERS: &'static [Parameter] = &[Parameter {
        name: "strength",
        meaning: "what a defeat is measured by: how many prefer the other, how many more do, or how many prefer the other even where that is no defeat",
        values: "\"winning-votes\", \"margins\", \"opposition\"",
        default: Some("\"winning-votes\""),
    }];

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let preferences = Preferences::new(profile);
        preferences.write(count);
        let defeat = |option, other| match self.strength {
            Measure::Margins => preferences.victory(other, option, Strength::Margins),
            Measure::Opposition => Some(preferences.prefer(other, option)),
            Measure::WinningVotes => preferences.victory(other, option, Strength::WinningVotes),
        };
        let worst = PerOption::from_fn(profile.options(), |option| {
            let worst = preferences.options().filter_map(|other| defeat(option, other)).max();
            Reverse(worst.unwrap_or_default())
        });
        let of = match self.strength {
            Measure::Margins => "margin of the worst defeat",
            Measure::Opposition => "most voters who prefer another",
            Measure::WinningVotes => "winning votes of the worst defeat",
        };
        count.totals(of, worst.iter().map(|(option, &Reverse(worst))| (option, worst)));
        let winners = count.highest(&worst, 1);
        let least = winners.first().map_or(0, |&winner| worst[winner].0);
        let reason = if least == 0 { "not defeated".to_owned() } else { format!("least {of}, {least}") };
        for &winner in &winners {
            count.elect(winner, &*reason);
        }
        Ok(Decision::winners(winners, reason))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{outcome, question, ranked, total, winners};

    fn elect(strength: Value, answers: &str) -> Outcome {
        let rank = json!({"rank": {"max": 4, "ties": true}});
        outcome(&question("a b c d", rank, json!({"minimax": {"strength": strength}})), &ranked(answers))
    }

    #[test]
    fn the_smallest_worst_defeat_wins() {
        // A circle: a beats b, b beats c, c beats a; d loses to all.
        let outcome = elect(json!("winning-votes"), "7 a>b>c>d | 6 b>c>a>d | 5 c>a>b>d");
        assert_eq!(["a", "b", "c", "d"].map(|option| total(&outcome, option)), ["11", "12", "13", "18"]);
        assert_eq!(
            (winners(&outcome).as_str(), outcome.reason()),
            ("a", "least winning votes of the worst defeat, 11")
        );
    }

    #[test]
    fn what_measures_a_defeat_matters_where_answers_end_early() {
        // Nobody beats b. Nobody has more than 8 against b or d, beaten or not.
        let answers = "5 a>c | 4 b | 3 c>b | 6 d>b";
        let figures = |strength: &str| {
            let outcome = elect(json!(strength), answers);
            ["a", "b", "c", "d"].map(|option| total(&outcome, option))
        };
        assert_eq!(figures("winning-votes"), ["13", "0", "10", "8"]);
        assert_eq!(figures("margins"), ["8", "0", "2", "2"]);
        assert_eq!(figures("opposition"), ["13", "8", "10", "8"]);
    }

    #[test]
    fn who_beats_all_others_has_no_defeat() {
        let outcome = elect(json!("margins"), "42 a>b>c>d | 26 b>c>d>a | 15 c>d>b>a | 17 d>c>b>a");
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("b", "not defeated"));
    }

    #[test]
    fn who_loses_to_all_others_can_win() {
        // Each of a, b and c has a defeat larger than those of d.
        let outcome =
            elect(json!("margins"), "3 d>a>b>c | 3 d>b>c>a | 3 d>c>a>b | 3 a>b>c>d | 4 b>c>a>d | 3 c>a>b>d");
        assert_eq!(winners(&outcome), "d");
    }
}
