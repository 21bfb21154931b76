//! [`Coverage`]: how many voters approve at least one of a group of options, for every group.
//!
//! It tells what voters must carry when they share the load of a committee as evenly as they can, as in
//! Phragmén's methods: each member is a load of 1 that its supporters share. A group of members is carried
//! by those who approve one of them, so that some voter carries `members / voters` or more. The group in
//! which that is most is carried by its voters alone, then the next one by those that are left.

use std::cmp::Ordering;

use num_integer::Integer;

use crate::approvals::Approvals;
use crate::rational::Rational;
use crate::universe::combinations;

/// The voters behind every group of at most so many of some options. Options are given here by their
/// places among these.
#[derive(Debug)]
pub(crate) struct Coverage {
    /// By size, then by option: how many groups of that size the options before it make.
    before: Vec<Vec<usize>>,
    /// By size, then by rank: how many voters approve an option of the group.
    voters: Vec<Vec<u64>>,
}

/// A group of options: how many, and its rank among groups of that size.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    size: usize,
    rank: usize,
}

/// What some voters carry: `members / voters` each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Burden {
    /// The members that these voters carry together.
    pub(crate) members: u64,
    /// The voters.
    pub(crate) voters: u64,
}

impl Coverage {
    /// All groups of one to `most` of `options`, of which there must be few enough for memory.
    pub(crate) fn new(approvals: &Approvals<'_>, options: &[usize], most: usize) -> Self {
        let ways = |all: usize, size: usize| {
            let ways = if size > all { Some(0) } else { combinations(all, size) };
            ways.and_then(|ways| usize::try_from(ways).ok()).expect("there are few enough groups")
        };
        let before = |size| (0..options.len()).map(|option| ways(option, size)).collect();
        let mut coverage = Self {
            before: (0..=most).map(before).collect(),
            voters: (0..=most).map(|size| vec![0; ways(options.len(), size)]).collect(),
        };
        let everyone: Vec<_> = (0..approvals.ballots().len()).collect();
        let options: Vec<_> = options.iter().copied().enumerate().collect();
        coverage.fill(approvals, &options, Group::default(), 0, &everyone);
        coverage
    }

    /// Fills in all groups that extend `group` by some of `later`. So many `voters` are behind it; the
    /// ballots in `others` are not.
    fn fill(
        &mut self,
        approvals: &Approvals<'_>,
        later: &[(usize, usize)],
        group: Group,
        voters: u64,
        others: &[usize],
    ) {
        let mut later = later;
        while let Some((&(place, option), rest)) = later.split_first() {
            later = rest;
            let Some(larger) = self.with(group, place) else { return };
            let supports = |&ballot: &usize| {
                let ballot = approvals.ballots().get(ballot);
                ballot.is_some_and(|(approved, _)| approved.binary_search(&option).is_ok())
            };
            let (supporters, others): (Vec<_>, Vec<_>) = others.iter().copied().partition(supports);
            let voters = voters + supporters.into_iter().map(|ballot| approvals.weight(ballot)).sum::<u64>();
            if let Some(behind) = self.voters.get_mut(larger.size).and_then(|size| size.get_mut(larger.rank))
            {
                *behind = voters;
            }
            self.fill(approvals, rest, larger, voters, &others);
        }
    }

    /// The group with a further option, which stands after those in it. None where it gets too large.
    fn with(&self, group: Group, option: usize) -> Option<Group> {
        let size = group.size + 1;
        Some(Group { size, rank: group.rank + self.before.get(size)?.get(option)? })
    }

    /// How many voters there are behind the group of one, two, three … of these members that has the fewest.
    pub(crate) fn fewest(&self, members: &[usize]) -> Vec<u64> {
        let mut fewest = Vec::new();
        for (at, &member) in members.iter().enumerate() {
            self.add(members.get(..at).unwrap_or_default(), member, &mut fewest);
        }
        fewest
    }

    /// Adds a member to a committee, after those in it. `fewest` says how many voters there are behind the
    /// group of one, two, three … members that has the fewest, and is brought up to date.
    pub(crate) fn add(&self, members: &[usize], member: usize, fewest: &mut Vec<u64>) {
        fewest.push(u64::MAX);
        self.add_groups(members, Group::default(), member, fewest);
    }

    /// Looks at all groups of some of `members`, those in `group` and the new member.
    fn add_groups(&self, members: &[usize], group: Group, member: usize, fewest: &mut [u64]) {
        let voters = self.with(group, member).and_then(|with| self.voters.get(with.size)?.get(with.rank));
        let voters = *voters.expect("committees are not larger than groups can be");
        if let Some(fewest) = fewest.get_mut(group.size) {
            *fewest = voters.min(*fewest);
        }
        let mut later = members;
        while let Some((&first, rest)) = later.split_first() {
            later = rest;
            if let Some(group) = self.with(group, first) {
                self.add_groups(rest, group, member, fewest);
            }
        }
    }
}

impl Burden {
    /// What voters carry who share the load as evenly as they can, those who carry most first. Of the
    /// groups of one, two, three … members, those with the fewest voters behind them have so many.
    pub(crate) fn all(fewest: &[u64]) -> Vec<Self> {
        let mut burdens: Vec<Self> = Vec::new();
        let (mut members, mut voters) = (0, 0);
        // Who carries most are those behind a group with most members for its voters; the largest such
        // group takes them all. Then the same among the others.
        while let Some(next) = (1..)
            .zip(fewest)
            .filter(|&(size, _)| size > members)
            .map(|(size, behind)| Self { members: size - members, voters: behind - voters })
            .max_by(|left, right| left.load(*right).then(left.members.cmp(&right.members)))
        {
            members += next.members;
            voters += next.voters;
            burdens.push(next);
        }
        burdens
    }

    /// Compares what each voter carries.
    pub(crate) fn load(self, other: Self) -> Ordering {
        let product = |left: u64, right: u64| u128::from(left) * u128::from(right);
        product(self.members, other.voters).cmp(&product(other.members, self.voters))
    }

    /// The same for each voter, of as few voters as can be.
    pub(crate) fn reduced(self) -> Self {
        let common = self.members.gcd(&self.voters);
        Self { members: self.members / common, voters: self.voters / common }
    }

    /// What each voter carries.
    pub(crate) fn each(self) -> Rational {
        Rational::new(self.members, self.voters)
    }
}

impl Ord for Burden {
    /// First by what each voter carries, then by how many voters do.
    fn cmp(&self, other: &Self) -> Ordering {
        self.load(*other).then(self.voters.cmp(&other.voters))
    }
}

impl PartialOrd for Burden {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::profile::Profile;
    use crate::testing::{picked, question};

    #[test]
    fn those_with_few_voters_behind_many_members_carry_most() {
        let question = question("a b c d", json!({"pick": {"min": 0, "max": 4}}), json!({"any": {}}));
        let answers = picked("1 a,b | 1 b | 3 c | 2 c,d");
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let approvals = Approvals::new(&profile);
        let coverage = Coverage::new(&approvals, &[0, 1, 2, 3], 4);
        let fewest = coverage.fewest(&[0, 1, 2, 3]);
        // a; a and b; a, b and d; all.
        assert_eq!(fewest, [1, 2, 4, 7]);
        let burdens: Vec<_> = Burden::all(&fewest)
            .into_iter()
            .map(|burden| (burden.voters, burden.each().to_string()))
            .collect();
        assert_eq!(burdens, [(2, "1".to_owned()), (2, "0.5".to_owned()), (3, "1/3".to_owned())]);
    }
}
