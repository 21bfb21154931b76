//! What every rule guarantees, and what each says that it guarantees or does not, on small random elections
//! and over all ways in which their ties can fall.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use ostrakon_core::answer::{Answer, Stance};
use ostrakon_core::form::Form;
use ostrakon_core::hash::TaggedHash;
use ostrakon_core::question::Question;
use ostrakon_core::text::OptionId;
use ostrakon_tally::count::count;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::property::{Kind, Property};
use ostrakon_tally::rational::Rational;
use ostrakon_tally::rule::KnownRule;
use ostrakon_tally::universe::universes;
use serde_json::{Value, json};

use crate::draw::Draw;

/// Random elections per question for what holds for all rules.
const CASES: u64 = 40;

/// Random elections per question for what a rule says it guarantees.
const CASES_OF_A_GUARANTEE: u64 = 150;

/// Most random elections until one shows that a rule does not guarantee something.
const CASES_OF_A_LACK: u64 = 20_000;

/// What a voter says of each option: the higher, the better. In a ranking 0 is unranked and the last place
/// is 1; in a choice 1 is chosen and 0 is not.
type Levels = Vec<i64>;

/// Ballots that say the same, and how many they are.
type Ballots = Vec<(Levels, u64)>;

/// Who wins in each universe.
pub(crate) type Outcomes = BTreeSet<BTreeSet<usize>>;

impl Draw {
    /// Something of each option that fits the form.
    fn levels(&mut self, form: &Form, options: usize) -> Levels {
        let mut levels = vec![0; options];
        match *form {
            Form::Allocate { signed, .. } => {
                levels.fill_with(|| self.between(if signed { -4 } else { 0 }, 4));
                levels[self.below(options)] = 3;
            }
            Form::Pick { min, max } => {
                let max = max.min(options);
                let chosen = min + self.below(max - min + 1);
                levels[..chosen].fill(1);
                self.shuffle(&mut levels);
            }
            Form::Rank { ties, .. } => {
                let mut order: Vec<_> = (0..options).collect();
                self.shuffle(&mut order);
                order.truncate(1 + self.below(options));
                let mut places: Vec<Vec<usize>> = Vec::new();
                for option in order {
                    match places.last_mut() {
                        Some(place) if ties && self.below(3) == 0 => place.push(option),
                        _ => places.push(vec![option]),
                    }
                }
                levels = from_places(&places, options);
            }
            Form::Score { min, max } => levels.fill_with(|| self.between(min, max)),
            Form::Stance {} => levels.fill_with(|| self.between(-1, 1)),
        }
        levels
    }

    fn ballots(&mut self, question: &Question) -> Ballots {
        let options = question.options().len();
        (0..=self.below(6)).map(|_| (self.levels(question.form(), options), self.weight())).collect()
    }

    /// The same with an option higher than before, where that is possible.
    fn raised(&mut self, form: &Form, mut levels: Levels, option: usize) -> Levels {
        match *form {
            Form::Allocate { .. } => {
                if levels[option] < 4 {
                    levels[option] += 1;
                }
            }
            Form::Pick { max, .. } => {
                levels[option] = 1;
                let others: Vec<_> =
                    (0..levels.len()).filter(|&at| at != option && levels[at] == 1).collect();
                if others.len() + 1 > max {
                    levels[others[self.below(others.len())]] = 0;
                }
            }
            Form::Rank { ties, .. } => {
                let mut places = places(&levels);
                let old = places.iter().position(|place| place.contains(&option)).unwrap_or(places.len());
                let new = self.below(old + 1);
                for place in &mut places {
                    place.retain(|&other| other != option);
                }
                if ties && new < old && self.coin() {
                    places[new].push(option);
                } else {
                    places.insert(new, vec![option]);
                }
                places.retain(|place| !place.is_empty());
                levels = from_places(&places, levels.len());
            }
            Form::Score { max, .. } => levels[option] = self.between(levels[option], max),
            Form::Stance {} => levels[option] = self.between(levels[option], 1),
        }
        levels
    }
}

/// A ranking's places, best first.
fn places(levels: &Levels) -> Vec<Vec<usize>> {
    let mut places: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (option, &level) in levels.iter().enumerate().filter(|&(_, &level)| level > 0) {
        places.entry(-level).or_default().push(option);
    }
    places.into_values().collect()
}

fn from_places(places: &[Vec<usize>], options: usize) -> Levels {
    let mut levels = vec![0; options];
    for (level, place) in (1..).zip(places.iter().rev()) {
        for &option in place {
            levels[option] = level;
        }
    }
    levels
}

/// The same with an option alone at the top.
fn with_first(form: &Form, mut levels: Levels, option: usize) -> Levels {
    match *form {
        Form::Pick { .. } => levels.fill(0),
        Form::Score { min, max } => {
            levels[option] = min;
            levels.iter_mut().for_each(|level| *level = (*level).min(max - 1));
            levels[option] = 1 + levels.iter().max().unwrap();
            return levels;
        }
        Form::Stance {} => levels.iter_mut().for_each(|level| *level = (*level).min(0)),
        Form::Allocate { .. } => levels.iter_mut().for_each(|level| *level = (*level).min(3)),
        Form::Rank { .. } => {
            let mut places = places(&levels);
            for place in &mut places {
                place.retain(|&other| other != option);
            }
            places.insert(0, vec![option]);
            places.retain(|place| !place.is_empty());
            return from_places(&places, levels.len());
        }
    }
    levels[option] = if matches!(form, Form::Allocate { .. }) { 4 } else { 1 };
    levels
}

fn id(option: usize) -> OptionId {
    option.to_string().parse().unwrap()
}

fn answer(form: &Form, levels: &Levels) -> Answer {
    let each = || levels.iter().enumerate().map(|(option, &level)| (id(option), level));
    match form {
        Form::Allocate { .. } => Answer::Allocate(each().filter(|&(_, level)| level != 0).collect()),
        Form::Pick { .. } => Answer::Pick(each().filter(|&(_, level)| level > 0).map(|(id, _)| id).collect()),
        Form::Rank { .. } => Answer::Rank(
            places(levels).into_iter().map(|place| place.into_iter().map(id).collect()).collect(),
        ),
        Form::Score { .. } => Answer::Score(each().collect()),
        Form::Stance {} => {
            let stance = |level| match level {
                1 => Stance::Agree,
                -1 => Stance::Disagree,
                _ => Stance::Pass,
            };
            Answer::Stance(each().map(|(id, level)| (id, stance(level))).collect())
        }
    }
}

fn answers(question: &Question, ballots: &Ballots) -> Vec<(Answer, u64)> {
    ballots.iter().map(|(levels, weight)| (answer(question.form(), levels), *weight)).collect()
}

fn profile<'q>(question: &'q Question, answers: &[(Answer, u64)]) -> Profile<'q> {
    Profile::new(question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap()
}

/// Who wins and who receives what in each universe.
fn all(question: &Question, ballots: &Ballots) -> BTreeSet<(BTreeSet<usize>, BTreeMap<usize, Rational>)> {
    let number = |id: &OptionId| id.as_str().parse().unwrap();
    let universes = universes(&profile(question, &answers(question, ballots))).unwrap();
    let universe = |universe: &ostrakon_tally::universe::Universe| {
        let awards = universe.awards.iter().map(|(id, award)| (number(id), award.clone()));
        (universe.winners.iter().map(number).collect(), awards.collect())
    };
    universes.iter().map(universe).collect()
}

fn outcomes(question: &Question, ballots: &Ballots) -> Outcomes {
    all(question, ballots).into_iter().map(|(winners, _)| winners).collect()
}

/// The same question about other options, with these costs.
fn about(question: &Question, costs: &[u64], parameters: &[(&str, Value)]) -> Question {
    let option = |(at, cost): (usize, &u64)| json!({"id": id(at), "label": id(at), "cost": cost});
    let options: Vec<_> = costs.iter().enumerate().map(option).collect();
    let mut form = serde_json::to_value(question.form()).unwrap();
    if let Some(max) = form.pointer_mut("/rank/max") {
        *max = json!(costs.len());
    }
    if let Some(max) = form.pointer_mut("/pick/max") {
        *max = json!(max.as_u64().unwrap().min(u64::try_from(costs.len()).unwrap()));
    }
    let mut rule = question.rule().parameters().clone();
    for (name, value) in parameters {
        rule.insert((*name).to_owned(), value.clone());
    }
    let rule = json!({question.rule().name(): rule});
    let fields = json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": rule});
    serde_json::from_value(fields).unwrap()
}

const COSTS: [u64; 6] = [10, 20, 30, 40, 50, 60];

/// Questions about so many options that a rule counts: its examples, and these with other parameters that it
/// takes.
fn questions(rule: &KnownRule, options: usize, parameters: &[(&str, Value)]) -> Vec<Question> {
    let mut questions = Vec::new();
    for example in rule.examples() {
        questions.push(about(&example, &COSTS[..options], &[]));
        for (name, value) in parameters {
            if rule.parameters().iter().any(|parameter| parameter.name == *name) {
                questions.push(about(&example, &COSTS[..options], &[(name, value.clone())]));
            }
        }
    }
    questions.retain(|question| rule.check(question).is_ok());
    assert!(!questions.is_empty(), "{}", rule.name());
    questions
}

/// Questions with one winner.
fn questions_for_one(rule: &KnownRule, options: usize) -> Vec<Question> {
    let parameters = [("seats", json!(1)), ("strength", json!("margins")), ("by", json!("median"))];
    let mut questions = questions(rule, options, &parameters);
    let for_several = |question: &Question| {
        question.rule().parameters().get("seats").is_some_and(|seats| *seats != json!(1))
    };
    questions.retain(|question| !for_several(question));
    questions
}

#[test]
fn only_what_voters_say_counts_and_how_many_say_it() {
    let seed = TaggedHash::new("guarantees").finish();
    for rule in KnownRule::all() {
        for question in questions(rule, 4, &[("seats", json!(2))]) {
            for case in 0..CASES {
                let draw = &mut Draw(case);
                let merged = draw.ballots(&question);
                let mut single: Ballots = merged
                    .iter()
                    .flat_map(|(levels, weight)| (0..*weight).map(|_| (levels.clone(), 1)))
                    .collect();
                draw.shuffle(&mut single);
                let outcome = |ballots| count(&profile(&question, &answers(&question, ballots)), seed);
                assert_eq!(outcome(&merged), outcome(&single), "{}", rule.name());
            }
        }
    }
}

#[test]
fn names_and_order_of_options_do_not_matter() {
    for rule in KnownRule::all() {
        for question in questions(rule, 4, &[("seats", json!(2)), ("strength", json!("margins"))]) {
            for case in 0..CASES {
                let draw = &mut Draw(case);
                let ballots = draw.ballots(&question);
                let mut new = [0, 1, 2, 3];
                draw.shuffle(&mut new);
                let moved = |values: &[i64]| {
                    let mut moved = vec![0; 4];
                    values.iter().zip(new).for_each(|(&value, new)| moved[new] = value);
                    moved
                };
                let costs: Vec<_> =
                    question.options().iter().map(|option| option.cost().unwrap_or(1)).collect();
                let mut moved_costs = [0; 4];
                costs.iter().zip(new).for_each(|(&cost, new)| moved_costs[new] = cost);
                let other = about(&question, &moved_costs, &[]);
                let moved_ballots =
                    ballots.iter().map(|(levels, weight)| (moved(levels), *weight)).collect::<Ballots>();
                let expected: BTreeSet<_> = all(&question, &ballots)
                    .into_iter()
                    .map(|(winners, awards)| {
                        let winners: BTreeSet<_> = winners.into_iter().map(|option| new[option]).collect();
                        let awards = awards.into_iter().map(|(option, award)| (new[option], award));
                        (winners, awards.collect::<BTreeMap<_, _>>())
                    })
                    .collect();
                assert_eq!(all(&other, &moved_ballots), expected, "{:?} {ballots:?}", question.rule());
            }
        }
    }
}

/// Whether who could win still can, and who was sure to win still is, among `options`.
pub(crate) fn still_win(
    options: impl IntoIterator<Item = usize>,
    before: &Outcomes,
    after: &Outcomes,
) -> bool {
    let can_win = |option, outcomes: &Outcomes| outcomes.iter().any(|winners| winners.contains(&option));
    let is_sure = |option, outcomes: &Outcomes| outcomes.iter().all(|winners| winners.contains(&option));
    options.into_iter().all(|option| {
        (!can_win(option, before) || can_win(option, after))
            && (!is_sure(option, before) || is_sure(option, after))
    })
}

/// How many ballots put `option` above `other`, more than the other way round.
fn margin(ballots: &Ballots, option: usize, other: usize) -> i64 {
    let sign = |(levels, weight): &(Levels, u64)| {
        (levels[option] - levels[other]).signum() * i64::try_from(*weight).unwrap()
    };
    ballots.iter().map(sign).sum()
}

/// A random election in which the rule does not do what it should if it had the property, in words.
fn breach(property: Property, question: &Question, draw: &mut Draw) -> Option<String> {
    let form = question.form();
    let options = question.options().len();
    let everybody = 0..options;
    let mut ballots = draw.ballots(question);
    let told = |ballots: &Ballots, found: &Outcomes| {
        format!("{:?} {form:?} {ballots:?}: {found:?}", question.rule())
    };
    match property {
        Property::CloneProof => {
            let before = outcomes(question, &ballots);
            let (original, copies) = (draw.below(options), options..options + 1 + draw.below(2));
            let with_copies = ballots
                .iter()
                .map(|(levels, weight)| (with_copies(draw, form, levels, original, &copies), *weight))
                .collect::<Ballots>();
            let merge = |winner| if copies.contains(&winner) { original } else { winner };
            let merged: Outcomes = outcomes(&about(question, &COSTS[..copies.end], &[]), &with_copies)
                .into_iter()
                .map(|winners| winners.into_iter().map(merge).collect())
                .collect();
            (before != merged).then(|| format!("{} {}", told(&ballots, &before), told(&with_copies, &merged)))
        }
        Property::Condorcet | Property::CondorcetLoser => {
            let sign = if property == Property::Condorcet { 1 } else { -1 };
            let extreme = everybody.clone().find(|&option| {
                everybody.clone().all(|other| other == option || margin(&ballots, option, other) * sign > 0)
            })?;
            let found = outcomes(question, &ballots);
            let wins = found.iter().filter(|winners| winners.contains(&extreme)).count();
            let expected = if property == Property::Condorcet { found.len() } else { 0 };
            (wins != expected).then(|| told(&ballots, &found))
        }
        Property::LaterNoHarm => {
            let before = outcomes(question, &ballots);
            let at = draw.below(ballots.len());
            let levels = &mut ballots[at].0;
            let named: Vec<_> = everybody.filter(|&option| levels[option] > 0).collect();
            let mut places = places(levels);
            for option in (0..options).filter(|&option| levels[option] == 0) {
                if draw.coin() {
                    places.push(vec![option]);
                }
            }
            *levels = from_places(&places, options);
            let after = outcomes(question, &ballots);
            (!still_win(named, &before, &after))
                .then(|| format!("{before:?}, then {}", told(&ballots, &after)))
        }
        Property::Majority => {
            let first = draw.below(options);
            let others: u64 = ballots.iter().map(|(_, weight)| weight).sum();
            for (levels, weight) in draw.ballots(question) {
                ballots.push((with_first(form, levels, first), weight * (others + 1)));
            }
            let found = outcomes(question, &ballots);
            (!found.iter().all(|winners| winners.contains(&first))).then(|| told(&ballots, &found))
        }
        Property::Monotone => {
            let before = outcomes(question, &ballots);
            let option = draw.below(options);
            for (levels, _) in &mut ballots {
                if draw.coin() {
                    *levels = draw.raised(form, levels.clone(), option);
                }
            }
            let after = outcomes(question, &ballots);
            (!still_win([option], &before, &after))
                .then(|| format!("{option}: {before:?}, then {}", told(&ballots, &after)))
        }
        Property::Participation => {
            let before = outcomes(question, &ballots);
            let levels = draw.levels(form, options);
            ballots.push((levels.clone(), draw.weight()));
            let after = outcomes(question, &ballots);
            let level = |winners: &BTreeSet<usize>| match Vec::from_iter(winners)[..] {
                [&winner] => Some(levels[winner]),
                _ => None,
            };
            let range = |outcomes: &Outcomes| {
                let levels = outcomes.iter().map(level).collect::<Option<Vec<_>>>()?;
                Some((levels.iter().copied().min()?, levels.iter().copied().max()?))
            };
            let (before_range, after_range) = (range(&before)?, range(&after)?);
            let worse = after_range.0 < before_range.0 || after_range.1 < before_range.1;
            worse.then(|| format!("{before:?}, then {}", told(&ballots, &after)))
        }
        Property::Proportional => None,
        other => panic!("{other:?}"),
    }
}

/// The same with further options that stand next to `original`.
fn with_copies(
    draw: &mut Draw,
    form: &Form,
    levels: &Levels,
    original: usize,
    copies: &Range<usize>,
) -> Levels {
    let mut places = places(levels);
    let may_share = matches!(form, Form::Rank { ties: true, .. });
    if let Some(at) = places.iter().position(|place| place.contains(&original)) {
        if places[at].len() > 1 || may_share && draw.below(3) == 0 {
            places[at].extend(copies.clone());
        } else {
            let mut alike: Vec<_> = copies.clone().chain([original]).map(|option| vec![option]).collect();
            draw.shuffle(&mut alike);
            places.splice(at..=at, alike);
        }
    }
    from_places(&places, copies.end)
}

/// Whether the tests can tell from answers of this form whether a rule has the property.
fn can_be_told(property: Property, form: &Form) -> bool {
    match property {
        Property::CloneProof | Property::LaterNoHarm => matches!(form, Form::Rank { .. }),
        Property::Condorcet | Property::CondorcetLoser => {
            matches!(form, Form::Rank { .. } | Form::Score { .. })
        }
        Property::Majority | Property::Monotone | Property::Participation => true,
        _ => false,
    }
}

#[test]
fn rules_guarantee_what_they_say() {
    for rule in KnownRule::all() {
        for options in [3, 4] {
            for question in questions_for_one(rule, options) {
                for &property in rule.has().iter().filter(|&&property| can_be_told(property, question.form()))
                {
                    for case in 0..CASES_OF_A_GUARANTEE {
                        let breach = breach(property, &question, &mut Draw(case));
                        assert_eq!(breach, None, "{} {property:?}", rule.name());
                    }
                }
            }
        }
    }
}

#[test]
fn what_rules_do_not_guarantee_can_go_wrong() {
    // Of rules for one winner: others lack most of it only where there are several seats.
    for rule in KnownRule::all().iter().filter(|rule| rule.kind() == Kind::Winner) {
        for &property in rule.lacks() {
            let mut questions = questions_for_one(rule, 4);
            questions.retain(|question| can_be_told(property, question.form()));
            // What is chosen does not tell who is first among the chosen.
            questions.retain(|question| !matches!(question.form(), Form::Pick { .. }));
            let mut cases = 0..CASES_OF_A_LACK;
            let is_breach =
                |case| questions.iter().any(|question| breach(property, question, &mut Draw(case)).is_some());
            assert!(questions.is_empty() || cases.any(is_breach), "{} {property:?}", rule.name());
        }
    }
}
