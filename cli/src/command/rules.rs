//! `ostrakon rules`.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use ostrakon_core::form::Form;
use ostrakon_core::question::Question;
use ostrakon_tally::property::{Kind, Property};
use ostrakon_tally::rule::KnownRule;
use serde_json::{Value, json};

use crate::cli::Rules;
use crate::error::Error;
use crate::report::Report;
use crate::style::{BOLD, FAINT};

/// Characters in a line.
const LINE: u16 = 100;

pub(super) fn run(arguments: &Rules) -> Result<Report, Error> {
    let Rules { name, form, markdown } = arguments;
    if let Some(name) = name {
        let rule = known(name)?;
        return Ok(Report::new(details(rule), to_json(rule)));
    }
    let is_wanted = |rule: &&KnownRule| form.as_deref().is_none_or(|form| rule.forms().contains(&form));
    let rules: Vec<_> = KnownRule::all().iter().filter(is_wanted).collect();
    let json = json!({ "rules": rules.iter().map(|rule| to_json(rule)).collect::<Vec<_>>() });
    Ok(Report::new(if *markdown { page() } else { table(&rules) }, json))
}

/// The rule of this name.
pub(crate) fn known(name: &str) -> Result<&'static KnownRule, Error> {
    KnownRule::all().iter().find(|rule| rule.name() == name).ok_or_else(|| {
        Error::usage("rule-unknown", format!("there is no rule {name:?}"))
            .hint("see all of them, and what each is for: ostrakon rules")
    })
}

/// All rules by what they decide, with what they guarantee.
fn table(rules: &[&KnownRule]) -> String {
    let mut text = String::new();
    let longest =
        |lengths: &mut dyn Iterator<Item = usize>| u16::try_from(lengths.max().unwrap_or(0)).unwrap_or(LINE);
    let name_width = longest(&mut rules.iter().map(|rule| rule.name().len())) + 2;
    let form_width = longest(&mut rules.iter().map(|rule| forms(rule).chars().count())) + 2;
    let properties_width = u16::try_from(Property::ALL.len() * 3).unwrap_or(LINE);
    let rest = LINE.saturating_sub(name_width + form_width + properties_width);
    for kind in Kind::ALL {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_width(LINE);
        let codes: Vec<_> = Property::ALL.into_iter().map(code).collect();
        table.set_header(["", "form", codes.join(" ").as_str(), "what it does"]);
        let mut is_empty = true;
        for rule in rules.iter().filter(|rule| rule.kind() == kind) {
            let marks: Vec<_> =
                Property::ALL.iter().map(|&property| format!("{} ", mark_of(rule, property))).collect();
            table.add_row([rule.name(), &forms(rule), &marks.join(" "), rule.summary()]);
            is_empty = false;
        }
        let widths = [name_width, form_width, properties_width, rest];
        table.set_constraints(widths.map(|width| ColumnConstraint::Absolute(Width::Fixed(width))));
        for column in table.column_iter_mut() {
            column.set_padding((0, 1));
        }
        if !is_empty {
            let heading = capitalised(kind.heading());
            text.push_str(&format!("{BOLD}{heading}{BOLD:#}\n"));
            for line in table.to_string().lines() {
                text.push_str(&format!("{}\n", line.trim_end()));
            }
            text.push('\n');
        }
    }
    text.push_str("✓ guaranteed   ✗ not guaranteed   · no question for this rule\n");
    for property in Property::ALL {
        text.push_str(&format!("{}  {:16} {}\n", code(property), property.name(), property.meaning()));
    }
    text.push_str("rank (=): options may share a place\n");
    text.push_str(&format!("\n{FAINT}Everything about one: ostrakon rules RULE{FAINT:#}\n"));
    text
}

/// Everything about a rule.
fn details(rule: &KnownRule) -> String {
    let name = rule.name();
    let mut text = format!(
        "{BOLD}{name}{BOLD:#}: {}\n\n{BOLD}decides{BOLD:#}  {}\n{BOLD}form{BOLD:#}     {}\n",
        rule.summary(),
        rule.kind().heading(),
        forms(rule),
    );
    for (heading, properties) in [("Guaranteed", rule.has()), ("Not guaranteed", rule.lacks())] {
        if !properties.is_empty() {
            text.push_str(&format!("\n{BOLD}{heading}{BOLD:#}\n"));
        }
        for property in properties {
            text.push_str(&format!("  {:16} {}\n", property.name(), property.meaning()));
        }
    }
    if !rule.parameters().is_empty() {
        text.push_str(&format!("\n{BOLD}Parameters{BOLD:#}\n"));
    }
    for parameter in rule.parameters() {
        let default = match parameter.default {
            Some(default) => format!("otherwise {default}"),
            None => "has to be stated".to_owned(),
        };
        text.push_str(&format!(
            "  {}: {}\n    {FAINT}{}; {default}{FAINT:#}\n",
            parameter.name, parameter.meaning, parameter.values
        ));
    }
    if let Some(example) = rule.examples().next() {
        let (form, rule) = as_toml(&example);
        text.push_str(&format!("\n{BOLD}In the draft of a poll{BOLD:#}\n  form = {form}\n  rule = {rule}\n"));
    }
    text
}

/// Form and rule of a question as a draft has them.
fn as_toml(question: &Question) -> (String, String) {
    let inline =
        |value: Value| toml::Value::try_from(value).map(|value| value.to_string()).unwrap_or_default();
    let rule = question.rule();
    let rule = match rule.parameters().is_empty() {
        true => json!(rule.name()),
        false => json!({rule.name(): rule.parameters()}),
    };
    (inline(json!(question.form())), inline(rule))
}

fn to_json(rule: &KnownRule) -> Value {
    let names =
        |properties: &[Property]| properties.iter().map(|property| property.name()).collect::<Vec<_>>();
    let parameters: Vec<_> = rule
        .parameters()
        .iter()
        .map(|parameter| {
            json!({
                "name": parameter.name, "meaning": parameter.meaning, "values": parameter.values,
                "default": parameter.default,
            })
        })
        .collect();
    let examples: Vec<_> =
        rule.examples().map(|question| json!({"form": question.form(), "rule": question.rule()})).collect();
    json!({
        "name": rule.name(), "summary": rule.summary(), "decides": rule.kind().heading(), "forms": rule.forms(),
        "has": names(rule.has()), "lacks": names(rule.lacks()), "parameters": parameters, "examples": examples,
    })
}

/// The forms that a rule counts, as far as a few words can say it.
fn forms(rule: &KnownRule) -> String {
    let examples: Vec<_> = rule.examples().collect();
    let fits = |wanted: &dyn Fn(&Form) -> bool| examples.iter().any(|question| wanted(question.form()));
    let name = |&name: &&'static str| match name {
        "pick" if !fits(&|form| matches!(form, Form::Pick { max, .. } if *max > 1)) => "pick one",
        "rank" if fits(&|form| matches!(form, Form::Rank { ties: true, .. })) => "rank (=)",
        name => name,
    };
    rule.forms().iter().map(name).collect::<Vec<_>>().join(", ")
}

fn mark_of(rule: &KnownRule, property: Property) -> char {
    match (rule.has().contains(&property), rule.lacks().contains(&property)) {
        (true, _) => '✓',
        (_, true) => '✗',
        _ => '·',
    }
}

/// Two letters for the head of a column.
fn code(property: Property) -> String {
    let name = property.name();
    let second = name.split('-').nth(1).unwrap_or_else(|| name.get(1..).unwrap_or_default());
    name.chars().take(1).chain(second.chars().take(1)).collect()
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// `docs/rules.md`.
fn page() -> String {
    let mut text = "# Rules\n\nThis page is written by `ostrakon rules --markdown`; a test holds it against the program.\n\n".to_owned();
    text.push_str("✓ guaranteed, ✗ not guaranteed, · no question for this rule. *rank (=)*: options may share a place.\n\n");
    text.push_str("| | Property | |\n|---|---|---|\n");
    for property in Property::ALL {
        text.push_str(&format!("| {} | {} | {} |\n", code(property), property.name(), property.meaning()));
    }
    let codes: Vec<_> = Property::ALL.into_iter().map(code).collect();
    for kind in Kind::ALL {
        let rules: Vec<_> = KnownRule::all().iter().filter(|rule| rule.kind() == kind).collect();
        if rules.is_empty() {
            continue;
        }
        text.push_str(&format!("\n## {}\n\n", capitalised(kind.heading())));
        text.push_str(&format!("| Rule | Form | {} | What it does |\n", codes.join(" | ")));
        text.push_str(&format!("|---|---|{}---|\n", "---|".repeat(codes.len())));
        for rule in &rules {
            let marks: Vec<_> =
                Property::ALL.iter().map(|&property| mark_of(rule, property).to_string()).collect();
            let (name, forms, marks) = (rule.name(), forms(rule), marks.join(" | "));
            text.push_str(&format!("| `{name}` | {forms} | {marks} | {} |\n", rule.summary()));
        }
        for rule in rules {
            text.push_str(&format!("\n### `{}`\n\n", rule.name()));
            if !rule.parameters().is_empty() {
                text.push_str("| Parameter | What it sets | Values | Otherwise |\n|---|---|---|---|\n");
            }
            for parameter in rule.parameters() {
                let default = parameter.default.unwrap_or("has to be stated");
                text.push_str(&format!(
                    "| `{}` | {} | {} | {default} |\n",
                    parameter.name, parameter.meaning, parameter.values
                ));
            }
            if !rule.parameters().is_empty() {
                text.push('\n');
            }
            if let Some(example) = rule.examples().next() {
                let (form, rule) = as_toml(&example);
                text.push_str(&format!("```toml\nform = {form}\nrule = {rule}\n```\n"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_property_has_letters_of_its_own() {
        let codes: BTreeSet<_> = Property::ALL.into_iter().map(code).collect();
        assert_eq!(codes.len(), Property::ALL.len());
        assert!(codes.iter().all(|code| code.len() == 2));
    }

    #[test]
    fn the_table_is_narrow() {
        let rules: Vec<_> = KnownRule::all().iter().collect();
        for line in anstream::adapter::strip_str(&table(&rules)).to_string().lines() {
            assert!(line.chars().count() <= usize::from(LINE), "{line}");
        }
    }
}
