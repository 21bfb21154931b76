//! Quadratic funding: a pool of money matches what voters give to options; many who give a little bring more
//! of it than few who give much.
//!
//! An option to which voters give `c₁, c₂, …` has the match `(√c₁ + √c₂ + …)² − (c₁ + c₂ + …)`: nothing for one
//! giver alone, and the more the more there are. V. Buterin, Z. Hitzig and E. G. Weyl, "A Flexible Design
//! for Funding Public Goods", Management Science 65 (2019). The whole pool is divided in proportion to
//! matches, with any `cap`: options that would have more than it have the cap, and the rest is divided among the
//! others. What is divided are whole units of money: each option has its part rounded down, and the units
//! left over go to the largest remainders, so that never more than the pool is handed out.
//!
//! With exponent 2, `n` units of an option are `n²` given to it, and roots are exact. With exponent 1, units
//! are what is given, and roots are rounded down in the 14th decimal place.

use std::num::{NonZeroU32, NonZeroU64};

use num_bigint::BigUint;
use num_integer::Integer;
use num_traits::{ToPrimitive, Zero};
use ostrakon_core::form::Form;
use ostrakon_core::json::MAX_INTEGER;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::cumulative::refuse_signed;
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::fraction::Fraction;
use crate::outcome::{Awards, Decision};
use crate::parameter::{Parameter, present};
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::root::{ONE, root};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuadraticFunding {
    pool: NonZeroU64,
    #[serde(default, deserialize_with = "present")]
    cap: Option<Fraction>,
}

impl Rule for QuadraticFunding {
    const NAME: &'static str = "quadratic-funding";
    const SUMMARY: &'static str =
        "a pool matches what voters give; many small gifts bring more than few large ones";
    const KIND: Kind = Kind::Allocation;
    const HAS: &'static [Property] = &[Property::Monotone];
    const LACKS: &'static [Property] = &[Property::CloneProof];
    const FORMS: &'static [&'static str] = &["allocate"];
    const PARAMETERS: &'static [Parameter] = &[
        Parameter {
            name: "pool",
            meaning: "how much money is handed out, in its smallest unit",
            values: "1 to 9007199254740991",
            default: None,
        },
        Parameter {
            name: "cap",
            meaning: "the share of the pool that one option receives at most",
            values: "a fraction",
            default: Some("none"),
        },
    ];
    const EXAMPLE: &'static str = r#"{"pool":1000}"#;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        let refuse = |parameter, reason: &str| {
            Err(RuleError::Parameter { rule: Self::NAME, parameter, reason: reason.to_owned() })
        };
        if self.pool.get() > MAX_INTEGER.unsigned_abs() {
            return refuse("pool", "a poll holds integers up to 9007199254740991");
        }
        if self.cap() == 0 {
            return refuse("cap", "it is less than one unit of the pool");
        }
        refuse_signed(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let matches = matches(profile);
        let exact = |matched: &BigUint| Rational::new(matched.clone(), BigUint::from(ONE).pow(2));
        count.totals("match", matches.iter().map(|(option, matched)| (option, exact(matched))));
        if matches.iter().all(|(_, matched)| matched.is_zero()) {
            return Ok(Decision::nobody("no option has two givers"));
        }
        let awards = self.divide(&matches, count);
        let mut winners: Vec<_> =
            awards.iter().filter(|&(_, &award)| award > 0).map(|(option, _)| option).collect();
        winners.sort_by(|&left, &right| awards[right].cmp(&awards[left]));
        let handed_out: u64 = awards.iter().map(|(_, award)| award).sum();
        let totals = count.totals("units of the pool", awards.iter().map(|(option, &award)| (option, award)));
        totals.whole = Some(self.pool.get().into());
        let options = winners.iter().map(|&option| (count.id(option), awards[option].into())).collect();
        let reason = format!("the pool is divided in proportion to matches, {handed_out} of {}", self.pool);
        Ok(Decision::winners(winners, reason).with_awards(Awards { of: "units".to_owned(), options }))
    }
}

impl QuadraticFunding {
    /// The most units that an option receives.
    fn cap(&self) -> u64 {
        self.cap.map_or_else(|| self.pool.get(), |cap| cap.floor_of(self.pool.get()))
    }

    /// Divides the pool in proportion to `matches`, not all of them zero.
    fn divide(&self, matches: &PerOption<BigUint>, count: &mut Count<'_>) -> PerOption<u64> {
        let options = matches.iter().count();
        let cap = self.cap();
        let mut awards = PerOption::new(options, 0);
        let mut sharing: Vec<_> = (0..options).filter(|&option| !matches[option].is_zero()).collect();
        let mut rest = self.pool.get();
        // Ends: each time fewer options share the rest.
        loop {
            let all: BigUint = sharing.iter().map(|&option| &matches[option]).sum();
            let (above, within): (Vec<_>, Vec<_>) =
                sharing.iter().partition(|&&option| &matches[option] * rest > &all * cap);
            if above.is_empty() {
                self.divide_among(&sharing, rest, matches, count, &mut awards);
                return awards;
            }
            for option in above {
                awards[option] = cap;
                // More than the rest times its share, and the shares are at most 1 together.
                rest -= cap;
                count.award(option, cap, format!("the most that one option receives of {}", self.pool));
            }
            sharing = within;
        }
    }

    /// Divides what no cap applies to: parts rounded down, then a unit more for the largest remainders.
    fn divide_among(
        &self,
        sharing: &[usize],
        rest: u64,
        matches: &PerOption<BigUint>,
        count: &mut Count<'_>,
        awards: &mut PerOption<u64>,
    ) {
        let all: BigUint = sharing.iter().map(|&option| &matches[option]).sum();
        let mut left = rest;
        let mut remainders = PerOption::new(awards.iter().count(), BigUint::zero());
        for &option in sharing {
            let exact = &matches[option] * rest;
            let (part, remainder) = exact.div_rem(&all);
            awards[option] = part.to_u64().expect("a part of the rest is at most the rest");
            remainders[option] = remainder;
            left -= awards[option];
            let exact = Rational::new(exact, all.clone()).brief();
            count.award(option, awards[option], format!("its part of {rest} is {exact}, rounded down"));
        }
        // Fewer are left than options have a remainder; all of them where no option shares the rest.
        let places = usize::try_from(left).unwrap_or(usize::MAX);
        if sharing.is_empty() {
            count.remark(format!("every option has the most that one receives: {left} are not handed out"));
        } else if places > 0 {
            for option in count.highest_for(&remainders, places, "a unit left over") {
                awards[option] += 1;
                count.award(option, 1_u64, format!("one of {left} left over, for the largest remainders"));
            }
        }
    }
}

/// The match of each option, in 10⁻²⁸.
fn matches(profile: &Profile<'_>) -> PerOption<BigUint> {
    let exponent = match profile.question().form() {
        Form::Allocate { exponent, .. } => *exponent,
        _ => 1,
    };
    // At most 2⁵³ voters · 10⁹ units, and as many roots below 2⁶² each.
    let mut given = PerOption::new(profile.options(), 0_u128);
    let mut roots = PerOption::new(profile.options(), 0_u128);
    for (units, weight) in profile.allocations() {
        for &(option, amount) in units {
            let amount = u32::try_from(amount).expect("forms hand out at most 10⁹ units, none negative");
            let voters = u128::from(weight);
            given[option] += u128::from(amount).pow(exponent.into()) * voters;
            roots[option] +=
                voters * if exponent == 2 { u128::from(amount) * ONE } else { root(amount, NonZeroU32::MIN) };
        }
    }
    PerOption::from_fn(profile.options(), |option| {
        let (square, sum) = (BigUint::from(roots[option]).pow(2), BigUint::from(given[option]));
        // A giver alone has a root that was rounded down, or no difference.
        let sum = sum * BigUint::from(ONE).pow(2);
        if square > sum { square - sum } else { BigUint::zero() }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, allocated, ids, outcome, question, refusal, total, winners};

    fn credits(exponent: u8) -> Value {
        json!({"allocate": {"credits": 1_000, "exponent": exponent, "signed": false}})
    }

    fn fund(exponent: u8, parameters: Value, answers: &str) -> Outcome {
        let rule = json!({"quadratic-funding": parameters});
        outcome(&question("a b c d", credits(exponent), rule), &allocated(answers))
    }

    /// The matches, in the order of options.
    fn matches(outcome: &Outcome) -> Vec<String> {
        outcome.transcript().totals().next().unwrap().options.values().map(ToString::to_string).collect()
    }

    fn award(outcome: &Outcome, option: &str) -> String {
        outcome
            .awards()
            .unwrap()
            .options
            .get(option)
            .map_or_else(|| "nothing".to_owned(), ToString::to_string)
    }

    #[test]
    fn many_small_gifts_bring_more_than_few_large_ones() {
        // a: (10 · 1)² − 10 = 90. b: (2 · 3)² − 18 = 18. c: one giver alone.
        for (exponent, gifts) in [(2, "10 a:1 | 2 b:3 | 1 c:30"), (1, "10 a:1 | 2 b:9 | 1 c:900")] {
            let outcome = fund(exponent, json!({"pool": 1200}), gifts);
            assert_eq!(matches(&outcome), ["90", "18", "0", "0"]);
            let awards = ["a", "b", "c"].map(|option| award(&outcome, option));
            assert_eq!(awards, ["1000", "200", "nothing"]);
            assert_eq!((winners(&outcome), total(&outcome, "c")), ("a b".to_owned(), "0".to_owned()));
        }
    }

    #[test]
    fn roots_of_gifts_are_rounded_down() {
        // (√2 + √3)² − 5 = 2√6 = 4.898979485566356…
        let outcome = fund(1, json!({"pool": 1}), "1 a:2 | 1 a:3");
        let figure = outcome.transcript().totals().next().unwrap().options["a"].as_ratio().clone();
        let places = (figure * num_bigint::BigInt::from(10_u64.pow(12))).to_integer();
        assert_eq!(places, 4_898_979_485_566_u64.into());
        assert_eq!(matches(&fund(1, json!({"pool": 1}), "1 a:2 | 1 b:3 | 2 c:1"))[..2], ["0", "0"]);
    }

    #[test]
    fn units_left_over_go_to_the_largest_remainders() {
        // Matches of 2, 6 and 12: of 7 units 0.7, 2.1 and 4.2.
        let outcome = fund(1, json!({"pool": 7}), "2 a:1 | 3 b:1 | 4 c:1");
        assert_eq!(matches(&outcome), ["2", "6", "12", "0"]);
        assert_eq!(["a", "b", "c"].map(|option| award(&outcome, option)), ["1", "2", "4"]);
        assert_eq!(outcome.reason(), "the pool is divided in proportion to matches, 7 of 7");
        assert_eq!(outcome.ties().count(), 0);
    }

    #[test]
    fn equal_remainders_are_a_tie() {
        let rule = json!({"quadratic-funding": {"pool": 2}});
        let question = question("a b c", credits(1), rule);
        let answers = allocated("2 a:1,b:1,c:1");
        assert_eq!(ids(&outcome(&question, &answers).ties().next().unwrap().between), "a b c");
        assert_eq!(all_winners(&question, &answers), ["a b", "a c", "b c"]);
    }

    #[test]
    fn no_option_receives_more_than_the_cap() {
        // Matches of 90, 6 and 2. With a cap of 492 the other 492 are divided 3 to 1.
        let (gifts, cap) = ("10 a:1 | 3 b:1 | 2 c:1", |cap| json!({"pool": 984, "cap": cap}));
        assert_eq!(
            ["a", "b", "c"].map(|option| award(&fund(1, cap("1/1"), gifts), option)),
            ["904", "60", "20"]
        );
        let outcome = fund(1, cap("1/2"), gifts);
        assert_eq!(["a", "b", "c"].map(|option| award(&outcome, option)), ["492", "369", "123"]);
        // With 295 for a, b would have 3 of 4 parts of 689 and has 295 too; then so has c.
        let outcome = fund(1, cap("3/10"), gifts);
        assert_eq!(["a", "b", "c"].map(|option| award(&outcome, option)), ["295", "295", "295"]);
        assert_eq!(outcome.reason(), "the pool is divided in proportion to matches, 885 of 984");
    }

    #[test]
    fn nobody_receives_anything_without_two_givers() {
        let outcome = fund(1, json!({"pool": 7}), "1 a:2,b:3 | 1 c:9");
        assert_eq!((winners(&outcome), outcome.reason()), (String::new(), "no option has two givers"));
        assert_eq!(outcome.awards(), None);
    }

    #[test]
    fn the_pool_must_make_sense() {
        let refused = |form, parameters| refusal("a b", form, json!({"quadratic-funding": parameters}));
        assert!(refused(credits(1), json!({"pool": 0})).contains("cannot be read"));
        assert!(
            refused(credits(1), json!({"pool": 9_007_199_254_740_992_u64}))
                .contains("up to 9007199254740991")
        );
        let cap = refused(credits(1), json!({"pool": 9, "cap": "1/10"}));
        assert_eq!(
            cap,
            "the rule quadratic-funding cannot have this cap: it is less than one unit of the pool"
        );
        let signed = json!({"allocate": {"credits": 9, "exponent": 2, "signed": true}});
        assert!(refused(signed, json!({"pool": 9})).contains("allocate, signed"));
    }
}
