//! What a session may point at, and pointing it there: accounts, projects, connecting.

use super::error::{from_api, is_detailed};
use super::{Frameio, application, assumed, wire};
use crate::http::{Answer, LARGEST_LIST};
use domain::{
    Account, AccountId, CloudError, ErrorKind, ListedAccount, ListedProject, Listing, Place,
    Project, ProjectId, Session,
};
use futures_util::{StreamExt, stream};
use std::collections::HashSet;
use url::form_urlencoded;

/// Those with Camera to Cloud only: the vendor's side sorts the others out.
pub async fn accounts(
    cloud: &Frameio,
    session: &Session,
) -> Result<Listing<ListedAccount>, CloudError> {
    let (named, complete) = read_all(cloud, session, "/v2/devices/accounts").await?;
    let listed = |(id, name)| ListedAccount {
        account: Account { id: AccountId::new(id), name },
        note: None,
    };
    Ok(Listing { entries: named.into_iter().map(listed).collect(), complete, said: None })
}

pub async fn projects(
    cloud: &Frameio,
    session: &Session,
    account: &AccountId,
) -> Result<Listing<ListedProject>, CloudError> {
    let account: String = form_urlencoded::byte_serialize(account.as_str().as_bytes()).collect();
    let path = format!("/v2/devices/accounts/{account}/projects");
    let (named, complete) = read_all(cloud, session, &path).await?;
    let listed = |(id, name)| ListedProject {
        project: Project { id: ProjectId::new(id), name },
        note: None,
        online: None,
    };
    Ok(Listing { entries: named.into_iter().map(listed).collect(), complete, said: None })
}

/// [Connect](https://next.developer.frame.io/camera-to-cloud/api-reference/applications-auth/device-project-connect).
/// Answered with a body or without one, depending on which page one believes.
pub async fn choose(
    cloud: &Frameio,
    session: &Session,
    from: Option<&Place>,
    to: &Place,
) -> Result<(), CloudError> {
    let left = from.filter(|_| assumed::SWITCHING_TAKES_A_DISCONNECT);
    if left.is_some() {
        application::disconnect(cloud, &session.access).await?;
    }
    let connected = connect(cloud, session, &to.project).await;
    if let Err(error) = &connected
        && matches!(error.kind, ErrorKind::Rejected | ErrorKind::PlanLimit)
        && let Some(left) = left.filter(|left| left.project.id != to.project.id)
    {
        // A choice that is refused leaves things as they were. Should this fail as well, whoever
        // asks where we are is told.
        let _ = connect(cloud, session, &left.project).await;
    }
    connected
}

async fn connect(cloud: &Frameio, session: &Session, to: &Project) -> Result<(), CloudError> {
    let call = cloud.http.post("/v2/devices/connect").query("project_id", to.id.as_str());
    let answer = call.session(&session.access).send().await?;
    if answer.is_success() {
        return if answer.is_html() { Err(answer.not_as_expected()) } else { Ok(()) };
    }
    if matches!(answer.status, 403 | 404) && is_detailed(&answer) {
        return Err(answer.error(ErrorKind::Rejected, "this project is not open to you any more"));
    }
    Err(from_api(&answer))
}

/// Every page, as far as we are willing to read, as id and name. The bool: that was all of it.
async fn read_all(
    cloud: &Frameio,
    session: &Session,
    path: &str,
) -> Result<(Vec<(String, String)>, bool), CloudError> {
    let first = read(cloud, session, path, 1).await?;
    let pages = first.pages.unwrap_or(1);
    let last = pages.min(assumed::MOST_PAGES);
    let ask = |page| read(cloud, session, path, page);
    // The second alone: it shows whether pages are turned at all.
    let second = stream::iter(2..=last.min(2)).then(ask);
    let rest = stream::iter(3..=last).map(ask).buffered(assumed::PAGES_AT_ONCE);
    let answers = stream::iter([Ok(first)]).chain(second).chain(rest);
    let mut answers = std::pin::pin!(answers);

    let (mut named, mut known, mut bytes) = (Vec::new(), HashSet::new(), 0);
    while let Some(answer) = answers.next().await {
        let answer = answer?;
        let before = named.len();
        let fresh = read_page(&answer)?.into_iter().filter(|(id, _)| known.insert(id.clone()));
        named.extend(fresh);
        // A cloud that does not turn pages says the same one again.
        if named.len() == before {
            return Ok((named, true));
        }
        bytes += answer.body.len();
        if bytes > LARGEST_LIST {
            return Ok((named, false));
        }
    }
    Ok((named, pages <= assumed::MOST_PAGES))
}

async fn read(
    cloud: &Frameio,
    session: &Session,
    path: &str,
    page: u32,
) -> Result<Answer, CloudError> {
    let mut call = cloud.http.get(path).session(&session.access).largest_answer(LARGEST_LIST);
    for (name, value) in assumed::page(page) {
        call = call.query(name, &value);
    }
    let answer = call.send().await?;
    if answer.is_success() {
        return Ok(answer);
    }
    // About what was asked for, and not about who asks: the session is as good as before.
    if matches!(answer.status, 403 | 404) && is_detailed(&answer) {
        return Err(answer.error(ErrorKind::Rejected, "this list is not open to you"));
    }
    Err(from_api(&answer))
}

fn read_page(answer: &Answer) -> Result<Vec<(String, String)>, CloudError> {
    let listed: Vec<wire::Listed> =
        serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())?;
    Ok(listed.into_iter().filter_map(named).collect())
}

/// What has no id cannot be chosen; what has no name is shown by its id.
fn named(listed: wire::Listed) -> Option<(String, String)> {
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let id = said(listed.id)?;
    let name = said(listed.display_name).or(said(listed.name)).unwrap_or_else(|| id.clone());
    Some((id, name))
}
