//! What must hold for every election, whatever the answers.

use std::collections::BTreeMap;

use ostrakon_core::answer::{Answer, Stance};
use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::json::{from_canonical, to_canonical};
use ostrakon_core::question::Question;
use ostrakon_tally::count::count;
use ostrakon_tally::outcome::Outcome;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::rational::Rational;
use ostrakon_tally::transcript::Totals;
use proptest::prelude::*;
use serde_json::{Value, json};

const OPTIONS: usize = 6;

type Weighted = Vec<(Answer, u64)>;

fn question(form: Value, rule: Value) -> Question {
    let option =
        |at: usize| json!({"id": at.to_string(), "label": format!("Option {at}"), "cost": 10 + 5 * (at % 4)});
    let options: Vec<_> = (0..OPTIONS).map(option).collect();
    let fields =
        json!({"id": "q", "prompt": "?", "options": options, "form": form, "rule": rule, "abstain": true});
    serde_json::from_value(fields).unwrap()
}

fn outcome(question: &Question, answers: &Weighted, seed: Digest) -> Outcome {
    let profile = Profile::new(question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
    count(&profile, seed).unwrap()
}

fn seed() -> Digest {
    TaggedHash::new("properties").finish()
}

/// One to six options in some order, and how many voters rank so.
fn arb_rankings() -> impl Strategy<Value = Weighted> {
    let order = Just((0..OPTIONS).collect::<Vec<_>>()).prop_shuffle();
    let ranking = (order, 1..=OPTIONS, 1..40_u64).prop_map(|(order, length, weight)| {
        let places = order.into_iter().take(length).map(|at| vec![at.to_string().parse().unwrap()]).collect();
        (Answer::Rank(places), weight)
    });
    prop::collection::vec(ranking, 1..30)
}

/// Rankings in which options may share a place.
fn arb_weak_rankings() -> impl Strategy<Value = Weighted> {
    let place = prop::collection::vec(0..4_usize, OPTIONS);
    let ranking = (place, 1..40_u64).prop_map(|(place_of, weight)| {
        let mut places: Vec<Vec<_>> = vec![Vec::new(); 3];
        for (option, &place) in place_of.iter().enumerate() {
            if let Some(place) = places.get_mut(place) {
                place.push(option.to_string().parse().unwrap());
            }
        }
        places.retain(|place| !place.is_empty());
        let answer = if places.is_empty() { Answer::Abstain {} } else { Answer::Rank(places) };
        (answer, weight)
    });
    prop::collection::vec(ranking, 1..30)
}

fn arb_picks() -> impl Strategy<Value = Weighted> {
    let pick = (prop::collection::vec(any::<bool>(), OPTIONS), 1..40_u64).prop_map(|(chosen, weight)| {
        let options = (0..OPTIONS).filter(|&at| chosen[at]).map(|at| at.to_string().parse().unwrap());
        (Answer::Pick(options.collect()), weight)
    });
    prop::collection::vec(pick, 1..30)
}

fn arb_scores() -> impl Strategy<Value = Weighted> {
    let score = (prop::collection::vec(-5..=5_i64, OPTIONS), 1..40_u64).prop_map(|(scores, weight)| {
        let scored =
            scores.into_iter().enumerate().map(|(at, score)| (at.to_string().parse().unwrap(), score));
        (Answer::Score(scored.collect()), weight)
    });
    prop::collection::vec(score, 1..30)
}

/// Up to 4 units on each option, 100 at most together, whether a unit costs one credit or its square.
fn arb_allocations() -> impl Strategy<Value = Weighted> {
    let units = (prop::collection::vec(0..=4_i64, OPTIONS), 1..40_u64).prop_map(|(units, weight)| {
        let units = units.into_iter().enumerate().filter(|&(_, units)| units > 0);
        let allocated: BTreeMap<_, _> =
            units.map(|(at, units)| (at.to_string().parse().unwrap(), units)).collect();
        let answer = if allocated.is_empty() { Answer::Abstain {} } else { Answer::Allocate(allocated) };
        (answer, weight)
    });
    prop::collection::vec(units, 1..30)
}

fn arb_stances() -> impl Strategy<Value = Weighted> {
    let stance = prop_oneof![Just(Stance::Agree), Just(Stance::Disagree), Just(Stance::Pass)];
    let stances = (prop::collection::vec(stance, OPTIONS), 1..40_u64).prop_map(|(stances, weight)| {
        let taken =
            stances.into_iter().enumerate().map(|(at, stance)| (at.to_string().parse().unwrap(), stance));
        (Answer::Stance(taken.collect()), weight)
    });
    prop::collection::vec(stances, 1..30)
}

/// A question, answers to it, and the same answers in another order and split into single ones.
fn arb_election() -> impl Strategy<Value = (Question, Weighted, Weighted)> {
    let rank = || json!({"rank": {"max": OPTIONS, "ties": false}});
    let pick = || json!({"pick": {"min": 0, "max": OPTIONS}});
    let allocate =
        |exponent: u8| json!({"allocate": {"credits": 100, "exponent": exponent, "signed": false}});
    let allocation = prop_oneof![
        Just((1, json!({"cumulative": {"seats": 2}}))),
        Just((2, json!({"quadratic": {}}))),
        Just((1, json!({"quadratic-funding": {"pool": 1000, "cap": "2/5"}}))),
        Just((1, json!({"quadratic-shares": {"seats": 2}}))),
        Just((1, json!({"weighted": {}}))),
    ];
    let budget = prop_oneof![
        Just(json!({"budget-equal-shares": {"budget": 60}})),
        Just(
            json!({"budget-equal-shares": {"budget": 60, "utility": "cardinality", "completion": "greedy"}})
        ),
        Just(json!({"budget-greedy": {"budget": 60, "by": "votes-per-cost"}})),
        Just(json!({"budget-phragmen": {"budget": 60}})),
    ];
    prop_oneof![
        (budget, arb_picks()).prop_map(move |(rule, answers)| (question(pick(), rule), answers)),
        (allocation, arb_allocations())
            .prop_map(move |((exponent, rule), answers)| { (question(allocate(exponent), rule), answers) }),
        arb_stances().prop_map(|answers| {
            (question(json!({"stance": {}}), json!({"consensus": {"threshold": "1/3"}})), answers)
        }),
        arb_rankings().prop_map(move |answers| (question(rank(), json!({"irv": {}})), answers)),
        (1..=OPTIONS, arb_rankings())
            .prop_map(move |(seats, answers)| (question(rank(), json!({"stv": {"seats": seats}})), answers)),
        arb_weak_rankings().prop_map(|answers| {
            (
                question(json!({"rank": {"max": OPTIONS, "ties": true}}), json!({"borda": {"seats": 2}})),
                answers,
            )
        }),
        arb_picks().prop_map(move |answers| (question(pick(), json!({"approval": {"seats": 3}})), answers)),
        arb_picks()
            .prop_map(move |answers| (question(pick(), json!({"block": {"seats": OPTIONS}})), answers)),
        arb_scores().prop_map(|answers| {
            (question(json!({"score": {"min": -5, "max": 5}}), json!({"score": {"seats": 2}})), answers)
        }),
    ]
    .prop_flat_map(|(question, answers)| {
        let single = answers
            .iter()
            .flat_map(|(answer, weight)| (0..*weight).map(move |_| (answer.clone(), 1)))
            .collect::<Vec<_>>();
        (Just(question), Just(answers), Just(single).prop_shuffle())
    })
}

fn sum<'a>(figures: impl IntoIterator<Item = &'a Rational>) -> Rational {
    figures.into_iter().map(Rational::as_ratio).sum::<num_rational::BigRational>().into()
}

/// What options hold and what none holds.
fn all_votes(totals: &Totals) -> Rational {
    sum(totals.options.values().chain(totals.apart.values()))
}

proptest! {
    // A failing case is printed; it belongs into a test of its own rather than into a file of seeds.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn neither_order_nor_merging_of_answers_matters((question, answers, shuffled) in arb_election()) {
        prop_assert_eq!(outcome(&question, &answers, seed()), outcome(&question, &shuffled, seed()));
    }

    #[test]
    fn outcomes_are_canonical_documents((question, answers, _) in arb_election()) {
        let outcome = outcome(&question, &answers, seed());
        prop_assert_eq!(from_canonical::<Outcome>(&to_canonical(&outcome), 1_000_000).unwrap(), outcome);
    }

    #[test]
    fn only_a_reported_tie_depends_on_the_seed((question, answers, _) in arb_election(), other in any::<[u8; 32]>()) {
        let first = outcome(&question, &answers, seed());
        if first.ties().next().is_none() {
            let second = outcome(&question, &answers, Digest::from_bytes(other));
            prop_assert_eq!(first.winners(), second.winners());
            prop_assert_eq!(first.transcript(), second.transcript());
        }
    }

    #[test]
    fn one_seat_by_stv_is_instant_runoff(answers in arb_rankings()) {
        let rank = json!({"rank": {"max": OPTIONS, "ties": false}});
        let irv = outcome(&question(rank.clone(), json!({"irv": {}})), &answers, seed());
        let stv = outcome(&question(rank, json!({"stv": {"seats": 1}})), &answers, seed());
        // STV looks at earlier rounds before the seed, instant runoff does not.
        if irv.ties().chain(stv.ties()).next().is_none() {
            prop_assert_eq!(irv.winners(), stv.winners());
        }
    }

    #[test]
    fn votes_are_neither_made_nor_lost(seats in 1..=OPTIONS, answers in arb_rankings()) {
        let rank = json!({"rank": {"max": OPTIONS, "ties": false}});
        for rule in [json!({"irv": {}}), json!({"stv": {"seats": seats}})] {
            let outcome = outcome(&question(rank.clone(), rule), &answers, seed());
            for totals in outcome.transcript().totals() {
                prop_assert_eq!(all_votes(totals), outcome.answers().into());
            }
        }
    }

    #[test]
    fn every_seat_is_filled_once(seats in 1..=OPTIONS, answers in arb_rankings()) {
        let rank = json!({"rank": {"max": OPTIONS, "ties": false}});
        let outcome = outcome(&question(rank, json!({"stv": {"seats": seats}})), &answers, seed());
        let distinct: std::collections::BTreeSet<_> = outcome.winners().iter().collect();
        prop_assert_eq!((outcome.winners().len(), distinct.len()), (seats, seats));
    }

    #[test]
    fn every_answer_hands_out_the_same_points(answers in arb_weak_rankings()) {
        let borda = question(json!({"rank": {"max": OPTIONS, "ties": true}}), json!({"borda": {}}));
        let outcome = outcome(&borda, &answers, seed());
        if let Some(totals) = outcome.totals() {
            prop_assert_eq!(all_votes(totals), (outcome.answers() * 15).into());
        }
    }

    #[test]
    fn every_answer_is_one_vote_however_it_is_divided(answers in arb_allocations()) {
        let form = json!({"allocate": {"credits": 100, "exponent": 1, "signed": false}});
        for rule in [json!({"weighted": {}}), json!({"quadratic-shares": {}})] {
            let outcome = outcome(&question(form.clone(), rule), &answers, seed());
            if let Some(totals) = outcome.totals() {
                prop_assert_eq!(all_votes(totals), outcome.answers().into());
            }
        }
    }

    #[test]
    fn no_more_is_spent_than_there_is(budget in 10..150_u64, answers in arb_picks()) {
        let pick = json!({"pick": {"min": 0, "max": OPTIONS}});
        for rule in ["budget-equal-shares", "budget-greedy", "budget-phragmen"] {
            let question = question(pick.clone(), json!({rule: {"budget": budget}}));
            let funded = outcome(&question, &answers, seed());
            let cost = |id| question.options()[question.index_of(id).unwrap()].cost().unwrap();
            prop_assert!(funded.winners().iter().map(cost).sum::<u64>() <= budget, "{}", rule);
        }
    }

    #[test]
    fn a_pool_is_handed_out_whole(pool in 1..100_000_u64, answers in arb_allocations()) {
        let form = json!({"allocate": {"credits": 100, "exponent": 2, "signed": false}});
        let rule = json!({"quadratic-funding": {"pool": pool}});
        let outcome = outcome(&question(form, rule), &answers, seed());
        if let Some(awards) = outcome.awards() {
            prop_assert_eq!(sum(awards.options.values()), pool.into());
            prop_assert_eq!(awards.options.len(), outcome.winners().len());
        }
    }

    #[test]
    fn every_choice_is_one_vote(answers in arb_picks()) {
        let pick = question(json!({"pick": {"min": 0, "max": OPTIONS}}), json!({"approval": {}}));
        let choices = answers.iter().map(|(answer, weight)| match answer {
            Answer::Pick(options) => u64::try_from(options.len()).unwrap() * weight,
            _ => 0,
        });
        let totals = outcome(&pick, &answers, seed());
        prop_assert_eq!(all_votes(totals.totals().unwrap()), choices.sum::<u64>().into());
    }
}
