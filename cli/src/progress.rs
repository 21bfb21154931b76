//! Progress on standard error, where that is a terminal, and the times of steps.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// A bar for work on `length` things. Shows nothing where standard error is no terminal.
pub(crate) fn bar(what: &'static str, length: usize) -> ProgressBar {
    let bar = ProgressBar::new(length as u64);
    let template = "{msg} {wide_bar} {human_pos}/{human_len} {elapsed} (about {eta} left)";
    bar.set_style(ProgressStyle::with_template(template).expect("the template is well formed"));
    bar.set_message(what);
    bar
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

    /// Tells all steps on standard error.
    pub(crate) fn tell(&self) {
        let all = ("all", self.begun.elapsed());
        for (step, took) in self.steps.iter().chain([&all]) {
            eprintln!("{step:<28} {:>9.1} ms", took.as_secs_f64() * 1000.0);
        }
    }
}
