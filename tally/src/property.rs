//! What rules are for and what they guarantee, so that an organiser can choose.

/// What a rule decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Kind {
    /// One option, or as many as there are seats, without regard to shares.
    Winner,
    /// A committee in which groups of voters are represented.
    Committee,
    /// Seats for party lists.
    Parties,
    /// Projects that a budget pays for.
    Budget,
    /// Shares, points and money.
    Allocation,
    /// What people agree on.
    Consensus,
    /// By lot.
    Lottery,
}

impl Kind {
    /// Every kind, in the order in which an organiser reads about them.
    pub const ALL: [Self; 7] = [
        Self::Winner,
        Self::Committee,
        Self::Parties,
        Self::Budget,
        Self::Allocation,
        Self::Consensus,
        Self::Lottery,
    ];

    /// What it decides, as a heading.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Winner => "one winner, or the first few",
            Self::Committee => "a representative committee",
            Self::Parties => "seats for party lists",
            Self::Budget => "projects within a budget",
            Self::Allocation => "shares, points and money",
            Self::Consensus => "what people agree on",
            Self::Lottery => "by lot",
        }
    }
}

/// A guarantee that a rule gives or does not give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Property {
    /// Adding options that all voters rank next to one that stands already changes nothing else.
    CloneProof,
    /// Who beats every other option one to one wins.
    Condorcet,
    /// Who loses to every other option one to one does not win.
    CondorcetLoser,
    /// Ranking further options below cannot hurt those above.
    LaterNoHarm,
    /// Whom more than half rank first, or approve alone, wins.
    Majority,
    /// Being ranked or scored higher, or chosen by more, never makes a winner lose.
    Monotone,
    /// A voter never gets a worse result by taking part.
    Participation,
    /// A group that is large enough for a share of the seats or the money, and agrees, gets a share.
    Proportional,
}

impl Property {
    /// Every property, by name.
    pub const ALL: [Self; 8] = [
        Self::CloneProof,
        Self::Condorcet,
        Self::CondorcetLoser,
        Self::LaterNoHarm,
        Self::Majority,
        Self::Monotone,
        Self::Participation,
        Self::Proportional,
    ];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CloneProof => "clone-proof",
            Self::Condorcet => "condorcet",
            Self::CondorcetLoser => "condorcet-loser",
            Self::LaterNoHarm => "later-no-harm",
            Self::Majority => "majority",
            Self::Monotone => "monotone",
            Self::Participation => "participation",
            Self::Proportional => "proportional",
        }
    }

    /// What it says, in one sentence for an organiser.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::CloneProof => "near copies of an option, ranked next to it, neither help nor harm it",
            Self::Condorcet => "who beats every other option one to one wins",
            Self::CondorcetLoser => "who loses to every other option one to one does not win",
            Self::LaterNoHarm => "naming further options cannot hurt those named before",
            Self::Majority => "who is first for more than half of the voters wins",
            Self::Monotone => "more support never makes a winner lose",
            Self::Participation => "taking part never gives a voter a worse result than staying away",
            Self::Proportional => "a group that agrees and is large enough gets its share",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_stand_by_name() {
        assert!(Property::ALL.is_sorted_by_key(|property| property.name()));
        assert!(Property::ALL.is_sorted());
        assert!(Kind::ALL.is_sorted());
    }
}
