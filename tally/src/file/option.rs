//! A [`FileOption`]: an option as its file names it, with an id and a label that a question takes.

use std::collections::BTreeSet;

use ostrakon_core::question::QuestionOption;
use ostrakon_core::text::{Label, OptionId, free_id};

/// An option of a ballot file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileOption {
    name: String,
    id: OptionId,
    label: Label,
    cost: Option<u64>,
}

/// What a file says about an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    /// What ballots call it, or how it is listed.
    pub(super) name: String,
    /// A longer name for people, where there is one.
    pub(super) title: Option<String>,
    pub(super) cost: Option<u64>,
}

impl Listed {
    pub(super) const fn named(name: String) -> Self {
        Self { name, title: None, cost: None }
    }
}

impl FileOption {
    /// The name as it stands in the file, in which two options may have one.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// An id made of the name, unique in the file.
    #[must_use]
    pub const fn id(&self) -> &OptionId {
        &self.id
    }

    /// The name for people. Where it looks like that of an option before it, the id follows in brackets.
    #[must_use]
    pub const fn label(&self) -> &Label {
        &self.label
    }

    /// What the option costs, in units of which `10^decimals` are one of the file's.
    #[must_use]
    pub const fn cost(&self) -> Option<u64> {
        self.cost
    }

    pub(super) fn to_question_option(&self) -> QuestionOption {
        let option = QuestionOption::new(self.id.clone(), self.label.clone());
        match self.cost {
            Some(cost) => option.with_cost(cost),
            None => option,
        }
    }
}

/// Gives every option of a file its id and its label.
pub(super) fn identify(listed: Vec<Listed>) -> Vec<FileOption> {
    let mut ids = BTreeSet::new();
    let mut looks = BTreeSet::new();
    let identify = |(at, Listed { name, title, cost }): (usize, Listed)| {
        let id = free_id(&name, &format!("option-{}", at + 1), |id| ids.contains(id));
        ids.insert(id.clone());
        let label = label(title.as_deref().unwrap_or(&name), &id, &looks);
        looks.extend(label.skeletons());
        let id = id.parse().expect("what is made of a text is an id");
        FileOption { name, id, label, cost }
    };
    listed.into_iter().enumerate().map(identify).collect()
}

/// The label for a text that looks like none of `looks`.
fn label(text: &str, id: &str, looks: &BTreeSet<String>) -> Label {
    let plain = Label::legible(text);
    // With room for what is added to it.
    let short: String = plain.iter().flat_map(|label| label.as_str().chars()).take(STEM).collect();
    let marked = |number: u32| match number {
        1 => format!("{short} ({id})"),
        _ => format!("{short} ({id}, {number})"),
    };
    let marked = (1..).map(|number| marked(number).trim().parse().expect("short and visible"));
    plain
        .into_iter()
        .chain(marked)
        .find(|label: &Label| label.skeletons().iter().all(|look| !looks.contains(look)))
        .expect("there are more numbers than looks")
}

/// Characters of a label to which an id in brackets is added: with 4 bytes each, 200 bytes are enough.
const STEM: usize = 36;

#[cfg(test)]
mod tests {
    use ostrakon_core::form::Form;
    use ostrakon_core::question::{Question, Rule};

    use super::*;

    fn told(names: &[&str]) -> Vec<(String, String)> {
        let options = identify(names.iter().map(|name| Listed::named((*name).to_owned())).collect());
        let for_question = options.iter().map(FileOption::to_question_option).collect();
        let (id, prompt) = ("q".parse().unwrap(), "?".parse().unwrap());
        Question::new(id, prompt, for_question, Form::Stance {}, Rule::new("any", Default::default()))
            .unwrap();
        options.iter().map(|option| (option.id().to_string(), option.label().to_string())).collect()
    }

    fn pair(id: &str, label: &str) -> (String, String) {
        (id.to_owned(), label.to_owned())
    }

    #[test]
    fn names_become_ids_and_labels() {
        let expected = [pair("ann-lee", "Ann Lee"), pair("option-2", "Да"), pair("w030mi", "W030MI")];
        assert_eq!(told(&["Ann Lee", "Да", "W030MI"]), expected);
    }

    #[test]
    fn names_that_look_alike_are_told_apart() {
        let names = ["Plan I", "Plan l", "Plan 1", "Plan I", "plan i", "Plan l (plan-l)"];
        let labels: Vec<_> = told(&names).into_iter().map(|(_, label)| label).collect();
        assert_eq!(
            labels,
            [
                "Plan I",
                "Plan l (plan-l)",
                "Plan 1 (plan-1, 2)",
                "Plan I (plan-i-2)",
                "plan i (plan-i-3)",
                "Plan l (plan-l) (plan-l-plan-l)"
            ]
        );
    }

    #[test]
    fn names_that_nobody_can_read_have_labels() {
        let hidden = ["", "\u{200B}", " \u{7}", "option-1"];
        let expected = [
            pair("option-1", "(option-1)"),
            pair("option-2", "(option-2)"),
            pair("option-3", "(option-3)"),
            pair("option-1-2", "option-1"),
        ];
        assert_eq!(told(&hidden), expected);
    }

    #[test]
    fn long_names_are_cut_and_stay_apart() {
        let long = "🗳".repeat(300);
        let labels: Vec<_> = told(&[&long, &long, &long]).into_iter().map(|(_, label)| label).collect();
        assert!(labels[0].ends_with('…') && labels[0].len() <= 200, "{labels:?}");
        assert!(labels[2].ends_with("🗳 (option-3)"), "{labels:?}");
    }

    #[test]
    fn five_hundred_equal_names_are_five_hundred_options() {
        let options = told(&["same"; 500]);
        assert_eq!(options[499], pair("same-500", "same (same-500)"));
    }
}
