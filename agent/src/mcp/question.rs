//! What the owner reads in a form.

use ostrakon_core::text::Text;

use crate::mandate::Judgement;
use crate::state::Affair;

/// Most bytes of a form. A host may cut longer ones off, and the owner would not see what is cast.
const MAX_BYTES: usize = 6000;

/// What is asked about a decision that waits for the owner; nothing where it has no ballot, or is too long for a form.
pub(super) fn about(affair: &Affair) -> Option<String> {
    let (proposal, Judgement::Ask(reason)) = (affair.proposal()?, &affair.decided.judgement) else {
        return None;
    };
    let poll = &affair.poll;
    let mut text = format!(
        "Your voting agent asks you about a poll.\n\nPoll: {}\nId: {}\nBoard: {}\nCloses: {}\n\nThe ballot would say:\n",
        poll.title(),
        poll.id(),
        affair.decided.board,
        poll.closes()
    );
    for question in poll.questions() {
        let said = proposal.answers.get(question.id()).map(|answer| question.tell(answer));
        text.push_str(&format!("{}\n    {}\n", question.prompt(), said.unwrap_or_default()));
    }
    // One line: it could look like a part of the form otherwise.
    let rationale = Text::<600>::legible(proposal.rationale.as_str());
    text.push_str(&format!(
        "\nYou are asked because {reason}.\n\nWhat {} says of it, which may be wrong: {} sure, importance {}: “{}”",
        affair.decided.decider,
        proposal.confidence,
        proposal.importance,
        rationale.as_ref().map_or("", Text::as_str)
    ));
    (text.len() <= MAX_BYTES).then_some(text)
}
