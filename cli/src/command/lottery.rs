//! `ostrakon lottery`.

use ostrakon_core::json;
use ostrakon_core::lottery::beacon::{BeaconRound, BeaconSignature};
use ostrakon_core::lottery::party::{MAX_PARTY_SECRET_BYTES, Party, PartySecret};
use ostrakon_core::lottery::{LotteryOpening, LotterySource, Opened};
use ostrakon_core::poll::Poll;
use ostrakon_core::time::Timestamp;
use ostrakon_verifier::lottery::{self, LotteryError};
use rand_core::OsRng;
use serde::Deserialize;
use serde_json::json;

use crate::cli::{Lottery, LotteryCommit, LotteryOpen};
use crate::clock::now;
use crate::document;
use crate::error::Error;
use crate::io::{Access, Existing, Source};
use crate::report::Report;
use crate::style::BOLD;

/// Most bytes of a round as a beacon's web interface gives it.
const MAX_ROUND_BYTES: usize = 4096;

pub(super) fn run(command: &Lottery) -> Result<Report, Error> {
    match command {
        Lottery::Commit(arguments) => commit(arguments),
        Lottery::Open(arguments) => open(arguments),
    }
}

fn commit(arguments: &LotteryCommit) -> Result<Report, Error> {
    let LotteryCommit { name, output, overwrite } = arguments;
    let secret = PartySecret::generate(name.clone(), &mut OsRng);
    output.write(&secret.to_bytes(), Access::Owner, Existing::from_force(overwrite.force))?;
    let Party { name, commitment } = secret.party();
    let quoted = serde_json::Value::from(name.as_str());
    let text = format!(
        "{}. Keep it secret until the poll has closed, and keep a copy: without it there is no draw.\n\
         It is good for one poll only.\n\n\
         Give this to the organiser, for the draft of the poll. It is public:\n\n\
         [[lottery.parties]]\nname = {quoted}\ncommitment = {BOLD}\"{commitment}\"{BOLD:#}\n",
        output.wrote()
    );
    let json = json!({"name": name, "commitment": commitment, "file": output.to_string()});
    Ok(Report::new(text, json).beside(output))
}

fn open(arguments: &LotteryOpen) -> Result<Report, Error> {
    let LotteryOpen { poll: source, secrets, beacon, output, overwrite } = arguments;
    let existing = Existing::from_force(overwrite.force);
    output.check(existing)?;
    let poll = document::poll(source)?;
    let opened = match poll.lottery() {
        None => return Err(rejected(&LotteryError::NoLots).about(source)),
        Some(LotterySource::Beacon(round)) => Opened::Signature(published(round, beacon.as_ref())?),
        Some(LotterySource::Parties(parties)) => Opened::Secrets(revealed(&poll, parties, secrets)?),
    };
    let opening = LotteryOpening::new(poll.id(), opened);
    let seed = lottery::open(&poll, &opening).map_err(|error| rejected(&error))?.digest();
    output.write_document(&opening.to_bytes(), existing)?;
    let text = format!(
        "{}. It is what the poll's lottery source gave; publish it with the ballots.\n\
         Lots are drawn by {BOLD}{seed}{BOLD:#}\n",
        output.wrote()
    );
    Ok(Report::new(text, json!({"poll": poll.id(), "seed": seed, "file": output.to_string()})).beside(output))
}

/// The secrets of all parties, in the order of the poll.
fn revealed(
    poll: &Poll,
    parties: &[Party],
    files: &[Source],
) -> Result<Vec<ostrakon_core::hash::Digest>, Error> {
    not_before(poll.closes(), "the poll closes", "a secret that is given away before gives away the draw")?;
    let mut given = Vec::with_capacity(files.len());
    for file in files {
        let bytes = file.read_document(MAX_PARTY_SECRET_BYTES)?;
        let secret = PartySecret::from_bytes(&bytes)
            .map_err(|error| Error::rejected(error.code(), error).about(file))?;
        if !parties.contains(&secret.party()) {
            let message = format!(
                "this secret of {} is not one that the poll has a commitment to",
                secret.party().name
            );
            return Err(Error::rejected("lottery-secret", message).about(file));
        }
        given.push(secret);
    }
    let mut missing = Vec::new();
    let mut secrets = Vec::with_capacity(parties.len());
    for party in parties {
        match given.iter().find(|secret| secret.party() == *party) {
            Some(secret) => secrets.push(secret.reveal()),
            None => missing.push(party.name.to_string()),
        }
    }
    if !missing.is_empty() {
        let message = format!("{} of {} secrets are missing", missing.len(), parties.len());
        return Err(Error::rejected("lottery-secrets", message)
            .details(missing)
            .hint("ask these parties for their secret files: without all of them there is no draw"));
    }
    Ok(secrets)
}

/// The beacon's signature from a file.
fn published(round: &BeaconRound, file: Option<&Source>) -> Result<BeaconSignature, Error> {
    let number = round.round;
    if let Some(time) = round.time() {
        not_before(time, &format!("round {number} of the beacon is published"), "nobody knows it yet")?;
    }
    let file = file.ok_or_else(|| {
        Error::usage("usage", format!("the poll draws lots by round {number} of drand's quicknet"))
            .hint(format!("get it, and give it with --beacon: curl -o round.json {QUICKNET}/public/{number}"))
    })?;
    /// What drand's web interface gives, as far as it is needed here.
    #[derive(Deserialize)]
    struct Round {
        round: u64,
        signature: BeaconSignature,
    }
    let bytes = file.read(MAX_ROUND_BYTES, "json-size")?;
    let found: Round = json::from_json(&bytes, MAX_ROUND_BYTES)
        .map_err(|error| Error::rejected(error.code(), error).about(file))?;
    if found.round != number {
        let message = format!("this is round {}, the poll names round {number}", found.round);
        return Err(Error::rejected("lottery-signature", message).about(file));
    }
    Ok(found.signature)
}

/// Where drand publishes the rounds of its quicknet.
const QUICKNET: &str =
    "https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971";

/// Refuses to go on before a time.
fn not_before(time: Timestamp, what: &str, why: &str) -> Result<(), Error> {
    if now() > time {
        return Ok(());
    }
    Err(Error::rejected("lottery-not-yet", format!("{what} at {time}, and it is not later yet"))
        .hint(format!("wait: {why}")))
}

fn rejected(error: &LotteryError) -> Error {
    Error::rejected(error.code(), error)
}
