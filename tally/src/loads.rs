//! [`Loads`]: what each voter carries of the members they helped to elect, in Phragmén's methods.

use std::fmt;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Zero};

use crate::approvals::Approvals;
use crate::purses::Purses;
use crate::quotient::Quotient;

/// What each voter carries. Voters with the same ballot always carry the same.
#[derive(Clone)]
pub(crate) struct Loads<'a> {
    approvals: &'a Approvals<'a>,
    /// Loads in units, each once at most after the first step.
    loads: Vec<BigInt>,
    /// Which of `loads` each voter with this ballot carries.
    carried: Vec<usize>,
    /// How many units make one.
    unit: BigInt,
}

impl<'a> Loads<'a> {
    /// Nobody carries anything.
    pub(crate) fn new(approvals: &'a Approvals<'a>) -> Self {
        let carried = vec![0; approvals.ballots().len()];
        Self { approvals, loads: vec![BigInt::zero()], carried, unit: BigInt::one() }
    }

    /// Everyone is owed what they have left: a load below zero.
    pub(crate) fn owed(purses: &Purses<'a>) -> Self {
        let approvals = purses.approvals();
        let ballots = 0..approvals.ballots().len();
        Self {
            approvals,
            loads: ballots.clone().map(|ballot| -purses.left(ballot)).collect(),
            carried: ballots.collect(),
            unit: purses.unit().clone(),
        }
    }

    /// The ballots of those who carry.
    pub(crate) const fn approvals(&self) -> &'a Approvals<'a> {
        self.approvals
    }

    /// What each supporter of an option would carry if they shared what they carry already and `cost`
    /// equally. None where it has no supporters.
    pub(crate) fn shared(&self, option: usize, cost: u64) -> Option<Quotient> {
        let mut voters = vec![0; self.loads.len()];
        for &ballot in self.approvals.supporters(option) {
            let load = self.carried.get(ballot).and_then(|&load| voters.get_mut(load));
            *load.expect("every ballot has a load") += self.approvals.weight(ballot);
        }
        let support: u64 = voters.iter().sum();
        let loads = self.loads.iter().zip(&voters).filter(|&(_, &voters)| voters > 0);
        let numerator = loads.fold(&self.unit * cost, |sum, (load, &voters)| sum + load * voters);
        (support > 0).then(|| Quotient::new(numerator, &self.unit * support))
    }

    /// Each supporter of an option now carries `load`.
    pub(crate) fn carry(&mut self, option: usize, load: &Quotient) {
        let (load, finer) = (load.reduced() * &self.unit).into_raw();
        if !finer.is_one() {
            self.unit *= &finer;
            for load in &mut self.loads {
                *load *= &finer;
            }
        }
        for &ballot in self.approvals.supporters(option) {
            if let Some(carried) = self.carried.get_mut(ballot) {
                *carried = self.loads.len();
            }
        }
        self.loads.push(load);
    }
}

/// In lowest terms and ballot by ballot, so that equal loads print alike.
impl fmt::Debug for Loads<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let loads = || self.carried.iter().filter_map(|&load| self.loads.get(load));
        let common = loads().fold(self.unit.clone(), |common, load| common.gcd(load));
        f.debug_list().entry(&(&self.unit / &common)).entries(loads().map(|load| load / &common)).finish()
    }
}
