//! [`Accounts`]: an exact amount for every voter, of money to spend or of a load to carry.

use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::One;

use crate::approvals::Approvals;

/// What each voter has. Voters with the same ballot always have the same, and those who have the same
/// share an account, so that most sums are sums of integers that count voters.
#[derive(Clone)]
pub(crate) struct Accounts<'a> {
    approvals: &'a Approvals<'a>,
    /// What each voter of an account has, in units: in ascending order, each amount once.
    amounts: Vec<BigInt>,
    /// The account of each ballot.
    accounts: Vec<usize>,
    /// How many units make one.
    unit: BigInt,
}

impl<'a> Accounts<'a> {
    /// Every voter has the same.
    pub(crate) fn new(approvals: &'a Approvals<'a>, each: &BigRational) -> Self {
        let accounts = vec![0; approvals.ballots().len()];
        Self { approvals, amounts: vec![each.numer().clone()], accounts, unit: each.denom().clone() }
    }

    /// The ballots of those who have the accounts.
    pub(crate) const fn approvals(&self) -> &'a Approvals<'a> {
        self.approvals
    }

    /// How many units make one.
    pub(crate) const fn unit(&self) -> &BigInt {
        &self.unit
    }

    /// The accounts of an option's supporters, in ascending order of the amount: what each voter has, in
    /// units, and how many voters there are.
    pub(crate) fn supporters(&self, option: usize) -> impl DoubleEndedIterator<Item = (&BigInt, u64)> {
        let mut voters = vec![0; self.amounts.len()];
        for &ballot in self.approvals.supporters(option) {
            let account = self.accounts.get(ballot).and_then(|&account| voters.get_mut(account));
            *account.expect("every ballot has an account") += self.approvals.weight(ballot);
        }
        self.amounts.iter().zip(voters).filter(|&(_, voters)| voters > 0)
    }

    /// Makes the unit so many times finer.
    pub(crate) fn refine(&mut self, times: &BigInt) {
        if !times.is_one() {
            self.unit *= times;
            for amount in &mut self.amounts {
                *amount *= times;
            }
        }
    }

    /// Changes what every voter has, in units.
    pub(crate) fn change(&mut self, change: impl Fn(&BigInt) -> BigInt) {
        let changed = self.amounts.iter().map(&change).collect();
        self.settle(changed);
    }

    /// Changes what each supporter of an option has, in units.
    pub(crate) fn change_supporters(&mut self, option: usize, change: impl Fn(&BigInt) -> BigInt) {
        let changed: Vec<_> = self.amounts.iter().map(&change).collect();
        for &ballot in self.approvals.supporters(option) {
            if let Some(account) = self.accounts.get_mut(ballot) {
                *account += changed.len();
            }
        }
        let amounts = std::mem::take(&mut self.amounts);
        self.settle(amounts.into_iter().chain(changed).collect());
    }

    /// Replaces the amounts, and puts those still in use in order.
    fn settle(&mut self, amounts: Vec<BigInt>) {
        let mut used = vec![false; amounts.len()];
        for &account in &self.accounts {
            if let Some(used) = used.get_mut(account) {
                *used = true;
            }
        }
        let used = amounts.into_iter().enumerate().zip(used).filter(|(_, used)| *used);
        let mut order: Vec<_> = used.map(|((account, amount), _)| (amount, account)).collect();
        order.sort_unstable();
        let mut places = vec![0; order.iter().map(|(_, account)| account + 1).max().unwrap_or(0)];
        self.amounts.clear();
        for (amount, account) in order {
            if self.amounts.last() != Some(&amount) {
                self.amounts.push(amount);
            }
            if let Some(place) = places.get_mut(account) {
                *place = self.amounts.len() - 1;
            }
        }
        for account in &mut self.accounts {
            *account = places.get(*account).copied().expect("every account in use has a place");
        }
    }
}

/// In lowest terms, so that equal accounts print alike.
impl fmt::Debug for Accounts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let common = self.amounts.iter().fold(self.unit.clone(), |common, amount| common.gcd(amount));
        let lowest = |amount: &BigInt| amount / &common;
        let amounts: Vec<_> = self.amounts.iter().map(lowest).collect();
        f.debug_tuple("Accounts").field(&lowest(&self.unit)).field(&amounts).field(&self.accounts).finish()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::profile::Profile;
    use crate::testing::{picked, question};

    #[test]
    fn voters_who_have_the_same_share_an_account() {
        let question = question("a b", json!({"pick": {"min": 0, "max": 2}}), json!({"any": {}}));
        let answers = picked("1 a,b | 2 a | 5 b");
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let approvals = Approvals::new(&profile);
        let mut accounts = Accounts::new(&approvals, &BigRational::new(1.into(), 2.into()));
        let show = |accounts: &Accounts<'_>, option| {
            accounts
                .supporters(option)
                .map(|(amount, voters)| format!("{voters}×{amount}"))
                .collect::<Vec<_>>()
        };
        assert_eq!(show(&accounts, 0), ["3×1"]);
        accounts.refine(&3.into());
        accounts.change_supporters(0, |amount| amount - 2);
        assert_eq!([show(&accounts, 0), show(&accounts, 1)], [vec!["3×1"], vec!["1×1", "5×3"]]);
        accounts.change_supporters(1, |_| 1.into());
        assert_eq!(show(&accounts, 1), ["6×1"]);
        assert_eq!(format!("{accounts:?}"), "Accounts(6, [1], [0, 0, 0])");
        accounts.change(|amount| amount + 1);
        assert_eq!(format!("{accounts:?}"), "Accounts(3, [1], [0, 0, 0])");
    }
}
