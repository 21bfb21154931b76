//! Many ballots at once: one pairing check for all that are good, and the bad ones named.

use ostrakon_core::ballot::Ballot;
use ostrakon_core::proof::Proof;
use ostrakon_core::statement::BallotStatement;
use rand_core::CryptoRngCore;

use crate::groth16::PreparedKey;
use crate::verifier::{Checked, VerifiedBallot, Verifier, VerifyError};

impl Verifier {
    /// Checks many ballots from their bytes, in less time than one by one, with the same answers.
    ///
    /// `rng` must be secret from whoever made the ballots: use the operating system's.
    pub fn verify_all(
        &self,
        ballots: &[impl AsRef<[u8]> + Sync],
        rng: &mut impl CryptoRngCore,
    ) -> Vec<Result<VerifiedBallot, VerifyError>> {
        let checked = map(ballots, |bytes| self.check(Ballot::from_bytes(bytes.as_ref())?));
        let claims: Vec<_> = checked.iter().flatten().map(Checked::claim).collect();
        let mut verdicts = judge(self.key(), &claims, rng).into_iter();
        let decide = |checked: Result<Checked, VerifyError>| {
            let checked = checked?;
            let holds = verdicts.next().expect("there is a verdict for each claim");
            checked.proven(holds)
        };
        checked.into_iter().map(decide).collect()
    }
}

/// Below this many claims, one by one is as fast.
const SMALL: usize = 4;

/// Whether each claim holds.
fn judge(key: &PreparedKey, claims: &[(BallotStatement, Proof)], rng: &mut impl CryptoRngCore) -> Vec<bool> {
    let mut verdicts = Vec::with_capacity(claims.len());
    // Halving until the bad ones stand alone costs a batch over all claims per level. Where many are
    // bad that is dearer than one by one, so it may not cost more than a few batches over all.
    let mut budget = claims.len().saturating_mul(4);
    bisect(key, claims, false, &mut budget, &mut verdicts, rng);
    verdicts
}

/// Judges `claims`; with `one_is_bad` it is known that not all hold.
fn bisect(
    key: &PreparedKey,
    claims: &[(BallotStatement, Proof)],
    one_is_bad: bool,
    budget: &mut usize,
    verdicts: &mut Vec<bool>,
    rng: &mut impl CryptoRngCore,
) {
    if claims.len() < SMALL || *budget < claims.len() {
        verdicts.extend(map(claims, |(statement, proof)| key.holds(statement, proof)));
        return;
    }
    if !one_is_bad {
        *budget -= claims.len();
        if key.all_hold(claims, rng) {
            verdicts.resize(verdicts.len() + claims.len(), true);
            return;
        }
    }
    let (left, right) = claims.split_at(claims.len() / 2);
    let before = verdicts.len();
    bisect(key, left, false, budget, verdicts, rng);
    let left_is_good = verdicts.iter().skip(before).all(|&holds| holds);
    bisect(key, right, left_is_good, budget, verdicts, rng);
}

#[cfg(feature = "parallel")]
fn map<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Send + Sync) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().map(f).collect()
}

#[cfg(not(feature = "parallel"))]
fn map<T, R>(items: &[T], f: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(f).collect()
}
