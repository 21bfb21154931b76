//! A [`Notice`]: what is odd about a file that can be counted all the same.

use std::fmt;

use super::location::Location;

/// What whoever counts a file should know about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// Every option's name is a number, as if the columns were the options.
    Numbers,
    /// Ballots name an option again; it counts where it stands first.
    Repeated {
        /// On how many rows.
        rows: u64,
    },
    /// The file states another number than it holds.
    Stated {
        /// Where it states it.
        location: Location,
        /// Of what.
        what: &'static str,
        /// The number stated.
        stated: u64,
        /// The number found.
        found: u64,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbers => f.write_str(
                "all names of options are numbers: if the columns are the options, name another format",
            ),
            Self::Repeated { rows } => {
                write!(f, "{rows} rows name an option again; it counts where it stands first")
            }
            Self::Stated { location, what, stated, found } => {
                write!(f, "{location}: the file states {stated} {what} and holds {found}")
            }
        }
    }
}
