//! [`Chance`]: what decides where answers alone do not, and the drawing of lots.
//!
//! Lots are numbers, each as likely as any other of its draw. The numbers of a question come from the
//! hashes `H("ostrakon/lot/1", lottery seed, question id, i)` with `i` = 0, 1, 2, …, an integer: of
//! the first eight bytes `x` of the next hash, big-endian, and `n` lots, the number is
//! `⌊x·n / 2⁶⁴⌋ + 1`. Where `x·n mod 2⁶⁴ < 2⁶⁴ mod n` that hash is passed over, without which some numbers
//! were likelier than others: D. Lemire, "Fast random integer generation in an interval", ACM
//! Transactions on Modeling and Computer Simulation 29 (2019).
//!
//! So a draw is a dart thrown at a line on which the lots lie side by side. A ballot more or less
//! shifts the lots by its own width and no further: who can still change a ballot when the seed is
//! known, moves the draw no more than that.

use std::num::NonZeroU64;

use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::lottery::LotterySeed;
use ostrakon_core::text::QuestionId;

use crate::tie::TieOrder;

/// What decides where answers alone do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    /// What ties fall by.
    pub ties: TieOrder,
    /// What lots are drawn by. Only rules that draw lots need it.
    pub lots: Option<LotterySeed>,
}

impl From<TieOrder> for Chance {
    fn from(ties: TieOrder) -> Self {
        Self { ties, lots: None }
    }
}

impl From<Digest> for Chance {
    fn from(seed: Digest) -> Self {
        TieOrder::from(seed).into()
    }
}

/// The lots of one question, drawn one after the other.
#[derive(Debug)]
pub(crate) struct Lots {
    seed: LotterySeed,
    next: u64,
}

impl Lots {
    pub(crate) const fn new(seed: LotterySeed) -> Self {
        Self { seed, next: 0 }
    }

    /// A number from 1 to `lots`, and the hash that it comes from.
    pub(crate) fn draw(&mut self, question: &QuestionId, lots: NonZeroU64) -> (u64, Digest) {
        // 2⁶⁴ mod n, without the power itself.
        let uneven = lots.get().wrapping_neg() % lots;
        loop {
            let hash = TaggedHash::new("ostrakon/lot/1")
                .part(self.seed.digest().to_bytes())
                .part(question.as_str())
                .part(integer(self.next))
                .finish();
            self.next += 1;
            if let Some(number) = number(hash, lots, uneven) {
                return (number, hash);
            }
        }
    }
}

/// The number that a hash gives, unless it is to be passed over.
fn number(hash: Digest, lots: NonZeroU64, uneven: u64) -> Option<u64> {
    let [x @ .., _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _, _] = hash.to_bytes();
    let product = u128::from(u64::from_be_bytes(x)) * u128::from(lots.get());
    let (number, rest) = (product >> 64, product & u128::from(u64::MAX));
    (rest >= u128::from(uneven)).then(|| u64::try_from(number).expect("it is below the number of lots") + 1)
}

/// An integer as it enters a hash: 32 bytes, big-endian.
fn integer(number: u64) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (to, from) in bytes.iter_mut().rev().zip(number.to_le_bytes()) {
        *to = from;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::lottery;

    fn lots(lots: u64) -> NonZeroU64 {
        NonZeroU64::new(lots).unwrap()
    }

    fn id(text: &str) -> QuestionId {
        text.parse().unwrap()
    }

    /// The hash whose first eight bytes are `x`.
    fn hash(x: u64) -> Digest {
        let mut bytes = [0xaa; 32];
        bytes[..8].copy_from_slice(&x.to_be_bytes());
        Digest::from_bytes(bytes)
    }

    #[test]
    fn a_number_is_where_the_dart_meets_the_line() {
        let number = |x, n: u64| number(hash(x), lots(n), n.wrapping_neg() % n);
        assert_eq!(number(0, 1), Some(1));
        assert_eq!(number(u64::MAX, 1), Some(1));
        assert_eq!((number(1 << 63, 2), number((1 << 63) - 1, 2)), (Some(2), Some(1)));
        // 2⁶⁴ = 3·6148914691236517205 + 1: of all x one is passed over.
        assert_eq!((number(0, 3), number(1, 3)), (None, Some(1)));
        assert_eq!(
            (number(6_148_914_691_236_517_205, 3), number(6_148_914_691_236_517_206, 3)),
            (Some(1), Some(2))
        );
        assert_eq!(number(u64::MAX, (1 << 53) - 1), Some((1 << 53) - 1));
    }

    #[test]
    fn the_first_hash_is_that_of_the_formula() {
        let by_hand = TaggedHash::new("ostrakon/lot/1")
            .part(lottery(1).digest().to_bytes())
            .part("q")
            .part([0; 32])
            .finish();
        let (number, hash) = Lots::new(lottery(1)).draw(&id("q"), lots(10));
        assert_eq!(hash, by_hand);
        assert!((1..=10).contains(&number));
        assert_eq!(integer(258)[29..], [0, 1, 2]);
    }

    #[test]
    fn draws_differ_by_seed_question_and_turn() {
        let draw = |seed, question| Lots::new(lottery(seed)).draw(&id(question), lots(1 << 50)).0;
        let mut twice = Lots::new(lottery(1));
        let (first, second) = (twice.draw(&id("q"), lots(1 << 50)).0, twice.draw(&id("q"), lots(1 << 50)).0);
        assert_eq!(first, draw(1, "q"));
        assert!(first != second && first != draw(2, "q") && first != draw(1, "p"));
    }

    /// With 70,000 draws of 7 lots the statistic exceeds 22.5 by chance once in a thousand times; the
    /// seeds are fixed, so it does always or never.
    #[test]
    fn every_number_is_as_likely_as_any_other() {
        let mut drawn = [0_u32; 7];
        for seed in 0..10_000 {
            let mut hat = Lots::new(lottery(seed));
            for _ in 0..7 {
                let (number, _) = hat.draw(&id("q"), lots(7));
                drawn[usize::try_from(number - 1).unwrap()] += 1;
            }
        }
        let statistic: f64 =
            drawn.iter().map(|&count| (f64::from(count) - 10_000.0).powi(2) / 10_000.0).sum();
        assert!(statistic < 22.5, "{drawn:?}");
    }
}
