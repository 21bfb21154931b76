//! [`Loads`]: what each voter carries of the members they helped to elect, in Phragmén's methods.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero;

use crate::accounts::Accounts;
use crate::approvals::Approvals;
use crate::purses::Purses;
use crate::quotient::Quotient;

/// What each voter carries.
#[derive(Debug, Clone)]
pub(crate) struct Loads<'a>(Accounts<'a>);

impl<'a> Loads<'a> {
    /// Nobody carries anything.
    pub(crate) fn new(approvals: &'a Approvals<'a>) -> Self {
        Self(Accounts::new(approvals, &BigRational::zero()))
    }

    /// Everyone is owed what they have left: a load below zero.
    pub(crate) fn owed(purses: Purses<'a>) -> Self {
        let mut accounts = purses.into_accounts();
        accounts.change(|left| -left);
        Self(accounts)
    }

    /// The ballots of those who carry.
    pub(crate) const fn approvals(&self) -> &'a Approvals<'a> {
        self.0.approvals()
    }

    /// What each supporter of an option would carry if they shared what they carry already and `cost`
    /// equally. None where it has no supporters.
    pub(crate) fn shared(&self, option: usize, cost: u64) -> Option<Quotient> {
        let start = (self.0.unit() * cost, 0);
        let (load, voters) = self
            .0
            .supporters(option)
            .fold(start, |(sum, all), (load, voters)| (sum + load * voters, all + voters));
        (voters > 0).then(|| Quotient::new(load, self.0.unit() * voters))
    }

    /// What the supporters of an option take on where each of them carries `load` afterwards, the most
    /// first, and how many voters take it on.
    pub(crate) fn taken_on(&self, option: usize, load: &Quotient) -> Vec<(BigRational, u64)> {
        let load = load.reduced();
        let before = |carried: &BigInt| BigRational::new(carried.clone(), self.0.unit().clone());
        self.0
            .supporters(option)
            .map(|(carried, voters)| (&load - before(carried), voters))
            .filter(|(each, _)| !each.is_zero())
            .collect()
    }

    /// Each supporter of an option now carries `load`.
    pub(crate) fn carry(&mut self, option: usize, load: &Quotient) {
        let (load, finer) = (load.reduced() * self.0.unit()).into_raw();
        self.0.refine(&finer);
        self.0.change_supporters(option, |_| load.clone());
    }
}
