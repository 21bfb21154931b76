//! From all options to a committee: each time the option leaves whose loss costs the score least.

use num_traits::Zero;

use super::Series;
use crate::approvals::Approvals;
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::profile::Profile;
use crate::rational::Rational;

/// Removes options, each time the one with which the score loses least, until those left fill the seats.
/// For a series in which every member is worth something.
pub(crate) fn removal(
    series: Series,
    seats: usize,
    profile: &Profile<'_>,
    count: &mut Count<'_>,
) -> Result<Decision, Halt> {
    let approvals = Approvals::new(profile);
    if approvals.is_empty() {
        return Ok(Decision::nobody("no option was chosen"));
    }
    let values = series.values(profile.options());
    let mut approved: Vec<_> = approvals.ballots().iter().map(|(options, _)| options.len()).collect();
    let mut members: Vec<_> = approvals.options().collect();
    for round in 1.. {
        let loss = |&option: &usize| {
            let mut voters = vec![0; members.len()];
            for &ballot in approvals.supporters(option) {
                // Without it, they approve one less.
                let others = approved.get(ballot).and_then(|approved| approved.checked_sub(1));
                let others = others.and_then(|others| voters.get_mut(others));
                *others.expect("supporters approve one to all members") += approvals.weight(ballot);
            }
            (option, values.gain(&voters))
        };
        let losses: Vec<_> = members.iter().map(loss).collect();
        let least = losses.iter().map(|(_, loss)| loss).min().cloned().unwrap_or_default();
        let figures = losses.iter().map(|(option, loss)| (*option, values.number(loss.clone())));
        count.totals("lost from the score without it", figures).round = Some(round);
        if members.len() <= seats {
            break;
        }
        let tied: Vec<_> =
            losses.iter().filter(|(_, loss)| *loss == least).map(|&(option, _)| option).collect();
        let leaving = if least.is_zero() {
            // Nobody approves them: what the others add does not change when they leave.
            let kept = match seats.saturating_sub(members.len() - tied.len()) {
                0 => Vec::new(),
                kept => count.favour(&tied, kept, "a seat"),
            };
            tied.iter().copied().filter(|option| !kept.contains(option)).collect()
        } else {
            vec![count.disfavour(&tied, "removal")]
        };
        let least = Rational::from(values.number(least));
        for option in leaving {
            count.exclude(option, format!("the score loses least: {least}"));
            for &ballot in approvals.supporters(option) {
                if let Some(approved) = approved.get_mut(ballot) {
                    *approved -= 1;
                }
            }
            members.retain(|&member| member != option);
        }
        if tied.len() > 1 {
            count.arrive(&members)?;
        }
    }
    for &member in &members {
        count.elect(member, "not removed");
    }
    Ok(Decision::winners(members, "without them the score would lose more"))
}
