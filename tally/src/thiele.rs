//! Thiele's methods: a voter's satisfaction with a committee depends on how many of its members they
//! approve; the first is worth 1 to them, each further one less. A committee's score is the sum over
//! all voters. The methods differ in what members are worth ([`Series`]), and in how the committee is
//! put together: the best of all, member by member, or by removing option after option.
//!
//! T. N. Thiele, "Om Flerfoldsvalg" (1895); M. Lackner and P. Skowron, "Multi-Winner Voting with
//! Approval Preferences", 2023, sections 2.2 and 2.3.

mod optimal;
mod removal;
mod sequential;

use num_bigint::{BigInt, BigUint};
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Zero};

use crate::approvals::Approvals;

pub(crate) use self::optimal::optimal;
pub(crate) use self::removal::removal;
pub(crate) use self::sequential::sequential;

/// What the first, second, third … approved member is worth to a voter.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Series {
    /// 1, then nothing.
    ChamberlinCourant,
    /// 1, 1/2, 1/4, 1/8 …
    Geometric,
    /// 1, 1/2, 1/3, 1/4 …
    Harmonic,
    /// 1, 1/3, 1/5, 1/7 …
    SainteLague,
}

/// What members are worth as integers over a common unit.
#[derive(Debug, Clone)]
pub(crate) struct Values {
    /// Of the first, second, third … member.
    members: Vec<BigUint>,
    /// How much is 1.
    unit: BigUint,
}

impl Series {
    /// What each of so many members is worth.
    pub(crate) fn values(self, members: usize) -> Values {
        let divisors: Vec<_> = (0..members).map(|before| self.divisor(before)).collect();
        let unit = divisors.iter().flatten().fold(BigUint::one(), |unit, divisor| unit.lcm(divisor));
        let member = |divisor: &Option<BigUint>| match divisor {
            Some(divisor) => &unit / divisor,
            None => BigUint::zero(),
        };
        Values { members: divisors.iter().map(member).collect(), unit }
    }

    /// What part of 1 a member is worth after so many others. None where it is worth nothing.
    fn divisor(self, before: usize) -> Option<BigUint> {
        match self {
            Self::ChamberlinCourant => (before == 0).then(BigUint::one),
            Self::Geometric => Some(BigUint::one() << before),
            Self::Harmonic => Some(BigUint::from(before) + 1_u32),
            Self::SainteLague => Some(BigUint::from(before) * 2_u32 + 1_u32),
        }
    }
}

impl Values {
    /// What one more member is worth to voters, given by how many members they approve already.
    fn gain(&self, voters: &[u64]) -> BigUint {
        voters.iter().zip(&self.members).map(|(&voters, value)| value * voters).sum()
    }

    /// The score of a committee.
    fn score(&self, approvals: &Approvals<'_>, members: &[usize]) -> BigUint {
        let mut score = BigUint::zero();
        let mut worth = BigUint::zero();
        for (voters, value) in approvals.satisfaction(members).into_iter().skip(1).zip(&self.members) {
            worth += value;
            score += &worth * voters;
        }
        score
    }

    /// A score, or part of one, as a number.
    fn number(&self, score: BigUint) -> BigRational {
        BigRational::new(BigInt::from(score), BigInt::from(self.unit.clone()))
    }
}
