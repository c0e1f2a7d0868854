//! How numbers are written. Fluent's own implementation puts no marks into them.

use domain::Language;
use fluent_bundle::FluentValue;
use fluent_bundle::memoizer::MemoizerKind;

pub(crate) fn in_english<M: MemoizerKind>(value: &FluentValue, _: &M) -> Option<String> {
    grouped(value, ',', '.')
}

pub(crate) fn in_german<M: MemoizerKind>(value: &FluentValue, _: &M) -> Option<String> {
    grouped(value, '.', ',')
}

/// As the window does it: in threes.
fn grouped(value: &FluentValue, thousands: char, point: char) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let text = number.as_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut written = String::with_capacity(text.len() + text.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        let left = whole.len() - at;
        let after_a_digit = written.ends_with(|last: char| last.is_ascii_digit());
        if after_a_digit && left.is_multiple_of(3) {
            written.push(thousands);
        }
        written.push(digit);
    }
    if !fraction.is_empty() {
        written.push(point);
        written.push_str(fraction);
    }
    Some(written)
}

/// With so many digits after the point, or the comma.
pub fn decimal(amount: f64, digits: usize, language: Language) -> String {
    let text = format!("{amount:.digits$}");
    match language {
        Language::English => text,
        Language::German => text.replace('.', ","),
    }
}

/// Decimal, as disks and cards are labelled.
pub fn bytes(count: u64, language: Language) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut amount = count as f64;
    let mut unit = 0;
    while amount >= 999.5 && unit < UNITS.len() - 1 {
        amount /= 1000.0;
        unit += 1;
    }
    let digits = if unit > 1 && amount < 100.0 { 1 } else { 0 };
    let space = match language {
        Language::English => ' ',
        // Number and unit stay on one line.
        Language::German => '\u{a0}',
    };
    format!("{}{space}{}", decimal(amount, digits, language), UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_as_on_a_cards_label() {
        let english = |count| bytes(count, Language::English);
        assert_eq!(english(0), "0 B");
        assert_eq!(english(999_700), "1.0 MB");
        assert_eq!(english(128_000_000_000), "128 GB");
        assert_eq!(bytes(84_200_000_000, Language::German), "84,2\u{a0}GB");
    }

    #[test]
    fn thousands_are_marked_as_each_language_does() {
        let written = |number: f64, thousands, point| {
            grouped(&FluentValue::from(number), thousands, point).unwrap()
        };
        assert_eq!(written(999.0, ',', '.'), "999");
        assert_eq!(written(1_000.0, ',', '.'), "1,000");
        assert_eq!(written(1_234_567.5, '.', ','), "1.234.567,5");
        assert_eq!(written(-100_000.0, '.', ','), "-100.000");
    }
}
