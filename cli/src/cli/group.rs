//! `ostrakon group`: the arguments.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use ostrakon_core::identity::IdentityCommitment;

use super::Overwrite;
use crate::io::{Source, Target};

#[derive(Debug, Subcommand)]
pub(crate) enum Group {
    /// Make a group file, empty or from a list
    New(GroupNew),
    /// Add members to a group file
    Add(GroupAdd),
    /// Make a group file from a list of members
    ///
    /// A list is CSV with one commitment a row (or in the column `commitment`; other columns are not
    /// kept), a JSON array of commitments, a group that Semaphore's JavaScript client exported, or a
    /// group file. Every bad row is named, and nothing is written if there is one.
    Import(GroupImport),
    /// Remove a member from a group file. The place stays, empty
    Remove(GroupRemove),
    /// Show places, members, root and digest of a group
    Show(GroupShow),
    /// Write a group with all nodes of its tree, which voters of large groups read at once
    ///
    /// `ostrakon vote --group` takes it in place of the group file, and hashes nothing but the voter's own
    /// path. The list of members in it is checked as ever.
    Tree(GroupTree),
    /// Check a group file, and whether it is a poll's
    Verify(GroupVerify),
}

#[derive(Debug, Args)]
pub(crate) struct GroupNew {
    /// Where to write the group
    #[arg(value_name = "FILE", default_value = "group.json")]
    pub(crate) file: Target,
    /// A list of members, CSV or JSON
    #[arg(long, value_name = "LIST")]
    pub(crate) from: Option<Source>,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct GroupAdd {
    /// The group file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Commitments to add
    #[arg(value_name = "COMMITMENT", required_unless_present = "from")]
    pub(crate) members: Vec<IdentityCommitment>,
    /// A list of members to add, CSV or JSON
    #[arg(long, value_name = "LIST")]
    pub(crate) from: Option<Source>,
}

#[derive(Debug, Args)]
pub(crate) struct GroupImport {
    /// The list, CSV or JSON
    #[arg(value_name = "LIST")]
    pub(crate) list: Source,
    /// Where to write the group
    #[arg(short, long, value_name = "FILE", default_value = "group.json")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct GroupRemove {
    /// The group file
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The member to remove
    #[arg(value_name = "COMMITMENT")]
    pub(crate) member: IdentityCommitment,
}

#[derive(Debug, Args)]
pub(crate) struct GroupShow {
    /// The group file
    #[arg(value_name = "FILE", default_value = "group.json")]
    pub(crate) file: Source,
    /// List every place, too
    #[arg(long)]
    pub(crate) members: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GroupTree {
    /// The group file
    #[arg(value_name = "FILE", default_value = "group.json")]
    pub(crate) file: Source,
    /// Where to write the tree
    #[arg(short, long, value_name = "FILE", default_value = "group.tree")]
    pub(crate) output: Target,
    #[command(flatten)]
    pub(crate) overwrite: Overwrite,
}

#[derive(Debug, Args)]
pub(crate) struct GroupVerify {
    /// The group file
    #[arg(value_name = "FILE", default_value = "group.json")]
    pub(crate) file: Source,
    /// The poll whose electorate this should be
    #[arg(long, value_name = "POLL")]
    pub(crate) poll: Option<Source>,
}
