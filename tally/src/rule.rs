//! The rules: how answers become an outcome.
//!
//! A rule is its parameters: a struct that reads them from the poll, checks that they fit the
//! question, and counts. To add one, write `rule/name.rs` and give it a line in each of the two
//! lists below and in `docs/schema/poll.schema.json`; nothing else changes.

pub mod approval;
pub mod baldwin;
pub mod block;
pub mod borda;
pub mod bucklin;
pub mod budget_equal_shares;
pub mod budget_greedy;
pub mod budget_phragmen;
pub mod cc;
pub mod consensus;
pub mod consensus_committee;
pub mod coombs;
pub mod copeland;
pub mod cumulative;
pub mod dhondt;
pub mod equal_shares;
pub mod geometric;
mod grades;
pub mod irv;
pub mod largest_remainder;
pub mod leximax_phragmen;
pub mod limited;
mod lists;
pub mod majority;
pub mod majority_judgment;
pub mod meek;
pub mod minimax;
pub mod minimax_av;
pub mod minimax_phragmen;
pub mod minneapolis_stv;
pub mod nanson;
pub mod pav;
pub mod phragmen_enestroem;
pub mod plurality;
pub mod quadratic;
pub mod quadratic_funding;
pub mod quadratic_shares;
pub mod random_ballot;
pub mod ranked_pairs;
pub mod rev_seq_pav;
pub mod runoff;
pub mod sainte_lague;
pub mod sav;
pub mod schulze;
pub mod score;
pub mod seq_cc;
pub mod seq_pav;
pub mod seq_phragmen;
pub mod seq_slav;
pub mod slav;
pub mod smith_irv;
pub mod sntv;
pub mod sortition;
pub mod star;
pub mod stv;
pub mod weighted;

use ostrakon_core::form::Form;
use ostrakon_core::question::{Question, RuleBook, Setting};
use ostrakon_core::text::OptionId;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::count::{Count, CountError, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};

/// The two tables of all rules, from one list. What counts stands apart from what is known of a rule, so that
/// programs which only check polls contain no counting.
macro_rules! rules {
    ($($rule:ty),+ $(,)?) => {
        /// Every rule, by name.
        const RULES: &[KnownRule] = &[$(known::<$rule>()),+];

        /// How each of them counts, in the same order.
        const COUNTS: &[CountFn] = &[$(count::<$rule>),+];
    };
}

rules!(
    approval::Approval,
    baldwin::Baldwin,
    block::Block,
    borda::Borda,
    bucklin::Bucklin,
    budget_equal_shares::BudgetEqualShares,
    budget_greedy::BudgetGreedy,
    budget_phragmen::BudgetPhragmen,
    cc::Cc,
    consensus::Consensus,
    consensus_committee::ConsensusCommittee,
    coombs::Coombs,
    copeland::Copeland,
    cumulative::Cumulative,
    dhondt::DHondt,
    equal_shares::EqualShares,
    geometric::Geometric,
    irv::Irv,
    largest_remainder::LargestRemainder,
    leximax_phragmen::LeximaxPhragmen,
    limited::Limited,
    majority::Majority,
    majority_judgment::MajorityJudgment,
    meek::Meek,
    minimax::Minimax,
    minimax_av::MinimaxAv,
    minimax_phragmen::MinimaxPhragmen,
    minneapolis_stv::MinneapolisStv,
    nanson::Nanson,
    pav::Pav,
    phragmen_enestroem::PhragmenEnestroem,
    plurality::Plurality,
    quadratic::Quadratic,
    quadratic_funding::QuadraticFunding,
    quadratic_shares::QuadraticShares,
    random_ballot::RandomBallot,
    ranked_pairs::RankedPairs,
    rev_seq_pav::RevSeqPav,
    runoff::Runoff,
    sainte_lague::SainteLague,
    sav::Sav,
    schulze::Schulze,
    score::Score,
    seq_cc::SeqCc,
    seq_pav::SeqPav,
    seq_phragmen::SeqPhragmen,
    seq_slav::SeqSlav,
    slav::Slav,
    smith_irv::SmithIrv,
    sntv::Sntv,
    sortition::Sortition,
    star::Star,
    stv::Stv,
    weighted::Weighted,
);

type CountFn = fn(&Profile<'_>, &mut Count<'_>) -> Result<Decision, Halt>;

/// A rule with its parameters. Reading one refuses parameters it does not know.
trait Rule: DeserializeOwned {
    /// The name in a poll.
    const NAME: &'static str;

    /// What it does, in one line for an organiser.
    const SUMMARY: &'static str;

    /// What it decides.
    const KIND: Kind;

    /// What it guarantees where no parameter is stated that may be left out.
    const HAS: &'static [Property];

    /// What it does not guarantee though others of its kind do. What stands in neither list is not a
    /// question for this rule.
    const LACKS: &'static [Property];

    /// The names of the forms it can count.
    const FORMS: &'static [&'static str];

    /// What a poll states beside the name: every field of the struct, required ones first.
    const PARAMETERS: &'static [Parameter] = &[];

    /// Parameters with which it counts a question of four options with costs 10, 20, 30 and 40, as JSON:
    /// at least those that a poll has to state.
    const EXAMPLE: &'static str = "{}";

    /// Whether it draws lots, for which the poll needs a source.
    const DRAWS_LOTS: bool = false;

    /// Checks that form, options and parameters make sense together. The form is one of `FORMS`.
    ///
    /// # Errors
    /// A [`RuleError`] that tells the organiser what to change.
    fn check(&self, _question: &Question) -> Result<(), RuleError> {
        Ok(())
    }

    /// Checks what the rule needs from the poll around the question.
    ///
    /// # Errors
    /// A [`RuleError`] that tells the organiser what to change.
    fn check_setting(&self, _setting: Setting) -> Result<(), RuleError> {
        Ok(())
    }

    /// Counts the answers, at least one, to a question that `check` found good. Writes every step
    /// to `count`, figures last as they stand in the outcome. A rule with ties on its way says
    /// after each where it stands: [`Count::arrive`].
    ///
    /// # Errors
    /// [`Halt::Explored`] as `arrive` gives it, and [`CountError::Electorate`].
    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt>;
}

/// The forms that examples have: of each name, the more usual first.
pub const EXAMPLE_FORMS: &[Form] = &[
    Form::Pick { min: 1, max: 1 },
    Form::Pick { min: 0, max: 4 },
    Form::Pick { min: 0, max: 2 },
    Form::Rank { max: 4, ties: false },
    Form::Rank { max: 4, ties: true },
    Form::Score { min: 0, max: 5 },
    Form::Allocate { credits: 100, exponent: 2, signed: false },
    Form::Allocate { credits: 100, exponent: 2, signed: true },
    Form::Allocate { credits: 100, exponent: 1, signed: false },
    Form::Allocate { credits: 100, exponent: 1, signed: true },
    Form::Stance {},
];

/// Why a question cannot be counted by the rule it names. Each is a sentence for its organiser.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RuleError {
    /// An option has no cost, or one of zero, where money is shared out.
    #[error("the rule {rule} needs a cost above zero for every option, and {option} has none")]
    Cost {
        /// The rule.
        rule: &'static str,
        /// The option.
        option: OptionId,
    },
    /// The rule cannot count answers of this form.
    #[error("the rule {rule} cannot count the form {found}: it needs {needed}")]
    Form {
        /// The rule.
        rule: &'static str,
        /// The form, with what is wrong about it.
        found: String,
        /// What it would have to be.
        needed: String,
    },
    /// The rule draws lots, and the poll says not by what.
    #[error("the rule {rule} draws lots: the poll has to name a lottery source")]
    Lottery {
        /// The rule.
        rule: &'static str,
    },
    /// A parameter has a value that makes no sense.
    #[error("the rule {rule} cannot have this {parameter}: {reason}")]
    Parameter {
        /// The rule.
        rule: &'static str,
        /// The parameter.
        parameter: &'static str,
        /// What is wrong about it.
        reason: String,
    },
    /// The parameters cannot be read.
    #[error("the parameters of the rule {rule} cannot be read: {reason}")]
    Parameters {
        /// The rule.
        rule: &'static str,
        /// What stands in the way.
        reason: String,
    },
    /// More seats than options.
    #[error("there are {seats} seats for {options} options")]
    Seats {
        /// Options that can win.
        seats: usize,
        /// Options there are.
        options: usize,
    },
    /// No rule has this name.
    #[error("there is no rule {name:?}; the rules are {known}")]
    Unknown {
        /// The name.
        name: String,
        /// All names, separated by commas.
        known: String,
    },
}

/// A rule that can be named in a poll.
#[derive(Debug, Clone, Copy)]
pub struct KnownRule {
    name: &'static str,
    summary: &'static str,
    kind: Kind,
    has: &'static [Property],
    lacks: &'static [Property],
    forms: &'static [&'static str],
    parameters: &'static [Parameter],
    example: &'static str,
    draws_lots: bool,
    check: fn(&Question) -> Result<(), RuleError>,
    check_setting: fn(&Question, Setting) -> Result<(), RuleError>,
}

impl KnownRule {
    /// Every rule, by name.
    #[must_use]
    pub const fn all() -> &'static [Self] {
        RULES
    }

    /// The rule that a question names.
    ///
    /// # Errors
    /// [`RuleError::Unknown`] where there is none of that name.
    pub fn of(question: &Question) -> Result<&'static Self, RuleError> {
        let name = question.rule().name();
        RULES.iter().find(|rule| rule.name == name).ok_or_else(|| RuleError::Unknown {
            name: name.chars().take(40).collect(),
            known: RULES.iter().map(|rule| rule.name).collect::<Vec<_>>().join(", "),
        })
    }

    /// The name in a poll.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// What it does, in one line.
    #[must_use]
    pub const fn summary(&self) -> &'static str {
        self.summary
    }

    /// What it decides.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// What it guarantees.
    #[must_use]
    pub const fn has(&self) -> &'static [Property] {
        self.has
    }

    /// What it does not guarantee though others of its kind do.
    #[must_use]
    pub const fn lacks(&self) -> &'static [Property] {
        self.lacks
    }

    /// The names of the forms it can count.
    #[must_use]
    pub const fn forms(&self) -> &'static [&'static str] {
        self.forms
    }

    /// What a poll states beside the name.
    #[must_use]
    pub const fn parameters(&self) -> &'static [Parameter] {
        self.parameters
    }

    /// Questions about four options that it counts, one for each form of [`EXAMPLE_FORMS`] that fits,
    /// with its parameters where it has to have any. At least one.
    pub fn examples(&self) -> impl Iterator<Item = Question> {
        EXAMPLE_FORMS.iter().filter_map(|form| {
            let parameters: Map<String, Value> =
                serde_json::from_str(self.example).expect("examples are JSON objects");
            let option = |(id, cost)| json!({"id": id, "label": id, "cost": cost});
            let options: Vec<_> = [("a", 10), ("b", 20), ("c", 30), ("d", 40)].map(option).into();
            let question = json!({
                "id": "example", "prompt": "?", "options": options, "form": form, "rule": {self.name: parameters},
            });
            let question: Question =
                serde_json::from_value(question).expect("these forms fit four options");
            self.check(&question).is_ok().then_some(question)
        })
    }

    /// Whether it draws lots, for which the poll needs a source.
    #[must_use]
    pub const fn draws_lots(&self) -> bool {
        self.draws_lots
    }

    /// Checks that the rule can count the question with the parameters it states.
    ///
    /// # Errors
    /// A [`RuleError`] that tells the organiser what to change.
    pub fn check(&self, question: &Question) -> Result<(), RuleError> {
        (self.check)(question)
    }

    pub(crate) fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let mut rules = RULES.iter().zip(COUNTS);
        let (_, with) =
            rules.find(|(rule, _)| rule.name == self.name).expect("every known rule is in the list");
        with(profile, count)
    }
}

/// All rules of this crate.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rules;

impl RuleBook for Rules {
    fn check(&self, question: &Question, setting: Setting) -> Result<(), String> {
        KnownRule::of(question)
            .and_then(|rule| (rule.check_setting)(question, setting))
            .map_err(|error| error.to_string())
    }

    fn draws_lots(&self, question: &Question) -> bool {
        KnownRule::of(question).is_ok_and(KnownRule::draws_lots)
    }
}

const fn known<R: Rule>() -> KnownRule {
    KnownRule {
        name: R::NAME,
        summary: R::SUMMARY,
        kind: R::KIND,
        has: R::HAS,
        lacks: R::LACKS,
        forms: R::FORMS,
        parameters: R::PARAMETERS,
        example: R::EXAMPLE,
        draws_lots: R::DRAWS_LOTS,
        check: |question| read::<R>(question).map(drop),
        check_setting: |question, setting| {
            let rule = read::<R>(question)?;
            if R::DRAWS_LOTS && !setting.lottery {
                return Err(RuleError::Lottery { rule: R::NAME });
            }
            rule.check_setting(setting)
        },
    }
}

fn count<R: Rule>(profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
    read::<R>(profile.question()).map_err(CountError::from)?.count(profile, count)
}

/// The rule with the parameters that the question states, checked.
fn read<R: Rule>(question: &Question) -> Result<R, RuleError> {
    if !R::FORMS.contains(&question.form().name()) {
        let (found, needed) = (question.form().name().to_owned(), R::FORMS.join(" or "));
        return Err(RuleError::Form { rule: R::NAME, found, needed });
    }
    let rule: R = serde_json::from_value(Value::Object(question.rule().parameters().clone()))
        .map_err(|error| RuleError::Parameters { rule: R::NAME, reason: error.to_string() })?;
    rule.check(question)?;
    Ok(rule)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::refusal;

    #[test]
    fn rules_stand_by_name() {
        assert!(KnownRule::all().is_sorted_by_key(KnownRule::name));
    }

    #[test]
    fn no_rule_has_and_lacks_the_same() {
        for rule in KnownRule::all() {
            let name = rule.name();
            assert!(rule.has().is_sorted() && rule.lacks().is_sorted(), "{name}");
            assert!(!rule.has().iter().any(|property| rule.lacks().contains(property)), "{name}");
        }
    }

    #[test]
    fn every_rule_has_an_example() {
        for rule in KnownRule::all() {
            let forms: Vec<_> = rule.examples().map(|question| question.form().name()).collect();
            assert!(rule.forms().iter().all(|form| forms.contains(form)), "{}: {forms:?}", rule.name());
        }
    }

    #[test]
    fn every_rule_names_the_parameters_that_it_reads() {
        for rule in KnownRule::all() {
            let example = rule.examples().next().unwrap();
            let mut parameters = example.rule().parameters().clone();
            parameters.insert("surprise".to_owned(), json!(1));
            let fields = json!({
                "id": "q", "prompt": "?", "options": example.options(), "form": example.form(),
                "rule": {rule.name(): parameters},
            });
            let reason = rule.check(&serde_json::from_value(fields).unwrap()).unwrap_err().to_string();
            // "expected one of `seats`, `quota`", "expected `seats`", "there are no fields"
            let known = reason.split_once("unknown field `surprise`").unwrap().1;
            let read: Vec<_> = known.split('`').skip(1).step_by(2).collect();
            let mut named: Vec<_> = rule.parameters().iter().map(|parameter| parameter.name).collect();
            named.sort_unstable();
            let mut read = read;
            read.sort_unstable();
            assert_eq!(named, read, "{}", rule.name());
            for parameter in rule.parameters().iter().filter(|parameter| parameter.default.is_none()) {
                assert!(example.rule().parameters().contains_key(parameter.name), "{}", rule.name());
            }
        }
    }

    #[test]
    fn an_unknown_rule_is_told_the_known_ones() {
        let reason = refusal("a b", json!({"stance": {}}), json!({"coin-toss": {}}));
        assert!(reason.starts_with("there is no rule \"coin-toss\"; the rules are approval, "), "{reason}");
    }

    #[test]
    fn every_rule_refuses_forms_and_parameters_it_does_not_know() {
        for rule in KnownRule::all() {
            let refused = |form, parameters| refusal("a b c", form, json!({rule.name(): parameters}));
            let form = match rule.forms().first() {
                Some(&"allocate") => json!({"allocate": {"credits": 9, "exponent": 1, "signed": false}}),
                Some(&"pick") => json!({"pick": {"min": 1, "max": 1}}),
                Some(&"rank") => json!({"rank": {"max": 3, "ties": false}}),
                Some(&"score") => json!({"score": {"min": 0, "max": 5}}),
                Some(&"stance") => json!({"stance": {}}),
                other => panic!("{other:?}"),
            };
            let reason = refused(form, json!({"surprise": 1}));
            assert!(reason.contains("unknown field `surprise`"), "{reason}");
            let other = match rule.forms() {
                forms if forms.contains(&"score") => json!({"stance": {}}),
                _ => json!({"score": {"min": 0, "max": 5}}),
            };
            let reason = refused(other, json!({}));
            assert!(reason.contains("cannot count the form"), "{reason}");
        }
    }
}
