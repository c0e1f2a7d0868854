//! What is spoken in this program. It stands here and is handed to nobody, because `?` turns an error
//! into what the window is told, and to that nothing can be handed.

use domain::Language;
use std::sync::LazyLock;
use tokio::sync::watch;
use words::Words;

/// The person's choice, and until that is known the computer's.
static IN_FORCE: LazyLock<watch::Sender<Language>> =
    LazyLock::new(|| watch::Sender::new(words::system_language()));

pub fn language() -> Language {
    *IN_FORCE.borrow()
}

pub fn words() -> &'static Words {
    Words::of(language())
}

/// Whether it is another one than before.
pub fn speak(chosen: Option<Language>) -> bool {
    let language = chosen.unwrap_or_else(words::system_language);
    IN_FORCE.send_if_modified(|now| std::mem::replace(now, language) != language)
}
