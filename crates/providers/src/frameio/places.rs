//! Where a session points, and whether the cloud is there.

use super::error::{from_api, is_detailed};
use super::{Frameio, assumed, is_application, wire};
use crate::http::{Answer, only_https};
use domain::{CloudError, DeviceId, Person, Presence, Project, ProjectId, Session, Whereabouts};
use url::Url;

/// A device code's session knows its device and no more; an application's knows its user as well.
pub async fn who_am_i(cloud: &Frameio, session: &Session) -> Result<Whereabouts, CloudError> {
    if !is_application(&session.way) {
        return Ok(whereabouts(device(cloud, session).await?));
    }
    let (user, device) = tokio::try_join!(user(cloud, session), connected(cloud, session))?;
    let here = whereabouts(device.unwrap_or_default());
    let picture = picture_of(&user);
    Ok(Whereabouts { person: person_of(user).or(here.person), picture, ..here })
}

/// [Connection info](https://developer.frame.io/camera-to-cloud/how-to-heartbeats-connection-info-and-status)
async fn device(cloud: &Frameio, session: &Session) -> Result<wire::Device, CloudError> {
    let answer = me_of_devices(cloud, session).await?;
    if !answer.is_success() {
        return Err(from_api(&answer));
    }
    serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())
}

/// The same, where a session may be connected to nothing.
async fn connected(cloud: &Frameio, session: &Session) -> Result<Option<wire::Device>, CloudError> {
    let answer = me_of_devices(cloud, session).await?;
    if assumed::NOT_CONNECTED.contains(&answer.status) && is_detailed(&answer) {
        return Ok(None);
    }
    if !answer.is_success() {
        return Err(from_api(&answer));
    }
    if answer.body.trim_ascii().is_empty() {
        return Ok(None);
    }
    serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())
}

async fn me_of_devices(cloud: &Frameio, session: &Session) -> Result<Answer, CloudError> {
    cloud.http.get("/v2/devices/me").session(&session.access).send().await
}

/// [`GET /v2/me`](https://developer.frame.io/api/reference/operation/getMe), for application
/// sessions only.
async fn user(cloud: &Frameio, session: &Session) -> Result<wire::User, CloudError> {
    let answer = cloud.http.get("/v2/me").session(&session.access).send().await?;
    if !answer.is_success() {
        return Err(from_api(&answer));
    }
    serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())
}

fn person_of(user: wire::User) -> Option<Person> {
    let email = said(user.email);
    let name = said(user.name).or(email.clone())?;
    Some(Person { name, email })
}

/// The one that is nearest to what is shown.
fn picture_of(user: &wire::User) -> Option<Url> {
    [&user.image_128, &user.image_256, &user.image_64, &user.profile_image]
        .into_iter()
        .flatten()
        .filter_map(|link| Url::parse(link).ok())
        .find(|link| only_https(link).is_ok())
}

/// [Heartbeat](https://developer.frame.io/camera-to-cloud/api-reference/device-heartbeat)
pub async fn heartbeat(cloud: &Frameio, session: &Session) -> Result<(), CloudError> {
    let answer = cloud.http.post("/v2/devices/heartbeat").session(&session.access).send().await?;
    done(&answer)
}

/// `GET /health`. Whoever says "no such page" is there all the same, and a wait for the network
/// must not last for ever because that page moved.
pub async fn reachable(cloud: &Frameio) -> Result<(), CloudError> {
    let answer = cloud.http.get("/health").send().await?;
    match done(&answer) {
        Err(error) if error.kind.is_on_the_way() => Err(error),
        Err(error) if answer.status == 429 || answer.status >= 500 => Err(error),
        _ => Ok(()),
    }
}

fn done(answer: &Answer) -> Result<(), CloudError> {
    match answer.is_success() {
        true if answer.is_html() => Err(answer.not_as_expected()),
        true => Ok(()),
        false => Err(from_api(answer)),
    }
}

fn whereabouts(device: wire::Device) -> Whereabouts {
    let authorization = device.authorization;
    let paused_there = authorization.as_ref().and_then(|a| a.status.as_deref()) == Some("paused");
    let presence = match device.status.as_deref() {
        _ if paused_there => Presence::Paused,
        Some("paused") => Presence::Paused,
        Some("online") => Presence::Online,
        Some("offline") => Presence::Offline,
        _ => Presence::Unknown,
    };
    let (inner_id, project_name) = match device.project {
        Some(project) => (project.id, project.name),
        None => (None, None),
    };
    let project = said(inner_id)
        .or(said(device.project_id))
        .map(|id| Project { id: ProjectId::new(id), name: said(project_name).unwrap_or_default() });
    let person_name = authorization.and_then(|a| a.creator).and_then(|creator| said(creator.name));
    Whereabouts {
        person: person_name.map(|name| Person { name, email: None }),
        picture: None,
        account: None,
        project,
        device: said(device.device_id).or(said(device.id)).map(DeviceId::new),
        device_name: said(device.name),
        presence,
    }
}

fn said(text: Option<String>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Whereabouts {
        whereabouts(serde_json::from_str(json).unwrap())
    }

    #[test]
    fn a_full_answer_tells_person_project_and_device() {
        let here = read(
            r#"{"_type":"project_device","id":"pd","device_id":"d","name":"Cart","status":"online",
                "project_id":"p","project":{"_type":"project","id":"p","name":"Unit A"},
                "channels":[{"id":"c"}],"deleted_at":null,
                "authorization":{"creator":{"id":"u","name":"Sam Example"},"expires_at":null}}"#,
        );
        assert_eq!(here.person, Some(Person { name: "Sam Example".into(), email: None }));
        assert_eq!(here.project, Some(Project { id: ProjectId::new("p"), name: "Unit A".into() }));
        assert_eq!(here.device, Some(DeviceId::new("d")));
        assert_eq!(here.device_name.as_deref(), Some("Cart"));
        assert_eq!(here.presence, Presence::Online);
    }

    #[test]
    fn whatever_is_missing_is_left_open() {
        let nothing = Whereabouts {
            person: None,
            picture: None,
            account: None,
            project: None,
            device: None,
            device_name: None,
            presence: Presence::Unknown,
        };
        assert_eq!(read("{}"), nothing);
        assert_eq!(
            read(r#"{"project":null,"authorization":{"creator":null},"name":" ","status":"new"}"#),
            nothing
        );
        assert_eq!(read(r#"{"id":"pd"}"#).device, Some(DeviceId::new("pd")));
        let nameless = read(r#"{"project_id":"p"}"#).project.unwrap();
        assert_eq!((nameless.id.as_str(), nameless.name.as_str()), ("p", ""));
    }

    #[test]
    fn a_pause_is_seen_wherever_it_is_told() {
        assert_eq!(read(r#"{"status":"paused"}"#).presence, Presence::Paused);
        let in_authorization = read(r#"{"status":"online","authorization":{"status":"paused"}}"#);
        assert_eq!(in_authorization.presence, Presence::Paused);
    }

    #[test]
    fn a_user_is_named_and_pictured_by_whatever_there_is() {
        let read = |json: &str| -> wire::User { serde_json::from_str(json).unwrap() };
        let full = read(
            r#"{"_type":"user","id":"u","name":"Sam","email":"sam@example.org","image_32":"x",
                "image_64":"https://p.example/64","image_128":"http://p.example/128",
                "image_256":null,"profile_image":"https://p.example/full"}"#,
        );
        assert_eq!(picture_of(&full).unwrap().as_str(), "https://p.example/64");
        let person = person_of(full).unwrap();
        assert_eq!(
            (person.name.as_str(), person.email.as_deref()),
            ("Sam", Some("sam@example.org"))
        );
        let bare = read(r#"{"name":" ","email":"sam@example.org","profile_image":"//p"}"#);
        assert_eq!(picture_of(&bare), None);
        assert_eq!(person_of(bare).unwrap().name, "sam@example.org");
        assert_eq!(person_of(read("{}")), None);
    }
}
