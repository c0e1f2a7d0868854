//! The list of projects, and an account with so many of them that they are made up when asked for
//! instead of being kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Builder;

use super::{Account, AccountId, Cloud, Project, ProjectId};

/// Projects that exist by their number. Only what a person changed about them is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Many {
    pub count: u32,
    renamed: BTreeMap<u32, String>,
    withdrawn: BTreeSet<u32>,
}

impl Many {
    pub fn of(count: u32) -> Many {
        Many { count, renamed: BTreeMap::new(), withdrawn: BTreeSet::new() }
    }

    fn get(&self, account: AccountId, number: u32) -> Option<Project> {
        if number >= self.count || self.withdrawn.contains(&number) {
            return None;
        }
        let name = self.renamed.get(&number).cloned().unwrap_or_else(|| name(number));
        Some(Project { id: id(account, number), name })
    }
}

/// The account's id with the number in place of its end.
fn id(account: AccountId, number: u32) -> ProjectId {
    let mut bytes = *account.0.as_bytes();
    bytes[12..].copy_from_slice(&number.to_be_bytes());
    ProjectId(Builder::from_custom_bytes(bytes).into_uuid())
}

fn number(account: AccountId, wanted: ProjectId) -> Option<u32> {
    let bytes = wanted.0.as_bytes();
    let number = u32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]);
    (id(account, number) == wanted).then_some(number)
}

/// Names as sets have them: accented, in several scripts, some of them far too long.
fn name(number: u32) -> String {
    const KINDS: [&str; 7] =
        ["Épisode", "Folge", "Avsnitt", "Jakso", "Odcinek", "エピソード", "Эпизод"];
    const PLACES: [&str; 6] = [
        "Ångströmsgatan",
        "Côte-d’Azur (unité B)",
        "Łódź – ulica Piotrkowska",
        "Großglockner-Hochalpenstraße",
        "Þingvellir",
        "San José del Guaviare",
    ];
    let at = number as usize;
    let short =
        format!("{} {:05} – {}", KINDS[at % KINDS.len()], number + 1, PLACES[at % PLACES.len()]);
    if number % 100 == 99 {
        format!("{short} {}", "und noch einmal von vorn, diesmal bei Regen ".repeat(5).trim_end())
    } else {
        short
    }
}

impl Account {
    pub fn count(&self) -> usize {
        self.projects.len() + self.many.as_ref().map_or(0, |many| many.count as usize)
    }

    /// Of all of them, the made-up ones at the end: what is asked for is a page, and the names of
    /// the others need not be made up for it.
    pub fn listed(&self) -> impl Iterator<Item = ProjectId> {
        let many = self.many.iter().flat_map(move |many| {
            let there = (0..many.count).filter(|number| !many.withdrawn.contains(number));
            there.map(move |number| id(self.id, number))
        });
        self.projects.iter().map(|project| project.id).chain(many)
    }

    pub fn find(&self, id: ProjectId) -> Option<Project> {
        let kept = self.projects.iter().find(|project| project.id == id).cloned();
        kept.or_else(|| self.many.as_ref()?.get(self.id, number(self.id, id)?))
    }
}

impl Cloud {
    /// Those of the accounts that have a few.
    pub fn projects(&self) -> impl Iterator<Item = &Project> {
        self.accounts.iter().flat_map(|account| &account.projects)
    }

    pub fn project(&self, id: ProjectId) -> Option<Project> {
        self.accounts.iter().find_map(|account| account.find(id))
    }

    pub fn account_of(&self, id: ProjectId) -> Option<&Account> {
        self.accounts.iter().find(|account| account.find(id).is_some())
    }

    pub fn rename_project(&mut self, id: ProjectId, name: &str) {
        for account in &mut self.accounts {
            for project in account.projects.iter_mut().filter(|project| project.id == id) {
                name.clone_into(&mut project.name);
            }
            if let Some(number) = number(account.id, id)
                && let Some(many) = &mut account.many
            {
                many.renamed.insert(number, name.to_owned());
            }
        }
    }

    pub fn withdraw_project(&mut self, id: ProjectId) {
        for account in &mut self.accounts {
            account.projects.retain(|project| project.id != id);
            if let Some(number) = number(account.id, id)
                && let Some(many) = &mut account.many
            {
                many.withdrawn.insert(number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_project_is_found_by_its_id_and_remembers_its_new_name() {
        let mut cloud = Cloud::demo();
        let account = cloud.accounts.iter().find(|account| account.many.is_some());
        let all: Vec<ProjectId> = account.expect("the large account").listed().collect();
        assert_eq!(all.len(), 10_000);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), 10_000, "no two are the same");

        let last = all[9_999];
        assert_eq!(cloud.project(last).map(|found| found.name), Some(name(9_999)));
        cloud.rename_project(last, "Épilogue");
        assert_eq!(cloud.project(last).map(|found| found.name), Some("Épilogue".to_owned()));
        cloud.withdraw_project(last);
        assert!(cloud.project(last).is_none());
    }
}
