//! A mandate in plain words, for its owner to accept.

use std::fmt::Write as _;

use super::{Casting, FormName, Mandate, TopicRule, Unanswered};

impl Mandate {
    /// What the agent may do, in sentences of one line each.
    #[must_use]
    pub fn describe(&self) -> String {
        let lines = &self.lines;
        let mut text = String::new();
        let mut say = |sentence: String| {
            writeln!(text, "{sentence}").expect("text takes what is written");
        };
        say(match lines.casting {
            Casting::AtOnce => "The agent casts ballots in your name.".to_owned(),
            Casting::Early => {
                "The agent casts ballots in your name where you can replace them until the poll's \
                               close, and asks you elsewhere."
                    .to_owned()
            }
            Casting::Propose => {
                "The agent casts nothing: it keeps what it would cast for you to read.".to_owned()
            }
        });
        say(format!("It may do so until {}.", lines.expires));
        for board in &lines.boards {
            let polls = match board.polls.len() {
                0 => "all polls".to_owned(),
                1 => "one poll that you name".to_owned(),
                number => format!("{number} polls that you name"),
            };
            let pinned = if board.key.is_some() { ", under the board's key that you name" } else { "" };
            say(format!(
                "It votes at {}, in {polls} of groups with at least {} members{pinned}.",
                board.url, board.members
            ));
        }
        let mut forms: Vec<_> = lines.forms.clone();
        forms.sort_unstable();
        forms.dedup();
        if forms != FormName::all() {
            let names: Vec<_> = forms.into_iter().map(FormName::as_str).collect();
            say(format!("It answers only questions of these forms: {}.", names.join(", ")));
        }
        for (name, topic) in &lines.topics {
            let words: Vec<_> = topic.words.iter().map(|word| format!("\"{}\"", word.as_str())).collect();
            let importance = topic
                .importance
                .map(|importance| format!(" Its importance is at least {importance}."))
                .unwrap_or_default();
            say(format!("{} about {name} ({}).{importance}", rule(topic.rule), words.join(", ")));
        }
        say(format!(
            "{} about {}.",
            rule(lines.otherwise),
            if lines.topics.is_empty() { "anything" } else { "anything else" }
        ));
        say(format!(
            "It asks you where a poll's importance is {} or more and the decider is less than {} sure.",
            lines.ask.importance, lines.ask.confidence
        ));
        say(match lines.unanswered {
            Unanswered::Abstain => "Where you do not answer, it casts no ballot.".to_owned(),
            Unanswered::Cast => "Where you do not answer, it casts what the decider proposed.".to_owned(),
        });
        say(format!("It decides nothing less than {} before a poll's close.", lines.notice));
        let limits = lines.limits;
        say(format!(
            "At most {} ballots in an hour, {} in a day, {} in all; it asks you at most {} times a day.",
            limits.hour, limits.day, limits.total, limits.asks
        ));
        say(if lines.timing.spread.seconds() == 0 {
            "Ballots leave at once, so that whoever watches can tell that they are one person's.".to_owned()
        } else {
            format!("Each ballot leaves at a moment drawn from up to {}.", lines.timing.spread)
        });
        if let Some(program) = lines.notify.first() {
            say(format!("When it asks you, it starts {program:?}."));
        }
        if lines.elicitation {
            say("You may answer in the program that runs the model, which could answer in your place."
                .to_owned());
        }
        text
    }
}

const fn rule(rule: TopicRule) -> &'static str {
    match rule {
        TopicRule::Never => "It never votes",
        TopicRule::Ask => "It asks you",
        TopicRule::Free => "It votes freely",
    }
}
