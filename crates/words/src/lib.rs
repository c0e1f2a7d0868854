//! All that Labrun says outside its window: tray, notifications, dialogs, health, the browser's
//! page, updates, and what the clouds' forms say. The catalogue beside this file is the window's too.
//!
//! What this crate deliberately does not know: what anything means. It gives back what stands in
//! `en/` and `de/` under an id, with numbers and names put in.
//!
//! To add a sentence: the same id in each language's file of its area, and `say` where it is said.
//! To add a language: `docs/add-a-language.md`.

mod amount;
mod history;
mod told;

pub use amount::{bytes, decimal};
pub use fluent_bundle::FluentValue as Value;

use domain::Language;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::sync::LazyLock;

/// The areas that are spoken of outside the window. The others are the window's alone.
macro_rules! catalogue {
    ($folder:literal) => {
        [
            include_str!(concat!("../", $folder, "/clouds.ftl")),
            include_str!(concat!("../", $folder, "/dialogs.ftl")),
            include_str!(concat!("../", $folder, "/engine.ftl")),
            include_str!(concat!("../", $folder, "/health.ftl")),
            include_str!(concat!("../", $folder, "/history.ftl")),
            include_str!(concat!("../", $folder, "/notifications.ftl")),
            include_str!(concat!("../", $folder, "/pages.ftl")),
            include_str!(concat!("../", $folder, "/told.ftl")),
            include_str!(concat!("../", $folder, "/tray.ftl")),
            include_str!(concat!("../", $folder, "/updates.ftl")),
        ]
    };
}

static ENGLISH: LazyLock<Words> =
    LazyLock::new(|| Words::read(Language::English, catalogue!("en")));
static GERMAN: LazyLock<Words> = LazyLock::new(|| Words::read(Language::German, catalogue!("de")));

/// The catalogue in one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    pub fn of(language: Language) -> &'static Self {
        match language {
            Language::English => &ENGLISH,
            Language::German => &GERMAN,
        }
    }

    fn read<const FILES: usize>(language: Language, files: [&str; FILES]) -> Self {
        let locale = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Marks around a name would be heard by whoever reads the tray aloud, and copied with it.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::English => amount::in_english,
            Language::German => amount::in_german,
        }));
        for file in files {
            // What cannot be read is left out, and a test of this crate fails.
            let resource =
                FluentResource::try_new(file.to_owned()).unwrap_or_else(|(part, _)| part);
            bundle.add_resource_overriding(resource);
        }
        if let Err(error) = bundle.add_builtins() {
            tracing::error!(%error, "NUMBER is not known to the catalogue");
        }
        Self { language, bundle }
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// What stands under an id. Where the language lacks it the English; where that does, the id:
    /// better an odd word in the tray than none.
    pub fn say(&self, id: &str, args: &[(&str, Value)]) -> String {
        match self.find(id, args) {
            Some(said) => said,
            None if self.language != Language::English => Self::of(Language::English).say(id, args),
            None => {
                debug_assert!(false, "nothing is said under {id}");
                id.to_owned()
            }
        }
    }

    /// `None`: nothing stands under this id.
    pub fn find(&self, id: &str, args: &[(&str, Value)]) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        let args: FluentArgs = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let said = self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        Some(said)
    }
}

/// What the computer speaks, if Labrun does; else English. A person may list several.
pub fn system_language() -> Language {
    let mut spoken = sys_locale::get_locales();
    spoken.find_map(|locale| Language::of_locale(&locale)).unwrap_or_default()
}
