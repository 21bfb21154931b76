//! The last part of a path: an index in groups of three digits, all but the last marked `x`, and the width of
//! what is not full.

use super::TILE_WIDTH;

/// `x001/x234/067` for 1,234,067, followed by `.p/12` where there are 12 and not 256.
pub(super) fn encode(index: u64, width: u16) -> String {
    let mut text = format!("{:03}", index % 1000);
    let mut rest = index / 1000;
    while rest > 0 {
        text.insert_str(0, &format!("x{:03}/", rest % 1000));
        rest /= 1000;
    }
    if width != TILE_WIDTH {
        text.push_str(&format!(".p/{width}"));
    }
    text
}

/// Index and width of what [`encode`] writes, and of nothing else.
pub(super) fn decode(text: &str) -> Option<(u64, u16)> {
    // Seven groups of three digits write any index, and the longest width has five characters.
    if text.len() > 7 * 5 + 6 {
        return None;
    }
    let (digits, width) = match text.split_once(".p/") {
        Some((digits, width)) => (digits, u16::try_from(number(width)?).ok()?),
        None => (text, TILE_WIDTH),
    };
    let mut index = 0_u64;
    for group in digits.split('/') {
        let group: u64 = group.strip_prefix('x').unwrap_or(group).parse().ok()?;
        index = index.checked_mul(1000)?.checked_add(group)?;
    }
    // Whatever is spelled in another way is refused here.
    (encode(index, width) == text).then_some((index, width))
}

/// A number without sign or leading zeros.
pub(super) fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}
