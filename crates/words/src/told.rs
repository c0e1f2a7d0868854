//! What came in English from a crate that knows no catalogue, found in it by what it says, and said in
//! another language with the same numbers, names and paths in it.

use crate::{Value, Words};
use domain::{Language, sentence, stopped};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;
use std::sync::LazyLock;

/// Where such sentences stand. What a select decides in them is never looked for.
const AREAS: [&str; 4] = [
    include_str!("../en/clouds.ftl"),
    include_str!("../en/engine.ftl"),
    include_str!("../en/health.ftl"),
    include_str!("../en/told.ftl"),
];

/// The one with most words of its own first: of two that fit, the other is the vaguer.
static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let mut known: Vec<Known> = AREAS.iter().flat_map(|text| Known::all_in(text)).collect();
    known.sort_by_key(|one| std::cmp::Reverse(one.fixed()));
    known
});

/// A message in English as it is recognised.
struct Known {
    id: String,
    pieces: Vec<Piece>,
}

enum Piece {
    Words(String),
    Variable(String),
}

impl Known {
    fn all_in(text: &str) -> Vec<Self> {
        let resource = parse(text).unwrap_or_else(|(read, _)| read);
        let of = |entry: Entry<&str>| {
            let Entry::Message(message) = entry else { return None };
            let pieces = pieces(&message.value?)?;
            Some(Self { id: message.id.name.to_owned(), pieces })
        };
        resource.body.into_iter().filter_map(of).collect()
    }

    /// How much of it is no variable.
    fn fixed(&self) -> usize {
        let of = |piece: &Piece| match piece {
            Piece::Words(words) => words.len(),
            Piece::Variable(_) => 0,
        };
        self.pieces.iter().map(of).sum()
    }

    fn begins_open(&self) -> bool {
        matches!(self.pieces.first(), Some(Piece::Variable(_)))
    }

    /// What stands where its variables are. `None`: this is another sentence.
    fn captures<'a>(&'a self, sentence: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let mut rest = sentence;
        let mut found = Vec::new();
        let mut open: Option<&str> = None;
        let last = self.pieces.len().saturating_sub(1);
        for (at, piece) in self.pieces.iter().enumerate() {
            match (piece, open.take()) {
                (Piece::Words(words), None) => rest = rest.strip_prefix(words.as_str())?,
                (Piece::Words(words), Some(variable)) => {
                    let here = match at == last {
                        true => rest.strip_suffix(words.as_str())?.len(),
                        false => rest.find(words.as_str())?,
                    };
                    found.push((variable, &rest[..here]));
                    rest = &rest[here + words.len()..];
                }
                (Piece::Variable(name), _) => open = Some(name),
            }
        }
        match open {
            Some(variable) => found.push((variable, rest)),
            None if !rest.is_empty() => return None,
            None => {}
        }
        found.iter().all(|(_, text)| !text.is_empty()).then_some(found)
    }
}

/// `None`: something in it is decided by what is put in.
fn pieces(pattern: &Pattern<&str>) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for element in &pattern.elements {
        pieces.push(match element {
            PatternElement::TextElement { value } => Piece::Words((*value).to_owned()),
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => Piece::Variable(id.name.to_owned()),
            PatternElement::Placeable { .. } => return None,
        });
    }
    Some(pieces)
}

impl Words {
    /// A reason or a sentence in English as a sentence in this language. What nobody knows, such as an
    /// operating system's own words, is told as it came.
    pub fn told(&self, english: &str) -> String {
        let sentence = sentence(english);
        self.find_known(&sentence, &stopped(english)).unwrap_or(sentence)
    }

    /// The same for what need not be a sentence: a name, a note, a word in brackets.
    pub fn told_as_it_stands(&self, english: &str) -> String {
        self.known(english).unwrap_or_else(|| english.to_owned())
    }

    /// `None`: the catalogue has no such sentence. What is put into it is looked up in turn.
    pub fn known(&self, english: &str) -> Option<String> {
        self.find_known(english, english)
    }

    /// `as_it_came`: the same without a capital made for it, which no path and no host is given.
    fn find_known(&self, english: &str, as_it_came: &str) -> Option<String> {
        KNOWN.iter().find_map(|known| {
            let english = if known.begins_open() { as_it_came } else { english };
            let found = known.captures(english)?;
            if self.language() == Language::English {
                return Some(english.to_owned());
            }
            let args: Vec<(&str, Value)> =
                found.into_iter().map(|(name, text)| (name, self.nested(text).into())).collect();
            Some(self.say(&known.id, &args))
        })
    }

    fn nested(&self, english: &str) -> String {
        let known = self.known(english);
        let known = known.or_else(|| self.find_known(&sentence(english), &stopped(english)));
        known.unwrap_or_else(|| english.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_sentence_is_found_again() {
        let text = "a-one = { $path } cannot be read: { $said }\n\
                    a-two = Part { $part } of { $parts }.\n\
                    a-three = { $n ->\n    [one] One.\n   *[other] Many.\n }\n";
        let known = Known::all_in(text);
        assert_eq!(known.len(), 2, "what is decided by a number is left out");
        let found = known[0].captures("/card/a: b.mov cannot be read: it is gone.");
        assert_eq!(found, Some(vec![("path", "/card/a: b.mov"), ("said", "it is gone.")]));
        let found = known[1].captures("Part 3 of 12.");
        assert_eq!(found, Some(vec![("part", "3"), ("parts", "12")]));
        for other in ["Part 3 of 12", "Part  of 12.", "part 3 of 12.", "Part 3 of 12. More"] {
            assert_eq!(known[1].captures(other), None, "{other}");
        }
    }

    #[test]
    fn nothing_is_recognised_by_next_to_nothing() {
        for known in KNOWN.iter().filter(|known| known.pieces.len() > 1) {
            assert!(known.fixed() >= 8, "{} is too vague", known.id);
        }
    }
}
