//! Who is signed in, which accounts they may look into, and which cameras are there.

use super::dealer::{Dealer, Reach};
use super::user::{self, UserToken};
use super::{DISTRIBUTOR, EagleEye, RESELLER, assumed, wire};
use domain::{
    Account, AccountId, CloudError, ErrorKind, ListedAccount, ListedProject, Listing, Person,
    Place, Presence, Project, ProjectId, Session, Whereabouts,
};
use std::collections::HashMap;

/// Whose session it is.
enum Caller {
    User(UserToken),
    Dealer(Dealer),
}

impl Caller {
    fn of(session: &Session) -> Self {
        match session.way.as_str() {
            RESELLER => Caller::Dealer(Dealer::new(session, Reach::Own)),
            DISTRIBUTOR => Caller::Dealer(Dealer::new(session, Reach::All)),
            _ => Caller::User(UserToken::own(session)),
        }
    }
}

/// An [`AccountId`] of ours: the number of an account, and of one of its users where one was
/// picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Whose {
    account: u64,
    user: Option<u64>,
}

impl Whose {
    fn read(id: &AccountId) -> Result<Self, CloudError> {
        let (account, user) = match id.as_str().split_once(':') {
            Some((account, user)) => (account, Some(user)),
            None => (id.as_str(), None),
        };
        let user = user.map(str::parse).transpose().ok();
        match (account.parse(), user) {
            (Ok(account), Some(user)) => Ok(Self { account, user }),
            _ => Err(CloudError::new(ErrorKind::Rejected, "this is no account of CameraManager's")),
        }
    }

    fn id(self) -> AccountId {
        AccountId::new(match self.user {
            Some(user) => format!("{}:{user}", self.account),
            None => self.account.to_string(),
        })
    }
}

/// The cloud remembers no choice, so the chosen camera is looked up. It does not tell a dealer who
/// they are either; that their token is good is all that can be learned.
pub async fn who_am_i(
    cloud: &EagleEye,
    session: &Session,
    chosen: Option<&Place>,
) -> Result<Whereabouts, CloudError> {
    let caller = Caller::of(session);
    let (person, account) = match &caller {
        Caller::User(token) => {
            let me = user::myself(cloud, token).await?;
            (person_of(&me), own_account(&me).map(|listed| listed.account))
        }
        Caller::Dealer(dealer) => {
            dealer.accounts(cloud).await?;
            (None, None)
        }
    };
    let project = match chosen {
        Some(place) => look_up(cloud, &caller, place).await?,
        None => None,
    };
    Ok(Whereabouts {
        person,
        picture: None,
        account,
        project,
        device: None,
        device_name: None,
        presence: Presence::Unknown,
    })
}

pub async fn accounts(
    cloud: &EagleEye,
    session: &Session,
    find: Option<&str>,
) -> Result<Listing<ListedAccount>, CloudError> {
    let find = find.map(str::trim).filter(|text| !text.is_empty());
    let entries = match (Caller::of(session), find) {
        (Caller::User(token), _) => {
            own_account(&user::myself(cloud, &token).await?).into_iter().collect()
        }
        (Caller::Dealer(dealer), None) => {
            dealer.accounts(cloud).await?.iter().filter_map(listed_account).collect()
        }
        (Caller::Dealer(dealer), Some(email)) => {
            let users = dealer.users_by_email(cloud, email).await?;
            users.iter().filter(|user| goes_by(user, email)).filter_map(listed_user).collect()
        }
    };
    Ok(cut(entries))
}

pub async fn projects(
    cloud: &EagleEye,
    session: &Session,
    account: &AccountId,
) -> Result<Listing<ListedProject>, CloudError> {
    let whose = Whose::read(account)?;
    let found = ask_for(cloud, &Caller::of(session), whose, Wanted::All).await?;
    Ok(cut(found.unwrap_or_default()))
}

/// Any answer of the API's will do; that there is no session in it is not its fault.
pub async fn reachable(cloud: &EagleEye) -> Result<(), CloudError> {
    let answer = cloud.http.get("/rest/v2.3/users/self").send().await?;
    if answer.is_success() && answer.is_html() {
        return Err(answer.not_as_expected());
    }
    let error = super::error::from_rest(&answer);
    let is_away = error.kind.is_on_the_way() || answer.status == 429 || answer.status >= 500;
    if is_away { Err(error) } else { Ok(()) }
}

/// Under its present name, or not at all.
async fn look_up(
    cloud: &EagleEye,
    caller: &Caller,
    place: &Place,
) -> Result<Option<Project>, CloudError> {
    let whose = Whose::read(&place.account.id)?;
    let Ok(camera) = place.project.id.as_str().parse() else { return Ok(None) };
    let found = ask_for(cloud, caller, whose, Wanted::One(camera)).await?.unwrap_or_default();
    Ok(found.into_iter().map(|listed| listed.project).find(|found| found.id == place.project.id))
}

#[derive(Clone, Copy)]
enum Wanted {
    All,
    One(u64),
}

/// Cameras as the user sees them; a dealer gets a token for the user first. `None`: there is no
/// such user.
async fn ask_for(
    cloud: &EagleEye,
    caller: &Caller,
    whose: Whose,
    wanted: Wanted,
) -> Result<Option<Vec<ListedProject>>, CloudError> {
    let dealer = match caller {
        Caller::User(token) => return cameras(cloud, token, wanted).await.map(Some),
        Caller::Dealer(dealer) => dealer,
    };
    let Some(user) = user_of(cloud, dealer, whose).await? else { return Ok(None) };
    let whose = (whose.account, user);
    let at_hand = cloud.generated.token(cloud, dealer, whose, false).await?;
    let Some(token) = at_hand else { return Ok(None) };
    match cameras(cloud, &token, wanted).await {
        Err(error) if error.kind == ErrorKind::NotAuthorized => {}
        outcome => return outcome.map(Some),
    }
    // It ended without having said when it would.
    let anew = cloud.generated.token(cloud, dealer, whose, true).await?;
    let Some(token) = anew else { return Ok(None) };
    match cameras(cloud, &token, wanted).await {
        // The dealer's own token was good a moment ago: this is not what a new sign-in cures.
        Err(error) if error.kind == ErrorKind::NotAuthorized => {
            Err(CloudError { kind: ErrorKind::Rejected, ..error })
        }
        outcome => outcome.map(Some),
    }
}

async fn user_of(
    cloud: &EagleEye,
    dealer: &Dealer,
    whose: Whose,
) -> Result<Option<u64>, CloudError> {
    if whose.user.is_some() {
        return Ok(whose.user);
    }
    let users = dealer.users_of(cloud, whose.account).await?;
    let mut ids = users.iter().filter_map(|user| user.user_id);
    Ok(ids.nth(assumed::FIRST_USER_SPEAKS_FOR_THE_ACCOUNT))
}

async fn cameras(
    cloud: &EagleEye,
    token: &UserToken,
    wanted: Wanted,
) -> Result<Vec<ListedProject>, CloudError> {
    match wanted {
        Wanted::One(id) => {
            let camera: Vec<_> = user::camera(cloud, token, id).await?.into_iter().collect();
            Ok(listed_cameras(&camera, &[], &[]))
        }
        Wanted::All => {
            let (cameras, statuses, zones) = tokio::try_join!(
                user::cameras(cloud, token),
                user::statuses(cloud, token),
                user::zones(cloud, token),
            )?;
            Ok(listed_cameras(&cameras, &statuses, &zones))
        }
    }
}

fn listed_cameras(
    cameras: &[wire::Camera],
    statuses: &[wire::Status],
    zones: &[wire::Zone],
) -> Vec<ListedProject> {
    let online: HashMap<u64, bool> =
        statuses.iter().filter_map(|status| status.camera_id.zip(status.online)).collect();
    let zones: HashMap<u64, &String> =
        zones.iter().filter_map(|zone| zone.zone_id.zip(zone.name.as_ref())).collect();
    let listed = |camera: &wire::Camera| {
        let id = camera.camera_id?;
        let name = camera.name.clone().unwrap_or_else(|| format!("Camera {id}"));
        Some(ListedProject {
            project: Project { id: ProjectId::new(id.to_string()), name },
            note: camera.zone_id.and_then(|zone| zones.get(&zone)).map(|name| (*name).clone()),
            online: online.get(&id).copied(),
        })
    };
    cameras.iter().filter_map(listed).collect()
}

fn person_of(me: &wire::User) -> Option<Person> {
    Some(Person { name: me.name()?, email: me.email.clone() })
}

/// An end user has one account, which has no name of its own.
fn own_account(me: &wire::User) -> Option<ListedAccount> {
    let whose = Whose { account: me.account_id?, user: None };
    let name = me.name().unwrap_or_else(|| format!("Account {}", whose.account));
    let note = me.email.clone().filter(|email| *email != name);
    Some(ListedAccount { account: Account { id: whose.id(), name }, note })
}

fn listed_account(account: &wire::Account) -> Option<ListedAccount> {
    let whose = Whose { account: account.account_id?, user: None };
    let name = account.shown_name().unwrap_or_else(|| format!("Account {}", whose.account));
    let note = account.contact_email.clone().filter(|email| *email != name);
    Some(ListedAccount { account: Account { id: whose.id(), name }, note })
}

fn listed_user(user: &wire::User) -> Option<ListedAccount> {
    let whose = Whose { account: user.account_id?, user: Some(user.user_id?) };
    let name = user.name().unwrap_or_else(|| format!("Account {}", whose.account));
    let note = user.email.clone().filter(|email| *email != name);
    Some(ListedAccount { account: Account { id: whose.id(), name }, note })
}

/// Whether the cloud matches whole addresses or parts of them is not documented, and neither is
/// that it heeds what it was asked.
fn goes_by(user: &wire::User, email: &str) -> bool {
    let asked = email.to_lowercase();
    user.email.as_ref().is_none_or(|known| known.to_lowercase().contains(&asked))
}

fn cut<T>(mut entries: Vec<T>) -> Listing<T> {
    let complete = entries.len() <= assumed::MOST_ROWS;
    entries.truncate(assumed::MOST_ROWS);
    Listing { entries, complete, said: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_id_carries_the_account_and_the_user_that_was_picked() {
        for (text, account, user) in
            [("54321", 54_321, None), ("54321:12345", 54_321, Some(12_345))]
        {
            let whose = Whose::read(&AccountId::new(text)).unwrap();
            assert_eq!(whose, Whose { account, user });
            assert_eq!(whose.id().as_str(), text);
        }
        for text in ["", ":", "1:", ":1", "a", "1:b", "1:2:3", "../1", "-1"] {
            let refused = Whose::read(&AccountId::new(text)).unwrap_err();
            assert_eq!(refused.kind, ErrorKind::Rejected, "{text}");
        }
    }

    #[test]
    fn a_camera_shows_its_zone_and_whether_it_is_there_as_far_as_that_is_known() {
        let cameras: Vec<wire::Camera> = serde_json::from_str(
            r#"[{"cameraId":1,"name":"Dock 3","zoneId":7},{"cameraId":2,"zoneId":8},{"name":"?"}]"#,
        )
        .unwrap();
        let statuses: Vec<wire::Status> =
            serde_json::from_str(r#"[{"cameraId":1,"online":false},{"cameraId":2}]"#).unwrap();
        let zones: Vec<wire::Zone> =
            serde_json::from_str(r#"[{"zoneId":7,"name":"Docks"},{"zoneId":8}]"#).unwrap();
        let listed = listed_cameras(&cameras, &statuses, &zones);
        let shown: Vec<_> = listed
            .iter()
            .map(|l| (l.project.id.as_str(), l.project.name.as_str(), l.note.as_deref(), l.online))
            .collect();
        assert_eq!(
            shown,
            [("1", "Dock 3", Some("Docks"), Some(false)), ("2", "Camera 2", None, None)]
        );
    }

    #[test]
    fn what_the_cloud_found_is_looked_at_again() {
        let user = |email: &str| -> wire::User {
            serde_json::from_str(&format!(r#"{{"userId":1,"accountId":2,{email}}}"#)).unwrap()
        };
        let ana = user(r#""email":"Ana@Harbour.example""#);
        assert!(goes_by(&ana, "ana@harbour.example") && goes_by(&ana, "HARBOUR"));
        assert!(!goes_by(&ana, "mette@"));
        assert!(
            goes_by(&user(r#""x":0"#), "ana@"),
            "one that shows no address is the cloud's word"
        );
    }

    #[test]
    fn a_list_longer_than_anybody_needs_is_cut_and_says_so() {
        let listing = cut(vec![(); assumed::MOST_ROWS]);
        assert!(listing.complete);
        let listing = cut(vec![(); assumed::MOST_ROWS + 1]);
        assert!(!listing.complete && listing.entries.len() == assumed::MOST_ROWS);
    }
}
