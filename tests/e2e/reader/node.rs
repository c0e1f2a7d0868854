//! One thing in the window with all that is in it, and what may not be wrong with it.

use super::At;
use std::collections::HashMap;
use std::fmt::Write;

/// Stands in a text where something else is embedded.
const EMBEDDED: char = '\u{fffc}';

/// By its place in `AtspiStateType`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum State {
    Checked = 4,
    Enabled = 8,
    Focusable = 11,
    Modal = 16,
}

/// By their numbers in `AtspiRole`. WebKit names none of them itself.
const ROLES: &[(u32, &str)] = &[
    (2, "alert"),
    (7, "check box"),
    (11, "combo box"),
    (14, "desktop"),
    (16, "dialog"),
    (20, "filler"),
    (23, "frame"),
    (27, "image"),
    (29, "label"),
    (31, "list"),
    (32, "list item"),
    (33, "menu"),
    (35, "menu item"),
    (37, "tab"),
    (39, "panel"),
    (40, "password"),
    (42, "progress bar"),
    (43, "button"),
    (44, "radio button"),
    (49, "scroll pane"),
    (50, "separator"),
    (52, "spin button"),
    (54, "status"),
    (55, "table"),
    (56, "cell"),
    (57, "column header"),
    (61, "text"),
    (62, "toggle button"),
    (63, "tool bar"),
    (71, "header"),
    (73, "paragraph"),
    (75, "program"),
    (79, "entry"),
    (83, "heading"),
    (85, "section"),
    (87, "form"),
    (88, "link"),
    (90, "row"),
    (95, "page"),
    (98, "list box"),
    (99, "group"),
    (101, "notification"),
    (110, "landmark"),
    (116, "static"),
    (121, "descriptions"),
    (122, "term"),
    (123, "description"),
];

pub(super) fn role_name(number: u32) -> String {
    let known = ROLES.iter().find(|(known, _)| *known == number);
    known.map_or_else(|| format!("role {number}"), |(_, name)| (*name).to_owned())
}

/// One thing in the window, with all that is in it.
#[derive(Debug, Clone)]
pub struct Node {
    pub(super) at: At,
    pub role: String,
    pub name: String,
    pub description: String,
    pub(super) text: String,
    pub(super) states: u64,
    pub(super) attributes: HashMap<String, String>,
    pub children: Vec<Node>,
}

impl Node {
    pub fn is(&self, state: State) -> bool {
        self.states >> (state as u32) & 1 == 1
    }

    /// Itself and all that is in it, from the top.
    pub fn all(&self) -> Vec<&Node> {
        let below = self.children.iter().flat_map(Node::all);
        std::iter::once(self).chain(below).collect()
    }

    pub fn all_of<'a>(&'a self, role: &str) -> Vec<&'a Node> {
        self.all().into_iter().filter(|node| node.role == role).collect()
    }

    pub fn find(&self, role: &str, name: &str) -> Option<&Node> {
        self.all_of(role).into_iter().find(|node| node.name == name)
    }

    /// As it is read out: by its name where it has one, and otherwise by what is in it.
    pub fn said(&self) -> String {
        if !self.name.is_empty() {
            return self.name.clone();
        }
        let mut children = self.children.iter();
        if self.text.is_empty() {
            let all: Vec<_> = children.map(Node::said).filter(|said| !said.is_empty()).collect();
            return all.join(" · ");
        }
        let mut said = String::new();
        for letter in self.text.chars() {
            match letter {
                EMBEDDED => said.push_str(&children.next().map(Node::said).unwrap_or_default()),
                letter => said.push(letter),
            }
        }
        said.trim().to_owned()
    }

    /// What changes in it is read out by itself.
    pub fn is_live(&self) -> bool {
        let live = ["live", "container-live"].map(|name| self.attributes.get(name));
        live.into_iter().flatten().any(|how| how == "polite" || how == "assertive")
    }

    /// The tree as text, for whoever has to find out what is wrong with it.
    pub fn outline(&self) -> String {
        let mut text = String::new();
        self.outline_into(0, &mut text);
        text
    }

    fn outline_into(&self, depth: usize, text: &mut String) {
        let Self { role, name, description, states, .. } = self;
        let _ = write!(text, "{:depth$}{role} {name:?} {states:x}", "", depth = depth * 2);
        if !description.is_empty() {
            let _ = write!(text, " ({description})");
        }
        if self.is_live() {
            text.push_str(" live");
        }
        if !self.text.is_empty() && self.text != *name {
            let _ = write!(text, " = {:?}", self.text);
        }
        text.push('\n');
        for child in &self.children {
            child.outline_into(depth + 1, text);
        }
    }
}

/// What one may do something with.
const PRESSED: [&str; 9] = [
    "button",
    "toggle button",
    "check box",
    "radio button",
    "combo box",
    "menu item",
    "link",
    "entry",
    "password",
];

/// Where there must be words, and which things must be where.
pub(super) fn wrong_with(window: &Node) -> Vec<String> {
    let mut wrong = Vec::new();
    if (window.role.as_str(), window.name.as_str()) != ("frame", "Labrun") {
        wrong.push(format!("the window is the {} {:?}", window.role, window.name));
    }
    if window.all_of("page").len() != 1 || window.find("page", "Labrun").is_none() {
        wrong.push("the window does not hold one page of its name".to_owned());
    }
    if window.all_of("heading").is_empty() {
        wrong.push("it has no heading".to_owned());
    }
    for node in window.all() {
        let role = node.role.as_str();
        // The page itself and what it scrolls in are named by the window.
        let container = role == "page" || role == "scroll pane";
        let reached = node.is(State::Focusable) && !container;
        let named = ["heading", "dialog", "alert", "table", "image", "progress bar", "menu"]
            .contains(&role);
        if (reached || named || PRESSED.contains(&role)) && node.name.is_empty() {
            wrong.push(format!("a {role} without a name, with {:?} in it", node.said()));
        }
        let holds = |role: &str| node.children.iter().filter(|one| one.role == role).count();
        if role == "list" && holds("list item") == 0 {
            wrong.push(format!("a list of nothing: {:?}", node.name));
        }
        if role != "list" && holds("list item") > 0 {
            wrong.push(format!("items of a list that is a {role}: {:?}", node.said()));
        }
        if role != "table" && holds("row") > 0 {
            wrong.push(format!("rows of a table that is a {role}: {:?}", node.said()));
        }
        if role == "row" && holds("cell") + holds("column header") < node.children.len() {
            wrong.push(format!("a row with something beside its cells: {:?}", node.said()));
        }
    }
    wrong
}
