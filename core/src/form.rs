//! A [`Form`] says what an answer to a question may be. It does not say how answers are counted:
//! that is the rule's part.

use serde::{Deserialize, Serialize};

/// Largest score, in absolute value, that a form may allow.
pub const MAX_SCORE: i64 = 1_000_000;

/// Most credits that a form may hand out.
pub const MAX_CREDITS: i64 = 1_000_000_000;

/// What may be answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Form {
    /// Hand out up to `credits` among the options; `x` on an option costs `|x|^exponent`.
    Allocate {
        /// What a voter may spend in all, 1 to [`MAX_CREDITS`].
        credits: i64,
        /// 1: each unit costs one credit. 2: quadratic voting.
        exponent: u8,
        /// Whether units against an option may be bought.
        signed: bool,
    },
    /// Choose between `min` and `max` options. With `min` 0, choosing none says "none of these".
    Pick {
        /// Fewest options that may be chosen.
        min: usize,
        /// Most options that may be chosen.
        max: usize,
    },
    /// Put up to `max` options in order, best first.
    Rank {
        /// Most options that may be ranked.
        max: usize,
        /// Whether options may share a place.
        ties: bool,
    },
    /// Give each option a score between `min` and `max`, higher is better.
    Score {
        /// Lowest score.
        min: i64,
        /// Highest score.
        max: i64,
    },
    /// Agree with, disagree with or pass on each option.
    Stance {},
}

/// Why a form makes no sense for a number of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FormLimitsError {
    /// `credits` is not 1 to [`MAX_CREDITS`].
    #[error("credits must be between 1 and {MAX_CREDITS}")]
    Credits,
    /// `exponent` is neither 1 nor 2.
    #[error("the exponent must be 1 or 2")]
    Exponent,
    /// Fewer options than the form can be asked about.
    #[error("at least {0} options are needed")]
    Options(usize),
    /// `min` and `max` of picks do not fit each other or the options.
    #[error("pick needs min <= max and max between 1 and the number of options")]
    Pick,
    /// `max` of a ranking does not fit the options.
    #[error("rank needs max between 1 and the number of options")]
    Rank,
    /// `min` and `max` of scores do not fit each other.
    #[error("score needs min < max, both between -{MAX_SCORE} and {MAX_SCORE}")]
    Score,
}

impl Form {
    /// The form's name as written in polls and answers.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Allocate { .. } => "allocate",
            Self::Pick { .. } => "pick",
            Self::Rank { .. } => "rank",
            Self::Score { .. } => "score",
            Self::Stance {} => "stance",
        }
    }

    /// Checks that the form can be asked about `options` options.
    ///
    /// # Errors
    /// One [`FormLimitsError`] per parameter that makes no sense.
    pub fn check_limits(&self, options: usize) -> Result<(), FormLimitsError> {
        let fewest = if matches!(self, Self::Stance {}) { 1 } else { 2 };
        if options < fewest {
            return Err(FormLimitsError::Options(fewest));
        }
        match *self {
            Self::Allocate { credits, .. } if !(1..=MAX_CREDITS).contains(&credits) => {
                Err(FormLimitsError::Credits)
            }
            Self::Allocate { exponent, .. } if !matches!(exponent, 1 | 2) => Err(FormLimitsError::Exponent),
            Self::Pick { min, max } if max == 0 || min > max || max > options => Err(FormLimitsError::Pick),
            Self::Rank { max, .. } if max == 0 || max > options => Err(FormLimitsError::Rank),
            Self::Score { min, max } if min >= max || min < -MAX_SCORE || max > MAX_SCORE => {
                Err(FormLimitsError::Score)
            }
            _ => Ok(()),
        }
    }
}
