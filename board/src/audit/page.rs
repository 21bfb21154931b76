//! A verdict as a page for people: HTML that stands alone, loads nothing and runs nothing.

use std::fmt::{self, Write as _};

use super::verdict::{Check, Finding, Verdict};

impl Verdict {
    /// The verdict as an HTML page. Whatever comes from the bundle is escaped.
    #[must_use]
    pub fn to_html(&self) -> String {
        let mut page = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut page);
        page
    }

    fn write(&self, page: &mut String) -> fmt::Result {
        let finding = self.finding();
        let (class, word, meaning) = match finding {
            Finding::Accepted => ("good", "Accepted", "This is the result of this poll."),
            Finding::Rejected => ("bad", "Rejected", "Do not rely on this result."),
            Finding::SelfConsistent => (
                "fair",
                "Self-consistent",
                "The result follows from these files, whichever poll they are of.",
            ),
        };
        let title = self.poll().map_or_else(|| "A poll".to_owned(), |poll| poll.title().to_string());
        write!(
            page,
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{} — {word}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body>\n<h1>{}</h1>\n",
            Escaped(&title),
            Escaped(&title),
        )?;
        if let Some(poll) = self.poll() {
            writeln!(page, "<p>Poll <code>{}</code></p>", poll.id())?;
        }
        writeln!(page, "<p class=\"{class}\"><strong>{word}.</strong> {meaning}</p>")?;
        if finding != Finding::Rejected {
            writeln!(page, "<h2>Result</h2>")?;
            self.write_result(page)?;
        }
        writeln!(page, "<h2>What was checked</h2>\n<ul class=\"checks\">")?;
        self.checks().iter().try_for_each(|check| write_check(page, check))?;
        writeln!(page, "</ul>")?;
        let points = self.open_points();
        if !points.is_empty() {
            writeln!(page, "<h2>What these files cannot tell</h2>\n<ul>")?;
            for point in points {
                writeln!(page, "<li>{}</li>", Escaped(&point))?;
            }
            writeln!(page, "</ul>")?;
        }
        writeln!(page, "</body>\n</html>")
    }

    fn write_result(&self, page: &mut String) -> fmt::Result {
        let (Some(poll), Some(result)) = (self.poll(), self.result()) else { return Ok(()) };
        writeln!(page, "<p>{} ballots count.</p>", result.counted())?;
        for (question, outcome) in poll.questions().iter().zip(result.outcomes()) {
            let (prompt, sentence) = (question.prompt().to_string(), outcome.sentence(question));
            writeln!(page, "<h3>{}</h3>\n<p>{}</p>", Escaped(&prompt), Escaped(&sentence))?;
        }
        Ok(())
    }
}

fn write_check(page: &mut String, check: &Check) -> fmt::Result {
    let (class, mark) = match check.is_passed() {
        Some(true) => ("good", "✓"),
        Some(false) => ("bad", "✗"),
        None => ("fair", "–"),
    };
    write!(page, "<li class=\"{class}\">{mark} {}", Escaped(check.text()))?;
    if let Some(code) = check.code() {
        write!(page, " <code>{code}</code>")?;
    }
    if !check.details().is_empty() {
        write!(page, "<ul>")?;
        for detail in check.details() {
            write!(page, "<li>{}</li>", Escaped(detail))?;
        }
        write!(page, "</ul>")?;
    }
    writeln!(page, "</li>")
}

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}\
code{font-size:.85em;overflow-wrap:anywhere}\
p.good,p.bad,p.fair{border-left:.4rem solid;padding:.5rem 1rem}\
.good{border-color:#2a8a3e}.bad{border-color:#c62828}.fair{border-color:#b8860b}\
li.bad{color:#c62828}\
ul.checks{list-style:none;padding:0}ul.checks ul{color:inherit}";

/// Text in which nothing is taken for HTML.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '&' => f.write_str("&amp;"),
            '<' => f.write_str("&lt;"),
            '>' => f.write_str("&gt;"),
            '"' => f.write_str("&quot;"),
            '\'' => f.write_str("&#39;"),
            other => f.write_char(other),
        })
    }
}
