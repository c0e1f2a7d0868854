//! What a browser shows after a sign-in, in the person's language. The engine has the pages and knows
//! no catalogue.

use engine::{PageText, PageWords};
use words::Words;

pub fn said(words: &Words) -> PageWords {
    let say = |id: &str| words.say(id, &[]);
    let text = |title: &str, heading: &str, below: Option<&str>| PageText {
        title: say(title),
        heading: say(heading),
        words: below.map(say).unwrap_or_default(),
    };
    PageWords {
        language: words.language().code().to_owned(),
        done: text("pages-done-title", "pages-done", Some("pages-done-words")),
        not_ours: text("pages-not-ours-title", "pages-not-ours", Some("pages-not-ours-words")),
        not_here: text("pages-not-here-title", "pages-not-here", None),
        not_so: text("pages-not-so-title", "pages-not-so", None),
        too_long: text("pages-too-long-title", "pages-too-long", None),
        waiting: text("pages-waiting-title", "pages-waiting", Some("pages-no-script")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    #[test]
    fn in_english_a_page_says_what_the_engine_says_by_itself() {
        assert_eq!(said(Words::of(Language::English)), PageWords::default());
        assert_eq!(said(Words::of(Language::German)).language, "de");
    }
}
