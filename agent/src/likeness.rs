//! What tells a poll from one that asks something else.

use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::poll::Poll;

/// A digest of what a voter sees of a poll: its title, questions and options, as they look. A poll that is posted again
/// under another id, with another window or of another group, has the same.
#[must_use]
pub(crate) fn likeness(poll: &Poll) -> Digest {
    let likeness = TaggedHash::new("ostrakon/likeness/1");
    let likeness = poll.labels().fold(likeness, |likeness, label| {
        let [folded, _] = label.skeletons();
        likeness.part(folded)
    });
    likeness.finish()
}
