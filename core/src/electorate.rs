//! An [`Electorate`] is a group as a poll states it.

use serde::{Deserialize, Serialize};

use crate::group::tree::GroupTree;
use crate::group::{Group, GroupRoot, MembersDigest};
use crate::path::Depth;

/// Which circuit, and so which keys of which ceremony, a poll's proofs use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CircuitId {
    /// Semaphore V4 with the keys of artifacts 4.13.0. Earlier keys belong to an under-constrained
    /// circuit and have no name here.
    #[serde(rename = "semaphore-4.13.0")]
    Semaphore4_13_0,
}

/// The group that may vote, as the poll states it for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Electorate {
    /// The circuit of all proofs in the poll.
    pub circuit: CircuitId,
    /// The circuit's depth, for all proofs in the poll.
    pub depth: Depth,
    /// Digest of the list of places.
    pub digest: MembersDigest,
    /// Places with a member in them.
    pub members: u64,
    /// Places, removed ones included.
    pub places: u64,
    /// The group's root.
    pub root: GroupRoot,
}

/// Why an electorate makes no sense, or is not that of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ElectorateError {
    /// The circuit has no room for the places.
    #[error("depth {depth} has no room for {places} places")]
    Depth {
        /// The stated depth.
        depth: Depth,
        /// The stated number of places.
        places: u64,
    },
    /// The list of places is another one.
    #[error("the list of members is not the poll's: its digest differs")]
    Digest,
    /// Nobody may vote.
    #[error("the electorate has no members")]
    Empty,
    /// Other numbers of places or members.
    #[error("the poll states {stated} {what}, the list has {found}")]
    Number {
        /// "places" or "members".
        what: &'static str,
        /// As the poll states it.
        stated: u64,
        /// As the list has it.
        found: u64,
    },
    /// More members than places.
    #[error("{members} members in {places} places")]
    Places {
        /// The stated number of members.
        members: u64,
        /// The stated number of places.
        places: u64,
    },
    /// Another root.
    #[error("the list of members is not the poll's: its root differs")]
    Root,
}

impl ElectorateError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Depth { .. } => "electorate-depth",
            Self::Digest => "electorate-digest",
            Self::Empty => "electorate-empty",
            Self::Number { .. } => "electorate-number",
            Self::Places { .. } => "electorate-places",
            Self::Root => "electorate-root",
        }
    }
}

impl Electorate {
    /// The electorate that a group is, for proofs of a depth.
    ///
    /// # Errors
    /// [`ElectorateError::Empty`], [`ElectorateError::Depth`].
    pub fn new(group: &Group, depth: Depth) -> Result<Self, ElectorateError> {
        let root = group.root().ok_or(ElectorateError::Empty)?;
        let electorate = Self {
            circuit: CircuitId::Semaphore4_13_0,
            depth,
            digest: group.digest(),
            members: group.members() as u64,
            places: group.places() as u64,
            root,
        };
        electorate.check()?;
        Ok(electorate)
    }

    /// Checks that the stated numbers make sense together.
    ///
    /// # Errors
    /// [`ElectorateError::Empty`], [`ElectorateError::Places`], [`ElectorateError::Depth`].
    pub fn check(&self) -> Result<(), ElectorateError> {
        let Self { members, places, depth, .. } = *self;
        if members == 0 {
            Err(ElectorateError::Empty)
        } else if members > places {
            Err(ElectorateError::Places { members, places })
        } else if Depth::for_places(places).is_none_or(|needed| needed > depth) {
            Err(ElectorateError::Depth { depth, places })
        } else {
            Ok(())
        }
    }

    /// Checks that a list of members is the stated one: numbers, root and digest.
    ///
    /// # Errors
    /// The first that differs.
    pub fn check_group(&self, group: &Group) -> Result<(), ElectorateError> {
        self.check_numbers(group.places(), group.members())?;
        self.check_hashes(group.root(), || group.digest())
    }

    /// Checks that a tree states this root, and has the stated list of members.
    ///
    /// # Errors
    /// The first that differs.
    pub fn check_tree(&self, tree: &GroupTree<'_>) -> Result<(), ElectorateError> {
        self.check_numbers(tree.places(), tree.members())?;
        self.check_hashes(Some(tree.root()), || tree.digest())
    }

    fn check_numbers(&self, places: usize, members: usize) -> Result<(), ElectorateError> {
        for (what, stated, found) in
            [("places", self.places, places as u64), ("members", self.members, members as u64)]
        {
            if stated != found {
                return Err(ElectorateError::Number { what, stated, found });
            }
        }
        Ok(())
    }

    fn check_hashes(
        &self,
        root: Option<GroupRoot>,
        digest: impl FnOnce() -> MembersDigest,
    ) -> Result<(), ElectorateError> {
        if root != Some(self.root) {
            Err(ElectorateError::Root)
        } else if digest() != self.digest {
            Err(ElectorateError::Digest)
        } else {
            Ok(())
        }
    }
}
