//! The server as a host sees it, with a desk that does what a test says.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use rmcp::model::JsonObject;
use serde_json::{Value, json};
use tokio::io::{
    AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream, Lines, ReadHalf, WriteHalf, duplex,
    split,
};
use tokio::time::timeout;

use super::*;

/// Lets `polls` through once the test says so, asks the owner about every proposal, and counts what the owner said.
struct Scripted {
    gate: Receiver<()>,
    called: Arc<AtomicUsize>,
    said: Arc<Mutex<Vec<Said>>>,
}

impl Desk for Scripted {
    fn call(&mut self, tool: Tool, arguments: JsonObject, _: &DeciderName) -> Result<Called, Failure> {
        self.called.fetch_add(1, Ordering::SeqCst);
        match tool {
            Tool::Polls => {
                self.gate.recv().ok();
                Ok(Called::Done(json!({ "polls": [], "more": false })))
            }
            Tool::Propose => Ok(Called::Asks {
                poll: arguments["poll"].as_str().unwrap().parse().unwrap(),
                message: "Really?".to_owned(),
                meanwhile: json!({ "it": "waiting" }),
            }),
            _ => Err(Failure { code: "some-code".to_owned(), message: "some reason".to_owned() }),
        }
    }

    fn answer(&mut self, _: PollId, said: Said) -> Result<Value, Failure> {
        self.said.lock().unwrap().push(said);
        Ok(json!({ "it": "answered" }))
    }

    fn chores(&mut self) -> Vec<String> {
        Vec::new()
    }

    fn next(&self) -> Option<Duration> {
        None
    }
}

/// A host that writes lines.
struct Wire {
    out: WriteHalf<DuplexStream>,
    back: Lines<BufReader<ReadHalf<DuplexStream>>>,
    gate: Sender<()>,
    called: Arc<AtomicUsize>,
    said: Arc<Mutex<Vec<Said>>>,
}

impl Wire {
    /// A host of protocol 2025-11-25 with these capabilities.
    async fn legacy(capabilities: Value) -> Self {
        let mut wire = Self::new();
        let host = json!({ "name": "host", "version": "1" });
        let params =
            json!({ "protocolVersion": "2025-11-25", "capabilities": capabilities, "clientInfo": host });
        wire.send(json!({ "id": "begin", "method": "initialize", "params": params })).await;
        assert_eq!(wire.next().await["result"]["protocolVersion"], "2025-11-25");
        wire.send(json!({ "method": "notifications/initialized" })).await;
        wire
    }

    fn new() -> Self {
        let (host, server) = duplex(1 << 20);
        let (gate, opened) = channel();
        let (called, said) = (Arc::default(), Arc::default());
        let desk = Scripted { gate: opened, called: Arc::clone(&called), said: Arc::clone(&said) };
        let (reader, writer) = split(server);
        tokio::spawn(async move { serve_desk(desk, reader, writer, |_| {}).await.unwrap() });
        let (back, out) = split(host);
        Self { out, back: BufReader::new(back).lines(), gate, called, said }
    }

    async fn send(&mut self, mut message: Value) {
        message["jsonrpc"] = json!("2.0");
        self.out.write_all(format!("{message}\n").as_bytes()).await.unwrap();
    }

    async fn next(&mut self) -> Value {
        let line = timeout(Duration::from_secs(20), self.back.next_line()).await.unwrap().unwrap().unwrap();
        serde_json::from_str(&line).unwrap()
    }

    async fn call(&mut self, id: impl Into<Value>, tool: &str, given: Value, more: Value) {
        let mut params = json!({ "name": tool, "arguments": given });
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self.send(json!({ "id": id.into(), "method": "tools/call", "params": params })).await;
    }
}

fn poll(digit: char) -> String {
    digit.to_string().repeat(64)
}

/// What a request of protocol 2026-07-28 says of the host.
fn modern(capabilities: &Value) -> Value {
    json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { "name": "host", "version": "2" },
        "io.modelcontextprotocol/clientCapabilities": capabilities,
    })
}

fn yes() -> Value {
    json!({ "action": "accept", "content": { "answer": "Cast this ballot" } })
}

#[tokio::test]
async fn a_host_has_only_so_many_requests_open() {
    let mut wire = Wire::legacy(json!({})).await;
    // Another request under an id that is open is none, and requests cannot be called back.
    wire.call(0, "polls", json!({}), json!({})).await;
    for id in 0..100 {
        wire.call(id, "polls", json!({}), json!({})).await;
    }
    for id in 0..100 {
        wire.send(json!({ "method": "notifications/cancelled", "params": { "requestId": id } })).await;
    }
    wire.send(json!({ "id": "ping", "method": "ping" })).await;
    assert!(
        timeout(Duration::from_millis(300), wire.back.next_line()).await.is_err(),
        "nothing is answered yet"
    );
    for _ in 0..100 {
        wire.gate.send(()).unwrap();
    }
    let mut answered = Vec::new();
    for _ in 0..101 {
        answered.push(wire.next().await["id"].clone());
    }
    assert!(answered.contains(&json!("ping")));
    assert_eq!(wire.called.load(Ordering::SeqCst), 100);
}

#[tokio::test]
async fn a_form_is_shown_once_for_a_poll_and_its_answer_is_passed_on() {
    let mut wire = Wire::legacy(json!({ "elicitation": {} })).await;
    wire.call(1, "propose", json!({ "poll": poll('a') }), json!({})).await;
    let asked = wire.next().await;
    assert_eq!(asked["method"], "elicitation/create");
    assert_eq!(asked["params"]["message"], "Really?");
    // Another proposal meanwhile asks nobody.
    wire.call(2, "propose", json!({ "poll": poll('b') }), json!({})).await;
    assert_eq!(wire.next().await["result"]["structuredContent"]["it"], "waiting");
    wire.send(json!({ "id": asked["id"], "result": yes() })).await;
    assert_eq!(wire.next().await["result"]["structuredContent"]["it"], "answered");
    wire.call(3, "propose", json!({ "poll": poll('a') }), json!({})).await;
    assert_eq!(wire.next().await["result"]["structuredContent"]["it"], "waiting");
    assert_eq!(*wire.said.lock().unwrap(), [Said::Cast]);
}

#[tokio::test]
async fn a_host_that_refuses_to_ask_has_asked_nobody() {
    let mut wire = Wire::legacy(json!({ "elicitation": {} })).await;
    wire.call(1, "propose", json!({ "poll": poll('a') }), json!({})).await;
    let asked = wire.next().await;
    wire.send(json!({ "id": asked["id"], "error": { "code": -32603, "message": "no" } })).await;
    assert_eq!(wire.next().await["result"]["structuredContent"]["it"], "answered");
    assert_eq!(*wire.said.lock().unwrap(), [Said::Nothing]);
}

#[tokio::test]
async fn hosts_that_show_no_forms_are_not_asked() {
    for capabilities in [json!({}), json!({ "elicitation": { "url": {} } })] {
        let mut wire = Wire::legacy(capabilities.clone()).await;
        wire.call(1, "propose", json!({ "poll": poll('a') }), json!({})).await;
        assert_eq!(wire.next().await["result"]["structuredContent"]["it"], "waiting", "{capabilities}");
        let mut wire = Wire::new();
        wire.call(1, "propose", json!({ "poll": poll('a') }), json!({ "_meta": modern(&capabilities) }))
            .await;
        assert_eq!(wire.next().await["result"]["structuredContent"]["it"], "waiting", "{capabilities}");
    }
}

#[tokio::test]
async fn an_answer_counts_for_a_form_that_is_open_and_once() {
    let meta = modern(&json!({ "elicitation": { "form": {} } }));
    let mut wire = Wire::new();
    let answer = |about: char| json!({ "_meta": meta, "requestState": poll(about), "inputResponses": { "owner": yes() } });
    let plain = json!({ "_meta": meta });
    // Before anybody was asked it is a proposal like any other.
    wire.call(1, "propose", json!({ "poll": poll('a') }), answer('a')).await;
    let asked = wire.next().await["result"].clone();
    assert_eq!(asked["resultType"], "input_required");
    assert_eq!(asked["requestState"], json!(poll('a')));
    assert_eq!(asked["inputRequests"]["owner"]["params"]["message"], "Really?");
    // For another poll, or by another tool, it is no answer.
    wire.call(2, "propose", json!({ "poll": poll('b') }), answer('a')).await;
    assert_eq!(wire.next().await["result"]["resultType"], "input_required");
    wire.call(3, "dry_run", json!({ "poll": poll('a') }), answer('a')).await;
    assert_eq!(wire.next().await["result"]["isError"], true);
    assert_eq!(*wire.said.lock().unwrap(), []);
    wire.call(4, "propose", json!({ "poll": poll('a') }), answer('a')).await;
    assert_eq!(wire.next().await["result"]["structuredContent"]["it"], "answered");
    for more in [answer('a'), plain] {
        wire.call(5, "propose", json!({ "poll": poll('a') }), more).await;
        assert_eq!(wire.next().await["result"]["structuredContent"]["it"], "waiting");
    }
    assert_eq!(*wire.said.lock().unwrap(), [Said::Cast]);
}

#[tokio::test]
async fn what_fails_is_told_with_its_code_and_without_what_the_schema_speaks_of() {
    let mut wire = Wire::legacy(json!({})).await;
    wire.call(1, "receipt", json!({}), json!({})).await;
    let result = wire.next().await["result"].clone();
    assert_eq!((&result["isError"], &result["structuredContent"]), (&json!(true), &Value::Null));
    let text: Value = serde_json::from_str(result["content"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(text, json!({ "code": "some-code", "message": "some reason" }));
    wire.call(2, "approve", json!({}), json!({})).await;
    assert_eq!(wire.next().await["error"]["message"], "there is no such tool");
}

#[tokio::test]
async fn the_server_ends_with_the_host() {
    let (host, server) = duplex(64);
    drop(host);
    let (_gate, opened) = channel();
    let desk = Scripted { gate: opened, called: Arc::default(), said: Arc::default() };
    let (reader, writer) = split(server);
    assert_eq!(serve_desk(desk, reader, writer, |_| {}).await, Ok(()));
}

#[test]
fn each_tool_is_described_with_schemas_of_objects() {
    for tool in Tool::ALL {
        let told = serde_json::to_value(tool.described()).unwrap();
        assert_eq!(Tool::named(told["name"].as_str().unwrap()), Some(tool));
        for schema in ["inputSchema", "outputSchema"] {
            let schema = &told[schema];
            assert_eq!((&schema["type"], &schema["additionalProperties"]), (&json!("object"), &json!(false)));
            for required in schema["required"].as_array().unwrap() {
                assert!(schema["properties"].get(required.as_str().unwrap()).is_some(), "{told}");
            }
        }
        assert_eq!(told["annotations"]["readOnlyHint"], json!(tool != Tool::Propose), "{told}");
    }
}
