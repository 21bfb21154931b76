//! What tells a poll from one that asks something else.

use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::poll::Poll;

/// A digest of what a voter sees of a poll: its title, questions and options, as they look. A poll that is posted again
/// under another id, with another window or of another group, has the same.
#[must_use]
pub(crate) fn likeness(poll: &Poll) -> Digest {
    let mut hash = TaggedHash::new("ostrakon/likeness/1");
    let mut add = |skeletons: [String; 2]| {
        let [folded, _] = skeletons;
        hash = hash.clone().part(folded);
    };
    add(poll.title().skeletons());
    for question in poll.questions() {
        add(question.prompt().skeletons());
        for option in question.options() {
            add(option.label().skeletons());
        }
    }
    hash.finish()
}
