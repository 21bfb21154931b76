//! How text looks on a terminal. Elsewhere, and with `NO_COLOR`, the styles are taken out again.

use std::io::Write as _;

use anstyle::{AnsiColor, Style};

/// Something that stands out.
pub(crate) const BOLD: Style = Style::new().bold();

/// Something less important.
pub(crate) const FAINT: Style = Style::new().dimmed();

/// Something that is well.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();

/// Something that is not.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();

/// Something to mind.
pub(crate) const WARN: Style = AnsiColor::Yellow.on_default().bold();

/// The mark before a check that passed or failed.
pub(crate) fn mark(passed: bool) -> String {
    if passed { format!("{GOOD}✓{GOOD:#}") } else { format!("{BAD}✗{BAD:#}") }
}

/// Says something on standard output while a command goes on, to whoever still reads.
pub(crate) fn say(text: &str) {
    let _ = anstream::stdout().write_all(text.as_bytes());
}

/// Says something to know on standard error.
pub(crate) fn note(text: &str) {
    let _ = writeln!(anstream::stderr(), "{BOLD}note:{BOLD:#} {text}");
}

/// Says something to mind on standard error.
pub(crate) fn warn(text: &str) {
    let _ = writeln!(anstream::stderr(), "{WARN}warning:{WARN:#} {text}");
}
