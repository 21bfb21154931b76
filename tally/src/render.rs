//! An outcome as plain text for people: in short, or with everything that a recount by hand takes.

mod answers;
mod figures;
mod pairs;
mod steps;

use std::fmt::Write as _;

use ostrakon_core::question::Question;
use ostrakon_core::text::OptionId;

use crate::outcome::{Outcome, label};
use crate::profile::Profile;
use crate::rule::KnownRule;
use crate::tie::{TieOrder, Ties};

/// Most characters of a name in a table.
const NAME: usize = 28;

/// Most ties, and most lots, that are told in short.
const SHORT: usize = 5;

impl Outcome {
    /// The outcome in short, with the labels of `question`: who won, what they receive, the last figures
    /// with bars, and what lots and ties decided. Winners are marked with `*`.
    #[must_use]
    pub fn render(&self, question: &Question) -> String {
        let page = Page { outcome: self, question };
        let mut text = page.heading();
        page.figures(&mut text);
        let draws: Vec<_> = self.transcript().draws().map(|draw| page.draw(draw)).collect();
        told(&draws, "lots", &mut text);
        let ties: Vec<_> = self.ties().map(|tie| page.tie(tie)).collect();
        told(&ties, "ties", &mut text);
        page.turnout(&mut text);
        text
    }

    /// The outcome with everything that a recount by hand takes: how it is counted, what was said, and
    /// every step of the count. `profile` is what was counted.
    #[must_use]
    pub fn explain(&self, profile: &Profile<'_>) -> String {
        let page = Page { outcome: self, question: profile.question() };
        let mut text = page.heading();
        page.rule(&mut text);
        page.figures(&mut text);
        page.answers(profile, &mut text);
        page.rounds(&mut text);
        page.steps(&mut text);
        page.order_of_ties(&mut text);
        page.turnout(&mut text);
        text
    }
}

/// The first of some lines.
fn told(lines: &[String], what: &str, text: &mut String) {
    for line in lines.iter().take(SHORT) {
        let _ = writeln!(text, "{line}");
    }
    if lines.len() > SHORT {
        let _ = writeln!(text, "and {} more {what}", lines.len() - SHORT);
    }
    if !lines.is_empty() {
        text.push('\n');
    }
}

// Writing to a `String` cannot fail, so the results of `write!` are dropped here and below.
struct Page<'a> {
    outcome: &'a Outcome,
    question: &'a Question,
}

impl<'a> Page<'a> {
    fn heading(&self) -> String {
        format!("{}\n{}\n\n", self.question.prompt(), self.outcome.sentence(self.question))
    }

    /// The rule with its parameters.
    fn rule(&self, text: &mut String) {
        let rule = self.question.rule();
        let _ = write!(text, "Counted by {}", rule.name());
        if !rule.parameters().is_empty() {
            let parameters: Vec<_> =
                rule.parameters().iter().map(|(name, value)| format!("{name} {value}")).collect();
            let _ = write!(text, ", {}", parameters.join(", "));
        }
        let summary = KnownRule::of(self.question).map(KnownRule::summary).unwrap_or_default();
        let _ = writeln!(text, ": {summary}.\n");
    }

    /// Who is favoured where options tie, if any did.
    fn order_of_ties(&self, text: &mut String) {
        if self.outcome.ties().next().is_none() {
            return;
        }
        let order = self.outcome.seed().map_or(TieOrder::Listed, TieOrder::Seed);
        let mut options: Vec<_> = (0..self.question.options().len()).collect();
        Ties::new(self.question, order).sort(&mut options);
        let ids = options.iter().filter_map(|&option| self.question.options().get(option));
        let labels: Vec<_> = ids.map(|option| option.label().as_str()).collect();
        let source = match order {
            TieOrder::Listed => "the order in which they are listed".to_owned(),
            TieOrder::Seed(seed) => format!("the seed {seed}"),
        };
        let _ = writeln!(
            text,
            "Where options tie, {source} favours the earlier of these:\n  {}\n",
            labels.join(", ")
        );
    }

    fn turnout(&self, text: &mut String) {
        let (answers, abstentions) = (self.outcome.answers(), self.outcome.abstentions());
        let _ = write!(text, "Answers: {answers}, abstentions: {abstentions}");
        if let Some(electorate) = self.outcome.electorate() {
            let _ = write!(text, ", electorate: {electorate}");
        }
        text.push('\n');
    }

    fn label(&self, id: &'a OptionId) -> &'a str {
        label(self.question, id)
    }

    fn labels(&self, ids: &'a [OptionId]) -> String {
        ids.iter().map(|id| self.label(id)).collect::<Vec<_>>().join(", ")
    }

    /// An option's label, cut where it is long, with its mark.
    fn name(&self, id: &'a OptionId) -> String {
        let mark = if self.outcome.winners().contains(id) { '*' } else { ' ' };
        format!("{mark} {}", cut(self.label(id), NAME))
    }
}

/// Text of at most `most` characters.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    format!("{}…", text.chars().take(most - 1).collect::<String>())
}

/// The number of characters of the longest text.
fn widest<'a>(texts: impl IntoIterator<Item = &'a str>) -> usize {
    texts.into_iter().map(|text| text.chars().count()).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::count::count;
    use crate::profile::Profile;
    use crate::testing::{outcome, picked, question, ranked, seed};

    #[test]
    fn figures_have_bars() {
        let question = question("a b c", json!({"pick": {"min": 1, "max": 1}}), json!({"plurality": {}}));
        let text = outcome(&question, &picked("10 b | 5 a | 1 abstain")).render(&question);
        let expected = "\
What?
Option b wins: most votes, 10 of 15.

* Option b  10   66.7%  ██████████████████████████████
  Option a   5   33.3%  ███████████████
  Option c   0    0.0%
(votes)

Answers: 15, abstentions: 1
";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_explanation_has_what_a_recount_takes() {
        let question = question("a b c", json!({"rank": {"max": 3, "ties": false}}), json!({"irv": {}}));
        let answers = ranked("4 a | 3 b | 1 c>b | 1 c");
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let text = count(&profile, seed()).unwrap().explain(&profile);
        let expected = "\
What?
Option a wins: more than half of the votes in round 3, 4 of 4.

Counted by irv: the last leaves and its votes move on, until one has more than half.

* Option a  4   50.0%  ██████████████████████████████
  Option b  4   50.0%  ██████████████████████████████
(votes in round 2)

What was said:
  4 × Option a
  3 × Option b
  1 × Option c
  1 × Option c > Option b

                round 1   round 2   round 3
* Option a            4         4         4
  Option b            3         4         ·
  Option c            2         ·         ·
  (exhausted)         0         1         5

round 1: Option c leaves: fewest votes, 2
round 1: votes of Option c move: 1 to Option b, 1 exhausted
round 2: tie between Option a, Option b: the seed chose Option b for exclusion
round 2: Option b leaves: fewest votes, 4
round 2: votes of Option b move: 4 exhausted
round 3: Option a is elected: more than half of the votes, 4 of 4

Where options tie, the seed 09a7d352412717c7e0b93286eb544f83ddf6da4260b795e90aa44e8e58f5dadd favours the earlier of these:
  Option a, Option b, Option c

Answers: 9, abstentions: 0
";
        assert_eq!(text, expected);
    }

    #[test]
    fn many_rounds_are_told_in_blocks() {
        let question =
            question("a b c d e f g h", json!({"rank": {"max": 8, "ties": false}}), json!({"irv": {}}));
        let answers = ranked("9 a | 8 b | 7 c>b | 6 d | 5 e | 4 f | 3 g | 2 h>a");
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let text = count(&profile, seed()).unwrap().explain(&profile);
        assert_eq!(text.matches("round 6\n").count(), 1);
        assert_eq!(text.lines().filter(|line| line.trim_start().starts_with("round 7")).count(), 2);
    }
}
