//! [`Purses`]: what each voter has left to spend, in the method of equal shares.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use crate::accounts::Accounts;
use crate::approvals::Approvals;
use crate::quotient::Quotient;

/// What each voter has left to spend.
#[derive(Debug, Clone)]
pub(crate) struct Purses<'a>(Accounts<'a>);

impl<'a> Purses<'a> {
    /// Everyone has the same.
    pub(crate) fn new(approvals: &'a Approvals<'a>, each: &BigRational) -> Self {
        Self(Accounts::new(approvals, each))
    }

    /// What each voter has left.
    pub(crate) fn into_accounts(self) -> Accounts<'a> {
        self.0
    }

    /// The least amount with which the supporters of an option come up with `cost` if each of them
    /// pays this amount, or all they have left where that is less. None where they cannot.
    pub(crate) fn price(&self, option: usize, cost: u64) -> Option<Quotient> {
        let mut missing = self.0.unit() * cost;
        let mut voters = self.0.approvals().support(option);
        for (left, poorest) in self.0.supporters(option) {
            if left * voters >= missing {
                return Some(Quotient::new(missing, self.0.unit() * voters));
            }
            missing -= left * poorest;
            voters -= poorest;
        }
        None
    }

    /// The supporters of an option each pay `price`, or all they have left where that is less: what
    /// they pay, the most first, and how many voters pay it.
    pub(crate) fn pay(&mut self, option: usize, price: &Quotient) -> Vec<(BigRational, u64)> {
        let (price, finer) = (price.reduced() * self.0.unit()).into_raw();
        self.0.refine(&finer);
        let mut paid: Vec<(BigInt, u64)> = Vec::new();
        for (left, voters) in self.0.supporters(option).rev() {
            match paid.last_mut() {
                Some((amount, payers)) if left >= amount => *payers += voters,
                _ => paid.push((left.min(&price).clone(), voters)),
            }
        }
        self.0.change_supporters(option, |left| left - left.min(&price));
        let paid = paid.into_iter().filter(|(amount, _)| !amount.is_zero());
        paid.map(|(amount, voters)| (BigRational::new(amount, self.0.unit().clone()), voters)).collect()
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
        assert_eq!(format!("{purses:?}"), "Purses(Accounts(30, [0, 4, 5], [2, 0, 1]))");
    }
}
