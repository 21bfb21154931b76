//! Progress on standard error, where that is a terminal, and the times of steps.

use std::fmt;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

/// A bar for work on `length` things. Shows nothing where standard error is no terminal.
pub(crate) fn bar(what: &'static str, length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    let template = "{msg} {wide_bar} {human_pos}/{human_len} {elapsed} (about {eta} left)";
    bar.set_style(ProgressStyle::with_template(template).expect("the template is well formed"));
    bar.set_message(what);
    bar
}

/// Does something that nobody can tell how far it is, and shows that it goes on.
pub(crate) fn while_working<T>(what: &'static str, work: impl FnOnce() -> T) -> T {
    let spinner = spinner(what);
    let done = work();
    spinner.finish_and_clear();
    done
}

/// A bar for work that goes through stages.
pub(crate) fn stages() -> Stages {
    Stages { bar: None, what: "" }
}

/// The bar of the present stage.
pub(crate) struct Stages {
    bar: Option<ProgressBar>,
    what: &'static str,
}

impl Stages {
    /// Shows that so much of a stage is done, of so much where that is known.
    pub(crate) fn stage(&mut self, what: &'static str, done: u64, of: Option<u64>) {
        if self.what != what {
            self.end();
            self.what = what;
            self.bar = Some(match of {
                Some(of) => bar(what, usize::try_from(of).unwrap_or(usize::MAX)),
                None => spinner(what),
            });
        }
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
    }

    /// Shows nothing any more.
    pub(crate) fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn spinner(what: &'static str) -> ProgressBar {
    let spinner = ProgressBar::new_spinner().with_message(what);
    spinner.enable_steady_tick(Duration::from_millis(200));
    spinner
}

/// How long each step of a command took.
#[derive(Debug)]
pub(crate) struct Steps {
    begun: Instant,
    last: Instant,
    steps: Vec<(&'static str, Duration)>,
}

impl Steps {
    /// Starts the watch.
    pub(crate) fn begin() -> Self {
        let now = Instant::now();
        Self { begun: now, last: now, steps: Vec::new() }
    }

    /// Notes that a step is done.
    pub(crate) fn done(&mut self, step: &'static str) {
        let now = Instant::now();
        self.steps.push((step, now - self.last));
        self.last = now;
    }

    /// The milliseconds of each step.
    pub(crate) fn to_json(&self) -> Value {
        let steps = self.steps.iter().map(|(step, took)| ((*step).to_owned(), milliseconds(*took).into()));
        Value::Object(steps.collect())
    }
}

impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = ("all", self.last - self.begun);
        self.steps
            .iter()
            .chain([&all])
            .try_for_each(|(step, took)| writeln!(f, "{step:<28} {:>9.1} ms", took.as_secs_f64() * 1000.0))
    }
}

/// Whole milliseconds.
pub(crate) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
