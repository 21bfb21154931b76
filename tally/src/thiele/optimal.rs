//! The best of all committees, by branch and bound.

use num_traits::ToPrimitive;

use super::{Series, Values};
use crate::approvals::Approvals;
use crate::committees::Committees;
use crate::count::Count;
use crate::outcome::Decision;
use crate::profile::Profile;
use crate::rational::Rational;

/// Elects the committee with the highest score. The question has passed
/// [`check_search`](crate::seats::Seats::check_search).
pub(crate) fn optimal(
    series: Series,
    seats: usize,
    profile: &Profile<'_>,
    count: &mut Count<'_>,
) -> Decision {
    let approvals = Approvals::new(profile);
    if approvals.is_empty() {
        return Decision::nobody("no option was chosen");
    }
    count.totals("approvals", approvals.options().map(|option| (option, approvals.support(option))));
    let values = series.values(seats);
    let mut search = Search::new(&approvals, &values, seats, count.committees());
    search.branch(&approvals.options().collect::<Vec<_>>(), 0);
    let score = values.number(search.highest.into());
    let members = count.favour_committee(&search.best, "all seats");
    count.remark(satisfaction(&approvals, &members, &Rational::from(score.clone())));
    for &member in &members {
        let others: Vec<_> = members.iter().copied().filter(|&other| other != member).collect();
        let rest = values.number(values.score(&approvals, &others));
        count.elect(member, format!("without it the score would be {} lower", Rational::from(&score - rest)));
    }
    Decision::winners(members, format!("highest score together, {}", Rational::from(score)))
}

/// How many voters approve how many members, which gives the score.
fn satisfaction(approvals: &Approvals<'_>, members: &[usize], score: &Rational) -> String {
    let voters = approvals.satisfaction(members);
    let approve = |(members, voters): (usize, &u64)| format!("{voters} approve {members}");
    let list: Vec<_> = voters.iter().enumerate().filter(|&(_, &voters)| voters > 0).map(approve).collect();
    format!("voters by how many members they approve: {}; score {score}", list.join(", "))
}

/// A search for the best committees. Scores are in the unit of the values: a search has no more than 20
/// seats, so that a value is below 2^50 and a score below 2^108.
struct Search<'a> {
    approvals: &'a Approvals<'a>,
    values: Vec<u128>,
    seats: usize,
    members: Vec<usize>,
    /// How many of `members` each ballot approves.
    approved: Vec<usize>,
    highest: u128,
    best: Committees,
}

impl<'a> Search<'a> {
    fn new(approvals: &'a Approvals<'a>, values: &Values, seats: usize, best: Committees) -> Self {
        let value = |value: &num_bigint::BigUint| value.to_u128().expect("twenty members have small values");
        Self {
            approvals,
            values: values.members.iter().map(value).collect(),
            seats,
            members: Vec::new(),
            approved: vec![0; approvals.ballots().len()],
            highest: 0,
            best,
        }
    }

    /// Finds the best committees that have all members so far, with `score` together, and others of `free`.
    fn branch(&mut self, free: &[usize], score: u128) {
        let missing = self.seats - self.members.len();
        let mut gains: Vec<_> = free.iter().map(|&option| (self.gain(option), option)).collect();
        gains.sort_unstable_by(|left, right| right.cmp(left));
        for (at, &(gain, option)) in gains.iter().enumerate() {
            // What each of several options adds to the members so far, they add at most together.
            let Some(most) = gains.get(at..at + missing) else { break };
            if score + most.iter().map(|(gain, _)| gain).sum::<u128>() < self.highest {
                break;
            }
            self.members.push(option);
            if missing == 1 {
                self.record(score + gain);
            } else {
                let rest: Vec<_> = gains.iter().skip(at + 1).map(|&(_, option)| option).collect();
                self.change(option, |approved| approved + 1);
                self.branch(&rest, score + gain);
                self.change(option, |approved| approved - 1);
            }
            self.members.pop();
        }
    }

    fn record(&mut self, score: u128) {
        if score > self.highest {
            self.highest = score;
            self.best.clear();
        }
        self.best.add(&self.members);
    }

    /// What an option adds to the score of the members so far.
    fn gain(&self, option: usize) -> u128 {
        let mut voters = vec![0; self.members.len() + 1];
        for &ballot in self.approvals.supporters(option) {
            let approved = self.approved.get(ballot).and_then(|&approved| voters.get_mut(approved));
            *approved.expect("nobody approves more members than there are") += self.approvals.weight(ballot);
        }
        voters.iter().zip(&self.values).map(|(&voters, value)| u128::from(voters) * value).sum()
    }

    /// Counts an option in or out as a member for its supporters.
    fn change(&mut self, option: usize, change: impl Fn(usize) -> usize) {
        for &ballot in self.approvals.supporters(option) {
            if let Some(approved) = self.approved.get_mut(ballot) {
                *approved = change(*approved);
            }
        }
    }
}
