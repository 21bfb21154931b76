//! What was said: the different answers, and by how many.

use std::cmp::Reverse;
use std::fmt::Write as _;

use ostrakon_core::answer::Stance;

use super::Page;
use crate::profile::Profile;

/// Most different answers that are told: those that most gave.
const MOST: usize = 100;

impl Page<'_> {
    /// One line for each answer, those that most gave first.
    pub(super) fn answers(&self, profile: &Profile<'_>, text: &mut String) {
        let mut answers = self.said(profile);
        answers.sort_by(|left, right| (Reverse(left.1), &left.0).cmp(&(Reverse(right.1), &right.0)));
        let Some(&(_, most)) = answers.first() else { return };
        let width = most.to_string().len();
        let _ = writeln!(text, "What was said:");
        for (answer, weight) in answers.iter().take(MOST) {
            let _ = writeln!(text, "  {weight:>width$} × {answer}");
        }
        let others: u64 = answers.iter().skip(MOST).map(|&(_, weight)| weight).sum();
        if answers.len() > MOST {
            let _ = writeln!(text, "  {others:>width$} others: {} different answers", answers.len() - MOST);
        }
        text.push('\n');
    }

    /// The different answers in words, with their weights.
    fn said(&self, profile: &Profile<'_>) -> Vec<(String, u64)> {
        let label =
            |option: usize| self.question.options().get(option).map_or("", |option| option.label().as_str());
        let list = |options: &[usize], between: &str| {
            options.iter().map(|&option| label(option)).collect::<Vec<_>>().join(between)
        };
        let numbered = |numbers: &mut dyn Iterator<Item = (usize, i64)>| {
            numbers
                .map(|(option, number)| format!("{} {number}", label(option)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        let or_none = |said: String| if said.is_empty() { "none".to_owned() } else { said };
        let picks = profile.picks().map(|(picks, weight)| (or_none(list(picks, ", ")), weight));
        let rankings = profile.rankings().map(|(places, weight)| {
            let places: Vec<_> = places.iter().map(|place| list(place, " = ")).collect();
            (or_none(places.join(" > ")), weight)
        });
        let scores = profile
            .scores()
            .map(|(scores, weight)| (numbered(&mut scores.iter().copied().enumerate()), weight));
        let allocations = profile
            .allocations()
            .map(|(units, weight)| (or_none(numbered(&mut units.iter().copied())), weight));
        let stances = profile.stances().map(|(stances, weight)| {
            let kinds = [(Stance::Agree, "agree"), (Stance::Disagree, "disagree"), (Stance::Pass, "pass")];
            let parts = kinds.iter().filter_map(|(stance, name)| {
                let of = stances.iter().enumerate().filter(|(_, said)| *said == stance);
                let of: Vec<_> = of.map(|(option, _)| option).collect();
                if of.is_empty() { None } else { Some(format!("{name}: {}", list(&of, ", "))) }
            });
            (parts.collect::<Vec<_>>().join("; "), weight)
        });
        picks.chain(rankings).chain(scores).chain(allocations).chain(stances).collect()
    }
}
