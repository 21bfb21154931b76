//! [`Approvals`]: the ballots of a `pick` question, and for each option who approves it.

use crate::per_option::PerOption;
use crate::profile::Profile;

/// Distinct ballots with at least one voter each, and the supporters of each option. A ballot is
/// given by its number, a supporter by the number of a ballot.
#[derive(Debug)]
pub(crate) struct Approvals<'p> {
    options: usize,
    ballots: Vec<(&'p [usize], u64)>,
    supporters: PerOption<Vec<usize>>,
}

impl<'p> Approvals<'p> {
    pub(crate) fn new(profile: &'p Profile<'_>) -> Self {
        let ballots: Vec<_> = profile.picks().filter(|&(_, weight)| weight > 0).collect();
        let options = profile.options();
        let mut supporters = PerOption::new(options, Vec::new());
        for (ballot, (approved, _)) in ballots.iter().enumerate() {
            for &option in *approved {
                supporters[option].push(ballot);
            }
        }
        Self { options, ballots, supporters }
    }

    /// Whether nobody approves anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.ballots.iter().all(|(options, _)| options.is_empty())
    }

    /// The options that each ballot approves, in the order of the poll, and how many voters cast it.
    pub(crate) fn ballots(&self) -> &[(&'p [usize], u64)] {
        &self.ballots
    }

    /// How many voters cast a ballot.
    pub(crate) fn weight(&self, ballot: usize) -> u64 {
        self.ballots.get(ballot).map_or(0, |&(_, weight)| weight)
    }

    /// The ballots that approve an option, in ascending order.
    pub(crate) fn supporters(&self, option: usize) -> &[usize] {
        &self.supporters[option]
    }

    /// How many voters approve an option.
    pub(crate) fn support(&self, option: usize) -> u64 {
        self.supporters(option).iter().map(|&ballot| self.weight(ballot)).sum()
    }

    /// Every option, in the order of the poll.
    pub(crate) const fn options(&self) -> std::ops::Range<usize> {
        0..self.options
    }

    /// How many voters approve none of these options, one, two, and so on to all of them.
    pub(crate) fn satisfaction(&self, options: &[usize]) -> Vec<u64> {
        let mut voters = vec![0; options.len() + 1];
        for (approved, weight) in &self.ballots {
            let members = options.iter().filter(|option| approved.binary_search(option).is_ok()).count();
            *voters.get_mut(members).expect("nobody approves more of them than there are") += weight;
        }
        voters
    }
}
