//! [`Market`]: what voters can buy together in the method of equal shares, and at which price.

use crate::approvals::Approvals;
use crate::purses::Purses;
use crate::quotient::Quotient;

/// Options that can still be bought. Purses only ever get emptier, so that no price falls: an option's
/// last price tells whether it has to be looked at again.
#[derive(Debug, Clone)]
pub(crate) struct Market(Vec<Offer>);

#[derive(Debug, Clone)]
struct Offer {
    option: usize,
    cost: u64,
    worth: u64,
    /// It was no dearer when it was looked at last.
    least: Quotient,
}

/// An option that is cheapest.
#[derive(Debug, Clone)]
pub(crate) struct Bid {
    /// The option.
    pub(crate) option: usize,
    /// What it costs.
    pub(crate) cost: u64,
    /// What each supporter pays, unless they have less.
    pub(crate) price: Quotient,
}

/// What a look at the market shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Look {
    /// The cheapest options, all at the same price for what they are worth, in the order of the poll. None
    /// where the supporters of no option can pay for it.
    pub(crate) cheapest: Vec<Bid>,
    /// What a supporter pays at most for what the option is worth to one: of every option whose price could
    /// have been the lowest.
    pub(crate) rates: Vec<(usize, Quotient)>,
}

impl Market {
    /// A market of options, each with what it costs and what it is worth to a supporter, above zero.
    /// Options without supporters are not on offer.
    pub(crate) fn new(
        approvals: &Approvals<'_>,
        offers: impl IntoIterator<Item = (usize, u64, u64)>,
    ) -> Self {
        let offer = |(option, cost, worth)| {
            let support = approvals.support(option);
            let least = || Quotient::new(cost, support).part(worth);
            (support > 0).then(|| Offer { option, cost, worth, least: least() })
        };
        Self(offers.into_iter().filter_map(offer).collect())
    }

    /// Finds the cheapest options. What supporters cannot pay for leaves the market.
    pub(crate) fn look(&mut self, purses: &Purses<'_>) -> Look {
        self.0.sort_by(|left, right| left.least.cmp(&right.least));
        let mut lowest: Option<Quotient> = None;
        let mut look = Look::default();
        self.0.retain_mut(|offer| {
            if lowest.as_ref().is_some_and(|lowest| offer.least > *lowest) {
                return true;
            }
            let Some(price) = purses.price(offer.option, offer.cost) else { return false };
            offer.least = price.part(offer.worth);
            if lowest.as_ref().is_none_or(|lowest| offer.least < *lowest) {
                lowest = Some(offer.least.clone());
                look.cheapest.clear();
            }
            if lowest.as_ref() == Some(&offer.least) {
                look.cheapest.push(Bid { option: offer.option, cost: offer.cost, price });
            }
            look.rates.push((offer.option, offer.least.clone()));
            true
        });
        look.cheapest.sort_unstable_by_key(|bid| bid.option);
        look
    }

    /// Takes an option off the market.
    pub(crate) fn remove(&mut self, option: usize) {
        self.0.retain(|offer| offer.option != option);
    }
}
