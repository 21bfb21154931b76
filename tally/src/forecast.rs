//! [`Forecast`]: what is bought in the method of equal shares, for all shares of voters in a range at once.
//!
//! Shares that differ a little mostly lead to the same purchases. That is shown with two purses for each
//! ballot: as they are for the least share of the range, rounded down, and for the greatest, rounded up.
//! As long as purchases are the same, who has more at first has more left, and prices are lower. So what a
//! voter has left, and what an option costs its supporters, lie between the two for every share in the
//! range. Where that leaves open what is cheapest, there is no forecast.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::ToPrimitive;

use crate::approvals::Approvals;
use crate::count::Count;
use crate::precedence::Precedence;
use crate::quotient::Quotient;

/// What is bought for all shares in a range. Amounts are integers below 2⁶³, in parts of one; together
/// voters, of whom there are fewer than 2⁵³, have less than 2¹¹⁶.
#[derive(Debug)]
pub(crate) struct Forecast<'a> {
    approvals: &'a Approvals<'a>,
    /// How many binary places an amount has.
    places: u32,
    /// What each voter with a ballot has left at least.
    least: Vec<u64>,
    /// What each voter with a ballot has left at most.
    most: Vec<u64>,
    open: Vec<Bounds>,
}

/// What each supporter of an option pays, unless they have less.
#[derive(Debug, Clone, Copy)]
struct Bounds {
    option: usize,
    cost: u64,
    worth: u64,
    /// No less than this.
    low: u64,
    /// No more than this. None where they may not have enough together.
    high: Option<u64>,
    /// Nobody has less.
    alike: bool,
}

impl<'a> Forecast<'a> {
    /// A forecast for shares `from` up to `to`, of options with what each costs and what it is worth to a
    /// supporter, above zero. None where shares are too large.
    pub(crate) fn new(
        approvals: &'a Approvals<'a>,
        offers: impl IntoIterator<Item = (usize, u64, u64)>,
        from: &BigRational,
        to: &BigRational,
    ) -> Option<Self> {
        let places = to.ceil().to_integer().to_u64()?.leading_zeros().checked_sub(1)?;
        let one = BigRational::from_integer(BigInt::from(1_u64) << places);
        let least = (from * &one).floor().to_integer().to_u64()?;
        let most = (to * &one).ceil().to_integer().to_u64()?;
        let offer = |(option, cost, worth)| Bounds { option, cost, worth, low: 0, high: None, alike: false };
        let supported = |offer: &Bounds| !approvals.supporters(offer.option).is_empty();
        let ballots = approvals.ballots().len();
        Some(Self {
            approvals,
            places,
            least: vec![least; ballots],
            most: vec![most; ballots],
            open: offers.into_iter().map(offer).filter(supported).collect(),
        })
    }

    /// What is bought for every share in the range, in order. None where that differs, or cannot be told.
    pub(crate) fn bought(mut self, precedence: &mut Precedence, count: &mut Count<'_>) -> Option<Vec<usize>> {
        let mut bought = Vec::new();
        loop {
            let mut cheapest = self.cheapest()?;
            cheapest.sort_unstable_by_key(|bounds| bounds.option);
            let tied: Vec<_> = cheapest.iter().map(|bounds| bounds.option).collect();
            if tied.is_empty() {
                return Some(bought);
            }
            let next = precedence.first_of(&tied, "what is bought next", count);
            for bounds in cheapest.iter().filter(|bounds| bounds.option == next) {
                self.pay(bounds);
            }
            self.open.retain(|bounds| bounds.option != next);
            bought.push(next);
        }
    }

    /// The options that are cheapest for every share in the range, all of them equally. None where that
    /// cannot be told.
    fn cheapest(&mut self) -> Option<Vec<Bounds>> {
        let mut open = std::mem::take(&mut self.open);
        open.sort_by_key(|bounds| bounds.rate(bounds.low));
        let mut ceiling: Option<Rate> = None;
        let mut looked_at = Vec::new();
        open.retain_mut(|bounds| {
            // Prices never fall, so what was too dear before still is.
            if ceiling.is_some_and(|ceiling| bounds.rate(bounds.low) > ceiling) {
                return true;
            }
            let Some(found) = self.bounds(bounds) else { return false };
            *bounds = found;
            let high = found.high.map(|high| found.rate(high));
            ceiling = [ceiling, high].into_iter().flatten().min();
            looked_at.push(found);
            true
        });
        self.open = open;
        looked_at.retain(|bounds| ceiling.is_none_or(|ceiling| bounds.rate(bounds.low) <= ceiling));
        let mut cheapest: Vec<Bounds> = Vec::new();
        for bounds in looked_at {
            match cheapest.first().map_or(Some(Ordering::Equal), |first| self.compare(&bounds, first)) {
                Some(Ordering::Less) => cheapest = vec![bounds],
                Some(Ordering::Equal) => cheapest.push(bounds),
                Some(Ordering::Greater) => {}
                None => return None,
            }
        }
        cheapest.iter().all(|bounds| bounds.high.is_some()).then_some(cheapest)
    }

    /// The price of an option as it is now. None where its supporters do not have enough.
    fn bounds(&self, bounds: &Bounds) -> Option<Bounds> {
        let low = self.price(&self.most, bounds)?;
        let high = self.price(&self.least, bounds);
        let alike = high.is_some_and(|high| high.alike);
        Some(Bounds { low: low.floor, high: high.map(|high| high.ceil), alike, ..*bounds })
    }

    /// What each supporter pays with these purses, unless they have less. None where they do not have enough.
    fn price(&self, purses: &[u64], bounds: &Bounds) -> Option<Price> {
        let supporters = self.approvals.supporters(bounds.option);
        let mut missing = u128::from(bounds.cost) << self.places;
        let mut voters = u128::from(self.approvals.support(bounds.option));
        // Who has less than this has paid all they have.
        let mut bar = 0;
        let mut alike = true;
        loop {
            let price = missing.div_ceil(voters);
            let (mut poor, mut paid) = (0_u128, 0_u128);
            for &ballot in supporters {
                let left = purses.get(ballot).copied().map_or(0, u128::from);
                if (bar..price).contains(&left) {
                    let weight = u128::from(self.approvals.weight(ballot));
                    poor += weight;
                    paid += left * weight;
                }
            }
            if poor == 0 {
                let (floor, ceil) = (u64::try_from(missing / voters).ok()?, u64::try_from(price).ok()?);
                return Some(Price { floor, ceil, alike });
            }
            // Each of the poor has less than the price, so something is missing still.
            (alike, bar, missing, voters) = (false, price, missing - paid, voters - poor);
            if voters == 0 {
                return None;
            }
        }
    }

    /// Which of two options costs less for what it is worth to a supporter. None where that cannot be told.
    fn compare(&self, one: &Bounds, other: &Bounds) -> Option<Ordering> {
        if one.high.is_some_and(|high| one.rate(high) < other.rate(other.low)) {
            return Some(Ordering::Less);
        }
        if other.high.is_some_and(|high| other.rate(high) < one.rate(one.low)) {
            return Some(Ordering::Greater);
        }
        let supporters = |bounds: &Bounds| self.approvals.supporters(bounds.option);
        if one.alike && other.alike {
            let rate = |bounds: &Bounds| {
                Quotient::new(bounds.cost, self.approvals.support(bounds.option)).part(bounds.worth)
            };
            return Some(rate(one).cmp(&rate(other)));
        }
        let same = (one.cost, one.worth) == (other.cost, other.worth) && supporters(one) == supporters(other);
        same.then_some(Ordering::Equal)
    }

    /// The supporters of an option pay for it.
    fn pay(&mut self, bounds: &Bounds) {
        for &ballot in self.approvals.supporters(bounds.option) {
            if let (Some(least), Some(most)) = (self.least.get_mut(ballot), self.most.get_mut(ballot)) {
                *least = least.saturating_sub(bounds.high.unwrap_or(*least));
                *most = most.saturating_sub(bounds.low);
            }
        }
    }
}

/// What each supporter pays, rounded down and up.
#[derive(Clone, Copy)]
struct Price {
    floor: u64,
    ceil: u64,
    /// Nobody has less.
    alike: bool,
}

impl Bounds {
    const fn rate(&self, price: u64) -> Rate {
        Rate { price, worth: self.worth }
    }
}

/// A price for what an option is worth to a supporter.
#[derive(Debug, Clone, Copy)]
struct Rate {
    price: u64,
    worth: u64,
}

impl Ord for Rate {
    fn cmp(&self, other: &Self) -> Ordering {
        // Below 2⁶³ · 2⁵³.
        let times = |price: u64, worth: u64| u128::from(price) * u128::from(worth);
        times(self.price, other.worth).cmp(&times(other.price, self.worth))
    }
}

impl PartialOrd for Rate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Rate {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Rate {}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::profile::Profile;
    use crate::testing::{picked, question};
    use crate::tie::TieOrder;

    /// What is forecast for options that cost 10, 8, 5 and 5, and are worth 1.
    fn forecast(answers: &str, from: u64, to: u64) -> Option<Vec<usize>> {
        let question = question("a b c d", json!({"pick": {"min": 0, "max": 4}}), json!({"any": {}}));
        let answers = picked(answers);
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let mut count = Count::new(&question, TieOrder::Listed.into());
        let approvals = Approvals::new(&profile);
        let [from, to] = [from, to].map(|share| BigRational::from_integer(share.into()));
        let offers = [(0, 10, 1), (1, 8, 1), (2, 5, 1), (3, 5, 1)];
        Forecast::new(&approvals, offers, &from, &to)?.bought(&mut Precedence::default(), &mut count)
    }

    #[test]
    fn purchases_are_told_where_they_are_the_same_for_all_shares() {
        // Four pay 2.5 for a. Then b costs its two supporters 4.5 where everybody had 6, and 4 from 6.5 on.
        let answers = "1 a,b | 3 a | 1 b | 1 c";
        assert_eq!(forecast(answers, 3, 4), Some(vec![0]));
        assert_eq!([forecast(answers, 4, 5), forecast(answers, 5, 6)], [None, None]);
        assert_eq!(forecast(answers, 5, 5), Some(vec![0, 2]));
        assert_eq!(forecast(answers, 6, 1_000), Some(vec![0, 1, 2]));
    }

    #[test]
    fn equal_prices_are_known_where_all_pay_alike_or_supporters_are_the_same() {
        assert_eq!(forecast("1 c | 1 d", 6, 9), Some(vec![2, 3]));
        // For c or d one pays the 2 that are left after a, and the other 3.
        assert_eq!(forecast("4 a | 1 a,c,d | 1 c,d", 4, 4), Some(vec![0, 2]));
    }

    #[test]
    fn shares_beyond_63_bits_have_no_forecast() {
        assert_eq!(forecast("1 a", 10, (1 << 63) - 1), Some(vec![0]));
        assert_eq!(forecast("1 a", 10, 1 << 63), None);
    }
}
