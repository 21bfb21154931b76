//! What the server's paths are for and what goes in and out: the OpenAPI document, and the same for people.

mod endpoints;
mod schemas;

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::http::StatusCode;
use ostrakon_core::json;
use serde_json::{Map, Value, json};

use self::endpoints::{ENDPOINTS, Endpoint};
use crate::index::{HTML, escape};
use crate::reply::{self, Cache, JSON, Reply};

static DOCUMENT: LazyLock<Vec<u8>> = LazyLock::new(|| json::to_canonical(&document()));

/// `GET /openapi.json`
pub(crate) async fn openapi() -> Reply {
    Ok(reply::bytes(JSON, Cache::Short, DOCUMENT.as_slice()))
}

/// `GET /api`: the document for people.
pub(crate) async fn page() -> Reply {
    let mut rows = String::new();
    for endpoint in ENDPOINTS {
        let Endpoint { method, path, summary, about, body, .. } = endpoint;
        let token = if endpoint.token { " With the organisers' token." } else { "" };
        let takes = body.map(|body| format!(" Takes: {}.", body.what)).unwrap_or_default();
        let answers: Vec<_> =
            endpoint.answers.iter().map(|answer| format!("{}: {}", answer.status, answer.what)).collect();
        let method = method.to_uppercase();
        let said = escape(&format!("{summary}.{token}{takes} {}. {about}", answers.join(". ")));
        // Writing to a text never fails.
        let _ = writeln!(rows, "<tr><td><code>{method} {path}</code></td><td>{said}</td></tr>");
    }
    Ok(reply::bytes(HTML, Cache::Short, include_str!("api/page.html").replace("{rows}", &rows)))
}

/// The [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.0) document.
fn document() -> Value {
    let mut paths = Map::new();
    for endpoint in ENDPOINTS {
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        if let Some(methods) = path.as_object_mut() {
            methods.insert(endpoint.method.to_owned(), operation(endpoint));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Ostrakon board",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Anonymous polls on public logs",
            "description": "Refusals are RFC 9457 problem details with a stable code. \
                The board keeps no address and sets no cookie.",
        },
        "paths": paths,
        "components": {
            "parameters": schemas::parameters(),
            "schemas": schemas::schemas(),
            "securitySchemes": {"token": {
                "type": "http", "scheme": "bearer", "description": "The organisers' token",
            }},
        },
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let mut responses = Map::new();
    for answer in endpoint.answers {
        let mut response = json!({"description": answer.what});
        if let (Some((kind, schema)), Some(response)) = (answer.content, response.as_object_mut()) {
            response.insert("content".to_owned(), content(kind, schema));
        }
        responses.insert(answer.status.to_string(), response);
    }
    let token = endpoint.token.then_some(401);
    let size = endpoint.body.map(|_| 413);
    for status in endpoint.refusals.iter().copied().chain(token).chain(size) {
        let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        responses.insert(status.to_string(), problem(reason.unwrap_or_default()));
    }
    responses.insert("default".to_owned(), problem("Refused: the code says why"));

    let mut operation = json!({
        "operationId": endpoint.id,
        "summary": endpoint.summary,
        "tags": [endpoint.tag],
        "responses": responses,
        "parameters": parameters(endpoint.path, endpoint.query),
    });
    if let Some(operation) = operation.as_object_mut() {
        if !endpoint.about.is_empty() {
            operation.insert("description".to_owned(), json!(endpoint.about));
        }
        if let Some(body) = endpoint.body {
            let (kind, schema) = body.content;
            let body = json!({"required": true, "description": body.what, "content": content(kind, schema)});
            operation.insert("requestBody".to_owned(), body);
        }
        if endpoint.token {
            operation.insert("security".to_owned(), json!([{"token": []}]));
        }
    }
    operation
}

/// The parts of a path in braces, and what its query takes.
fn parameters(path: &str, query: Option<&str>) -> Value {
    let in_path = path.split('{').skip(1).filter_map(|part| part.split('}').next());
    in_path.chain(query).map(|name| json!({"$ref": format!("#/components/parameters/{name}")})).collect()
}

fn content(kind: &str, schema: &str) -> Value {
    let mut content = Map::new();
    content.insert(kind.to_owned(), json!({"schema": {"$ref": format!("#/components/schemas/{schema}")}}));
    Value::Object(content)
}

fn problem(description: &str) -> Value {
    json!({"description": description, "content": content("application/problem+json", "Problem")})
}
