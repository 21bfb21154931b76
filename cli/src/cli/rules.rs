//! `ostrakon rules`: the arguments.

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Tell everything about this rule
    #[arg(value_name = "RULE")]
    pub(crate) name: Option<String>,
    /// Only rules that count answers of this form
    #[arg(long, value_name = "FORM", value_parser = ["allocate", "pick", "rank", "score", "stance"], conflicts_with = "name")]
    pub(crate) form: Option<String>,
    /// Write the page docs/rules.md
    #[arg(long, hide = true, conflicts_with_all = ["name", "form"])]
    pub(crate) markdown: bool,
}
