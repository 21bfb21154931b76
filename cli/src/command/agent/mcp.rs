//! `ostrakon agent mcp`.

use std::time::Duration;

use ostrakon_agent::mcp;
use serde_json::json;

use super::signer;
use crate::cli::AgentArgs;
use crate::command::serve::stop_signal;
use crate::error::Error;
use crate::report::Report;

/// How long a ballot that is on its way when the host goes has to arrive. It is sent again otherwise.
const LAST: Duration = Duration::from_secs(10);

pub(super) fn run(arguments: &AgentArgs) -> Result<Report, Error> {
    let signer = signer(arguments)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Error::usage("threads", format!("the system gives no threads: {error}")).hint("try again")
    })?;
    let log = |line: &str| eprintln!("{line}");
    let served = runtime.block_on(async {
        let stop = stop_signal()?;
        let served = mcp::serve(signer, &arguments.folder, tokio::io::stdin(), tokio::io::stdout(), log);
        tokio::select! {
            served = served => served.map_err(|error| {
                Error::usage("agent-host", error).hint("have an agent host start this command, see docs/agent-hosts.md")
            }),
            () = stop => Ok(()),
        }
    });
    runtime.shutdown_timeout(LAST);
    served?;
    Ok(Report::new("", json!({ "stopped": true })))
}
