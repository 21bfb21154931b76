//! [`Canvas`]: an SVG document that grows downwards.

use std::fmt::{Display, Write as _};

use super::Subject;

/// Width of every picture, in pixels.
pub(super) const WIDTH: u64 = 480;

/// Space left free at both sides.
pub(super) const MARGIN: u64 = 16;

/// Width between the margins.
pub(super) const INNER: u64 = WIDTH - 2 * MARGIN;

/// Most characters of a description.
const MAX_DESCRIPTION: usize = 2000;

/// An SVG document that grows downwards. All lengths are pixels.
pub(super) struct Canvas {
    body: String,
    description: Vec<String>,
    /// Where the next thing goes.
    pub(super) y: u64,
}

/// Where a text stands at its position.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Style {
    class: &'static str,
    size: u64,
    bold: bool,
}

impl Style {
    pub(super) const PLAIN: Self = Self { class: "o-text", size: 15, bold: false };
    pub(super) const FAINT: Self = Self { class: "o-faint", size: 13, bold: false };
    /// On a coloured area, which is the same light and dark.
    pub(super) const ON_COLOUR: Self = Self { class: "o-ink", size: 13, bold: false };

    pub(super) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(super) const fn size(self, size: u64) -> Self {
        Self { size, ..self }
    }

    /// How wide a text is about, on the wide side.
    pub(super) fn width_of(self, text: &str) -> u64 {
        let percent: u64 = text.chars().map(percent_of_size).sum();
        let percent = if self.bold { percent * 108 / 100 } else { percent };
        (percent * self.size).div_ceil(100)
    }

    /// The text, cut where it is wider than `width`.
    pub(super) fn cut(self, text: &str, width: u64) -> String {
        if self.width_of(text) <= width {
            return text.to_owned();
        }
        let mut start = String::new();
        for c in text.chars() {
            start.push(c);
            if self.width_of(&start) + self.width_of("…") > width {
                start.pop();
                break;
            }
        }
        format!("{}…", start.trim_end())
    }

    /// The text in lines of at most `width`, cut after so many.
    fn wrap(self, text: &str, width: u64, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut words = text.split(' ').peekable();
        while let Some(word) = words.next() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            match longer.filter(|line| self.width_of(line) <= width) {
                Some(longer) => *lines.last_mut().expect("it was just made longer") = longer,
                None if lines.len() == most => {
                    let last = lines.last_mut().expect("at least one line is wanted");
                    *last = self.cut(
                        &format!("{last} {word} {}", words.by_ref().collect::<Vec<_>>().join(" ")),
                        width,
                    );
                }
                None => lines.push(word.to_owned()),
            }
        }
        lines.into_iter().map(|line| self.cut(&line, width)).collect()
    }
}

/// About how wide a character is, in percent of the size of its text.
fn percent_of_size(c: char) -> u64 {
    match c {
        ' ' | '!' | '\'' | '(' | ')' | ',' | '.' | '/' | ':' | ';' | 'I' | 'f' | 'i' | 'j' | 'l' | 'r'
        | 't' | '|' => 36,
        'M' | 'W' | 'm' | 'w' | '%' | '@' | '—' | '…' | '→' | '✓' => 92,
        'A'..='Z' => 70,
        '\u{0}'..='\u{2FF}' => 57,
        '\u{300}'..='\u{10FF}' => 68,
        _ => 100,
    }
}

impl Canvas {
    /// A canvas with the question and who won at its top.
    pub(super) fn new(subject: &Subject<'_>) -> Self {
        let mut canvas = Self { body: String::new(), description: Vec::new(), y: MARGIN };
        let prompt = subject.question.prompt().to_string();
        canvas.paragraph(&prompt, Style::PLAIN.bold().size(17), 3);
        canvas.y += 2;
        let sentence = subject.outcome.sentence(subject.question);
        canvas.paragraph(&sentence, Style::PLAIN, 5);
        canvas.describe(sentence);
        canvas.y += 10;
        canvas
    }

    /// Text over the whole width, in at most so many lines.
    pub(super) fn paragraph(&mut self, text: &str, style: Style, most: usize) {
        for line in style.wrap(text, INNER, most) {
            self.y += style.size + 4;
            self.text(MARGIN, self.y - 4, Anchor::Start, style, &line);
        }
    }

    /// Text with its baseline at `y`.
    pub(super) fn text(&mut self, x: u64, y: u64, anchor: Anchor, style: Style, text: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let Style { class, size, bold } = style;
        let weight = if bold { " font-weight=\"700\"" } else { "" };
        self.push(format_args!(
            "<text class=\"{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{weight}{anchor}>{}</text>",
            Escaped(text)
        ));
    }

    /// A filled rectangle. Draws nothing where one of its sides is zero.
    pub(super) fn area(&mut self, class: &str, x: u64, y: u64, width: u64, height: u64) {
        if width > 0 && height > 0 {
            self.push(format_args!(
                "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"/>"
            ));
        }
    }

    /// A rectangle in a colour of the heat map: `percent` of full strength.
    pub(super) fn heat(&mut self, class: &str, percent: u64, (x, y): (u64, u64), size: u64) {
        self.push(format_args!(
            "<rect class=\"{class}\" fill-opacity=\"{}.{:02}\" x=\"{x}\" y=\"{y}\" width=\"{size}\" height=\"{size}\"/>",
            percent / 100,
            percent % 100
        ));
    }

    /// What goes from one stretch of a line to a stretch of a lower one.
    pub(super) fn ribbon(&mut self, class: &str, from: (u64, u64), to: (u64, u64), top: u64, bottom: u64) {
        let ((left, right), (to_left, to_right), middle) = (from, to, u64::midpoint(top, bottom));
        self.push(format_args!(
            "<path class=\"{class} o-ribbon\" d=\"M{left} {top}C{left} {middle} {to_left} {middle} {to_left} {bottom}\
             H{to_right}C{to_right} {middle} {right} {middle} {right} {top}Z\"/>"
        ));
    }

    /// A line through points, each with a dot.
    pub(super) fn curve(&mut self, won: bool, points: &[(u64, u64)]) {
        let (line, dot) = if won { ("o-line o-best", "o-won") } else { ("o-line", "o-lost") };
        let path: Vec<_> = points.iter().map(|(x, y)| format!("{x} {y}")).collect();
        self.push(format_args!("<path class=\"{line}\" d=\"M{}\"/>", path.join("L")));
        for (x, y) in points {
            self.push(format_args!("<circle class=\"{dot}\" cx=\"{x}\" cy=\"{y}\" r=\"4\"/>"));
        }
    }

    /// A dotted line from a point to the text that names it.
    pub(super) fn leader(&mut self, (x, y): (u64, u64), (to_x, to_y): (u64, u64)) {
        self.push(format_args!(
            "<path class=\"o-rule\" stroke-dasharray=\"2 4\" d=\"M{x} {y}L{to_x} {to_y}\"/>"
        ));
    }

    /// A thin line from left to right, or downwards.
    pub(super) fn rule(&mut self, (x, y): (u64, u64), (to_x, to_y): (u64, u64)) {
        self.push(format_args!("<path class=\"o-rule\" d=\"M{x} {y}L{to_x} {to_y}\"/>"));
    }

    /// Says in words what is drawn, for those who do not see it.
    pub(super) fn describe(&mut self, words: impl Into<String>) {
        self.description.push(words.into());
    }

    /// The document.
    pub(super) fn finish(self, subject: &Subject<'_>, name: &str) -> String {
        let Self { body, description, y } = self;
        let (prompt, id) = (subject.question.prompt().to_string(), subject.question.id());
        let height = y + MARGIN;
        let mut description = description.join(" ");
        if let Some((end, _)) = description.char_indices().nth(MAX_DESCRIPTION) {
            description.truncate(end);
            description.push('…');
        }
        let (prompt, description) = (Escaped(&prompt), Escaped(&description));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
             style=\"max-width:100%;height:auto\" font-family=\"{FONTS}\" role=\"img\" \
             aria-labelledby=\"o-{id}-{name}-title o-{id}-{name}-text\">\n\
             <title id=\"o-{id}-{name}-title\">{prompt}</title>\n\
             <desc id=\"o-{id}-{name}-text\">{description}</desc>\n\
             <style>{SHEET}</style>\n\
             <rect class=\"o-paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n{body}</svg>\n"
        )
    }

    fn push(&mut self, element: impl Display) {
        // Writing to a `String` cannot fail.
        let _ = writeln!(self.body, "{element}");
    }
}

const FONTS: &str = "system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,Helvetica,Arial,sans-serif";

/// Light where nothing else is asked for, and on paper.
const SHEET: &str = include_str!("sheet.css");

/// Text with nothing left that XML would take for something else or refuse.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => f.write_char('\u{FFFD}')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_labels_is_text() {
        let text = "</text><script>alert('1 & \"2\"')</script>\u{FFFF}\u{8}";
        assert_eq!(
            Escaped(text).to_string(),
            "&lt;/text&gt;&lt;script&gt;alert(&#39;1 &amp; &quot;2&quot;&#39;)&lt;/script&gt;\u{FFFD}\u{FFFD}"
        );
    }

    #[test]
    fn long_text_is_cut_and_wrapped() {
        let style = Style::PLAIN;
        assert_eq!(style.cut("short", 100), "short");
        let cut = style.cut(&"long ".repeat(50), 100);
        assert!(cut.ends_with('…') && style.width_of(&cut) <= 100, "{cut}");
        let lines = style.wrap(&"word ".repeat(50), 100, 3);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].ends_with('…') && lines.iter().all(|line| style.width_of(line) <= 100), "{lines:?}");
        assert_eq!(style.wrap("one two", 1000, 3), ["one two"]);
        assert!(style.width_of(&style.cut("票票票票票票票票票票", 100)) <= 100);
    }
}
