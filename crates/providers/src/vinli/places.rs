//! The person, and the devices they share with the app.

use super::error::from_service;
use super::wire::{CurrentUser, Device, Devices, LatestVehicle, OneDevice, User, Vehicle};
use super::{APP_ID, APP_SECRET, Vinli, assumed};
use crate::http::{Answer, LARGEST_LIST};
use domain::{
    Account, AccountId, Answers, CloudError, ErrorKind, ListedAccount, ListedProject, Listing,
    Person, Place, Presence, Project, ProjectId, Secret, Session, Whereabouts,
};
use futures_util::{StreamExt, stream};
use serde::de::DeserializeOwned;
use std::collections::{HashMap, HashSet};
use tokio::time::{Instant, timeout_at};
use url::Url;

const DEVICES: &str = "/api/v1/devices";
const CURRENT_USER: &str = "/api/v1/users/_current";

pub async fn who_am_i(
    cloud: &Vinli,
    session: &Session,
    chosen: Option<&Place>,
) -> Result<Whereabouts, CloudError> {
    let user = current_user(cloud, &session.access).await?;
    let project = match chosen {
        Some(place) => device(cloud, session, &place.project.id).await?,
        None => None,
    };
    let picture = user.image.as_deref().and_then(|link| Url::parse(link).ok());
    Ok(Whereabouts {
        picture: picture.filter(|link| link.scheme() == "https"),
        account: Some(account(&user).account),
        person: Some(person(&user)),
        project,
        device: None,
        device_name: None,
        presence: Presence::Unknown,
    })
}

/// There is the one.
pub async fn accounts(
    cloud: &Vinli,
    session: &Session,
) -> Result<Listing<ListedAccount>, CloudError> {
    let user = current_user(cloud, &session.access).await?;
    Ok(Listing::complete(vec![account(&user)]))
}

/// All that the person allowed, newest first as Vinli lists them, each with its latest vehicle as
/// far as that can be told soon.
pub async fn projects(
    cloud: &Vinli,
    session: &Session,
) -> Result<Listing<ListedProject>, CloudError> {
    let Listing { entries: devices, complete, said } = devices(cloud, session).await?;
    let mut vehicles = latest_vehicles(cloud, session, &devices).await;
    let entry = |device: Device| {
        let note = vehicles.remove(&device.id);
        ListedProject { project: project(device), note, online: None }
    };
    Ok(Listing { entries: devices.into_iter().map(entry).collect(), complete, said })
}

/// The app's own keys see the devices of all its users, which is why nothing but their number is
/// asked for, and why the keys are not kept.
pub async fn check_set_up(cloud: &Vinli, typed: &Answers) -> Result<String, CloudError> {
    let (Some(id), Some(secret)) = (typed.text(APP_ID.name), typed.text(APP_SECRET.name)) else {
        let said = "Type the app ID and the app secret to check them";
        return Err(CloudError::new(ErrorKind::Rejected, said));
    };
    let (id, secret) = (Secret::new(id), Secret::new(secret));
    let answer = cloud.http.get(DEVICES).query("limit", "1").basic(&id, &secret).send().await?;
    if !answer.is_success() {
        let error = from_service(&answer);
        if error.kind == ErrorKind::NotAuthorized {
            let why = "Vinli does not know this app ID and secret";
            return Err(answer.error(ErrorKind::WrongSecret, why));
        }
        return Err(error);
    }
    let seen: Devices = read(&answer)?;
    Ok(match seen.total().unwrap_or(seen.devices.len() as u64) {
        0 => "Good: Vinli knows this app. It sees no device yet.".to_owned(),
        1 if seen.total().is_none() && seen.next().is_some() => {
            "Good: this app sees several devices.".to_owned()
        }
        1 => "Good: this app sees one device.".to_owned(),
        count => format!("Good: this app sees {count} devices."),
    })
}

/// Without a token. Whoever asks for one is there all the same.
pub async fn reachable(cloud: &Vinli) -> Result<(), CloudError> {
    let answer = cloud.http.get(CURRENT_USER).at(&cloud.auth).send().await?;
    if answer.is_success() {
        return if answer.is_html() { Err(answer.not_as_expected()) } else { Ok(()) };
    }
    match from_service(&answer) {
        error if error.kind.is_on_the_way() => Err(error),
        error if answer.status == 429 || answer.status >= 500 => Err(error),
        _ => Ok(()),
    }
}

/// Who a token belongs to.
pub async fn whose(cloud: &Vinli, access: &Secret) -> Result<Person, CloudError> {
    current_user(cloud, access).await.map(|user| person(&user))
}

/// With the token in a header. Vinli's Node library puts it into the address.
async fn current_user(cloud: &Vinli, access: &Secret) -> Result<User, CloudError> {
    let answer = cloud.http.get(CURRENT_USER).at(&cloud.auth).session(access).send().await?;
    if !answer.is_success() {
        return Err(from_service(&answer));
    }
    read::<CurrentUser>(&answer).map(|current| current.user)
}

/// What was chosen, under its present name. `None`: its owner took it back.
async fn device(
    cloud: &Vinli,
    session: &Session,
    id: &ProjectId,
) -> Result<Option<Project>, CloudError> {
    if !is_id(id.as_str()) {
        return Ok(None);
    }
    let path = format!("{DEVICES}/{id}");
    let answer = cloud.http.get(&path).session(&session.access).send().await?;
    if answer.is_success() {
        return read::<OneDevice>(&answer).map(|one| Some(project(one.device)));
    }
    let error = from_service(&answer);
    let is_gone = match answer.status {
        404 => true,
        403 => assumed::A_FORBIDDEN_DEVICE_IS_WITHDRAWN,
        _ => false,
    };
    // Something on the way that answers so is another kind of error.
    if is_gone && error.kind == ErrorKind::Rejected { Ok(None) } else { Err(error) }
}

/// Page by page, along the links. One that leads away from here, or goes in circles, is not
/// followed, and then the list is not complete.
async fn devices(cloud: &Vinli, session: &Session) -> Result<Listing<Device>, CloudError> {
    let mut here = first_page(cloud);
    let mut listing = Listing::complete(Vec::new());
    let mut listed = HashSet::new();
    let mut visited = HashSet::new();
    for _ in 0..assumed::MOST_PAGES {
        let fresh = visited.insert(here.to_string());
        let Some(request) = cloud.http.get_link(&here).filter(|_| fresh) else {
            listing.complete = false;
            let said = "Vinli pointed to an unknown place for the rest of the list. It was not \
                        followed.";
            listing.said = Some(said.to_owned());
            return Ok(listing);
        };
        let answer = request.session(&session.access).largest_answer(LARGEST_LIST).send().await?;
        if !answer.is_success() {
            return Err(from_service(&answer));
        }
        let page: Devices = read(&answer)?;
        let next = page.next().map(|link| here.join(link));
        let new = |device: &Device| is_id(&device.id) && listed.insert(device.id.clone());
        listing.entries.extend(page.devices.into_iter().filter(new));
        match next {
            None => return Ok(listing),
            Some(Ok(next)) => here = next,
            Some(Err(_)) => break,
        }
    }
    listing.complete = false;
    Ok(listing)
}

fn first_page(cloud: &Vinli) -> Url {
    let mut page = cloud.http.base().clone();
    page.set_path(DEVICES);
    page.query_pairs_mut().clear().append_pair("limit", assumed::PAGE_SIZE);
    page
}

/// Second lines by device. Whatever goes wrong costs lines and nothing else; a cloud in trouble is
/// not asked for more.
async fn latest_vehicles(
    cloud: &Vinli,
    session: &Session,
    devices: &[Device],
) -> HashMap<String, String> {
    let ids: Vec<String> =
        devices.iter().take(assumed::MOST_VEHICLES).map(|device| device.id.clone()).collect();
    let asked = stream::iter(ids).map(|id| async move {
        let path = format!("{DEVICES}/{id}/vehicles/_latest");
        let answer = cloud.http.get(&path).session(&session.access).send().await;
        (id, answer)
    });
    let mut answers = asked.buffer_unordered(assumed::VEHICLES_AT_ONCE);
    let enough = Instant::now() + assumed::VEHICLES_TAKE;
    let mut notes = HashMap::new();
    while let Ok(Some((id, answer))) = timeout_at(enough, answers.next()).await {
        match answer {
            Ok(answer) if answer.is_success() => {
                let latest = read::<LatestVehicle>(&answer).ok().and_then(|latest| latest.vehicle);
                if let Some(words) = latest.as_ref().and_then(words) {
                    notes.insert(id, words);
                }
            }
            // This one is not told; the next may be.
            Ok(answer) if from_service(&answer).kind == ErrorKind::Rejected => {}
            Ok(_) | Err(_) => break,
        }
    }
    notes
}

/// "2016 Mercedes-Benz Sprinter", as far as Vinli has looked the vehicle up.
fn words(vehicle: &Vehicle) -> Option<String> {
    let year = match &vehicle.year {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let said = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let parts = [year.trim().to_owned(), said(&vehicle.make), said(&vehicle.model)];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    Some(parts.join(" ")).filter(|words| !words.is_empty())
}

fn person(user: &User) -> Person {
    let said = |text: &Option<String>| {
        text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let email = said(&user.email);
    let names = [said(&user.first_name), said(&user.last_name)].into_iter().flatten();
    let name = match names.collect::<Vec<_>>().join(" ") {
        none if none.is_empty() => email.clone().unwrap_or_else(|| "MyVinli user".to_owned()),
        name => name,
    };
    Person { name, email }
}

fn account(user: &User) -> ListedAccount {
    let Person { name, email } = person(user);
    let note = email.filter(|email| *email != name);
    ListedAccount { account: Account { id: AccountId::new(user.id.clone()), name }, note }
}

/// The number on the device itself, for one that its owner gave no name.
fn project(device: Device) -> Project {
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let name = said(device.name)
        .or(said(device.chip_id).map(|chip| format!("Device {chip}")))
        .unwrap_or_else(|| format!("Device {}", device.id));
    Project { id: ProjectId::new(device.id), name }
}

/// Fit for a path as it is. Theirs are UUIDs.
fn is_id(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    !text.is_empty() && text.len() <= 100 && text.bytes().all(fits)
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, CloudError> {
    serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_person_is_called_by_what_there_is() {
        let read = |value| person(&serde_json::from_value(value).unwrap());
        let ana = json!({"id": "u", "firstName": "Ana", "lastName": "Lima", "email": "a@example.org",
                         "phone": "+15550100"});
        assert_eq!(
            read(ana),
            Person { name: "Ana Lima".into(), email: Some("a@example.org".into()) }
        );
        let first = json!({"id": "u", "firstName": "Ana", "lastName": null, "email": ""});
        assert_eq!(read(first), Person { name: "Ana".into(), email: None });
        let nameless = json!({"id": "u", "firstName": " ", "email": "a@example.org"});
        assert_eq!(read(nameless).name, "a@example.org");
        assert!(!read(json!({"id": "u"})).name.is_empty());
    }

    #[test]
    fn a_vehicle_is_told_as_far_as_it_is_known() {
        let read = |value| words(&serde_json::from_value(value).unwrap());
        let whole = json!({"vin": "V", "year": "2016", "make": "Škoda", "model": "Octavia"});
        assert_eq!(read(whole).as_deref(), Some("2016 Škoda Octavia"));
        assert_eq!(read(json!({"year": 2016, "make": "Škoda"})).as_deref(), Some("2016 Škoda"));
        assert_eq!(read(json!({"vin": "WVWZZZ1JZ3W386752"})), None);
        assert_eq!(read(json!({"year": null, "make": " "})), None);
    }

    #[test]
    fn a_device_without_a_name_goes_by_its_number() {
        let read = |value| project(serde_json::from_value(value).unwrap()).name;
        assert_eq!(read(json!({"id": "d", "name": "Van 12", "chipId": "VV1"})), "Van 12");
        assert_eq!(read(json!({"id": "d", "name": null, "chipId": "VV1"})), "Device VV1");
        assert_eq!(read(json!({"id": "d"})), "Device d");
    }

    #[test]
    fn an_id_that_would_lead_elsewhere_is_none() {
        assert!(is_id("9a1f0c6e-3a0e-4a73-8f62-6b6d1f0b7c10"));
        for odd in ["", "..", "a/b", "a?b", "a#b", "ä", "a b", "%2e"] {
            assert!(!is_id(odd), "{odd}");
        }
    }
}
