//! Member by member: each time the option that adds most to the score.

use num_traits::Zero;

use super::Series;
use crate::approvals::Approvals;
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::profile::Profile;
use crate::rational::Rational;

/// Elects to each seat the option that adds most to the score.
pub(crate) fn sequential(
    series: Series,
    seats: usize,
    profile: &Profile<'_>,
    count: &mut Count<'_>,
) -> Result<Decision, Halt> {
    let approvals = Approvals::new(profile);
    if approvals.is_empty() {
        return Ok(Decision::nobody("no option was chosen"));
    }
    let values = series.values(seats);
    let mut approved = vec![0_usize; approvals.ballots().len()];
    let mut members = Vec::new();
    let mut added = Vec::new();
    while members.len() < seats {
        let free: Vec<_> = approvals.options().filter(|option| !members.contains(option)).collect();
        let gain = |option: usize| {
            let mut voters = vec![0; members.len() + 1];
            for &ballot in approvals.supporters(option) {
                let approved = approved.get(ballot).and_then(|&approved| voters.get_mut(approved));
                *approved.expect("nobody approves more members than there are") += approvals.weight(ballot);
            }
            values.gain(&voters)
        };
        let gains: Vec<_> = free.iter().map(|&option| (option, gain(option))).collect();
        let most = gains.iter().map(|(_, gain)| gain).max().cloned().unwrap_or_default();
        let figures = gains.iter().map(|(option, gain)| (*option, values.number(gain.clone())));
        count.totals("added to the score", figures.chain(added.iter().cloned())).round =
            u64::try_from(members.len() + 1).ok();
        let tied: Vec<_> =
            gains.iter().filter(|(_, gain)| *gain == most).map(|&(option, _)| option).collect();
        if most.is_zero() {
            for option in count.favour(&tied, seats - members.len(), "a seat") {
                count.elect(option, "no option that is left adds to the score");
                members.push(option);
            }
            break;
        }
        let most = values.number(most);
        for option in count.favour(&tied, 1, "a seat") {
            count.elect(option, format!("adds most to the score: {}", Rational::from(most.clone())));
            for &ballot in approvals.supporters(option) {
                if let Some(approved) = approved.get_mut(ballot) {
                    *approved += 1;
                }
            }
            added.push((option, most.clone()));
            members.push(option);
        }
        if tied.len() > 1 {
            let mut state = members.clone();
            state.sort_unstable();
            count.arrive(&state)?;
        }
    }
    Ok(Decision::winners(members, "each added most to the score"))
}
