//! [`Metrics`]: how many requests there were, and how long they took, in the text format of
//! [OpenMetrics](https://prometheus.io/docs/specs/om/open_metrics_spec/).
//!
//! By path as the router has it and by code, never by poll, ballot, nullifier or address.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::app::App;
use crate::problem::Code;
use crate::reply::{self, Cache};

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    path: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Refused {
    code: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    path: String,
}

#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    refused: Family<Refused, Counter>,
    seconds: Family<Asked, Histogram>,
    under_way: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("ostrakon");
        let (answered, refused, under_way) = (Family::default(), Family::default(), Gauge::default());
        // From a millisecond to a minute.
        let seconds: Family<Asked, Histogram> =
            Family::new_with_constructor(|| Histogram::new(exponential_buckets(0.001, 2.0, 17)));
        registry.register("requests", "Requests that were answered", answered.clone());
        registry.register(
            "refusals",
            "Requests that were refused, by the code of the problem",
            refused.clone(),
        );
        registry.register_with_unit("request", "Time from head to answer", Unit::Seconds, seconds.clone());
        registry.register("requests_under_way", "Requests that are being served", under_way.clone());
        Self { registry, answered, refused, seconds, under_way }
    }
}

/// Counts a request, and takes its time.
pub(crate) async fn measure(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    // What nobody has a name for is counted together: there is no end to it.
    let path = request.extensions().get::<MatchedPath>().map_or("other", MatchedPath::as_str).to_owned();
    let method = match request.method().as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        _ => "other",
    };
    let (metrics, start) = (&app.metrics, Instant::now());
    metrics.under_way.inc();
    let _over = Over(&metrics.under_way);
    let response = next.run(request).await;
    metrics.seconds.get_or_create(&Asked { path: path.clone() }).observe(start.elapsed().as_secs_f64());
    if let Some(Code(code)) = response.extensions().get() {
        metrics.refused.get_or_create(&Refused { code }).inc();
    }
    metrics.answered.get_or_create(&Answered { method, path, status: response.status().as_u16() }).inc();
    response
}

/// Counts a request as over, also one whose client goes away.
struct Over<'a>(&'a Gauge);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.dec();
    }
}

/// What is served where only the operator can ask.
pub(crate) fn routes(app: Arc<App>) -> Router {
    Router::new().route("/metrics", get(text)).with_state(app)
}

async fn text(State(app): State<Arc<App>>) -> Response {
    let mut text = String::new();
    // Writing to a text never fails.
    let _ = encode(&mut text, &app.metrics.registry);
    reply::bytes("application/openmetrics-text; version=1.0.0; charset=utf-8", Cache::Never, text)
}
