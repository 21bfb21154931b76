//! Many ballots at once: one pairing check for all that are good, and the bad ones named.

use ostrakon_core::ballot::Ballot;
use rand_core::CryptoRngCore;

use crate::groth16::{Claim, Part, PreparedKey, Verdict};
use crate::pairing::weight::Weight;
use crate::verifier::{Checked, VerifiedBallot, Verifier, VerifyError};

impl Verifier {
    /// Checks many ballots from their bytes, in less time than one by one, with the same answers.
    /// From a few thousand on, more at once go no faster: see [`Self::verify_stream`].
    ///
    /// `rng` must be secret from whoever made the ballots: use the operating system's.
    pub fn verify_all(
        &self,
        ballots: &[impl AsRef<[u8]> + Sync],
        rng: &mut impl CryptoRngCore,
    ) -> Vec<Result<VerifiedBallot, VerifyError>> {
        self.judge(map(ballots, |bytes| self.check(Ballot::from_bytes(bytes.as_ref())?)), rng)
    }

    /// Checks ballots as they come, and gives each with its verdict, in their order. However many there are,
    /// at most 2,048 of them, or 16 MiB and one, are held at a time.
    ///
    /// `rng` must be secret from whoever made the ballots: use the operating system's.
    pub fn verify_stream<'a, B: AsRef<[u8]> + Sync + 'a>(
        &'a self,
        ballots: impl IntoIterator<Item = B> + 'a,
        rng: &'a mut impl CryptoRngCore,
    ) -> impl Iterator<Item = (B, Result<VerifiedBallot, VerifyError>)> + 'a {
        let mut ballots = ballots.into_iter();
        let pieces = std::iter::from_fn(move || {
            let piece = piece(&mut ballots);
            let verdicts = self.verify_all(&piece, rng);
            (!piece.is_empty()).then(|| piece.into_iter().zip(verdicts))
        });
        pieces.flatten()
    }

    /// Makes the last two checks of ballots that have passed the others.
    pub(crate) fn judge(
        &self,
        checked: Vec<Result<Checked, VerifyError>>,
        rng: &mut impl CryptoRngCore,
    ) -> Vec<Result<VerifiedBallot, VerifyError>> {
        let claims = checked.iter().flatten().map(|checked| (*checked.claim(), Weight::sample(rng)));
        let mut verdicts = judge(self.key(), &claims.collect::<Vec<_>>()).into_iter();
        let decide = |checked: Result<Checked, VerifyError>| {
            checked?.proven(verdicts.next().expect("there is a verdict for each claim"))
        };
        checked.into_iter().map(decide).collect()
    }
}

/// Most ballots of a stream that are checked at a time.
const PIECE: usize = 2048;

/// Bytes of a stream's ballots at which a piece of it ends.
const PIECE_BYTES: usize = 16 << 20;

/// The next ballots of a stream; none at its end.
fn piece<B: AsRef<[u8]>>(ballots: &mut impl Iterator<Item = B>) -> Vec<B> {
    let mut piece = Vec::new();
    let mut bytes = 0;
    while piece.len() < PIECE && bytes < PIECE_BYTES {
        let Some(ballot) = ballots.next() else { break };
        bytes += ballot.as_ref().len();
        piece.push(ballot);
    }
    piece
}

/// Below this many claims, one by one is as fast.
const SMALL: usize = 4;

/// Claims whose Miller loops are run together: enough to share squarings and inversions, few enough
/// to stay in a processor's cache.
const TOGETHER: usize = 512;

/// Finds a verdict for each claim.
fn judge(key: &PreparedKey, claims: &[(Claim, Weight)]) -> Vec<Verdict> {
    let size = claims.len().div_ceil(threads()).clamp(TOGETHER / 8, TOGETHER);
    let pieces: Vec<_> = (0..).step_by(size).zip(claims.chunks(size)).collect();
    let bags = map(&pieces, |&(first, claims)| Bag::new(first, claims));
    // What nobody finds to hold does not.
    let mut verdicts = vec![Verdict::Fails; claims.len()];
    for place in bags.iter().flat_map(|bag| &bag.outside) {
        if let Some(verdict) = verdicts.get_mut(*place) {
            *verdict = Verdict::Outside;
        }
    }
    let mut search = Search { key, verdicts, budget: claims.len() / 4 + 16 };
    search.bags(&bags, &together(&bags), false);
    search.verdicts
}

/// Claims with their part of the batch.
struct Bag {
    claims: Vec<(Claim, Weight)>,
    /// Where their verdicts go.
    places: Vec<usize>,
    part: Part,
    /// Places of claims that are left out, as their B is outside G2.
    outside: Vec<usize>,
}

impl Bag {
    /// A bag of claims whose verdicts go to places from `first` on.
    fn new(first: usize, claims: &[(Claim, Weight)]) -> Self {
        let (mut claims, mut places) = (claims.to_vec(), (first..).take(claims.len()).collect());
        let mut outside = Vec::new();
        loop {
            let lanes = match Part::new(&claims) {
                Ok(part) => return Self { claims, places, part, outside },
                Err(lanes) => lanes,
            };
            outside.extend(take(&mut places, &lanes));
            take(&mut claims, &lanes);
        }
    }
}

/// Takes the items at `places`, which ascend, out of `items`.
fn take<T>(items: &mut Vec<T>, places: &[usize]) -> Vec<T> {
    let mut at = 0;
    let is_taken = |_: &mut T| {
        at += 1;
        places.binary_search(&(at - 1)).is_ok()
    };
    items.extract_if(.., is_taken).collect()
}

/// The part of the claims of all bags.
fn together(bags: &[Bag]) -> Part {
    bags.iter().fold(Part::empty(), |sum, bag| sum.with(&bag.part))
}

/// The search for claims that do not hold.
struct Search<'k> {
    key: &'k PreparedKey,
    verdicts: Vec<Verdict>,
    /// Equations that may still be checked: where many claims are bad, to halve until each stands
    /// alone is dearer than to go one by one.
    budget: usize,
}

impl Search<'_> {
    /// Judges bags, whose parts together are `part`. Returns whether all claims hold, which is known
    /// not to be the case if `one_is_bad`.
    fn bags(&mut self, bags: &[Bag], part: &Part, one_is_bad: bool) -> bool {
        if let [bag] = bags {
            return self.claims(&bag.places, &bag.claims, part, one_is_bad);
        }
        if !one_is_bad && self.all_hold(part) {
            bags.iter().for_each(|bag| self.accept(&bag.places));
            return true;
        }
        let (left, right) = bags.split_at(bags.len() / 2);
        let [left_part, right_part] = [left, right].map(together);
        let left_is_good = self.bags(left, &left_part, false);
        self.bags(right, &right_part, left_is_good);
        false
    }

    /// Judges claims, whose part is `part`. Returns whether all hold.
    fn claims(
        &mut self,
        places: &[usize],
        claims: &[(Claim, Weight)],
        part: &Part,
        one_is_bad: bool,
    ) -> bool {
        if claims.len() < SMALL || self.budget == 0 {
            let verdicts = map(claims, |(claim, _)| self.key.judge(claim));
            for (&place, &verdict) in places.iter().zip(&verdicts) {
                if let Some(slot) = self.verdicts.get_mut(place) {
                    *slot = verdict;
                }
            }
            return verdicts.iter().all(|&verdict| verdict == Verdict::Holds);
        }
        if !one_is_bad && self.all_hold(part) {
            self.accept(places);
            return true;
        }
        let (left, right) = claims.split_at(claims.len() / 2);
        let (left_places, right_places) = places.split_at(claims.len() / 2);
        let left_part = Part::new(left).expect("all these are in a part already");
        let left_is_good = self.claims(left_places, left, &left_part, false);
        self.claims(right_places, right, &part.without(&left_part), left_is_good);
        false
    }

    fn accept(&mut self, places: &[usize]) {
        for &place in places {
            if let Some(verdict) = self.verdicts.get_mut(place) {
                *verdict = Verdict::Holds;
            }
        }
    }

    fn all_hold(&mut self, part: &Part) -> bool {
        self.budget = self.budget.saturating_sub(1);
        self.key.all_hold(part)
    }
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

#[cfg(feature = "parallel")]
fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "parallel"))]
const fn threads() -> usize {
    1
}
