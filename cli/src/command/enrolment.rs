//! `ostrakon enrolment` and `enrol`.

use std::fs;
use std::io::{IsTerminal as _, stdin};

use inquire::{Password, PasswordDisplayMode};
use ostrakon_core::enrolment::{Code, CodeDigest, Enrolment, EnrolmentRequest};
use ostrakon_core::text::{Label, nfc};
use rand_core::OsRng;
use serde_json::json;
use zeroize::Zeroizing;

use crate::cli::{Enrol, Enrolment as Command, EnrolmentClose, EnrolmentNew, EnrolmentShow};
use crate::error::Error;
use crate::identity_file;
use crate::io::{Access, Existing, Source, Target};
use crate::people::People;
use crate::remote::{Remote, Token};
use crate::report::Report;
use crate::style::{BOLD, mark};

/// Most bytes of a file with a code.
const MAX_CODE_BYTES: usize = 4096;

pub(super) fn run(command: &Command) -> Result<Report, Error> {
    match command {
        Command::New(arguments) => open(arguments),
        Command::Show(arguments) => show(arguments),
        Command::Close(arguments) => close(arguments),
    }
}

fn open(arguments: &EnrolmentNew) -> Result<Report, Error> {
    let EnrolmentNew { title, people: source, codes: file, server, token, overwrite } = arguments;
    let (target, existing) = (Target::from(file.clone()), Existing::from_force(overwrite.force));
    target.check(existing)?;
    let title: Label = nfc(title)
        .parse()
        .map_err(|error| Error::rejected("text", error).about("title").hint("choose another --title"))?;
    let people = People::read(source)?;
    let token = Token::read(&token.token_file)?;
    let remote = Remote::new(&server.server)?;
    remote.expect_private()?;

    let enrolment = Enrolment::generate(title, &mut OsRng);
    let id = enrolment.id();
    let codes: Vec<Code> = (0..people.len()).map(|_| Code::generate(&mut OsRng)).collect();
    let mut digests: Vec<CodeDigest> = codes.iter().map(|code| code.digest(id)).collect();
    // In the order of the table they would tell the server who is who.
    digests.sort_unstable();
    target.write(&people.with_codes(&codes), Access::Owner, existing)?;
    let body = json!({"codes": digests, "enrolment": enrolment}).to_string();
    if let Err(error) = remote.post_as(&token, "/enrolments", body.as_bytes()) {
        // Nobody is to be sent a code that may be good for nothing.
        let _ = fs::remove_file(file);
        return Err(error);
    }
    let page = format!("{remote}/#/enrol/{id}");
    let text = format!(
        "{}, with a code for each of {} people. It is secret: send each person theirs, with this\n\
         link, or the address and the enrolment's id, then delete it.\n\n\
         {BOLD}enrolment{BOLD:#}  {id}\n\n\
         {page}\n\n\
         Or, with the program:\n\
         ostrakon identity new\n\
         ostrakon enrol --server {remote} --enrolment {id}\n",
        target.wrote(),
        people.len()
    );
    Ok(Report::new(
        text,
        json!({"enrolment": id, "file": target.to_string(), "issued": people.len(), "page": page}),
    ))
}

fn show(arguments: &EnrolmentShow) -> Result<Report, Error> {
    let EnrolmentShow { id, server } = arguments;
    let state = Remote::new(&server.server)?.enrolment(*id)?;
    let title = state.enrolment.title();
    let open = if state.closed { "closed" } else { "open" };
    let text = format!("{BOLD}{title}{BOLD:#}: {open}, {} of {} codes are used.\n", state.used, state.issued);
    let json = json!({
        "closed": state.closed, "enrolment": id, "issued": state.issued, "title": title, "used": state.used,
    });
    Ok(Report::new(text, json))
}

fn close(arguments: &EnrolmentClose) -> Result<Report, Error> {
    let EnrolmentClose { id, server, token, output, overwrite } = arguments;
    let existing = Existing::from_force(overwrite.force);
    output.check(existing)?;
    let token = Token::read(&token.token_file)?;
    let remote = Remote::new(&server.server)?;
    remote.post_as(&token, &format!("/enrolments/{id}/close"), b"")?;
    let (state, group) = (remote.enrolment(*id)?, remote.enrolled(*id)?);
    if group.members() as u64 != state.used {
        let message =
            format!("{} codes were used, and the group has {} members", state.used, group.members());
        return Err(Error::rejected("enrolment-count", message)
            .about(&remote)
            .hint("do not use this group: tell whoever runs the board"));
    }
    output.write_spelling(&group.spelling(), existing)?;
    let text = format!(
        "{}: {} of {} codes were used. Publish both numbers with the group, so that people can see\n\
         whether more were let in than should be.\n",
        output.wrote(),
        state.used,
        state.issued
    );
    let json = json!({
        "enrolment": id, "file": output.to_string(), "issued": state.issued, "root": group.root(), "used": state.used,
    });
    Ok(Report::new(text, json).beside(output))
}

pub(super) fn enrol(arguments: &Enrol) -> Result<Report, Error> {
    let Enrol { server, enrolment: id, identity, passphrase, code_file } = arguments;
    let remote = Remote::new(&server.server)?;
    remote.expect_private()?;
    let enrolment = remote.enrolment(*id)?.enrolment;
    let secret = identity_file::read(identity, passphrase)?;
    let code = code(code_file.as_ref(), &enrolment)?;
    let entered = remote.enrol(&EnrolmentRequest::new(&enrolment, code, &secret))?;
    let commitment = secret.commitment();
    if entered != commitment {
        return Err(Error::rejected(
            "enrolment-commitment",
            "the server entered another commitment than yours",
        )
        .about(&remote)
        .hint("tell the registrar, before the enrolment is closed"));
    }
    let text = format!(
        "{} Your identity is enrolled in: {}\n\n{BOLD}commitment{BOLD:#}  {commitment}\n\n\
         When the enrolment is closed, see that it is in the group. Do not vote soon after enrolling, nor from\n\
         the same address: who runs the board knows whose code came now, and would know whose ballot comes next.\n",
        mark(true),
        enrolment.title()
    );
    Ok(Report::new(text, json!({"commitment": commitment, "enrolment": id, "title": enrolment.title()})))
}

/// The code, from a file or the terminal.
fn code(file: Option<&Source>, enrolment: &Enrolment) -> Result<Code, Error> {
    let text = match file {
        Some(source) => source.read_text(MAX_CODE_BYTES, "code")?,
        None if stdin().is_terminal() => {
            let prompt = format!("Your code for {}:", enrolment.title());
            let prompt = Password::new(&prompt).with_display_mode(PasswordDisplayMode::Masked);
            let typed = prompt.without_confirmation().prompt().map_err(|error| {
                Error::usage("code", format!("no code was given: {error}")).hint(CODE_HINT)
            })?;
            Zeroizing::new(typed)
        }
        None => {
            return Err(Error::usage("code", "a code is needed, and there is no terminal to ask on")
                .hint("give it in a file: --code-file FILE, or - for standard input"));
        }
    };
    text.trim().parse().map_err(|error| Error::rejected("code", error).hint(CODE_HINT))
}

const CODE_HINT: &str =
    "run the command again with the code that the registrar sent you, such as ABCD-EFGH-JKMN-PQRS";
