//! [`Purses`]: what each voter has left to spend, in the method of equal shares.

use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::approvals::Approvals;
use crate::quotient::Quotient;

/// What each voter has left. Voters with the same ballot always have the same.
#[derive(Clone)]
pub(crate) struct Purses<'a> {
    approvals: &'a Approvals<'a>,
    /// What each voter with this ballot has left, in units.
    left: Vec<BigInt>,
    /// Where each ballot stands in the order of what is left, the least first.
    rank: Vec<usize>,
    /// How many units make one.
    unit: BigInt,
}

impl<'a> Purses<'a> {
    /// Everyone has the same.
    pub(crate) fn new(approvals: &'a Approvals<'a>, each: &BigRational) -> Self {
        let ballots = approvals.ballots().len();
        Self {
            approvals,
            left: vec![each.numer().clone(); ballots],
            rank: (0..ballots).collect(),
            unit: each.denom().clone(),
        }
    }

    /// The ballots that these purses belong to.
    pub(crate) const fn approvals(&self) -> &'a Approvals<'a> {
        self.approvals
    }

    /// How many units make one.
    pub(crate) const fn unit(&self) -> &BigInt {
        &self.unit
    }

    /// What each voter with this ballot has left, in units.
    pub(crate) fn left(&self, ballot: usize) -> &BigInt {
        self.left.get(ballot).expect("every ballot has a purse")
    }

    /// The least amount with which the supporters of an option come up with `cost` if each of them
    /// pays this amount, or all they have left where that is less. None where they cannot.
    pub(crate) fn price(&self, option: usize, cost: u64) -> Option<Quotient> {
        let mut missing = &self.unit * cost;
        let mut supporters = self.approvals.supporters(option).to_vec();
        supporters.sort_unstable_by_key(|&ballot| self.rank.get(ballot).copied());
        let mut voters = self.approvals.support(option);
        for ballot in supporters {
            let left = self.left(ballot);
            if left * voters >= missing {
                return Some(Quotient::new(missing, &self.unit * voters));
            }
            let weight = self.approvals.weight(ballot);
            missing -= left * weight;
            voters -= weight;
        }
        None
    }

    /// The supporters of an option each pay `price`, or all they have left where that is less: what
    /// they paid, the most first, and how many voters paid it.
    pub(crate) fn pay(&mut self, option: usize, price: &Quotient) -> Vec<(BigRational, u64)> {
        let (price, finer) = (price.reduced() * &self.unit).into_raw();
        if !finer.is_one() {
            self.unit *= &finer;
            for left in &mut self.left {
                *left *= &finer;
            }
        }
        let mut paid: Vec<(BigInt, u64)> = Vec::new();
        for &ballot in self.approvals.supporters(option) {
            let left = self.left.get_mut(ballot).expect("every ballot has a purse");
            let amount = left.clone().min(price.clone());
            *left -= &amount;
            paid.push((amount, self.approvals.weight(ballot)));
        }
        self.sort();
        paid.sort_unstable_by(|left, right| right.cmp(left));
        paid.dedup_by(|(amount, voters), (kept, all)| {
            let same = amount == kept;
            if same {
                *all += *voters;
            }
            same
        });
        paid.retain(|(amount, _)| !amount.is_zero());
        paid.into_iter()
            .map(|(amount, voters)| (BigRational::new(amount, self.unit.clone()), voters))
            .collect()
    }

    /// Finds the order of what is left.
    fn sort(&mut self) {
        let mut order: Vec<_> = (0..self.left.len()).collect();
        order.sort_by_key(|&ballot| self.left.get(ballot));
        for (rank, ballot) in order.into_iter().enumerate() {
            if let Some(place) = self.rank.get_mut(ballot) {
                *place = rank;
            }
        }
    }
}

/// In lowest terms, so that equal purses print alike.
impl fmt::Debug for Purses<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let common = self.left.iter().fold(self.unit.clone(), |common, left| common.gcd(left));
        f.debug_list()
            .entry(&(&self.unit / &common))
            .entries(self.left.iter().map(|left| left / &common))
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::profile::Profile;
    use crate::testing::{picked, question};

    #[test]
    fn the_poor_pay_all_they_have() {
        let question = question("a b", json!({"pick": {"min": 0, "max": 2}}), json!({"any": {}}));
        let answers = picked("1 a,b | 2 a | 5 b");
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let approvals = Approvals::new(&profile);
        let ratio = |n: i64, d: i64| BigRational::new(n.into(), d.into());
        let mut purses = Purses::new(&approvals, &ratio(1, 2));
        assert!(purses.price(0, 2).is_none());
        // a: three pay 1/3. Then b: one has 1/6 left, five share the rest: (2 - 1/6)/5 = 11/30.
        let price = purses.price(0, 1).unwrap();
        assert_eq!(purses.pay(0, &price), [(ratio(1, 3), 3)]);
        let price = purses.price(1, 2).unwrap();
        assert_eq!(price.reduced(), ratio(11, 30));
        assert_eq!(purses.pay(1, &price), [(ratio(11, 30), 5), (ratio(1, 6), 1)]);
        // Who approves a alone has 1/6 left, who approves both nothing, who approves b alone 2/15.
        assert_eq!(format!("{purses:?}"), "[30, 5, 0, 4]");
    }
}
