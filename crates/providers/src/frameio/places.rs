//! Where a session points, and whether the cloud is there.

use super::error::from_api;
use super::{Frameio, wire};
use crate::http::Answer;
use domain::{
    CloudError, DeviceId, ErrorKind, Person, Presence, Project, ProjectId, Secret, Whereabouts,
};

/// [Connection info](https://developer.frame.io/camera-to-cloud/how-to-heartbeats-connection-info-and-status)
pub async fn who_am_i(cloud: &Frameio, session: &Secret) -> Result<Whereabouts, CloudError> {
    let answer = cloud.http.get("/v2/devices/me").session(session).send().await?;
    if !answer.is_success() {
        return Err(from_api(&answer));
    }
    match serde_json::from_slice(&answer.body) {
        Ok(device) => Ok(whereabouts(device)),
        Err(_) => Err(answer.not_as_expected()),
    }
}

/// [Heartbeat](https://developer.frame.io/camera-to-cloud/api-reference/device-heartbeat)
pub async fn heartbeat(cloud: &Frameio, session: &Secret) -> Result<(), CloudError> {
    let answer = cloud.http.post("/v2/devices/heartbeat").session(session).send().await?;
    done(&answer)
}

/// `GET /health`. Whoever says "no such page" is there all the same, and a wait for the network
/// must not last for ever because that page moved.
pub async fn reachable(cloud: &Frameio) -> Result<(), CloudError> {
    let answer = cloud.http.get("/health").send().await?;
    match done(&answer) {
        Err(error) if matches!(error.kind, ErrorKind::Offline) => Err(error),
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
}
